"""A folder of results: a person's edit is never overwritten, no link is followed, every name can be held."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte.disk import names
from bitexte.disk.outputs import MANIFEST, Outputs
from bitexte.errors import OutputError


def written(folder: Path, content: bytes, *, force: bool = False, name: str = "en/a.en.txt") -> list[str]:
    """What is told when a result is written, as a new run would."""
    lines: list[str] = []
    Outputs(folder, force=force, tell=lines.append).write(name, content)
    return lines


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(found)}


def test_a_result_is_replaced_and_an_edited_one_stays(tmp_path: Path) -> None:
    assert written(tmp_path, b"one") == written(tmp_path, b"two") == []
    (tmp_path / "en" / "a.en.txt").write_bytes(b"mine")
    (line,) = written(tmp_path, b"three")
    assert line == (
        f"{tmp_path}/en/a.en.txt: was changed since it was written and stays; "
        f"the new version is {tmp_path}/en/a.en.new.txt"
    )
    assert files(tmp_path) == {"en/a.en.txt": b"mine", "en/a.en.new.txt": b"three"}
    assert written(tmp_path, b"three") == []  # nothing is new: nothing is told
    assert len(written(tmp_path, b"four")) == 1
    assert files(tmp_path) == {"en/a.en.txt": b"mine", "en/a.en.new.txt": b"four"}


def test_an_edited_new_version_stays_too(tmp_path: Path) -> None:
    written(tmp_path, b"one")
    (tmp_path / "en" / "a.en.txt").write_bytes(b"mine")
    written(tmp_path, b"two")
    (tmp_path / "en" / "a.en.new.txt").write_bytes(b"mine too")
    written(tmp_path, b"three")
    assert files(tmp_path) == {
        "en/a.en.txt": b"mine",
        "en/a.en.new.txt": b"mine too",
        "en/a.en.new2.txt": b"three",
    }


def test_force_overwrites_and_takes_the_new_version_away(tmp_path: Path) -> None:
    written(tmp_path, b"one")
    (tmp_path / "en" / "a.en.txt").write_bytes(b"mine")
    written(tmp_path, b"two")
    assert written(tmp_path, b"two", force=True) == []
    assert files(tmp_path) == {"en/a.en.txt": b"two"}


def test_who_takes_the_new_version_over_has_no_edit_any_more(tmp_path: Path) -> None:
    written(tmp_path, b"one")
    (tmp_path / "en" / "a.en.txt").write_bytes(b"mine")
    written(tmp_path, b"two")
    (tmp_path / "en" / "a.en.new.txt").replace(tmp_path / "en" / "a.en.txt")
    assert written(tmp_path, b"two") == written(tmp_path, b"three") == []
    assert files(tmp_path) == {"en/a.en.txt": b"three"}


def test_a_file_that_nobody_knows_is_a_persons(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "a.en.txt").write_bytes(b"mine")
    assert len(written(tmp_path, b"one")) == 1
    assert files(tmp_path)["en/a.en.txt"] == b"mine"


def test_a_run_killed_between_the_note_and_the_file_is_no_edit(tmp_path: Path) -> None:
    written(tmp_path, b"one")
    Outputs(tmp_path)._remember("en/a.en.txt", "0" * 64)  # what comes before the file takes its place
    assert written(tmp_path, b"three") == []
    assert files(tmp_path) == {"en/a.en.txt": b"three"}


@pytest.mark.parametrize("junk", [b"\xff\n", b"[1]\n", b"[" * 9999 + b"\n", b'["en/a.en.txt"', b"{}\n", b""])
def test_a_damaged_manifest_is_no_traceback(tmp_path: Path, junk: bytes) -> None:
    written(tmp_path, b"one")
    with (tmp_path / MANIFEST).open("ab") as file:
        file.write(junk)
    assert written(tmp_path, b"two") == []


def test_the_manifest_does_not_grow_without_end(tmp_path: Path) -> None:
    for number in range(60):
        written(tmp_path, str(number).encode())
    assert len((tmp_path / MANIFEST).read_bytes().splitlines()) < 30
    assert written(tmp_path, b"last") == []


def test_a_result_in_pieces_is_protected_alike(tmp_path: Path) -> None:
    for content, kept in ((b"one", b"one"), (b"two", b"mine")):
        outputs = Outputs(tmp_path)
        with outputs.open("machine.tmx") as file:
            file.write(content[:1])
            file.write(content[1:])
        assert file.written.edited == (kept == b"mine")
        (tmp_path / "machine.tmx").write_bytes(b"mine")
    assert files(tmp_path) == {"machine.tmx": b"mine", "machine.new.tmx": b"two"}


def interrupted(outputs: Outputs) -> None:
    with outputs.open("machine.tmx") as file:
        file.write(b"half")
        raise KeyboardInterrupt


def test_an_error_in_the_middle_leaves_the_old_result(tmp_path: Path) -> None:
    written(tmp_path, b"one", name="machine.tmx")
    with pytest.raises(KeyboardInterrupt):
        interrupted(Outputs(tmp_path))
    assert files(tmp_path) == {"machine.tmx": b"one"}


@pytest.mark.parametrize("name", ["en", ".cache"])
def test_no_link_below_the_folder_is_followed(tmp_path: Path, name: str) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / name).symlink_to(tmp_path / "home")
    with pytest.raises(OutputError, match="is a link, and none is followed here"):
        written(tmp_path / "out", b"one")
    assert not files(tmp_path / "home")


def test_a_link_in_the_place_of_a_result_gives_way(tmp_path: Path) -> None:
    (tmp_path / "mine").write_bytes(b"mine")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "machine.tmx").symlink_to(tmp_path / "mine")
    written(tmp_path / "out", b"one", name="machine.tmx")
    assert (tmp_path / "mine").read_bytes() == b"mine"
    assert files(tmp_path / "out") == {"machine.tmx": b"one"}


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    written(tmp_path / "out", b"one")
    assert files(tmp_path / "real") == {"en/a.en.txt": b"one"}


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")
    with pytest.raises(OutputError, match=r"out: is a file, not a folder \(name a folder: --output FOLDER\)"):
        Outputs(tmp_path / "out")


def test_two_results_of_one_name_get_a_number(tmp_path: Path) -> None:
    for _ in range(2):  # and the same ones again
        outputs = Outputs(tmp_path)
        for name, content in (("en/A.txt", b"1"), ("en/a.txt", b"2"), ("en/a.txt", b"3")):
            assert not outputs.write(name, content).edited
    assert files(tmp_path) == {"en/A.txt": b"1", "en/a~2.txt": b"2", "en/a~3.txt": b"3"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a/b.en.txt", "a/b.en.txt"),
        ("../../x.txt", ".._/.._/x.txt"),
        ("/etc/passwd", "etc/passwd"),
        ("...txt", "...txt"),
        ("..", ".._"),
        ("", "_"),
        ("con.en.txt", "_con.en.txt"),
        ("LPT1", "_LPT1"),
        ("console.txt", "console.txt"),
        ("fin. ", "fin. _"),
        ("a\nb\x7f.txt", "a_b_.txt"),
        ("Où ?.txt", "Où ?.txt"),
    ],
)
def test_names_are_such_as_every_system_can_hold(name: str, safe: str) -> None:
    assert names.safe(name) == safe


def test_long_names_are_cut_and_stay_different(tmp_path: Path) -> None:
    longest = [names.safe(f"{'é' * 200}{number}.txt.review.html") for number in range(2)]
    assert all(len(name.encode()) <= names.LONGEST for name in longest)
    assert longest[0] != longest[1]
    assert all(name.endswith(".txt.review.html") for name in longest)
    assert len(names.safe("x." + "y" * 300).encode()) <= names.LONGEST
    written(tmp_path, b"one", name="en/" + "x" * 251 + ".txt")
    (name,) = files(tmp_path)
    (tmp_path / name).write_bytes(b"mine")
    assert len(written(tmp_path, b"two", name="en/" + "x" * 251 + ".txt")) == 1
