"""Other wordings in a finished translation: codes, links and terms stay with their words."""

from __future__ import annotations

from bitexte.engine.placement.moves import rewritten
from bitexte.model import CodeKind, Honour, InlineCode, Link, Origin, TermUse, Translation

TEXT = "The color of a catalog."


def test_codes_links_and_terms_stay_with_their_words() -> None:
    codes = (
        InlineCode("1", CodeKind.OPEN, 4),
        InlineCode("1", CodeKind.CLOSE, 9),
        InlineCode("2", CodeKind.ISOLATED, 22),
    )
    links = (Link((0, 2), (0, 3)), Link((3, 10), (4, 9)), Link((11, 20), (15, 22)))
    made = rewritten(
        Translation(TEXT, Origin.MACHINE, uses=(TermUse(Honour.FREE, (15, 22)),), links=links, codes=codes),
        [((4, 9), "colour"), ((15, 22), "catalogue")],
    )
    assert made.text == "The colour of a catalogue."
    assert [made.text[slice(*link.target)] for link in made.links] == ["The", "colour", "catalogue"]
    assert [made.text[slice(*use.span)] for use in made.uses if use.span] == ["catalogue"]
    assert [code.offset for code in made.codes] == [4, 10, 25]


def test_a_word_with_a_code_inside_stays() -> None:
    made = Translation(TEXT, Origin.MACHINE, codes=(InlineCode("1", CodeKind.ISOLATED, 6),))
    assert rewritten(made, [((4, 9), "colour"), ((15, 22), "catalogue")]).text == "The color of a catalogue."
