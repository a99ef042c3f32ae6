"""The memory: exact round trips, whole batches whatever happens, and clear words when the disk or the file is bad."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from bitexte.errors import MemoryStoreError
from bitexte.memory import Memory, key
from bitexte.memory.rows import decode, encode
from bitexte.memory.store import MIGRATIONS
from bitexte.model import (
    Designation,
    Flag,
    Honour,
    Link,
    Origin,
    PartOfSpeech,
    Remark,
    Request,
    Status,
    Term,
    TermMatch,
    TermUse,
    Translation,
)
from hypothesis import given
from hypothesis import strategies as st

BATCH = 50
texts = st.text(st.characters())
spans = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6))
translations = st.builds(
    Translation,
    text=texts,
    origin=st.sampled_from(Origin),
    engine=texts,
    score=st.floats(allow_nan=False),
    uses=st.lists(st.builds(TermUse, st.sampled_from(Honour), st.none() | spans)).map(tuple),
    links=st.lists(st.builds(Link, spans, spans)).map(tuple),
    problems=st.lists(st.builds(Remark, texts, texts)).map(tuple),
    confidence=st.none() | st.floats(0, 1),
    alternatives=st.lists(texts).map(tuple),
)
PORTE = Translation("The door is open.", Origin.MACHINE, "echo 1", -0.25, (TermUse(Honour.FREE, (4, 8)),))
TERM = Term("door", (Designation("porte"),), (Designation("door"), Designation("gate", status=Status.ADMITTED)))
REQUEST = Request("La porte est ouverte.", (TermMatch(TERM, (3, 8), "porte"),))


@given(translations)
def test_a_translation_comes_back_from_its_row_exactly(translation: Translation) -> None:
    assert decode(encode(translation)) == translation


def test_what_one_run_remembers_the_next_recalls(tmp_path: Path) -> None:
    strange = replace(PORTE, text="a\0b \ud800 “é”\u202f\u2028", problems=(Remark("defect", "loops"),))
    with Memory.open(tmp_path / "new" / "folder" / "memory.sqlite") as memory:
        memory.remember([("a", PORTE), ("b", strange)])
    with Memory.open(tmp_path / "new" / "folder" / "memory.sqlite") as memory:
        assert memory.recall(["b", "unknown", "a", "a"]) == {"a": PORTE, "b": strange}


def test_any_number_of_keys_is_recalled_at_once(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        memory.remember((f"k{n}", replace(PORTE, text=str(n))) for n in range(5000))
        found = memory.recall(f"k{n}" for n in range(6000))
    assert {name: translation.text for name, translation in found.items()} == {f"k{n}": str(n) for n in range(5000)}


def test_a_second_translation_of_one_key_replaces_the_first(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        memory.remember([("k", PORTE)])
        memory.remember([("k", replace(PORTE, text="again"))])
        assert memory.recall(["k"])["k"].text == "again"
        assert memory.stats().entries == 1


def test_a_cleared_memory_is_empty_and_small(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        memory.remember((f"k{n}", replace(PORTE, text="x" * 1000)) for n in range(1000))
        assert memory.stats().size > 1_000_000
        memory.clear()
        assert memory.stats().entries == 0
        assert memory.stats().size < 100_000
        assert memory.recall(["k1"]) == {}


def test_the_null_memory_remembers_nothing() -> None:
    with Memory.none() as memory:
        memory.remember([("k", PORTE)])
        memory.clear()
        assert memory.recall(["k"]) == {}
        assert memory.stats().entries == memory.stats().size == 0


def test_a_batch_that_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        with pytest.raises(MemoryStoreError):
            memory.remember([("good", PORTE), (None, PORTE)])  # type: ignore[list-item]
        assert memory.recall(["good"]) == {}
        memory.remember([("good", PORTE)])
        assert memory.recall(["good"]) == {"good": PORTE}


def test_the_same_request_has_the_same_key_for_ever() -> None:
    assert key("engine 1", REQUEST) == key("engine 1", replace(REQUEST))
    assert len(key("engine 1", REQUEST)) == 64
    assert key("", Request("")).startswith("7b6af6020b1cc640")


@pytest.mark.parametrize(
    "changed",
    [
        replace(TERM, targets=(Designation("gate"),)),
        replace(TERM, targets=(Designation("door", forms=("doors",)), TERM.targets[1])),
        replace(TERM, targets=(Designation("door", PartOfSpeech.VERB), TERM.targets[1])),
        replace(TERM, targets=(TERM.targets[0], Designation("gate", status=Status.DEPRECATED))),
        replace(TERM, sources=(Designation("porte"), Designation("portail"))),
        replace(TERM, flags=frozenset({Flag.EXACT_CASE})),
    ],
)
def test_a_changed_term_changes_the_key(changed: Term) -> None:
    assert key("e", REQUEST) != key("e", replace(REQUEST, matches=(TermMatch(changed, (3, 8), "porte"),)))


def test_the_engine_the_text_and_the_place_of_a_term_change_the_key() -> None:
    elsewhere = replace(REQUEST, matches=(TermMatch(TERM, (0, 2), "La"),))
    requests = [REQUEST, elsewhere, Request(REQUEST.text), replace(REQUEST, text=REQUEST.text + " ")]
    assert len({key(engine, request) for engine in ("e", "f") for request in requests}) == 8


def test_what_no_engine_reads_does_not_change_the_key() -> None:
    noted = replace(TERM, id="other", note="n", definition="d", domain="x", targets=TERM.targets)
    assert key("e", REQUEST) == key("e", replace(REQUEST, matches=(TermMatch(noted, (3, 8), "porte"),)))


@given(st.lists(texts, min_size=4, max_size=4), st.lists(texts, min_size=4, max_size=4))
def test_no_two_requests_share_a_key(one: list[str], other: list[str]) -> None:
    def made(engine: str, text: str, source: str, target: str) -> str:
        term = Term("t", (Designation(source),), (Designation(target),))
        return key(engine, Request(text, (TermMatch(term, (0, 1), ""),)))

    assert (made(*one) == made(*other)) == (one == other)


WRITER = """
import sys
from pathlib import Path
from bitexte.memory import Memory
from bitexte.model import Origin, Translation
with Memory.open(Path(sys.argv[1])) as memory:
    print("open", flush=True)
    batch = memory.stats().entries // 50
    while True:
        memory.remember((f"{batch}.{n}", Translation(f"{batch} " * 40, Origin.MACHINE)) for n in range(50))
        batch += 1
