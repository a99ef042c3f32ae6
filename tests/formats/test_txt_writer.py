"""Plain text: the layout of the source, the words of the translation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bitext_samples import PROVENANCE, arbitrary, bitext, full
from bitexte.formats.writers import WRITERS
from bitexte.model import Bitext
from hypothesis import given


def written(made: Bitext) -> tuple[str, str]:
    ((path, content),) = WRITERS["txt"]([made], [], PROVENANCE)
    return path, content.decode("utf-8")


def test_blank_lines_line_ends_and_trailing_blanks_are_those_of_the_source() -> None:
    assert written(full()) == ("a/b/b.en.txt", "\nThe gate\r\n\r\nThe door | <b>opens</b>. Really?\n\n \n")


@pytest.mark.parametrize("name", ["doc", "000_24", "x/y/doc"])
def test_each_document_has_a_folder_of_its_own(name: str) -> None:
    assert written(bitext(("a", "b"), name=name))[0] == f"{name}/{name.rsplit('/')[-1]}.en.txt"


def test_a_block_without_units_keeps_its_text_and_indents_stay() -> None:
    made = bitext(("  Un.", "One."), ("***", ""))
    first, _ = made.units
    segment = replace(first.segment, text="Un.", span=(2, 5))
    made = replace(made, units=(replace(first, segment=segment),))
    assert written(made)[1] == "  One.\n\n***\n"


def test_a_skeleton_of_another_kind_gives_blank_lines() -> None:
    made = full()
    other = replace(made, document=replace(made.document, skeleton=("<html>",)))
    assert written(other)[1] == "The gate\n\nThe door | <b>opens</b>. Really?\n"


def test_an_empty_document_stays_empty() -> None:
    made = bitext()
    assert written(replace(made, document=replace(made.document, skeleton=()))) == ("000_24/000_24.en.txt", "")
    assert written(replace(made, document=replace(made.document, skeleton=("\n\n",))))[1] == "\n\n"


@given(arbitrary())
def test_a_translation_equal_to_its_source_gives_the_source_file(made: Bitext) -> None:
    same = tuple(replace(u, translation=replace(u.translation, text=u.segment.text)) for u in made.units)
    gaps = zip(("", *(block.text for block in made.document.blocks)), made.document.skeleton, strict=True)
    expected = "".join(text + gap for text, gap in gaps)
    content = written(replace(made, units=same))[1]
    assert content == expected.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def test_several_documents_give_several_files() -> None:
    made = [bitext(("a", "b"), name=name) for name in ("one", "two")]
    assert [path for path, _ in WRITERS["txt"](made, [], PROVENANCE)] == ["one/one.en.txt", "two/two.en.txt"]
