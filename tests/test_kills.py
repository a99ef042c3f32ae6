"""Runs that are killed, or whose disk fails, at any moment: the next one ends with the same bytes.

A few of each by default; BITEXTE_LONG=1 tries a hundred kills and fifty failures.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

LONG = os.environ.get("BITEXTE_LONG") == "1"
KILLS, FAILURES = (100, 50) if LONG else (4, 4)
CHAIN = 4  # kills before a run may end
COMMAND = [sys.executable, "-m", "bitexte", "run", "texts", "--output", "out", "--engine", "echo"]
STRACE = shutil.which("strace")
CALLS = ("rename", "fsync", "pwrite64", "mkdir", "flock", "unlink", "fdatasync", "ftruncate", "fchmod")
ERRORS = ("ENOSPC", "EIO", "EDQUOT")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for number in range(8):
        lines = (f"Phrase {number}.{line} avec {'x' * (line % 9)} mots. Et une suite." for line in range(20))
        (folder / f"{number}.txt").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(texts: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, float]:
    """What a run that nobody disturbs leaves, and how long it takes."""
    folder = project(tmp_path_factory.mktemp("undisturbed"), texts)
    began = time.monotonic()
    finish(folder)
    return results(folder), time.monotonic() - began


def project(folder: Path, texts: Path) -> Path:
    shutil.copytree(texts, folder / "texts")
    # The engine of these tests leaves everything in French.
    (folder / "bitexte.toml").write_text('checks = { U001 = "off", U003 = "off" }\n', encoding="utf-8")
    return folder


def finish(folder: Path) -> None:
    done = subprocess.run(COMMAND, cwd=folder, capture_output=True, text=True, timeout=600)
    assert (done.returncode, done.stderr) == (0, "")


def results(folder: Path) -> Files:
    """All files of the results but the cache's, so that left-overs and second versions are seen too."""
    found = (path for path in (folder / "out").rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in found
        if ".cache" not in path.parts or path.name.startswith((".bitexte", "tmp"))
    }


def remembered(folder: Path) -> int:
    """How many translations the memory holds; the file is sound."""
    path = folder / "out" / ".cache" / "memory.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'translations'").fetchone():
            return 0
        (count,) = connection.execute("SELECT count(*) FROM translations").fetchone()
    return int(count)


def test_runs_killed_at_random_end_with_the_same_bytes(
    texts: Path, expected: tuple[Files, float], tmp_path: Path
) -> None:
    files, seconds = expected
    moments = random.Random(20)
    for chain in range(KILLS // CHAIN):
        folder, known = project(tmp_path / str(chain), texts), 0
        for _ in range(CHAIN):
            with subprocess.Popen(COMMAND, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
                time.sleep(moments.uniform(0.2, 1.0) * seconds)
                run.send_signal(signal.SIGKILL)
                run.communicate()
            count = remembered(folder)
            assert count >= known, "a commit was lost"
            known = count
        finish(folder)
        assert results(folder) == files


@pytest.mark.skipif(STRACE is None, reason="no strace to make system calls fail with")
@pytest.mark.parametrize("what", ["error", "kill"])
def test_failing_system_calls_are_told_in_a_line_and_the_next_run_ends_with_the_same_bytes(
    texts: Path, expected: tuple[Files, float], tmp_path: Path, what: str
) -> None:
    choices = random.Random(50)
    for number in range(FAILURES // 2):
        folder = project(tmp_path / f"{what}{number}", texts)
        call, when = CALLS[number % len(CALLS)], choices.randint(1, 40)
        how = f"error={choices.choice(ERRORS)}" if what == "error" else "signal=SIGKILL"
        inject = [STRACE or "", "-f", "--seccomp-bpf", "-qqq", "-o", "/dev/null"]
        inject += ["-e", f"trace={call}", "-e", f"inject={call}:{how}:when={when}"]
        done = subprocess.run([*inject, *COMMAND], cwd=folder, capture_output=True, text=True, timeout=600)
        told = f"{call} {how} {when}: {done.stderr}"
        assert "Traceback" not in done.stderr, told
        assert done.returncode in ((0, 2) if what == "error" else (0, -9, 137)), told
        assert done.stderr.count("\n") <= 1, told
        finish(folder)
        assert results(folder) == expected[0], told