"""


def test_a_run_killed_at_any_moment_leaves_whole_batches_only(tmp_path: Path) -> None:
    path, moments, last = tmp_path / "m", random.Random(2), 0
    for _ in range(8):
        with _writer(path) as writer:
            time.sleep(moments.uniform(0, 0.15))
            writer.send_signal(signal.SIGKILL)
            writer.wait()
        with Memory.open(path) as memory:
            entries = memory.stats().entries
            assert entries % BATCH == 0
            assert entries >= last
            assert len(memory.recall(f"{b}.{n}" for b in range(entries // BATCH) for n in range(BATCH))) == entries
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        last = entries
    assert last > 0


def test_a_second_run_is_told_which_process_is_at_work(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with _writer(path) as writer:
        with pytest.raises(MemoryStoreError, match=f"another bitexte run .process {writer.pid}. is working"):
            Memory.open(path)
        writer.kill()
        writer.wait()
        Memory.open(path).close()  # the dead process's lock is gone


def test_a_closed_memory_can_be_opened_again_and_an_open_one_cannot(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m"), pytest.raises(MemoryStoreError, match=f"process {os.getpid()}"):
        Memory.open(tmp_path / "m")
    with Memory.open(tmp_path / "m") as memory:
        memory.close()
        memory.close()  # closing twice is harmless
    Memory.open(tmp_path / "m").close()


def test_a_store_of_a_newer_bitexte_is_left_alone(tmp_path: Path) -> None:
    path = _made(tmp_path / "m")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    for _ in range(2):  # the failed attempt has let go of the lock
        with pytest.raises(MemoryStoreError, match="newer Bitexte") as caught:
            Memory.open(path)
    assert "upgrade" in caught.value.hint
    assert path.read_bytes() == before


def test_migrations_are_recorded_in_the_store(tmp_path: Path) -> None:
    path = _made(tmp_path / "m")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT * FROM migrations").fetchall() == list(enumerate(MIGRATIONS, start=1))
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_an_older_store_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _made(tmp_path / "m")
    newer = (*MIGRATIONS, "CREATE TABLE reviewed (source TEXT)")
    monkeypatch.setattr("bitexte.memory.store.MIGRATIONS", newer)
    with Memory.open(path) as memory:
        assert memory.recall(["k"]) == {"k": PORTE}
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT version FROM migrations").fetchall() == [(1,), (2,)]


def test_another_programs_database_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photos (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(MemoryStoreError, match="no translation memory of Bitexte"):
        Memory.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database, plain text " * 50, b"PK\3\4" + bytes(4096)])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    with pytest.raises(MemoryStoreError, match=r"m: this file is no translation memory"):
        Memory.open(tmp_path / "m")
    assert (tmp_path / "m").read_bytes() == content


def test_a_damaged_store_says_that_it_may_be_deleted(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with Memory.open(path) as memory:
        memory.remember((f"k{n}", PORTE) for n in range(2000))
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(MemoryStoreError, match="is damaged") as caught, Memory.open(path) as memory:
        memory.recall(f"k{n}" for n in range(2000))
    assert "delete the file" in caught.value.hint


@pytest.mark.parametrize("row", ["{", "[]", '["a","nobody","",0,[],[],[]]', "3"])
def test_a_damaged_row_says_that_the_store_may_be_deleted(tmp_path: Path, row: str) -> None:
    path = _made(tmp_path / "m")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE translations SET translation = ?", (row,))
    with Memory.open(path) as memory, pytest.raises(MemoryStoreError, match="is damaged"):
        memory.recall(["k"])


def test_a_full_disk_is_named_and_finished_batches_stay(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        memory.remember([("k", PORTE)])
        assert memory._connection is not None
        memory._connection.execute("PRAGMA max_page_count = 10")  # SQLite's own way to a full disk
        with pytest.raises(MemoryStoreError, match="the disk is full") as caught:
            memory.remember((f"k{n}", replace(PORTE, text="x" * 1000)) for n in range(1000))
        assert "free some space" in caught.value.hint
        assert memory.recall(["k", "k1"]) == {"k": PORTE}


def test_a_read_only_folder_is_named(folder: Path) -> None:
    folder.chmod(0o555)
    with _ordinary_user(), pytest.raises(MemoryStoreError, match="cannot write here: Permission denied") as caught:
        Memory.open(folder / "m")
    assert "writable" in caught.value.hint


def test_a_read_only_store_is_named(folder: Path) -> None:
    path = _made(folder / "m")
    path.chmod(0o444)
    folder.chmod(0o777)
    (folder / "m.lock").chmod(0o666)
    with _ordinary_user(), pytest.raises(MemoryStoreError, match="is read-only"), Memory.open(path) as memory:
        memory.remember([("k", PORTE)])


def test_a_folder_in_the_stores_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "m").mkdir()
    with pytest.raises(MemoryStoreError, match="cannot be opened"):
        Memory.open(tmp_path / "m")


def test_a_file_in_the_folders_place_is_named(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(MemoryStoreError, match="cannot write here"):
        Memory.open(tmp_path / "f" / "m")


def test_a_disk_that_knows_no_locks_is_not_taken_for_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lock(descriptor: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("bitexte.disk.lock.take", lock)
    with pytest.raises(MemoryStoreError, match="cannot be locked: No locks available"):
        Memory.open(tmp_path / "m")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user may enter, unlike tmp_path."""
    path = Path(tempfile.mkdtemp())
    path.chmod(0o755)
    yield path
    path.chmod(0o755)
    shutil.rmtree(path)


@contextmanager
def _ordinary_user() -> Iterator[None]:
    """The superuser writes everywhere: step down to nobody meanwhile."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@contextmanager
def _writer(path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process that remembers batches for ever; it has the store open when this returns."""
    process = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"open\n"
        try:
            yield process
        finally:
            process.kill()


def _made(path: Path) -> Path:
    with Memory.open(path) as memory:
        memory.remember([("k", PORTE)])
    return path
