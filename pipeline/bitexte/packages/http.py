"""HTTP and HTTPS alone: redirects of a GET may not leave HTTPS, a POST follows none; each failure says its cause."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
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


class SlowTransferError(TransferError):
    """The answer was not there in the time it had."""


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


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a POST, whatever its status; `wait` is its Retry-After in seconds, None where it has none."""

    status: int
    content: bytes
    wait: float | None = None


def posted(
    address: str, content: bytes, headers: Mapping[str, str], limit: int, seconds: float, *, here: bool
) -> Answer:
    """The answer to a POST of JSON: at most `limit` bytes, in `seconds` from the first to the last of it.

    No proxy is asked and no redirect followed: what is sent goes to the address that was named and nowhere else.
    `here`: only to this machine, which is seen to before a byte of it is sent. Raises TransferError.
    """
    connection, late = _connection(address, seconds), threading.Event()
    try:
        with _alarm(_connect(connection, here=here), seconds, late):
            parts = urlsplit(address)
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", target, content, {"User-Agent": "bitexte", "Connection": "close", **headers})
            with connection.getresponse() as response:
                answer = b"".join(received(response, 1 << 16, limit))
                short = bool(response.length)  # reading by pieces tells of no content that ends too early
        if len(answer) > limit:
            raise TransferError(f"answers more than {limit:,} bytes")
        if short or late.is_set():
            raise BrokenTransferError("the connection broke half-way through the answer")
        return Answer(response.status, answer, _wait(response.headers.get("Retry-After", "")))
    except (BrokenTransferError, http.client.HTTPException, OSError) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise SlowTransferError(f"has not answered within {seconds:g} seconds") from error
        if isinstance(error, BrokenTransferError):
            raise
        raise BrokenTransferError(f"the connection broke: {error or type(error).__name__}") from error
    finally:
        connection.close()


def is_here(host: str) -> bool:
    """Whether a host is this machine by its name or number: localhost, 127.0.0.0/8 and ::1."""
    try:
        return host.lower() == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _connection(address: str, seconds: float) -> http.client.HTTPConnection:
    try:
        parts = urlsplit(address)
        if parts.scheme not in _SCHEMES or not parts.hostname:
            raise TransferError("only http and https addresses are asked")
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname, parts.port, timeout=seconds)
    except (ValueError, http.client.InvalidURL) as error:
        raise TransferError(f"is no usable address: {error}") from error


def _connect(connection: http.client.HTTPConnection, *, here: bool) -> socket.socket:
    if here and not is_here(connection.host):
        raise TransferError("is another machine")
    try:
        connection.connect()
    except OSError as error:
        raise TransferError(f"cannot be reached: {error.strerror or error}") from error
    if here and not is_here(connection.sock.getpeername()[0]):  # what localhost is, the hosts file says
        connection.close()
        raise TransferError("is another machine")
    return connection.sock


@contextmanager
def _alarm(connected: socket.socket, seconds: float, late: threading.Event) -> Iterator[None]:
    """After so many seconds the connection is cut, and `late` is set: a timeout of its own starts anew at each byte."""

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it may be gone already
            connected.shutdown(socket.SHUT_RDWR)  # wakes up who waits for it, as closing does not

    alarm = threading.Timer(seconds, cut)
    alarm.daemon = True
    alarm.start()
    try:
        yield
    finally:
        alarm.cancel()


def _wait(header: str) -> float | None:
    """The seconds of a Retry-After, which may be a date."""
    if header.strip().isdecimal():
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None
