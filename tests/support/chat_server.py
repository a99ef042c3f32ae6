"""A server of chat completions on loopback that answers as it is told, badly too."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Reply = Callable[[BaseHTTPRequestHandler], None]


class Chat:
    """The address of a server, and what it was asked: the JSON of each request, in the order they came."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[dict[str, Any]] = []
        self.paths: list[str] = []
        self.at_once = 0

    def prompts(self) -> list[str]:
        return [body["messages"][-1]["content"] for body in self.asked]


@contextmanager
def chat(*replies: Reply | str, otherwise: Callable[[str], str] | None = None) -> Iterator[Chat]:
    """A server that gives these replies, one a request, and then what `otherwise` says to the text of the prompt."""
    waiting = list(replies)
    lock = threading.Lock()
    busy = 0

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            nonlocal busy
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with lock:
                busy += 1
                served.at_once = max(served.at_once, busy)
                served.asked.append(body)
                served.paths.append(self.path)
                reply = waiting.pop(0) if waiting else None
            text = body["messages"][0]["content"].rpartition("The text to translate:\n")[2]
            if reply is None:
                reply = (otherwise or english)(text)
            try:
                (said(reply) if isinstance(reply, str) else reply)(self)
            finally:
                with lock:
                    busy -= 1

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the overridden method
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # Clients that go away in the middle are what some tests are about.

    server = Server(("127.0.0.1", 0), Handler)
    served = Chat(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        thread.join()
        server.socket.close()


def english(_text: str) -> str:
    return "The shop has opened its doors."


def completion(*texts: str | None, end: str = "stop") -> bytes:
    choices = [
        {"index": number, "message": {"role": "assistant", "content": text}, "finish_reason": end}
        for number, text in enumerate(texts)
    ]
    return json.dumps({"object": "chat.completion", "choices": choices}, ensure_ascii=False).encode()


def said(*texts: str | None, end: str = "stop") -> Reply:
    return raw(completion(*texts, end=end))


def raw(content: bytes, status: int = 200, kind: str = "application/json", **headers: str) -> Reply:
    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(content)

    return reply


def slow(seconds: float) -> Reply:
    def reply(request: BaseHTTPRequestHandler) -> None:
        time.sleep(seconds)
        said("The shop has opened its doors.")(request)

    return reply


def dripping(request: BaseHTTPRequestHandler) -> None:
    """An answer that never ends, a byte at a time."""
    request.send_response(200)
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" ")
        time.sleep(0.02)


def flooding(request: BaseHTTPRequestHandler) -> None:
    """An answer that never ends, as fast as it can be read."""
    request.send_response(200)
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b" " * 65536)


def broken(request: BaseHTTPRequestHandler) -> None:
    """Half of an answer, then nothing."""
    content = completion("The shop has opened its doors.")
    request.send_response(200)
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content[: len(content) // 2])
    request.wfile.flush()
    request.connection.close()


def hung_up(request: BaseHTTPRequestHandler) -> None:
    """No answer at all."""
    request.close_connection = True
