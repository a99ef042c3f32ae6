"""GET over HTTP and HTTPS alone: redirects may not leave HTTPS; each failure says its cause."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from typing import IO
from urllib.parse import urlsplit

from bitexte.errors import PackageError
from bitexte.text.characters import shown

TIMEOUT = 30  # seconds without a byte

_SCHEMES = ("http", "https")
_RANGE_REFUSED = 416
_PASSING = (408, 425, 429)  # and all from 500: the server may answer otherwise later


class TransferError(Exception):
    """The address does not serve what was asked for."""


class BrokenTransferError(TransferError):
    """The connection broke or the server failed: the same address may serve later."""


class UnfitRangeError(TransferError):
    """The server's file ends before the part that was asked for."""


def read(address: str, limit: int, hint: str = "is there a network? --index names another index") -> bytes:
    """The whole of a small file, at most `limit` bytes; raise PackageError if it cannot be had."""
    try:
        with opened(address, {}) as response:
            content = b"".join(received(response, 1 << 16, limit))
    except TransferError as error:
        raise PackageError(str(error), where=address, hint=hint) from error
    if len(content) > limit:
        raise PackageError(f"larger than {limit:,} bytes", where=address)
    return content


@contextmanager
def opened(address: str, headers: Mapping[str, str]) -> Iterator[http.client.HTTPResponse]:
    """The answer to a GET request; raise TransferError where there is no good one."""
    try:
        response = _opener().open(_request(address, headers), timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        raise _refusal(error.code, error.reason) from error
    except urllib.error.URLError as error:
        raise BrokenTransferError(f"cannot be reached: {error.reason}") from error
    except http.client.InvalidURL as error:
        raise TransferError(f"is no usable address: {error}") from error
    except (http.client.HTTPException, OSError) as error:
        raise BrokenTransferError(f"the connection broke: {error or type(error).__name__}") from error
    with response:
        yield response


def received(response: http.client.HTTPResponse, size: int, limit: int | None = None) -> Iterator[bytes]:
    """The content in chunks of `size` bytes, ending soon after `limit` bytes."""
    count = 0
    try:
        while (limit is None or count <= limit) and (chunk := response.read(size)):
            count += len(chunk)
            yield chunk
    except (http.client.HTTPException, OSError) as error:
        raise BrokenTransferError(f"the connection broke: {error or type(error).__name__}") from error


def _request(address: str, headers: Mapping[str, str]) -> urllib.request.Request:
    try:
        parts = urlsplit(address)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise TransferError("only http and https addresses are followed")
        return urllib.request.Request(address, headers={"User-Agent": "bitexte", **headers})  # noqa: S310 - checked
    except ValueError as error:
        raise TransferError(f"is no usable address: {error}") from error


def _refusal(code: int, reason: str) -> TransferError:
    if code == _RANGE_REFUSED:
        return UnfitRangeError("has no such part of the file")
    kind = BrokenTransferError if code >= 500 or code in _PASSING else TransferError
    # The reason is the server's own text: one line of it, and nothing that a terminal would obey.
    return kind(f"answers {code} {shown(reason, 200)}")


def _opener() -> urllib.request.OpenerDirector:
    """An opener that knows HTTP alone: none of urllib's file, FTP and data addresses."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follow redirects to HTTP addresses only, and none from a secure address to an insecure one."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        scheme = urlsplit(newurl).scheme
        if scheme not in _SCHEMES or (req.type == "https" and scheme != "https"):
            raise TransferError(f"redirects to a {scheme or 'nameless'} address")
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]
