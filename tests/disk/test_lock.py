"""Locks: one process at a time, none that outlives its process, no link followed."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from bitexte.disk import lock
from bitexte.errors import OutputError

ADD = """
import sys, time
from pathlib import Path
from bitexte.disk.lock import editing
from bitexte.disk.replace import write_if_changed
path = Path(sys.argv[1])
for number in range(5):
    with editing(path):
        before = path.read_bytes()
        time.sleep(0.002)
        write_if_changed(path, before + f"{sys.argv[2]}.{number}\\n".encode(), keep_links=True)
"""
HOLD = """
import sys
from pathlib import Path
from bitexte.disk.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_changes_of_one_file_by_several_processes_are_all_kept(tmp_path: Path) -> None:
    path = tmp_path / "terms.yaml"
    path.write_bytes(b"")
    writers = [subprocess.Popen([sys.executable, "-c", ADD, path, str(number)]) for number in range(6)]
    assert [writer.wait() for writer in writers] == [0] * 6
    assert sorted(path.read_text().split()) == sorted(f"{w}.{n}" for w in range(6) for n in range(5))
    assert [one.name for one in tmp_path.iterdir()] == ["terms.yaml"]


def test_the_holder_is_named_and_its_death_frees_the_lock(tmp_path: Path) -> None:
    place = tmp_path / "new" / "a.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, place], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(lock.HeldError) as refused, lock.held(place):
            pass
        assert refused.value.owner == str(holder.pid)
        holder.kill()
        holder.wait()
        with lock.held(place):
            pass


def test_no_link_is_followed_by_a_lock(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "a.lock").symlink_to(tmp_path / "mine")
    with pytest.raises(OSError, match="symbolic links"), lock.held(tmp_path / "a.lock"):
        pass
    assert (tmp_path / "mine").read_bytes() == b"mine"


def test_an_edit_that_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.1)
    path = tmp_path / "terms.yaml"
    began = time.monotonic()
    with (
        lock.editing(path),
        pytest.raises(OutputError, match="another bitexte command is changing it"),
        lock.editing(tmp_path / "." / "terms.yaml"),
    ):
        pass
    assert time.monotonic() - began < 5


def test_edits_go_on_where_the_cache_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").write_bytes(b"")  # no folder can be made below it
    monkeypatch.setenv("BITEXTE_HOME", str(tmp_path / "home"))
    with lock.editing(tmp_path / "terms.yaml"):
        pass
