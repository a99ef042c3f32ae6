"""Writing disks: every failure is one clear line, and a result is there whole or not at all."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bitexte.disk import leftovers
from bitexte.disk.replace import write_if_changed, write_stream
from bitexte.errors import OutputError

as_any_user = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_unchanged_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    assert write_if_changed(path, b"un")
    before = path.stat()
    assert not write_if_changed(path, b"un")
    assert not write_stream(path, [b"u", b"n"])
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert write_if_changed(path, b"de")
    assert (path.read_bytes(), listed(path.parent)) == (b"de", ["a.txt"])


def test_interrupted_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_stream(path, chunks())
    assert (path.read_bytes(), listed(tmp_path)) == (b"old", ["a.txt"])


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"No space left on device \(free some space"):
        write_if_changed(path, b"new")
    assert (path.read_bytes(), listed(tmp_path)) == (b"old", ["a.txt"])


def test_a_result_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match="choose another --output"):
        write_if_changed(tmp_path / "file" / "a.txt", b"")
    with pytest.raises(OutputError):
        write_if_changed(tmp_path, b"")


@as_any_user
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        write_if_changed(tmp_path / "a.txt", b"")
    tmp_path.chmod(0o700)


def test_a_name_of_the_greatest_length_can_be_written(tmp_path: Path) -> None:
    assert write_if_changed(tmp_path / ("x" * 255), b"un")


def test_results_are_readable_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_if_changed(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    dead, living = f".bitexte-{gone.stdout.strip()}-x1y2.part", f".bitexte-{os.getpid()}-x1y2.part"
    for name in (dead, living, f"a/{dead}", "a/mine.part", ".cache/memory.sqlite", f"sub/{dead}", "sub/.cache/m"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "sub")
    leftovers.sweep_below(tmp_path)
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    # The folder of another run below ours is its own, and what a living process writes is its matter.
    assert found == sorted([living, ".cache/memory.sqlite", "a/mine.part", "sub/.cache/m", f"sub/{dead}"])
    os.utime(tmp_path / living, (0, 0))
    leftovers.sweep_below(tmp_path)
    assert not (tmp_path / living).exists()
    leftovers.sweep_below(tmp_path / "missing")


def test_a_persons_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "far" / "real.txt")
    assert write_if_changed(tmp_path / "link.txt", b"new", keep_links=True)
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "far" / "real.txt").read_bytes() == b"new"
    assert not write_if_changed(tmp_path / "link.txt", b"new", keep_links=True)


def test_elsewhere_a_link_gives_way_to_a_file(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_bytes(b"new")
    (tmp_path / "result.txt").symlink_to(tmp_path / "mine.txt")
    assert write_if_changed(tmp_path / "result.txt", b"new")
    assert not (tmp_path / "result.txt").is_symlink()
    assert write_if_changed(tmp_path / "result.txt", b"newer")
    assert (tmp_path / "mine.txt").read_bytes() == b"new"


@pytest.mark.parametrize("mode", [0o600, 0o664])
def test_the_permissions_of_what_is_replaced_are_kept(tmp_path: Path, mode: int) -> None:
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(mode)
    write_if_changed(tmp_path / "a", b"new", keep_links=True)
    assert (tmp_path / "a").stat().st_mode & 0o777 == mode


def test_a_device_or_a_pipe_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="is not a regular file"):
        write_if_changed(tmp_path / "pipe", b"new")
    assert (tmp_path / "pipe").is_fifo()
