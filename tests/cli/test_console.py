"""What the terminal shows: one line a message, and results that cannot be delivered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bitexte.cli import console
from bitexte.errors import InputError

COMMAND = f"'{sys.executable}' -m bitexte"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the shell of POSIX")
ASKED = ["--help", "run --help", "--version", "formats", "config"]


def shell(line: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=60)


@posix_only
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("reader", ["head -n 1", "true"])
def test_a_reader_that_goes_away_hears_no_complaint(asked: str, reader: str) -> None:
    done = shell(f"{COMMAND} {asked} | {reader}; echo ${{PIPESTATUS[0]}}")
    assert (done.stdout.splitlines()[-1], done.stderr) == ("0", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("asked", ASKED)
def test_a_full_device_is_one_line(asked: str) -> None:
    done = shell(f"{COMMAND} {asked} > /dev/full")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert done.stderr.startswith("bitexte: stdout: cannot be written: No space left on device (")


@posix_only
@pytest.mark.parametrize("asked", ASKED)
def test_a_closed_output_is_an_empty_one(asked: str) -> None:
    done = shell(f"{COMMAND} {asked} >&-")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_message_is_one_line_with_its_place_and_its_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    console.complain(InputError("bad\nthing " + "x" * 5000, where="file.txt:3", hint="do this"))
    line = capsys.readouterr().err
    assert len(line) == console.LONGEST + 1
    assert line.startswith("bitexte: file.txt:3: bad\\nthing xxx")
    assert line.endswith("xxx (do this)\n")
