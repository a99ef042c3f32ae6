"""Archives are edited in place: what is not changed is copied to the letter, what is unsafe is refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from bitexte.errors import InputError
from bitexte.formats import zipped

ZIPPED = (".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp", ".epub")


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 2, 29, 1, 2, 4)), content, compress_type=method)
    return buffer.getvalue()


def entries(content: bytes) -> list[tuple[object, ...]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return [
            (one.filename, one.date_time, one.compress_type, one.external_attr, one.comment, one.create_version)
            for one in archive.infolist()
        ]


def test_a_changed_member_keeps_its_place_method_and_date() -> None:
    content = packed({"a.xml": b"<a/>", "b.png": b"\x89PNG" * 50, "c.xml": b"<c/>"})
    archive = zipped.open_archive(content, "a.zip")
    changed = zipped.rewritten(archive, {"a.xml": b"<a>much longer than it was</a>"})
    assert entries(changed) == entries(content)
    again = zipped.open_archive(changed, "a.zip")
    assert again.read("a.xml") == b"<a>much longer than it was</a>"
    assert again.read("b.png") == archive.read("b.png")


def test_without_changes_the_archive_is_the_same_bytes() -> None:
    content = packed({"a.xml": b"<a/>"})
    assert zipped.rewritten(zipped.open_archive(content, "a.zip"), {}) == content


def test_real_archives_are_written_again_with_the_same_entries_whatever_program_made_them(shared: Path) -> None:
    files = [path for path in sorted((shared / "cases/documents").glob("*/*")) if path.suffix in ZIPPED]
    seen = 0
    for path in files:
        if path.parent.name == "refused":
            continue
        archive = zipped.open_archive(path.read_bytes(), path.name)
        contents = {name: archive.read(name) for name in archive.names}
        again = zipped.rewritten(archive, {name: text for name, text in contents.items() if name.endswith(".xml")})
        assert entries(again) == entries(archive.content), path.name
        opened = zipped.open_archive(again, path.name)
        assert {name: opened.read(name) for name in opened.names} == contents
        seen += 1
    assert seen > 50


def test_a_member_folded_beyond_measure_is_a_bomb() -> None:
    content = packed({"word/document.xml": b"\0" * 60_000_000})
    with pytest.raises(InputError, match="zip bomb"):
        zipped.open_archive(content, "bombe.docx")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "C:/x.xml", "a/../../b.xml"])
def test_names_that_lead_out_of_the_folder_are_refused(name: str) -> None:
    with pytest.raises(InputError, match="unsafe name"):
        zipped.open_archive(packed({name: b""}), "a.docx")


def test_two_members_of_one_name_are_refused() -> None:
    content = packed({"a.xml": b"1", "b.xml": b"2"}, zipfile.ZIP_STORED).replace(b"b.xml", b"a.xml")
    with pytest.raises(InputError, match="two members of one name"):
        zipped.open_archive(content, "a.docx")


def test_a_member_whose_content_is_not_what_was_packed_is_told() -> None:
    content = packed({"a.xml": b"<a>un</a>"}, zipfile.ZIP_STORED).replace(b"<a>un</a>", b"<a>on</a>")
    with pytest.raises(InputError, match="damaged"):
        zipped.open_archive(content, "a.docx").read("a.xml")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("chiffre-texte.docx", "encrypted with a password"),
        ("chiffre-tableur.xlsx", "encrypted with a password"),
        ("ancien.doc", "Word 97-2003"),
        ("tronque.docx", "damaged or cut off"),
        ("vide.docx", "empty"),
        ("image.docx", "damaged or cut off"),
        ("sans-fin.epub", "damaged or cut off"),
    ],
)
def test_what_cannot_be_opened_is_told_in_one_line(shared: Path, file: str, message: str) -> None:
    content = (shared / "cases/documents/refused" / file).read_bytes()
    with pytest.raises(InputError, match=message) as raised:
        zipped.open_archive(content, file)
    assert len(str(raised.value).splitlines()) == 1


def test_an_archive_without_members_is_damaged() -> None:
    with pytest.raises(InputError):
        zipped.open_archive(b"PK\x05\x06" + bytes(18), "a.docx")
