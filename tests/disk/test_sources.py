"""Which files are meant, and reading them: every failure is one clear line."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from bitexte.disk.outputs import Outputs
from bitexte.disk.read import MB, read_bytes
from bitexte.disk.sources import find_sources
from bitexte.errors import InputError
from bitexte.project import default_glossaries
from bitexte.settings import Settings

SUFFIXES = (".txt", ".text")
as_any_user = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Voici {name}.\n", encoding="utf-8")
    return folder


def names(*paths: Path, output: Path | None = None) -> list[str]:
    return [source.name for source in find_sources(paths, SUFFIXES, output).inputs]


def test_a_folder_gives_its_texts_sorted_without_hidden_ones(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/c.TXT", "a.text", ".git/x.txt", ".hidden.txt", "image.png", "sans-suffixe")
    assert names(tmp_path) == ["a.text", "a/c.TXT", "b.txt"]


def test_a_file_named_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    tree(tmp_path, "note.md")
    assert names(tmp_path / "note.md") == ["note.md"]


def test_a_file_named_twice_is_one_document(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    assert names(tmp_path, tmp_path / "a.txt", tmp_path / "." / "a.txt") == ["a.txt"]


def test_two_documents_of_one_name_are_refused(tmp_path: Path) -> None:
    tree(tmp_path, "un/a.txt", "deux/a.txt")
    with pytest.raises(InputError, match=r"would overwrite the results of .*un/a.txt"):
        names(tmp_path / "un", tmp_path / "deux")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.txt", "there is no such file or folder"),
        ("x" * 300 + ".txt", "too long"),
        ("a.txt/b.txt", "Not a dir"),
    ],
)
def test_a_path_that_is_not_there_is_one_line(tmp_path: Path, name: str, message: str) -> None:
    tree(tmp_path, "a.txt")
    with pytest.raises(InputError, match=message) as refused:
        names(tmp_path / name)
    assert refused.value.where == str(tmp_path / name)


def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    tree(tmp_path, "a.png")
    with pytest.raises(InputError, match=r"holds no text \(formats that are read: bitexte formats\)"):
        names(tmp_path)


def test_links_that_lead_back_up_are_walked_once(tmp_path: Path) -> None:
    tree(tmp_path, "a/x.txt", "b/y.txt")
    (tmp_path / "a" / "up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "b" / "self.txt").symlink_to(tmp_path / "b" / "self.txt")
    (tmp_path / "b" / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    assert names(tmp_path) == ["a/x.txt", "b/y.txt"]


def test_folders_that_all_link_to_one_another_are_walked_once_each(tmp_path: Path) -> None:
    count = 12
    for mine in range(count):
        tree(tmp_path, f"d{mine}/{mine}.txt")
        for other in range(count):
            (tmp_path / f"d{mine}" / f"l{other}").symlink_to(tmp_path / f"d{other}", target_is_directory=True)
    assert len(names(tmp_path)) == count


def test_a_link_to_itself_is_refused_by_name(tmp_path: Path) -> None:
    loop = tmp_path / "loop.txt"
    loop.symlink_to(loop)
    with pytest.raises(InputError, match="symbolic links"):
        names(loop)


@as_any_user
def test_what_may_not_be_read_is_one_line(tmp_path: Path) -> None:
    tree(tmp_path, "shut/a.txt")
    (tmp_path / "shut" / "a.txt").chmod(0)
    with pytest.raises(InputError, match="Permission denied"):
        read_bytes(tmp_path / "shut" / "a.txt")
    (tmp_path / "shut").chmod(0o400)
    with pytest.raises(InputError, match="Permission denied"):
        names(tmp_path)
    (tmp_path / "shut").chmod(0o700)


def test_a_path_out_of_reach_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **_: bool) -> os.stat_result:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "stat", refuse)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        find_sources([tmp_path / "a.txt"], SUFFIXES)


@pytest.mark.parametrize(
    ("patterns", "found"),
    [
        (("glossary/*.yaml",), ["glossary/a.yaml", "glossary/b.yaml"]),
        (("glossary/b.yaml", "glossary/*.yaml"), ["glossary/b.yaml", "glossary/a.yaml", "glossary/b.yaml"]),
        (("**/*.yml",), ["glossary/deep/c.yml"]),
        (("missing.yaml",), ["missing.yaml"]),
        ((), []),
    ],
)
def test_glossaries_are_found_by_pattern_or_name(tmp_path: Path, patterns: tuple[str, ...], found: list[str]) -> None:
    tree(tmp_path, "glossary/b.yaml", "glossary/a.yaml", "glossary/deep/c.yml")
    paths = default_glossaries(Settings(folder=tmp_path, glossaries=patterns))
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == found


def test_a_glossary_may_lie_outside_the_project(tmp_path: Path) -> None:
    tree(tmp_path, "shared/a.yaml", "project/x")
    for pattern in (f"{tmp_path}/shared/*.yaml", "../shared/a.yaml", f"{tmp_path}/shared/a.yaml"):
        (path,) = default_glossaries(Settings(folder=tmp_path / "project", glossaries=(pattern,)))
        assert path.read_text() == "Voici shared/a.yaml.\n"


def test_nothing_named_is_a_mistake() -> None:
    with pytest.raises(InputError, match="no text is named"):
        find_sources([], SUFFIXES)


def test_folders_devices_and_giants_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_bytes(tmp_path)
    with pytest.raises(InputError, match="is not a regular file"):
        read_bytes(Path(os.devnull))
    giant = tmp_path / "giant.txt"
    with giant.open("wb") as file:
        file.truncate(300 * MB)
    with pytest.raises(InputError, match=r"has 300 MB, more than the 256 MB .*bitexte translate < FILE"):
        read_bytes(giant)


def test_files_of_other_formats_are_counted_in_one_line(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "b.md", "c/d.MD", "e.docx", "LICENSE", ".hidden")
    found = find_sources([tmp_path], SUFFIXES)
    assert [path.name for path in found.skipped] == ["LICENSE", "b.md", "d.MD", "e.docx"]
    assert found.skipped_summary == "4 files skipped: 2 .md, 1 without a suffix, 1 .docx"
    tree(tmp_path, *(f"x.{number}" for number in range(40)))
    assert len(find_sources([tmp_path], SUFFIXES).skipped_summary) < 300


def test_folders_of_results_are_no_sources(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "out/en/a.en.txt")
    Outputs(tmp_path / "older").write("en/a.en.txt", b"Here.")
    assert names(tmp_path, output=tmp_path / "out") == ["a.txt"]
    assert names(tmp_path / "out" / "en", output=tmp_path / "out") == ["a.en.txt"]
    with pytest.raises(InputError, match="is the folder of the results"):
        names(tmp_path / "out", output=tmp_path / "out")


def test_a_pattern_that_the_shell_left_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree(tmp_path, "x/a.txt", "x/b.txt", "x/c[1].txt")
    assert names(tmp_path / "x" / "*.txt") == ["a.txt", "b.txt", "c[1].txt"]
    assert names(tmp_path / "x" / "c[1].txt") == ["c[1].txt"]
    with pytest.raises(InputError, match="no such file"):
        names(tmp_path / "y" / "*.txt")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="standard input is read by: bitexte translate"):
        names(Path("-"))


def test_names_that_differ_by_case_are_two_documents(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "A.txt")
    assert names(tmp_path) == ["A.txt", "a.txt"]
