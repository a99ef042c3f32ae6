"""Subtitles: sentences over several cues are one text, and come back to the cues they belong to."""

# ruff: noqa: E501  # samples stay in one piece; a refusal is one of two good outcomes

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

import pytest
from bitexte.errors import InputError
from bitexte.formats import Layout, Options
from bitexte.formats.subtitles import shown
from bitexte.formats.subtitles.lines import Shown, torn
from documents import read, rebuilt, shouted, texts, worded

CUES = (
    "1\n00:00:01,000 --> 00:00:03,000\n<i>Des assiettes en grès,</i>\n\n"
    "2\n00:00:03,000 --> 00:00:06,000\ncuites deux fois\net émaillées à la main.\n\n"
    "3\n00:00:07,000 --> 00:00:09,000\n- Combien ?\n- Trente euros.\n\n"
)


def test_a_sentence_over_several_cues_is_one_text_and_two_speakers_are_two() -> None:
    document = read(CUES, "a.srt")
    assert texts(document) == [
        "Des assiettes en grès, cuites deux fois et émaillées à la main.",
        "Combien ?",
        "Trente euros.",
    ]
    assert document.blocks[0].notes == ("00:00:01.000",)


def test_a_translation_is_divided_over_its_cues_with_their_tags_and_dashes() -> None:
    words = {
        "Des assiettes en grès, cuites deux fois et émaillées à la main.": "Stoneware plates, fired twice and glazed by hand.",
        "Combien ?": "How much?",
        "Trente euros.": "Thirty euros.",
    }
    made = rebuilt(read(CUES, "a.srt"), worded(words)).decode()
    assert [cue.split("\n", 2)[2] for cue in made.strip().split("\n\n")] == [
        "<i>Stoneware plates,</i>",
        "fired twice and glazed by hand.",
        "- How much?\n- Thirty euros.",
    ]


def test_long_lines_are_broken_in_two_of_at_most_42_characters() -> None:
    content = "1\n00:00:01,000 --> 00:00:05,000\nUne phrase.\n"
    target = "This sentence is far too long for one line of a subtitle, is it not?"
    lines = rebuilt(read(content, "a.srt"), worded({"Une phrase.": target})).decode().splitlines()[2:]
    assert len(lines) == 2
    assert max(map(len, lines)) <= 42
    assert " ".join(lines) == target


@pytest.mark.parametrize("name", ["a.srt", "a.vtt"])
def test_what_is_missing_or_odd_stays_as_it_is(name: str) -> None:
    head = "WEBVTT\n\nNOTE rien\nà traduire\n\n" if name.endswith("vtt") else ""
    mark = "." if name.endswith("vtt") else ","
    time = f"00:00:0%d{mark}000 --> 00:00:0%d{mark}900  line:3\r\n"
    content = (
        head + time % (1, 1) + "Bonjour.\r\n\r\n" + time % (2, 2) + "\r\n" + time % (3, 3) + "♪ Musique ♪\r\nAu revoir."
    )
    document = read(content, name)
    assert texts(document) == ["Bonjour.", "♪ Musique ♪", "Au revoir."]
    expected = content.replace("Bonjour", "BONJOUR").replace("Musique", "MUSIQUE").replace("Au revoir", "AU REVOIR")
    assert rebuilt(document, shouted).decode() == expected


def test_vtt_keeps_voices_escapes_and_names_its_new_language() -> None:
    content = "WEBVTT\nLanguage: fr\n\n00:01.000 --> 00:04.000\n<v Camille>Thé &amp; <b>café</b> < 3\n"
    made = rebuilt(read(content, "a.vtt"), shouted).decode()
    assert made == "WEBVTT\nLanguage: en\n\n00:01.000 --> 00:04.000\n<v Camille>THÉ &amp; <b>CAFÉ</b> &lt; 3\n"


def test_ass_leaves_drawings_comments_and_effects_alone() -> None:
    head = "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
    lines = (
        "Comment: 0,0:00:00.00,0:00:00.00,N,À relire\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,N,{\\p1}m 0 0 l 100 0{\\p0}\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,N,{\\pos(1,2)}Bonjour, {\\i1}vous\\Nautres{\\i0}.\n"
    )
    document = read(head + lines, "a.ass")
    assert texts(document) == ["Bonjour, vous autres."]
    assert rebuilt(document, shouted).decode() == head + lines.replace("Bonjour", "BONJOUR").replace(
        "vous\\Nautres", "VOUS AUTRES"
    )


def test_a_bilingual_copy_has_both_languages_in_each_cue() -> None:
    document = read(CUES, "a.srt")
    module: Any = import_module("bitexte.formats.subtitles.srt")
    made = module.rebuild_bilingual(
        document, [shouted(block) for block in document.blocks], Layout.INTERLEAVED
    ).decode()
    assert "- Combien ?\nCOMBIEN ?" in made


def test_a_file_without_cues_is_refused() -> None:
    with pytest.raises(InputError, match="no time line"):
        read("Bonjour\n", "a.srt")


def test_a_pair_that_a_cue_border_cuts_is_closed_and_opened_again() -> None:
    document = read(
        "00:00:01,000 --> 00:00:02,000\nUn <b>grand mot</b> dans\n\n00:00:02,000 --> 00:00:03,000\nla phrase.\n",
        "a.srt",
    )
    (block,) = document.blocks
    opening, closing = block.codes
    target = replace(
        block, text="A word in the big sentence", codes=(replace(opening, offset=2), replace(closing, offset=26))
    )
    made = rebuilt(document, lambda _: target).decode()
    assert made.count("<b>") == made.count("</b>") == 2


def cues(target: str, times: str = "00:00:01,000 --> 00:00:03,000") -> list[Shown]:
    document = read(f"1\n{times}\nUn mot.\n\n", "a.srt")
    return list(shown(document, [replace(document.blocks[0], text=target)]))


def test_a_cue_is_measured_as_it_will_be_shown() -> None:
    (cue,) = cues("The prices of everything are going down, and fast.")
    assert cue.lines == ("The prices of everything", "are going down, and fast.")
    assert (cue.duration, cue.french, cue.longest, cue.torn) == (2000, 7, 7, "")


def test_two_speakers_of_a_cue_count_together() -> None:
    document = read("1\n00:00:01,000 --> 00:00:02,000\n- Oui.\n- Trente euros.\n\n", "a.srt")
    targets = [replace(block, text=text) for block, text in zip(document.blocks, ("Yes.", "Thirty."), strict=True)]
    (cue,) = shown(document, targets)
    assert (cue.block, cue.lines, cue.french) == (1, ("Yes.", "Thirty."), 17)


def test_a_cue_that_ends_inside_a_name_or_a_number_is_told() -> None:
    assert [torn(text, text.index("|")) for text in ("Marie| Curie", "in 3| 000", "the end.| Marie", "see| Marie")] == [
        "Marie Curie",
        "3 000",
        "",
        "",
    ]


def test_the_setting_says_where_lines_break() -> None:
    content = "1\n00:00:01,000 --> 00:00:03,000\nUn mot.\n\n"
    document = read(content, "a.srt", Options(line=20))
    assert b"a word or two\nin lines" in rebuilt(document, worded({"Un mot.": "a word or two in lines"}))
