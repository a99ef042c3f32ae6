"""The memory: exact round trips, whole batches whatever happens, and clear words when the disk or the file is bad."""

from __future__ import annotations

import errno
import json
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
    Obstacle,
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
offsets = st.integers(0, 10**6)
spans = st.tuples(offsets, offsets).map(lambda pair: (min(pair), max(pair)))
remarks = st.lists(st.builds(Remark, texts, texts, st.none() | offsets)).map(tuple)


@st.composite
def translations(draw: st.DrawFn) -> Translation:
    """Any translation that an engine can give: its spans lie in its text."""
    text = draw(texts)
    inside = st.tuples(*[st.integers(0, len(text))] * 2).map(lambda pair: (min(pair), max(pair)))
    uses = st.builds(TermUse, st.sampled_from(Honour), st.none() | inside, st.none() | st.sampled_from(Obstacle))
    return Translation(
        text,
        draw(st.sampled_from(Origin)),
        draw(texts),
        draw(st.floats(allow_nan=False)),
        draw(st.lists(uses).map(tuple)),
        draw(st.lists(st.builds(Link, spans, inside)).map(tuple)),
        draw(remarks),
        confidence=draw(st.none() | st.floats(0, 1)),
        alternatives=draw(st.lists(texts).map(tuple)),
    )


PORTE = Translation("The door is open.", Origin.MACHINE, "echo 1", -0.25, (TermUse(Honour.FREE, (4, 8)),))
TERM = Term("door", (Designation("porte"),), (Designation("door"), Designation("gate", status=Status.ADMITTED)))
REQUEST = Request("La porte est ouverte.", (TermMatch(TERM, (3, 8), "porte"),))


@given(translations())
def test_a_translation_comes_back_from_its_row_exactly(translation: Translation) -> None:
    assert decode(encode(translation)) == translation


def test_what_one_run_remembers_the_next_recalls(tmp_path: Path) -> None:
    strange = replace(PORTE, text="a\0b \ud800 “é”\u202f\u2028", problems=(Remark("loops", "3", 1), Remark("x")))
    with Memory.open(tmp_path / "new" / "folder" / "memory.sqlite") as memory:
        memory.remember([("a", PORTE), ("b", strange)])
    with Memory.open(tmp_path / "new" / "folder" / "memory.sqlite") as memory:
        assert memory.recall(["b", "unknown", "a", "a"]) == {"a": PORTE, "b": strange}


def test_any_number_of_keys_is_recalled_at_once(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        memory.remember((f"k{n}", replace(PORTE, text=str(n), uses=())) for n in range(5000))
        found = memory.recall(f"k{n}" for n in range(6000))
    assert {name: translation.text for name, translation in found.items()} == {f"k{n}": str(n) for n in range(5000)}


def test_a_second_translation_of_one_key_replaces_the_first(tmp_path: Path) -> None:
    with Memory.open(tmp_path / "m") as memory:
        memory.remember([("k", PORTE)])
        memory.remember([("k", replace(PORTE, text="again", uses=()))])
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


def test_the_same_request_has_the_same_key() -> None:
    assert key("engine 1", REQUEST) == key("engine 1", replace(REQUEST))
    assert len(key("engine 1", REQUEST)) == 64


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
def test_a_file_that_is_no_database_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "m").write_bytes(content)
    with Memory.open(tmp_path / "m") as memory:
        (remark,) = memory.remarks
        memory.remember([("k", PORTE)])
    assert "was damaged; it is set aside as" in remark
    assert (tmp_path / "m.damaged1").read_bytes() == content
    with Memory.open(tmp_path / "m") as memory:
        assert (memory.remarks, memory.recall(["k"])) == ([], {"k": PORTE})


def test_a_store_that_turns_out_to_be_damaged_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "m"
    with Memory.open(path) as memory:
        memory.remember((f"k{n}", PORTE) for n in range(2000))
    content = path.read_bytes()
    broken = content[:4096] + b"\xff" * (len(content) - 4096)
    for number in (1, 2):
        path.write_bytes(broken)
        with Memory.open(path) as memory:
            assert memory.recall(f"k{n}" for n in range(2000)) == {}
            memory.remember([("k", PORTE)])
            assert memory.recall(["k"]) == {"k": PORTE}
            assert len(memory.remarks) == 1
        assert (tmp_path / f"m.damaged{number}").exists()


