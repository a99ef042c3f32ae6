from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from bitexte import limits
from bitexte.disk import places
from bitexte.errors import PackageError
from bitexte.packages import argos, download, install, store
from bitexte.packages import checksums as content
from bitexte.packages import http as web
from bitexte.packages import offers as index
from bitexte.packages.offers import Offer, Pin
from package_making import (
    NAME,
    Answer,
    archive_bytes,
    empty_machine,
    files,
    in_turn,
    metadata,
    ranged,
    served,
    sha256,
    status,
    whole,
    write_archive,
    write_folder,
)

LARGE = os.urandom(700_000)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return empty_machine(tmp_path, monkeypatch)


@pytest.fixture
def archive(home: Path) -> bytes:
    """A package archive of three chunks."""
    return archive_bytes(home, files(model=LARGE))


def plainly(chunks: Iterable[bytes], label: str, total: int | None) -> Iterator[bytes]:
    yield from chunks


def offer(*links: str, version: str = "2.0") -> Offer:
    return Offer("translate-fr_en", version, "fr", "en", links)


def fetched(answers: dict[str, Answer], *paths: str, pin: Pin | None = None) -> list[tuple[str, str]]:
    """Install from these paths of a server; what it was asked."""
    with served(answers) as (address, asked):
        result = install.from_index(offer(*(address + path for path in paths)), plainly, pin=pin, trust=True, pause=0)
    assert (result.package.model / "model.bin").read_bytes() == LARGE
    assert [path.suffix for path in (places.cache_folder() / "downloads").iterdir()] == [".lock"]
    return asked


def refused(answers: dict[str, Answer], *paths: str, pin: Pin | None = None) -> str:
    """Try to install from these paths; the one line of the error. Nothing is installed."""
    with served(answers) as (address, _), pytest.raises(PackageError) as caught:
        install.from_index(offer(*(address + path for path in paths)), plainly, pin=pin, trust=True, pause=0)
    assert not places.packages_folder().exists() or not list(places.packages_folder().iterdir())
    assert "\n" not in str(caught.value)
    return str(caught.value)


def part() -> Path:
    return places.cache_folder() / "downloads" / f"{NAME}.part"


def test_a_good_download_is_installed(home: Path, archive: bytes) -> None:
    assert fetched({"/p": whole(archive)}, "/p") == [("/p", "")]


def test_a_download_is_verified_by_its_pin(home: Path, archive: bytes) -> None:
    fetched({"/p": whole(archive)}, "/p", pin=Pin(len(archive), sha256(archive)))


def test_a_wrong_checksum_is_refused_and_nothing_is_kept(home: Path, archive: bytes) -> None:
    assert "SHA-256 differs" in refused({"/p": whole(archive)}, "/p", pin=Pin(len(archive), sha256(b"other")))
    assert not part().exists()


def test_a_wrong_size_is_refused_before_a_byte_is_read(home: Path, archive: bytes) -> None:
    pin = Pin(len(archive) + 1, sha256(archive))
    assert "bytes where" in refused({"/p": whole(archive)}, "/p", pin=pin)
    assert not part().exists()


def test_the_official_package_is_pinned(home: Path, archive: bytes) -> None:
    assert index.PINS["translate-fr_en-1_9"].size == 66_585_033
    with served({"/p": whole(archive)}) as (address, _), pytest.raises(PackageError, match="66,585,033 are expected"):
        install.from_index(offer(address + "/p", version="1.9"), plainly, trust=True, pause=0)


def test_a_broken_connection_is_resumed_where_it_broke(home: Path, archive: bytes) -> None:
    asked = fetched({"/p": ranged(archive, stop_after=300_000)}, "/p")
    assert asked == [("/p", ""), ("/p", "bytes=300000-")]


def test_an_interrupted_run_resumes_where_it_stopped(home: Path, archive: bytes) -> None:
    def interrupted(chunks: Iterable[bytes], label: str, total: int | None) -> Iterator[bytes]:
        yield next(iter(chunks))
        raise KeyboardInterrupt

    with served({"/p": ranged(archive)}) as (address, asked):
        with pytest.raises(KeyboardInterrupt):
            install.from_index(offer(address + "/p"), interrupted, trust=True, pause=0)
        install.from_index(offer(address + "/p"), plainly, trust=True, pause=0)
    assert asked == [("/p", ""), ("/p", f"bytes={download.CHUNK}-")]


