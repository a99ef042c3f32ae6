"""Tiny packages, archives of every kind, and a loopback server, for the tests of the package store."""

from __future__ import annotations

import hashlib
import json
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from bitexte.disk import places

NAME = "translate-fr_en-2_0"
TERMINOLOGY = {"open": "\ue000", "separator": "\ue001", "close": "\ue002"}


def empty_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any package: every folder of the store lies under the test's own."""
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    for variable in ("ARGOS_PACKAGES_DIR", "BITEXTE_PACKAGE_INDEX", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(places, "EMBEDDED", tmp_path / "assets")
    return tmp_path


def metadata(version: str = "2.0", from_code: str = "fr", to_code: str = "en", **more: object) -> bytes:
    fields: dict[str, object] = {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": from_code,
        "from_name": "French",
        "to_code": to_code,
        "to_name": "English",
    }
    return json.dumps(fields | more).encode()


def files(described: bytes | None = None, model: bytes = b"weights") -> dict[str, bytes]:
    """The files of a package, by their paths in it."""
    return {
        "README.md": "# Modèle d'essai\n".encode(),
        "metadata.json": metadata() if described is None else described,
        "model/config.json": b"{}",
        "model/model.bin": model,
        "model/shared_vocabulary.json": b"[]",
        "sentencepiece.model": b"pieces",
    }


def write_folder(folder: Path, content: dict[str, bytes]) -> Path:
    for name, part in content.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(part)
    return folder


def write_archive(path: Path, content: dict[str, bytes] | None = None, top: str = NAME) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in (files() if content is None else content).items():
            archive.writestr(f"{top}/{name}", part)
    return path


def archive_bytes(folder: Path, content: dict[str, bytes] | None = None, top: str = NAME) -> bytes:
    return write_archive(folder / "made.argosmodel", content, top).read_bytes()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def served(answers: dict[str, Answer]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A server on 127.0.0.1: its address, and the (path, Range) of each request it got."""
    asked: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Range", "")))
            answers.get(self.path, status(404))(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden method
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            pass  # Clients that go away in the middle are what some tests are about.

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def status(code: int, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


def whole(content: bytes, tag: str = '"1"') -> Answer:
    """Serve the content, without ranges."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(content)))
        if tag:
            request.send_header("ETag", tag)
        request.end_headers()
        request.wfile.write(content)

    return answer


def ranged(content: bytes, tag: str = '"1"', stop_after: int | None = None) -> Answer:
    """Serve the content with ranges; the first answer ends after `stop_after` bytes."""
    stops = [stop_after] if stop_after is not None else []

    def answer(request: BaseHTTPRequestHandler) -> None:
        asked = request.headers.get("Range", "").removeprefix("bytes=").removesuffix("-")
        start = int(asked) if asked and request.headers.get("If-Range", tag) == tag else 0
        if start >= len(content):
            return status(416)(request)
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        request.send_header("Content-Length", str(len(content) - start))
        request.send_header("ETag", tag)
        request.end_headers()
        end = stops.pop() if stops else len(content)
        request.wfile.write(content[start:end])
        return None

    return answer


def in_turn(*answers: Answer) -> Answer:
    """One answer after another; the last one for good."""
    left = list(answers)

    def answer(request: BaseHTTPRequestHandler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer
