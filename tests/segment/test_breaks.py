"""Tabs and line breaks part the items of a row and the lines of an address, not the halves of a sentence."""

from __future__ import annotations

from dataclasses import replace

from bitexte.formats.assembly import target_blocks
from bitexte.model import Bitext, Block, BlockKind, CodeKind, Document, InlineCode, Origin, Translation, Unit
from bitexte.segment import default_rules, segment


def block(text: str) -> Block:
    signs = [(n, sign) for n, sign in enumerate(text) if sign in "\t\n"]
    codes = tuple(InlineCode(str(n), CodeKind.ISOLATED, n, f"<{n}>", sign) for n, sign in signs)
    return Block(BlockKind.PARAGRAPH, text, codes=codes)


def pieces(text: str) -> list[str]:
    return [one.text for one in segment(Document("a.docx", "docx", (block(text),)), default_rules())]


def test_a_tab_parts_the_items_of_a_row() -> None:
    assert pieces("Case cochée\t12,50 €\tlivraison offerte") == ["Case cochée", "12,50 €", "livraison offerte"]


def test_a_line_break_parts_lines_that_begin_anew() -> None:
    assert pieces("Senteur fleur d’oranger\nDurée : 40 heures") == ["Senteur fleur d’oranger", "Durée : 40 heures"]
    assert pieces("Une phrase qui continue\nà la ligne suivante.") == ["Une phrase qui continue\nà la ligne suivante."]


def test_codes_between_segments_come_back_in_their_places() -> None:
    document = Document("a.docx", "docx", (block("Prix\t12 €\n\nSolde"),))
    units = tuple(
        Unit(one, (), Translation(one.text.upper(), Origin.MACHINE, codes=one.codes))
        for one in segment(document, default_rules())
    )
    (target,) = target_blocks(Bitext(document, units))
    assert target == replace(document.blocks[0], text="PRIX\t12 €\n\nSOLDE")
