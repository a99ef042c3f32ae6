"""Plain text from bytes: any layout is kept to the letter, any encoding read or refused in one clear line."""

from __future__ import annotations

import codecs
import random
import unicodedata
from contextlib import suppress
from typing import cast

import pytest
from bitexte.errors import InputError
from bitexte.formats import Options, txt
from bitexte.model import Document
from hypothesis import given
from hypothesis import strategies as st

FRENCH = "L’été à Noël : « déjà vu », œuvre n° 5.\n\nÇa coûte 3,35 €…\n"
ENDS = ("\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")


def read(content: bytes, name: str) -> Document:
    return txt.parse(content, name, Options())


def text_of(document: Document) -> str:
    """The text in NFC, put together from blocks and skeleton; damaged bytes as U+FFFD."""
    blocks = [*(block.text for block in document.blocks), ""]
    if not isinstance(document.skeleton, txt.Skeleton):
        return "".join(gap + text for gap, text in zip(cast("tuple[str, ...]", document.skeleton), blocks, strict=True))
    source, made, position = document.skeleton.source, "", 0
    for slot, text in zip(source.slots, blocks, strict=False):
        made += source.text[position : slot.start] + text
        position = slot.end
    return made + source.text[position:]


CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")


@given(st.lists(CHARACTERS | st.sampled_from([*ENDS, " ", "e\u0301"])).map("".join))
def test_blocks_and_skeleton_rebuild_any_text_in_nfc(text: str) -> None:
    document = read(codecs.BOM_UTF8 + text.encode("utf-8"), "a")
    assert text_of(document) == unicodedata.normalize("NFC", text)
    assert document.warnings == ()
    assert all(block.text.strip() for block in document.blocks)
    assert not any(end in block.text for block in document.blocks for end in ENDS)


@pytest.mark.parametrize("end", ENDS, ids=ascii)
def test_each_line_end_of_unicode_ends_a_block_and_is_kept(end: str) -> None:
    document = read(f"Un.{end}Deux.{end}{end}".encode(), "a")
    assert [block.text for block in document.blocks] == ["Un.", "Deux."]
    assert document.skeleton == ("", end, end * 2)


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
def test_unicode_encodings_are_read(encoding: str) -> None:
    assert text_of(read(FRENCH.encode(encoding), "a")) == FRENCH


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_is_obeyed_and_is_no_text(mark: bytes, encoding: str) -> None:
    assert text_of(read(mark + FRENCH.encode(encoding), "a")) == FRENCH


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "mac_roman"])
def test_old_encodings_are_read_with_a_warning(encoding: str) -> None:
    text = "L'été dernier, à Noël, les élèves français ont déjà fêté la rentrée : c'était très réussi.\n" * 3
    document = read(text.encode(encoding), "a")
    assert text_of(document) == text
    assert len(document.warnings) == 1
    assert document.warnings[0].code == "encoding"


def test_windows_punctuation_is_not_lost_as_latin_1_control_characters() -> None:
    text = "L’« œuvre » coûte 5 € – peut-être… déjà"
    assert text_of(read(text.encode("cp1252"), "a")) == text


def test_a_few_broken_bytes_do_not_turn_utf_8_into_mojibake() -> None:
    document = read(FRENCH.encode() * 5 + b"caf\xe9 " + FRENCH.encode(), "a")
    assert "L’été à Noël" in text_of(document)
    assert "caf\ufffd" in text_of(document)
    assert "UTF-8" in document.warnings[0].detail


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0",
        b"un\0deux\n",
        FRENCH.encode("utf-16-le") + b"\0",
        codecs.BOM_UTF16_LE + b"a\0b",
        codecs.BOM_UTF16_LE + "a\0b".encode("utf-16-le"),
        codecs.BOM_UTF8 + b"\xff\xfe",
        codecs.BOM_UTF16_LE + b"\x00\xd8a\0",
    ],
)
def test_what_is_no_text_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(InputError) as refused:
        read(content, "a.txt")
    assert refused.value.where.startswith("a.txt")
    assert "\n" not in str(refused.value)


def test_random_bytes_are_refused() -> None:
    chance = random.Random(2)
    for length in (64, 300, 5000):
        content = bytes(chance.randrange(256) for _ in range(length))
        with pytest.raises(InputError):
            read(content, "a")
        with pytest.raises(InputError):
            read(content.replace(b"\0", b"\1"), "a")


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_an_input_error(content: bytes) -> None:
    with suppress(InputError):
        assert "\0" not in text_of(read(content, "a"))


def test_the_line_of_a_nul_is_told() -> None:
    with pytest.raises(InputError, match="NUL") as refused:
        read(b"un\ndeux\ntr\0ois\n", "a.txt")
    assert refused.value.where == "a.txt:3"


@pytest.mark.parametrize("text", ["", " ", "\n", " \r\n\t\n\u2028\u00a0"])
def test_a_text_without_words_has_no_blocks_and_keeps_its_layout(text: str) -> None:
    document = read(text.encode(), "a")
    assert document.blocks == ()
    assert document.skeleton == (text,)


def test_control_characters_within_a_line_stay_in_their_block() -> None:
    (block,) = read(b"Bon\x07jour\x1b[1m le\tmonde\n", "a").blocks
    assert block.text == "Bon\x07jour\x1b[1m le\tmonde"
