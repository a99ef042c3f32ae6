from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pytest
from bitexte import limits
from bitexte.disk import places
from bitexte.errors import PackageError
from bitexte.packages import install, resolve
from package_making import NAME, empty_machine, files, metadata, write_archive


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return empty_machine(tmp_path, monkeypatch)


def with_member(path: Path, name: str, content: bytes = b"harm", mode: int = stat.S_IFREG | 0o644) -> Path:
    """A good archive with one more member, whose name is written as it is."""
    write_archive(path)
    member = zipfile.ZipInfo("placeholder")
    member.filename = name
    member.external_attr = mode << 16
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(member, content)
    return path


def refuses(path: Path, complaint: str) -> None:
    """Neither installing nor using the archive works, and neither leaves anything anywhere."""
    around = set(path.parent.parent.rglob("*"))
    for attempt in (install.from_file, lambda archive: resolve(str(archive), None, path.parent)):
        with pytest.raises(PackageError, match=complaint) as caught:
            attempt(path)
        assert "\n" not in str(caught.value)
    left = {found for found in path.parent.parent.rglob("*") if found.is_file()} - around
    assert {found.parent.name for found in left} <= {"checksums"}


@pytest.mark.parametrize(
    "name",
    [
        "../outside.txt",
        f"{NAME}/../../outside.txt",
        f"{NAME}/model/../../../outside.txt",
        "/outside.txt",
        f"{NAME}//outside.txt",
        f"{NAME}/./outside.txt",
        "C:/outside.txt",
        f"{NAME}\\..\\outside.txt",
        f"{NAME}/outside.txt\x00.md",
        f"{NAME}/line\nbreak",
        f"{NAME}/aux.txt",
        f"{NAME}/dots.",
        f"{NAME}/ space",
        f"{NAME}/stream:hidden",
    ],
)
def test_a_member_that_leads_out_or_cannot_lie_everywhere_is_refused(home: Path, name: str) -> None:
    refuses(with_member(home / "a.argosmodel", name), "unsafe path")


def test_a_member_with_an_over_long_path_is_refused(home: Path) -> None:
    refuses(with_member(home / "a.argosmodel", f"{NAME}/{'a' * 300}"), "over-long path")


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_links_and_devices_are_refused(home: Path, kind: int) -> None:
    refuses(with_member(home / "a.argosmodel", f"{NAME}/passwd", b"/etc/passwd", kind | 0o777), "is a link or a device")


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["model/model.bin", "MODEL/Model.BIN", "Readme.md", "metadata.json"])
def test_two_members_that_meet_in_one_place_are_refused(home: Path, name: str) -> None:
    refuses(with_member(home / "a.argosmodel", f"{NAME}/{name}"), "two members are called")


def test_names_that_differ_in_unicode_form_alone_are_refused(home: Path) -> None:
    path = with_member(home / "a.argosmodel", f"{NAME}/mode\u0300le.txt")
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(f"{NAME}/mod\u00e8le.txt", b"")
    refuses(path, "two members are called")


def test_a_file_where_others_need_a_folder_is_refused(home: Path) -> None:
    refuses(with_member(home / "a.argosmodel", f"{NAME}/model"), "both a file and a folder")


def test_a_second_top_folder_is_refused(home: Path) -> None:
    refuses(with_member(home / "a.argosmodel", "other/file"), "in one top folder, not in 2")


def test_a_top_folder_that_no_command_line_could_name_is_refused(home: Path) -> None:
    refuses(write_archive(home / "a.argosmodel", top="-rf *".replace("*", "all")), "cannot name a package")


def test_a_decompression_bomb_is_refused_before_it_is_unpacked(home: Path) -> None:
    bomb = write_archive(home / "a.argosmodel", files(model=bytes(50_000_000)))
    assert bomb.stat().st_size < 100_000
    refuses(bomb, "a decompression bomb")


def test_a_member_that_lies_about_its_size_is_refused(home: Path) -> None:
    path = write_archive(home / "a.argosmodel", files(model=b"w" * 5000))
    content = path.read_bytes()
    # Both in the local header and in the central directory.
    path.write_bytes(content.replace((5000).to_bytes(4, "little"), (7).to_bytes(4, "little")))
    refuses(path, "is damaged: Bad CRC")