def test_a_file_that_changed_on_the_server_is_fetched_from_its_start(home: Path, archive: bytes) -> None:
    first = ranged(b"older" * 100_000, tag='"old"', stop_after=1000)
    asked = fetched({"/p": in_turn(first, ranged(archive, tag='"new"'))}, "/p")
    assert asked == [("/p", ""), ("/p", "bytes=1000-")]


def test_a_server_without_ranges_is_asked_again_for_all(home: Path, archive: bytes) -> None:
    broken = ranged(archive, stop_after=300_000)
    fetched({"/p": in_turn(broken, whole(archive))}, "/p")


def test_a_part_without_a_mark_is_not_trusted(home: Path, archive: bytes) -> None:
    part().parent.mkdir(parents=True)
    part().write_bytes(b"of unknown origin")
    assert fetched({"/p": whole(archive, tag="")}, "/p") == [("/p", "")]


def test_a_wrong_part_is_found_out_by_the_pin_and_fetched_anew(home: Path, archive: bytes) -> None:
    part().parent.mkdir(parents=True)
    part().write_bytes(b"x" * 1000)
    pin = Pin(len(archive), sha256(archive))
    assert fetched({"/p": ranged(archive)}, "/p", pin=pin) == [("/p", "bytes=1000-"), ("/p", "")]


def test_a_part_longer_than_the_file_is_thrown_away(home: Path, archive: bytes) -> None:
    part().parent.mkdir(parents=True)
    part().write_bytes(archive + b"x" * 1000)
    pin = Pin(None, sha256(archive))
    assert fetched({"/p": ranged(archive)}, "/p", pin=pin)[-1] == ("/p", "")


def test_a_download_that_always_breaks_ends_in_one_error(home: Path, archive: bytes) -> None:
    def short(request: BaseHTTPRequestHandler) -> None:
        ranged(archive, tag="", stop_after=1000)(request)

    assert "ended after" in refused({"/p": short}, "/p")


@pytest.mark.parametrize("code", [404, 403, 410])
def test_an_address_that_refuses_is_asked_once_and_the_next_one_serves(home: Path, archive: bytes, code: int) -> None:
    asked = fetched({"/1": status(code), "/2": whole(archive)}, "/1", "/2")
    assert asked == [("/1", ""), ("/2", "")]


def test_a_failing_server_is_asked_again(home: Path, archive: bytes) -> None:
    assert len(fetched({"/p": in_turn(status(500), status(503), whole(archive))}, "/p")) == 3


def test_a_server_that_keeps_failing_gives_one_error_that_names_every_address(home: Path) -> None:
    message = refused({"/1": status(500)}, "/1", "/2")
    assert "/1 answers 500" in message
    assert "/2 answers 404" in message


def test_a_redirect_within_http_is_followed(home: Path, archive: bytes) -> None:
    fetched({"/1": status(302, Location="/2"), "/2": whole(archive)}, "/1")


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://127.0.0.1/p", "data:,x", "gopher://127.0.0.1/"])
def test_a_redirect_out_of_http_is_refused(home: Path, target: str) -> None:
    assert "answers 302" in (message := refused({"/p": status(302, Location=target)}, "/p")) or "redirects" in message


def test_what_a_server_says_cannot_command_the_terminal(home: Path) -> None:
    def loud(request: BaseHTTPRequestHandler) -> None:
        request.send_response(404, "gone\x1b[2J")
        request.send_header("Content-Length", "0")
        request.end_headers()

    assert "\x1b" not in refused({"/p": loud}, "/p")


def test_a_redirect_in_a_circle_ends(home: Path) -> None:
    assert "answers 302" in refused({"/p": status(302, Location="/p")}, "/p")


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "ftp://127.0.0.1/p", "ipfs://Qm", "http://", "http://[", "", "\x00"]
)
def test_an_address_that_is_not_http_is_never_opened(home: Path, link: str) -> None:
    with pytest.raises(PackageError, match=r"only http|no usable address"):
        install.from_index(offer(link), plainly, trust=True, pause=0)


