"""Plain text: the layout of the source, the words of the translation."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bitext_samples import arbitrary, bitext, full
from bitexte import formats
from bitexte.model import Bitext
from hypothesis import given


def written(made: Bitext) -> str:
    return formats.rebuild(made).decode("utf-8")


def test_blank_lines_line_ends_and_trailing_blanks_are_those_of_the_source() -> None:
    assert written(full()) == ("\nThe gate\r\n\r\nThe door | <b>opens</b>. Really?\n\n \n")


def test_a_block_without_units_keeps_its_text_and_indents_stay() -> None:
    made = bitext(("  Un.", "One."), ("***", ""))
    first, _ = made.units
    segment = replace(first.segment, text="Un.", span=(2, 5))
    made = replace(made, units=(replace(first, segment=segment),))
    assert written(made) == "  One.\n\n***\n"


def test_an_empty_document_stays_empty() -> None:
    made = bitext()
    assert written(replace(made, document=replace(made.document, skeleton=("",)))) == ""
    assert written(replace(made, document=replace(made.document, skeleton=("\n\n",)))) == "\n\n"


@given(arbitrary())
def test_a_translation_equal_to_its_source_gives_the_source_file(made: Bitext) -> None:
    same = tuple(replace(u, translation=replace(u.translation, text=u.segment.text)) for u in made.units)
    gaps = zip(
        ("", *(block.text for block in made.document.blocks)),
        cast("tuple[str, ...]", made.document.skeleton),
        strict=True,
    )
    expected = "".join(text + gap for text, gap in gaps)
    content = written(replace(made, units=same))
    assert content == expected.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
