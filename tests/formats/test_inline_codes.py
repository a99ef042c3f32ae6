"""Inline codes as XLIFF, TMX, OmegaT and tables write them, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bitexte.formats import code_notation, tmx
from bitexte.formats.code_notation import OMEGAT, TMX, XLIFF_1, XLIFF_2, Coded, Style, restored, written
from bitexte.formats.units import Approval, Returned
from bitexte.model import CodeKind, InlineCode, State
from bitexte.text.codes import lost, numbered, pairs
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

PAIR = (InlineCode("b", CodeKind.OPEN, 3, "<b>"), InlineCode("b", CodeKind.CLOSE, 6, "</b>"))
BREAK = InlineCode("n", CodeKind.ISOLATED, 7, "<br/>", "\n")
TEXT, CODES = "Un mot\u00a0\nici", (*PAIR, BREAK)


@pytest.mark.parametrize(
    ("style", "made"),
    [
        (XLIFF_1, 'Un <g id="1">mot</g>\u00a0<x id="2" equiv-text="&lt;br/&gt;"/>ici'),
        (XLIFF_2, 'Un <pc id="1" dispStart="&lt;b&gt;">mot</pc>\u00a0<ph id="2" disp="&lt;br/&gt;"/>ici'),
        (
            TMX,
            'Un <bpt i="1" x="1">&lt;b&gt;</bpt>mot<ept i="1">&lt;/b&gt;</ept>\u00a0<ph x="2" type="x-text">\n</ph>ici',
        ),
        (OMEGAT, "Un <g1>mot</g1>\u00a0<x2/>ici"),
    ],
)
def test_codes_are_written_as_each_program_has_them(style: Style, made: str) -> None:
    assert written(TEXT, CODES, style) == made


def test_half_a_pair_and_a_pair_that_crosses_another_are_written_by_their_ends() -> None:
    crossing = (
        InlineCode("a", CodeKind.OPEN, 0),
        InlineCode("b", CodeKind.OPEN, 1),
        InlineCode("a", CodeKind.CLOSE, 2),
        InlineCode("b", CodeKind.CLOSE, 3),
    )
    assert pairs(crossing) == {0: 2}
    assert written("xyz", crossing, OMEGAT) == "<g1>x<b2/>y</g1>z<e2/>"


def read_back(made: str, style: Style) -> Coded:
    if style is OMEGAT:
        return code_notation.from_omegat(made)
    return code_notation.from_elements(etree.fromstring(f"<seg>{made}</seg>"))


@st.composite
def coded(draw: st.DrawFn) -> Coded:
    text = draw(st.text("abé &'\"", max_size=12))
    offsets = sorted(draw(st.lists(st.integers(0, len(text)), max_size=6)))
    found: list[InlineCode] = []
    for offset in offsets:
        code = InlineCode(draw(st.sampled_from("pqr")), draw(st.sampled_from(CodeKind)), offset, "<c>")
        clash = {(each.id, each.kind) for each in found}
        alone = {each.id for each in found if each.kind is CodeKind.ISOLATED}
        used = code.kind is CodeKind.ISOLATED and any(each.id == code.id for each in found)
        if (code.id, code.kind) not in clash and code.id not in alone and not used:
            found.append(code)
    return Coded(text, tuple(found))


@given(coded())
@example(Coded("⟦1⟧ et \\⟦2/⟧", (InlineCode("b", CodeKind.OPEN, 3),)))
def test_marks_for_people_come_back_beside_what_the_text_has_of_its_own(made: Coded) -> None:
    plain = Coded(made.text, tuple(replace(code, equivalent="", content="") for code in made.codes))
    names = {str(number): name for name, number in numbered(plain.codes).items()}
    read = code_notation.from_marks(code_notation.marked(*made))
    assert Coded(read.text, tuple(replace(code, id=names[code.id]) for code in read.codes)) == plain


@pytest.mark.parametrize("style", [XLIFF_1, XLIFF_2, TMX, OMEGAT])
def test_what_is_written_comes_back(style: Style) -> None:
    @given(coded())
    def check(made: Coded) -> None:
        read = read_back(written(*made, style), style)
        blanks = Coded(read.text, read.codes)
        assert restored(blanks, made.codes) == made

    check()
    read = read_back(written(TEXT, CODES, style), style)
    assert restored(read, CODES) == (TEXT, CODES)


def test_a_lost_code_is_told_and_a_strange_one_left_out() -> None:
    read = restored(code_notation.from_marks("⟦1⟧un⟦7/⟧"), CODES)
    assert (read.text, [code.kind for code in read.codes]) == ("un", [CodeKind.OPEN])
    assert lost(read.codes, CODES) == [PAIR[1], BREAK]


def test_numbers_go_by_the_order_in_the_source() -> None:
    assert numbered((replace(BREAK, offset=0), *PAIR)) == {"n": 1, "b": 2}


TU = """<tmx version="1.4"><header creationtool="{tool}"/><body><tu {tu}>{notes}<tuv xml:lang="fr_FR"><seg>Un
<bpt i="1">&lt;b&gt;</bpt>mot<ept i="1">&lt;/b&gt;</ept></seg></tuv><tuv xml:lang="en" {tuv}><seg>A <bpt i="1"/>word<ept
i="1"/></seg></tuv></tu></body></tmx>"""


def unit(tu: str = "", tuv: str = "", tool: str = "Other", notes: str = "") -> Returned:
    (found,) = tmx.parse_returned(TU.format(tu=tu, tuv=tuv, tool=tool, notes=notes).encode(), "m.tmx")
    return found


def test_a_tmx_unit_comes_back_with_codes_author_date_and_note() -> None:
    found = unit('creationid="ada"', 'changeid="bob" changedate="20240305T090000Z"', notes="<note>Too long</note>")
    assert (found.author, found.date) == ("bob", "20240305T090000Z")
    assert (found.standing.approval, found.unit.state) == (Approval.APPROVED, State.TRANSLATED)
    assert [(code.id, code.kind) for code in found.unit.translation.codes] == [
        ("1", CodeKind.OPEN),
        ("1", CodeKind.CLOSE),
    ]
    assert [comment.text for comment in found.unit.comments] == ["Too long"]


def test_a_machine_s_unit_of_a_tmx_is_a_draft_until_somebody_changes_it() -> None:
    assert unit('creationid="MT!"').standing.approval is Approval.DRAFT
    assert unit().standing.approval is Approval.DRAFT
    assert unit('creationid="MT!" changeid="ada"').standing.approval is Approval.APPROVED


def test_notes_of_our_own_are_no_comments() -> None:
    assert unit(tool="Bitexte", notes="<note>term: a</note>").unit.comments == ()


def test_a_memory_keeps_the_text_that_a_code_stands_for() -> None:
    made = etree.fromstring(f"<seg>{written(TEXT, CODES, TMX)}</seg>")
    read = code_notation.from_elements(made)
    assert (read.text, read.codes[-1].offset, read.codes[-1].equivalent) == (TEXT, BREAK.offset, "\n")