def test_a_package_without_any_address_is_one_error(home: Path) -> None:
    with pytest.raises(PackageError, match="gives no address"):
        install.from_index(offer(), plainly, trust=True, pause=0)


def test_nobody_listening_is_one_error(home: Path) -> None:
    with served({}) as (address, _):
        pass
    with pytest.raises(PackageError, match="cannot be reached"):
        install.from_index(offer(address + "/p"), plainly, trust=True, pause=0)


def test_a_download_without_end_is_bounded(home: Path, archive: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        with suppress(ConnectionError):
            for _ in range(1000):
                request.wfile.write(bytes(1 << 16))

    monkeypatch.setattr(limits, "DOWNLOAD_BYTES", 1_000_000)
    assert "sends more than 1,000,000 bytes" in refused({"/p": endless}, "/p")


def test_a_page_in_place_of_a_package_is_refused_and_not_kept(home: Path) -> None:
    assert "not a package archive" in refused({"/p": whole(b"<html>Sign in</html>")}, "/p")
    assert not part().exists()


def test_a_package_for_other_languages_than_the_index_says_is_refused(home: Path) -> None:
    other = archive_bytes(home, files(metadata(from_code="de")))
    assert "translates de into en, not fr into en" in refused({"/p": whole(other)}, "/p")


def test_a_version_whose_checksum_nobody_knows_is_fetched_on_trust_alone(home: Path, archive: bytes) -> None:
    with served({"/p": whole(archive)}) as (address, asked):
        with pytest.raises(PackageError, match="no SHA-256 is known") as refused:
            install.from_index(offer(address + "/p"), plainly, pause=0)
        assert "--trust" in refused.value.hint
        assert "--sha256" in refused.value.hint
        assert not asked
        known = index.Pin(len(archive), hashlib.sha256(archive).hexdigest())
        assert install.from_index(offer(address + "/p"), plainly, pin=known, pause=0).verified


def test_two_runs_that_fetch_one_package_do_not_mix_their_bytes(home: Path, archive: bytes) -> None:
    def meanwhile(chunks: Iterable[bytes], label: str, total: int | None) -> Iterator[bytes]:
        with pytest.raises(PackageError, match="another run is fetching"):
            install.from_index(offer(address + "/p"), plainly, trust=True, pause=0)
        yield from chunks

    with served({"/p": whole(archive)}) as (address, asked):
        install.from_index(offer(address + "/p"), meanwhile, trust=True, pause=0)
    assert len(asked) == 1


def test_an_installed_package_is_not_fetched_again(home: Path, archive: bytes) -> None:
    with served({"/p": whole(archive)}) as (address, asked):
        fresh = [install.from_index(offer(address + "/p"), plainly, trust=True, pause=0).fresh for _ in range(2)]
    assert (fresh, len(asked)) == ([True, False], 1)


def test_progress_counts_the_chunks(home: Path, archive: bytes) -> None:
    seen: list[int | None] = []

    def counting(chunks: Iterable[bytes], label: str, total: int | None) -> Iterator[bytes]:
        got = list(chunks)
        seen.extend([total, len(got)])
        yield from got

    with served({"/p": whole(archive)}) as (address, _):
        install.from_index(offer(address + "/p"), counting, trust=True, pause=0)
    assert seen == [3, 3]


def entry(version: str, *links: str, **more: object) -> dict[str, object]:
    fields: dict[str, object] = {"package_version": version, "from_code": "fr", "to_code": "en", "links": list(links)}
    return fields | {"code": "translate-fr_en", "type": "translate"} | more


def test_the_newest_version_of_the_index_is_offered_or_the_one_asked_for(home: Path) -> None:
    listing = json.dumps([entry("1.9"), entry("1.10", "http://127.0.0.1/p"), entry("1.2")]).encode()
    with served({"/index.json": whole(listing)}) as (address, _):
        assert install.offered("fr", "en", f"{address}/index.json").name == "translate-fr_en-1_10"
        assert install.offered("fr", "en", f"{address}/index.json", "1.2").version == "1.2"
        with pytest.raises(PackageError, match=r"no version 3.0 .*it has 1.2, 1.9, 1.10"):
            install.offered("fr", "en", f"{address}/index.json", "3.0")


def test_a_malformed_entry_of_the_index_does_not_hide_the_others(home: Path) -> None:
    bad = [None, 3, {}, entry("1.0", links="no list"), entry("9.9", type="sbd"), {"from_code": 1}, entry("", "x")]
    offers = index.parse(
        json.dumps([*bad, entry("2.0", "http://127.0.0.1/p"), entry("2.1", from_code="de")]).encode(), ""
    )
    assert [(found.from_code, found.version) for found in offers] == [("fr", "2.0"), ("de", "2.1")]


@pytest.mark.parametrize("listing", [b"", b"{", b"{}", b"<html>", b"\xff", b"[" * 100_000])
def test_an_index_that_is_none_is_one_error(home: Path, listing: bytes) -> None:
    with served({"/i": whole(listing)}) as (address, _), pytest.raises(PackageError, match="package index"):
        install.offered("fr", "en", f"{address}/i")


def test_an_index_without_the_pair_is_one_error(home: Path) -> None:
    with (
        served({"/i": whole(b"[]")}) as (address, _),
        pytest.raises(PackageError, match="no package from 'fr' to 'xx'"),
    ):
        install.offered("fr", "xx", f"{address}/i")


def test_an_over_large_index_is_refused(home: Path) -> None:
    with served({"/i": whole(bytes(2000))}) as (address, _), pytest.raises(PackageError, match="larger than 1,000"):
        web.read(f"{address}/i", 1000)


def test_an_index_cannot_name_a_folder_outside_the_store(home: Path) -> None:
    with pytest.raises(PackageError, match="cannot name a package"):
        install.from_index(Offer("../../evil", "1.0", "fr", "en", ()), plainly, trust=True, pause=0)


def test_the_index_of_argos_translate_is_asked_by_default_and_leaves_no_folder_elsewhere(home: Path) -> None:
    before = dict(os.environ)
    program = "from bitexte.packages import argos; print(argos.index_address())"
    environment = before | {"HOME": str(home / "user"), "ARGOS_PACKAGE_INDEX": "http://127.0.0.1:9/own/"}
    ran = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "http://127.0.0.1:9/own/index.json"
    assert not (home / "user").exists()
    assert not (home / "xdg").exists()
    assert argos.index_address().startswith("https://")
    assert dict(os.environ) == before


def test_a_local_file_is_installed(home: Path) -> None:
    result = install.from_file(write_archive(home / "a.argosmodel"))
    assert (result.package.name, result.fresh, result.verified) == (NAME, True, False)
    assert result.package.folder == places.packages_folder() / NAME


def test_a_local_file_is_compared_with_a_given_checksum(home: Path) -> None:
    path = write_archive(home / "a.argosmodel")
    with pytest.raises(PackageError, match="its SHA-256 differs"):
        install.from_file(path, pin=index.pin("0" * 64))
    assert install.from_file(path, pin=index.pin(sha256(path.read_bytes()).upper())).verified


def test_a_missing_file_is_one_error(home: Path) -> None:
    with pytest.raises(PackageError, match="no such package file"):
        install.from_file(home / "missing.argosmodel")


def test_the_same_package_again_changes_nothing(home: Path) -> None:
    path = write_archive(home / "a.argosmodel")
    install.from_file(path)
    before = (places.packages_folder() / NAME).stat().st_ino
    assert not install.from_file(path).fresh
    assert (places.packages_folder() / NAME).stat().st_ino == before


def test_other_content_under_an_installed_name_needs_force(home: Path) -> None:
    install.from_file(write_archive(home / "a.argosmodel"))
    other = write_archive(home / "b.argosmodel", files(model=b"other"))
    with pytest.raises(PackageError, match="with other content, is installed"):
        install.from_file(other)
    assert install.verify(NAME) == (NAME, [])
    assert (install.from_file(other, force=True).package.model / "model.bin").read_bytes() == b"other"
    assert [path.name for path in places.packages_folder().iterdir()] == [NAME]


def test_a_replacement_that_fails_leaves_the_old_package(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install.from_file(write_archive(home / "a.argosmodel"))
    other = write_archive(home / "b.argosmodel", files(model=b"other"))
    move = Path.replace

    def failing(source: Path, target: Path) -> Path:
        if source.name == "package":
            raise OSError(28, "No space left on device")
        return move(source, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(PackageError, match="No space left on device"):
        install.from_file(other, force=True)
    assert install.verify(NAME) == (NAME, [])
    assert [path.name for path in places.packages_folder().iterdir()] == [NAME]


def test_a_full_disk_while_unpacking_leaves_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path, record: content.Record) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(content, "write_record", full)
    with pytest.raises(PackageError, match="No space left on device"):
        install.from_file(write_archive(home / "a.argosmodel"))
    assert list(places.packages_folder().iterdir()) == []


def test_a_killed_installation_leaves_no_package_and_its_rest_goes_away_later(home: Path) -> None:
    path = write_archive(home / "a.argosmodel", files(model=LARGE))
    program = (
        "import sys, time; from pathlib import Path; from bitexte.packages import checksums as content, install;"
        "content.write_record = lambda *_: (print('now', flush=True), time.sleep(60));"
        "install.from_file(Path(sys.argv[1]))"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == b"now\n"
        run.send_signal(signal.SIGKILL)
    (rest,) = places.packages_folder().iterdir()
    assert rest.name.startswith(".bitexte-")
    install.from_file(path)
    assert [found.name for found in places.packages_folder().iterdir()] == [NAME]


def test_verify_names_each_file_that_is_not_as_installed(home: Path) -> None:
    folder = install.from_file(write_archive(home / "a.argosmodel")).package.folder
    (folder / "model" / "model.bin").write_bytes(b"Weights")
    (folder / "README.md").unlink()
    (folder / "extra").write_bytes(b"")
    differing = ["README.md: missing", "extra: not part of the package", "model/model.bin: changed"]
    assert install.verify(NAME) == (NAME, differing)


def test_verify_needs_a_record(home: Path) -> None:
    with pytest.raises(PackageError, match="no record to compare with"):
        install.verify(str(write_folder(home / "unpacked", files())))


def test_remove_takes_one_package_away_and_no_other(home: Path) -> None:
    for name in ("first", "second"):
        install.from_file(write_archive(home / f"{name}.argosmodel", top=name))
    install.remove("first")
    assert [path.name for path in places.packages_folder().iterdir()] == ["second"]


@pytest.mark.parametrize("name", ["..", ".", "../packages", "/tmp", "", "missing"])
def test_remove_touches_nothing_outside_the_store(home: Path, name: str) -> None:
    install.from_file(write_archive(home / "a.argosmodel"))
    with pytest.raises(PackageError):
        install.remove(name)
    assert install.verify(NAME) == (NAME, [])


def test_a_link_in_the_store_is_removed_and_what_it_leads_to_is_not(home: Path) -> None:
    target = write_folder(home / "elsewhere", files())
    places.packages_folder().mkdir(parents=True)
    (places.packages_folder() / "linked").symlink_to(target)
    install.remove("linked")
    assert (target / "metadata.json").is_file()
    assert list(places.packages_folder().iterdir()) == []


def test_the_embedded_package_and_those_of_argos_translate_cannot_be_removed(home: Path) -> None:
    write_archive(home / "assets" / "own.argosmodel", top="own")
    write_folder(places.argos_folder() / "theirs", files())
    for name, owner in (("own", "comes with Bitexte"), ("theirs", "belongs to Argos Translate")):
        with pytest.raises(PackageError, match=owner):
            install.remove(name)
    assert (places.argos_folder() / "theirs" / "metadata.json").is_file()


def test_a_store_that_cannot_be_written_is_one_error(home: Path) -> None:
    places.packages_folder().parent.mkdir(parents=True)
    places.packages_folder().write_bytes(b"a file")
    with pytest.raises(PackageError, match="cannot be written") as caught, store.writing(places.packages_folder()):
        install.from_file(write_archive(home / "a.argosmodel"))
    assert "BITEXTE_HOME" in caught.value.hint