@pytest.mark.parametrize(
    "change",
    ["DROP TABLE translations", "ALTER TABLE translations RENAME COLUMN translation TO text"],
)
def test_a_store_with_other_tables_is_begun_anew(tmp_path: Path, change: str) -> None:
    path = _made(tmp_path / "m")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(change)
    with Memory.open(path) as memory:
        assert memory.recall(["k"]) == {}
        assert len(memory.remarks) == 1
        assert memory.stats().entries == 0


GOOD = ["abc", "machine", "e", -0.5, [["free", [0, 3], None]], [[0, 1, 0, 3]], [["c", "d", None]], None, ["x"]]


def test_a_row_of_ours_is_read() -> None:
    assert decode(json.dumps(GOOD)).uses == (TermUse(Honour.FREE, (0, 3)),)


@pytest.mark.parametrize(
    "row", ["{", "[]", "3", "[" * 20000, json.dumps(GOOD[:-1]), json.dumps([*GOOD, 1]), b"\xff", 5]
)
def test_a_row_that_is_none_of_ours_is_decoded_again(tmp_path: Path, row: object) -> None:
    path = _made(tmp_path / "m")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE translations SET translation = ?", (row,))
    with Memory.open(path) as memory:
        assert memory.recall(["k"]) == {}
        memory.remember([("k", PORTE)])
        assert memory.recall(["k"]) == {"k": PORTE}


WRONG: dict[int, list[object]] = {
    0: [5, None, ["a"]],
    1: ["nobody", 1, None],
    2: [7],
    3: ["x", None, True, [], float("nan")],
    4: [
        *(5, [[]], [["free"]], [["free", [0], None]], [["free", [2, 1], None]], {"a": 1}),
        *([["free", span, None]] for span in ([0, 4], [-1, 2], ["0", "1"], [0.0, 1.0], [True, 1], "ab", 7)),
        *([[honour, None, why]] for honour, why in (("x", None), ("free", "x"), (1, None), ("free", 0))),
    ],
    5: [[["a", "b", "c", "d"]], [[0, 1, 0, 4]], [[0, 1, 2]], [1], [[3, 1, 0, 1]], "abcd"],
    6: [["abc"], [["c", 1, None]], [["c", "d", -1]], [["c", "d", "e"]], 3],
    7: ["x", [], True],
    8: [[1], 4, [["x"]]],
}


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_a_row_with_a_field_of_another_kind_is_refused(field: int, value: object) -> None:
    row: list[object] = list(GOOD)
    row[field] = value
    with pytest.raises(ValueError):
        decode(json.dumps(row))


@pytest.mark.parametrize("name", ["m", "m.lock", "m-wal", "m-shm"])
def test_no_link_is_followed_in_the_stores_place(tmp_path: Path, name: str) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / name).symlink_to(tmp_path / "mine")
    with pytest.raises(MemoryStoreError, match="is a link, and none is followed here"):
        Memory.open(tmp_path / "m")
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_no_link_is_followed_in_the_place_of_its_hidden_folder(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / ".cache").symlink_to(tmp_path / "home")
    with pytest.raises(MemoryStoreError, match=r"\.cache: is a link"):
        Memory.open(tmp_path / ".cache" / "m")
    assert not list((tmp_path / "home").iterdir())


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
    with _ordinary_user(), pytest.raises(MemoryStoreError, match="cannot be locked: Permission denied") as caught:
        Memory.open(folder / "m")
    assert "choose another --output" in caught.value.hint


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
    with pytest.raises(MemoryStoreError, match="cannot be locked"):
        Memory.open(tmp_path / "f" / "m")


def test_a_disk_that_knows_no_locks_is_not_taken_for_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lock(descriptor: int, how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("fcntl.flock", lock)
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
