"""The review pages of a run behind a server of this machine alone, with buttons that save into the reviewed memory and
make the English document of it.

Nobody else reaches it: it listens on the loopback address, answers only under a random path, only to requests that name
it as their host (DNS rebinding), and takes work only from a page of its own (cross-site requests). Nothing but the
pages named is given out.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, unquote

from bitexte.disk.lock import editing
from bitexte.disk.read import read_bytes
from bitexte.errors import BitexteError, InputError
from bitexte.formats.code_notation import marked
from bitexte.formats.for_review import page as pages
from bitexte.model import Translation
from bitexte.review.drafts import Drafts
from bitexte.review.reviewed_files import ReviewedFiles

LOOPBACK = "127.0.0.1"
LARGEST = 64 * 1024 * 1024  # bytes of a body
_PATIENCE = 30.0  # seconds that a client may take to send what it has begun
_PAGE = ".review.html"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Desk:
    """What the server works with: the pages by the names of their documents, the last run, the reviewed files.

    `finish` makes the English document of that name, with the human work that is known; it raises BitexteError.
    """

    pages: Mapping[str, Path]
    given: Drafts
    reviewed: ReviewedFiles
    finish: Callable[[str], bytes]

    def page(self, name: str) -> bytes:
        """A page as the server gives it out, with the human work that is known. Raises BitexteError."""
        path = self.pages[name]
        known = self.reviewed.load().memory.entries
        work = [
            {
                "id": entry.unit.segment.id,
                "target": _marked(entry.unit.translation),
                "state": entry.unit.state,
                "comment": "\n".join(comment.text for comment in entry.unit.comments),
            }
            for entry in known
            if entry.unit.segment.id.startswith(f"{name}#")
        ]
        own = quote(path.name)
        english = next(Path(each.english).name for each in self.given.documents if each.name == name)
        server = {"save": f"{own}/save", "document": f"{own}/document", "english": english, "work": work}
        return pages.served(read_bytes(path), server, str(path))

    def save(self, name: str, body: bytes) -> dict[str, object]:
        """Take the work of a page into the reviewed memory; what to tell the reviewer. Raises BitexteError."""
        returned, cuts = pages.parse_returned(body, name), pages.parse_cuts(body, name)
        with editing(self.reviewed.memory):
            human, outcome = self.reviewed.load().take(returned, cuts, self.given)
            if outcome.changes:
                self.reviewed.write(human, outcome.changes)
        return {"taken": len(outcome.changes), "told": list(outcome.told), "file": str(self.reviewed.memory)}


def _marked(translation: Translation) -> str:
    """The text with its codes, which go by their numbers in the memory, as marks."""
    return marked(translation.text, translation.codes, {code.id: code.id for code in translation.codes})


def find(folder: Path, given: Drafts, wanted: Sequence[str] = ()) -> dict[str, Path]:
    """The pages of the last run, by the names of their documents; those `wanted`, by name or by part of it.

    Raises InputError where there is none.
    """
    names = dict.fromkeys(document.name for document in given.documents)
    found = {name: path for name in names if (path := folder / "review" / f"{name}{_PAGE}").is_file()}
    if not found:
        raise InputError("there is no review page", where=str(folder), hint="bitexte run --formats page")
    if not wanted:
        return found
    chosen = {name: path for name, path in found.items() if any(each in (name, path.name) for each in wanted)}
    chosen = chosen or {name: path for name, path in found.items() if any(each in name for each in wanted)}
    if not chosen:
        raise InputError("no page has that name", where=", ".join(wanted), hint=f"pages: {', '.join(found)[:300]}")
    return chosen


class Server(ThreadingHTTPServer):
    """Serves a desk under `address`, a random path of the loopback address, until it is shut down."""

    daemon_threads = True

    def __init__(self, desk: Desk, port: int = 0) -> None:
        self.desk = desk
        self.token = secrets.token_urlsafe(24)
        super().__init__((LOOPBACK, port), _Handler)

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}/{self.token}/"


class _Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _PATIENCE
    server_version, sys_version = "Bitexte", ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the library's name
        """Nothing: the address, which is secret, would stand in it."""

    def _answer(self, act: Callable[[list[str]], None]) -> None:
        host = f"{LOOPBACK}:{self.server.server_port}"
        token, *parts = self.path.removeprefix("/").split("/")
        if self.headers.get_all("Host") != [host]:
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST)
        elif not secrets.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND)
        else:
            act([unquote(part) for part in parts])

    def _get(self, parts: list[str]) -> None:
        desk = self.server.desk
        found = [name for name, path in desk.pages.items() if parts == [path.name]]
        if parts == [""]:
            self._send(HTTPStatus.OK, _listing(desk.pages).encode(), "text/html")
        elif found:
            try:
                self._send(HTTPStatus.OK, desk.page(found[0]), "text/html")
            except BitexteError as error:
                self._send(HTTPStatus.INTERNAL_SERVER_ERROR, str(error).encode(), "text/plain")
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def _post(self, parts: list[str]) -> None:
        origin = f"http://{LOOPBACK}:{self.server.server_port}"
        acts = {"save": self._save, "document": self._finish}
        found = [
            (act, name) for name, path in self.server.desk.pages.items() for act in acts if parts == [path.name, act]
        ]
        length = self.headers.get("Content-Length", "")
        if self.headers.get("Origin") != origin or self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            self._refuse(HTTPStatus.FORBIDDEN)
        elif not found:
            self._refuse(HTTPStatus.NOT_FOUND)
        elif self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        elif not (length.isascii() and length.isdigit()):
            self._refuse(HTTPStatus.LENGTH_REQUIRED)
        elif int(length) > LARGEST:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        else:
            act, name = found[0]
            acts[act](name, self.rfile.read(int(length)))

    def _finish(self, name: str, _: bytes) -> None:
        try:
            content = self.server.desk.finish(name)
        except BitexteError as error:
            self._send_json(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": str(error)})
        else:
            self._send(HTTPStatus.OK, content, "application/octet-stream")

    def _save(self, name: str, body: bytes) -> None:
        try:
            told = self.server.desk.save(name, body)
        except BitexteError as error:
            self._send_json(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": str(error)})
        else:
            self._send_json(HTTPStatus.OK, told)

    def _send_json(self, status: HTTPStatus, told: Mapping[str, object]) -> None:
        self._send(status, json.dumps(told).encode(), "application/json")

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True  # a body may not have been read
        self._send(status, f"{status.value} {status.phrase}\n".encode(), "text/plain")

    def _send(self, status: HTTPStatus, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)


def _listing(found: Mapping[str, Path]) -> str:
    """The pages to choose from."""
    lines = "".join(f'<li><a href="{escape(quote(path.name))}">{escape(name)}</a></li>' for name, path in found.items())
    head = '<meta charset="utf-8"><link rel="icon" href="data:,"><title>Review</title>'
    return f'<!DOCTYPE html><html lang="en">{head}<h1>Review</h1><ul>{lines}</ul>'
