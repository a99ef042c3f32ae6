"""Reading and writing disks: every failure is one clear line, and a result is there whole or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from bitexte.disk import replace as files
from bitexte.disk.read import MB, read_bytes
from bitexte.disk.sources import find_sources
from bitexte.errors import InputError, OutputError
from bitexte.formats import document_suffixes, load_document
from bitexte.model import Remark
from bitexte.project import default_glossaries
from bitexte.settings import Settings

as_any_user = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")


def tree(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"Voici {name}.\n", encoding="utf-8")
    return folder


def listed(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def names(*paths: Path) -> list[str]:
    return [source.name for source in find_sources(paths, document_suffixes())]


def test_a_folder_gives_its_texts_sorted_without_hidden_ones(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a/c.TXT", "a.text", ".git/x.txt", ".hidden.txt", "image.png", "sans-suffixe")
    assert names(tmp_path) == ["a.text", "a/c.TXT", "b.txt"]


def test_a_file_named_is_read_whatever_its_suffix(tmp_path: Path) -> None:
    tree(tmp_path, "note.md")
    assert names(tmp_path / "note.md") == ["note.md"]


def test_a_file_named_twice_is_one_document(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt")
    assert names(tmp_path, tmp_path / "a.txt", tmp_path / "." / "a.txt") == ["a.txt"]


@pytest.mark.parametrize("pair", [("un/a.txt", "deux/a.txt"), ("un/a.txt", "deux/A.txt")])
def test_two_documents_of_one_name_are_refused(tmp_path: Path, pair: tuple[str, str]) -> None:
    tree(tmp_path, *pair)
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
    with pytest.raises(InputError, match=r"holds no text \(formats that are read: .text, .txt\)"):
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


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no text"),
        (b" \n\t\n", "holds no text"),
        (b"PK\x03\x04rest", "is no plain text"),
        (b"%PDF-1.7", "is no plain text"),
        (b"un\n\0\n", "NUL"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_its_path(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as refused:
        load_document(path)
    assert refused.value.where.startswith(str(path))


def test_folders_devices_and_giants_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        read_bytes(tmp_path)
    with pytest.raises(InputError, match="is not a regular file"):
        read_bytes(Path(os.devnull))
    giant = tmp_path / "giant.txt"
    with giant.open("wb") as file:
        file.truncate(200 * MB)
    with pytest.raises(InputError, match=r"has 200 MB, more than the 64 MB .*bitexte translate < FILE"):
        load_document(giant)


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
        find_sources([tmp_path / "a.txt"], document_suffixes())


def test_english_text_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("This text is plainly written in English, and nobody could take it for another language.\n")
    assert load_document(path).warnings == (Remark("document-language", "en"),)
    path.write_text("Ce texte est écrit en français, et personne ne le prendrait pour une autre langue.\n")
    assert load_document(path).warnings == ()


def test_what_is_unchanged_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.txt"
    assert files.write_if_changed(path, b"un")
    before = path.stat()
    assert not files.write_if_changed(path, b"un")
    assert not files.write_stream(path, [b"u", b"n"])
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    assert files.write_if_changed(path, b"de")
    assert (path.read_bytes(), listed(path.parent)) == (b"de", ["a.txt"])


def test_interrupted_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def chunks() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        files.write_stream(path, chunks())
    assert (path.read_bytes(), listed(tmp_path)) == (b"old", ["a.txt"])


def test_a_full_disk_leaves_the_old_file_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OutputError, match=r"No space left on device \(free some space"):
        files.write_if_changed(path, b"new")
    assert (path.read_bytes(), listed(tmp_path)) == (b"old", ["a.txt"])


def test_a_result_below_a_file_cannot_be_written(tmp_path: Path) -> None:
    tree(tmp_path, "file")
    with pytest.raises(OutputError, match="choose another --output"):
        files.write_if_changed(tmp_path / "file" / "a.txt", b"")
    with pytest.raises(OutputError):
        files.write_if_changed(tmp_path, b"")


@as_any_user
def test_a_folder_that_may_not_be_written_is_one_line(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        files.write_if_changed(tmp_path / "a.txt", b"")
    tmp_path.chmod(0o700)


def test_a_name_of_the_greatest_length_can_be_written(tmp_path: Path) -> None:
    assert files.write_if_changed(tmp_path / ("x" * 255), b"un")


def test_results_are_readable_as_the_umask_says(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        files.write_if_changed(tmp_path / "a", b"")
    finally:
        os.umask(before)
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_what_a_killed_writer_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    tree(tmp_path, "a/.bitexte-x1y2.part", "a/a.en.txt", "a/mine.part", ".cache/memory.sqlite")
    files.remove_unfinished(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        "a.en.txt",
        "memory.sqlite",
        "mine.part",
    ]
    files.remove_unfinished(tmp_path / "missing")


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


def test_a_link_stays_a_link_to_the_new_content(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "real.txt").write_bytes(b"old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "far" / "real.txt")
    assert files.write_if_changed(tmp_path / "link.txt", b"new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "far" / "real.txt").read_bytes() == b"new"


def test_a_device_or_a_pipe_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError, match="is not a regular file"):
        files.write_if_changed(tmp_path / "pipe", b"new")
    assert (tmp_path / "pipe").is_fifo()


def test_nothing_named_is_a_mistake() -> None:
    with pytest.raises(InputError, match="no text is named"):
        find_sources([], document_suffixes())