def test_too_many_members_are_refused(home: Path) -> None:
    many = files() | {f"model/{number}": b"" for number in range(limits.PACKAGE_MEMBERS)}
    refuses(write_archive(home / "a.argosmodel", many), "members, 1 to")


def test_an_encrypted_member_is_refused(home: Path) -> None:
    path = with_member(home / "a.argosmodel", f"{NAME}/secret")
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(content)
    refuses(path, "is encrypted")


def test_an_unusual_compression_is_refused(home: Path) -> None:
    path = write_archive(home / "a.argosmodel")
    with zipfile.ZipFile(path, "a", zipfile.ZIP_LZMA) as opened:
        opened.writestr(f"{NAME}/more", b"more")
    refuses(path, "unusual method")


@pytest.mark.parametrize("missing", ["metadata.json", "model/model.bin", "sentencepiece.model"])
def test_an_archive_without_a_needed_file_is_refused(home: Path, missing: str) -> None:
    content = files()
    del content[missing]
    refuses(write_archive(home / "a.argosmodel", content), f"{missing}.* is missing")


@pytest.mark.parametrize(
    ("described", "complaint"),
    [
        (b"{", "not valid JSON"),
        (b"[]", "one JSON object"),
        (metadata(from_code="french"), "no language code"),
        (metadata(to_code="fr"), "into itself"),
        (metadata(version="new"), "no version"),
    ],
)
def test_an_archive_with_senseless_metadata_is_refused(home: Path, described: bytes, complaint: str) -> None:
    refuses(write_archive(home / "a.argosmodel", files(described)), complaint)


def test_an_archive_may_not_bring_its_own_record_of_installation(home: Path) -> None:
    refuses(write_archive(home / "a.argosmodel", files() | {".bitexte.json": b"{}"}), "must not come with a package")


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>not found</html>", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_refused(home: Path, content: bytes) -> None:
    path = home / "a.argosmodel"
    path.write_bytes(content)
    refuses(path, "not a package archive|0 members")


def test_an_archive_cut_anywhere_is_refused(home: Path) -> None:
    path = home / "a.argosmodel"
    content = write_archive(path).read_bytes()
    for end in range(0, len(content), 97):
        path.write_bytes(content[:end])
        with pytest.raises(PackageError):
            install.from_file(path)
    assert not places.packages_folder().exists()


def test_an_archive_with_any_byte_changed_gives_one_error_or_the_same_package(home: Path) -> None:
    path = write_archive(home / "a.argosmodel")
    content = path.read_bytes()
    checksum = install.from_file(path).package.checksum
    outcomes = {"refused": 0, "same": 0}
    for place in range(0, len(content), 23):
        path.write_bytes(content[:place] + bytes([content[place] ^ 0x41]) + content[place + 1 :])
        try:
            same = install.from_file(path, force=True).package.checksum == checksum
            outcomes["same"] += same
        except PackageError:
            outcomes["refused"] += 1
    assert outcomes["refused"] > outcomes["same"] > 0


def test_an_offset_that_leads_before_the_archive_is_refused(home: Path) -> None:
    path = write_archive(home / "a.argosmodel")
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x05\x06")
    content[directory + 16 : directory + 20] = (0xFFFFF0).to_bytes(4, "little")
    path.write_bytes(content)
    refuses(path, "not a package archive|is damaged")


def test_folders_and_empty_files_in_an_archive_do_no_harm(home: Path) -> None:
    path = write_archive(home / "a.argosmodel", files() | {"stanza/": b"", "stanza/empty": b""})
    folder = install.from_file(path).package.folder
    assert (folder / "stanza" / "empty").read_bytes() == b""


def test_unpacked_files_take_no_rights_from_the_archive(home: Path) -> None:
    path = with_member(home / "a.argosmodel", f"{NAME}/run", mode=stat.S_IFREG | stat.S_ISUID | 0o777)
    folder = install.from_file(path).package.folder
    assert not (folder / "run").stat().st_mode & (stat.S_ISUID | stat.S_IXUSR)
