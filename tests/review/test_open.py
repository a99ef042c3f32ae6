"""The page behind a local server: it saves into the reviewed memory, and answers nobody but itself."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import chromium
import pytest
from bitexte import cli
from bitexte.cli import review
from bitexte.errors import InputError
from bitexte.review import drafts as record
from bitexte.review import open as opening
from bitexte.review.open import Desk, Server
from bitexte.review.reviewed_files import ReviewedFiles
from bitexte.settings import load as load_settings
from typer.testing import CliRunner

NAME = "a b.txt"
PATH = "a%20b.txt.review.html"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / NAME).write_text("Il pleut. Le client attend.\n", encoding="utf-8")
    (tmp_path / "bitexte.toml").write_text('engine = "echo"\nglossaries = []\nformats = ["page"]\n', encoding="utf-8")
    CliRunner().invoke(cli.app, ["run"])
    return tmp_path


@pytest.fixture
def server(folder: Path) -> Iterator[Server]:
    given = record.load(folder / "output")
    settings = load_settings(folder)
    reviewed = ReviewedFiles.of(settings)
    finish = partial(review.finished, settings=settings, making=threading.Lock())
    with Server(Desk(opening.find(folder / "output", given), given, reviewed, finish)) as opened:
        thread = threading.Thread(target=opened.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()


def ask(
    server: Server, method: str, path: str, body: bytes | None = None, **headers: str
) -> tuple[HTTPResponse, bytes]:
    """What the server answers; the headers of a page of its own, unless others are given."""
    own = f"http://127.0.0.1:{server.server_port}"
    sent = {"Origin": own, "Content-Type": "application/json"} if method == "POST" else {}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    connection.request(method, path, body, {name: value for name, value in sent.items() if value})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def work(target: str = "It rains.") -> bytes:
    units = [{"id": "", "source": "Il pleut.", "target": target, "state": "reviewed"}]
    return json.dumps({"bitexte": "review", "marks": True, "document": NAME, "segments": [], "units": units}).encode()


def test_the_page_is_served_with_leave_to_save_and_to_nothing_else(server: Server) -> None:
    answer, page = ask(server, "GET", f"/{server.token}/{PATH}")
    assert answer.status == 200
    assert b"default-src 'none'; connect-src 'self';" in page
    assert answer.headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_work_is_saved_into_the_reviewed_memory_and_known_when_the_page_is_opened_again(server: Server) -> None:
    answer, told = ask(server, "POST", f"/{server.token}/{PATH}/save", work())
    assert (answer.status, json.loads(told)["taken"]) == (200, 1)
    assert "It rains." in Path("glossary/reviewed.tmx").read_text("utf-8")
    _, page = ask(server, "GET", f"/{server.token}/{PATH}")
    assert b'"target":"It rains."' in page


def test_the_english_document_is_made_of_what_is_saved(server: Server, folder: Path) -> None:
    ask(server, "POST", f"/{server.token}/{PATH}/save", work())
    answer, content = ask(server, "POST", f"/{server.token}/{PATH}/document", b"{}")
    assert (answer.status, content) == (200, b"It rains. Le client attend.\n")
    (folder / "seeds" / NAME).rename(folder / "seeds" / "other.txt")
    answer, told = ask(server, "POST", f"/{server.token}/{PATH}/document", b"{}")
    assert answer.status == 422
    assert "is not among the project's sources" in json.loads(told)["error"]


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 404),
        ("GET", "/wrong/" + PATH, {}, 404),
        ("GET", "/TOKEN/../bitexte.toml", {}, 404),
        ("GET", "/TOKEN/..%2F..%2Fbitexte.toml", {}, 404),
        ("GET", "/TOKEN/review/", {}, 404),
        ("GET", "/TOKEN/" + PATH, {"Host": "evil.example"}, 421),
        ("GET", "/TOKEN/" + PATH, {"Host": "localhost.evil.example:80"}, 421),
        ("POST", "/TOKEN/" + PATH + "/save", {"Host": "evil.example"}, 421),
        ("POST", "/TOKEN/" + PATH + "/save", {"Origin": "http://evil.example"}, 403),
        ("POST", "/TOKEN/" + PATH + "/save", {"Origin": "null"}, 403),
        ("POST", "/TOKEN/" + PATH + "/save", {"Origin": ""}, 403),
        ("POST", "/TOKEN/" + PATH + "/save", {"Sec_Fetch_Site": "cross-site"}, 403),
        ("POST", "/TOKEN/" + PATH + "/save", {"Content_Type": "text/plain"}, 415),
        ("POST", "/TOKEN/" + PATH + "/save", {"Content_Length": "99999999999"}, 413),
        ("POST", "/TOKEN/" + PATH + "/save", {"Content_Length": "-1"}, 411),
        ("POST", "/wrong/" + PATH + "/save", {}, 404),
        ("POST", "/wrong/" + PATH + "/document", {}, 404),
        ("POST", "/TOKEN/" + PATH + "/document", {"Origin": "http://evil.example"}, 403),
        ("GET", "/TOKEN/" + PATH + "/document", {}, 404),
        ("POST", "/TOKEN/other/save", {}, 404),
    ],
)
def test_what_is_not_its_own_page_is_refused(
    server: Server, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    body = work() if method == "POST" and "Content_Length" not in headers else None
    answer, content = ask(server, method, path.replace("TOKEN", server.token), body, **headers)
    assert answer.status == status
    assert server.token.encode() not in content
    assert not Path("glossary/reviewed.tmx").exists()


def test_a_body_that_is_no_review_file_is_told_and_changes_nothing(server: Server) -> None:
    answer, told = ask(server, "POST", f"/{server.token}/{PATH}/save", b"[]")
    assert answer.status == 422
    assert "is no JSON object" in json.loads(told)["error"]
    assert not Path("glossary/reviewed.tmx").exists()


def test_a_page_that_somebody_changed_is_not_served(server: Server, folder: Path) -> None:
    place = folder / "output" / "review" / f"{NAME}.review.html"
    place.write_bytes(place.read_bytes().replace(b"script-src 'sha256-", b"script-src 'unsafe-inline' 'sha256-"))
    answer, content = ask(server, "GET", f"/{server.token}/{PATH}")
    assert answer.status == 500
    assert b"is no review page of this version" in content


def test_pages_are_found_by_a_part_of_their_name(folder: Path) -> None:
    given = record.load(folder / "output")
    assert list(opening.find(folder / "output", given, ["a b"])) == [NAME]
    with pytest.raises(InputError, match="no page has that name"):
        opening.find(folder / "output", given, ["c"])
    with pytest.raises(InputError, match="there is no review page"):
        opening.find(folder / "elsewhere", given)


def test_a_person_edits_saves_and_finds_the_work_again(server: Server) -> None:
    with chromium.browser() as browser:
        page = browser.new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(server.address)
        page.locator("a").click()
        page.locator("#unit-1").wait_for()
        page.keyboard.press("e")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("It rains.")
        page.keyboard.press("Control+Enter")
        page.keyboard.press("Control+s")
        page.get_by_text("Saved: 1 taken").wait_for()
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as made:
            page.get_by_role("button", name="Document").click()
        assert made.value.suggested_filename == "a b.en.txt"
        assert made.value.path().read_text("utf-8") == "It rains. Le client attend.\n"
        other = browser.new_context().new_page()  # nothing kept by the browser
        other.goto(server.address + PATH)
        assert other.locator("#unit-1 .target").inner_text() == "It rains."
        assert other.locator("#unit-1 input").is_checked()
        assert errors == []


def test_ctrl_c_ends_the_command_quietly(folder: Path) -> None:
    command = [sys.executable, "-m", "bitexte", "review", "open", "--no-browser"]
    # Where the tests run in the background Ctrl-C is ignored, and a new process would inherit that.
    inherited = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    finally:
        signal.signal(signal.SIGINT, inherited)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=20)
    finally:
        process.kill()
        process.wait()
    assert process.returncode in (0, 130)
    assert "Traceback" not in told
