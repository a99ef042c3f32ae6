"""Characters: foreign texts on one line, in bytes, and on a terminal."""

from __future__ import annotations

import time

import pytest
from bitexte.text.characters import composed, escaped, even, has_control, one_line, prose, shown, utf8, visible


def test_lone_surrogates_become_replacement_characters() -> None:
    assert utf8("a\ud800é") == "a\ufffdé".encode()


def test_a_foreign_text_is_shown_on_one_short_line() -> None:
    assert shown("a\r\n\x1b[2Jb\u202ec  d") == "a [2Jb c d"
    assert len(shown("x" * 500)) == 40


def test_what_is_not_printed_becomes_a_blank_and_offsets_stay() -> None:
    assert visible("a\nb\u200bc") == "a b c"


def test_what_commands_a_terminal_is_written_out() -> None:
    assert escaped("a\x1b[31m\u202e\n") == r"a\x1b[31m\u202e\n"


def test_one_kind_of_apostrophe_hyphen_and_blank_keeps_the_offsets() -> None:
    text = "l’e\u2011mail\u00a0: n\u202f°"
    assert even(text) == "l'e-mail : n °"
    assert len(even(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "line", "several"),
    [
        ("  a   b ", "a b", "a   b"),
        ("e\u0301\x07te\u0301", "é té", "é té"),
        ("un\r\ndeux \n", "un deux", "un\ndeux"),
    ],
)
def test_terms_have_one_line_and_notes_may_have_several(text: str, line: str, several: str) -> None:
    assert one_line(text) == line
    assert prose(text) == several


def test_private_characters_may_not_stand_in_a_term() -> None:
    assert has_control("a\ue000")
    assert not has_control("é’…")


def test_runs_of_combining_marks_take_linear_time() -> None:
    began = time.process_time()
    text = composed("e\u0301" + "x" + "\u0301\u0323" * 300_000 + "e\u0301")
    assert time.process_time() - began < 5  # in order they would take minutes
    assert (text[0], text[-1], len(text)) == ("é", "é", 600_003)
