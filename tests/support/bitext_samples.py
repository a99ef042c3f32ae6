"""Bitexts to write: a small one with all that a unit can hold, and arbitrary ones."""

from __future__ import annotations

import string

from bitexte.model import (
    Bitext,
    Block,
    BlockKind,
    Designation,
    Document,
    Finding,
    Honour,
    Link,
    Origin,
    Provenance,
    Segment,
    Severity,
    Side,
    Term,
    TermMatch,
    TermUse,
    Translation,
    Unit,
)
from hypothesis import strategies as st

PROVENANCE = Provenance("1.2.3", "argos 1.9 beam 4", "translate-fr_en-1_9 sha256:abc", "sha256:def")
DOOR = Term("door", (Designation("porte"),), (Designation("gate"), Designation("door")))


def bitext(*pairs: tuple[str, str], name: str = "000_24", findings: tuple[Finding, ...] = ()) -> Bitext:
    """Make a document of one block a pair."""
    blocks = tuple(Block(BlockKind.PARAGRAPH, source) for source, _ in pairs)
    units = tuple(
        Unit(
            Segment(f"{name}#{number}.1", number, source, (0, len(source)), number=f"{name}#{number}.1"),
            (),
            Translation(target, Origin.MACHINE, "echo", -0.5),
        )
        for number, (source, target) in enumerate(pairs)
    )
    return Bitext(Document(name, "txt", blocks, ("", *["\n\n"] * (len(pairs) - 1), "\n")), units, findings)


def full() -> Bitext:
    """A heading and a paragraph of two segments, with a term, links and findings."""
    blocks = (
        Block(BlockKind.HEADING, "La porte", 1),
        Block(BlockKind.PARAGRAPH, "La porte | <b>s'ouvre</b>.\u00a0Vraiment\u202f?"),
    )
    match, links = TermMatch(DOOR, (3, 8), "porte"), (Link((3, 8), (4, 8)),)
    use = TermUse(Honour.SUBSTITUTED, (4, 8))
    units = (
        Unit(
            Segment("a/b#0.1", 0, "La porte", (0, 8), number="a/b#0.1"),
            (match,),
            Translation("The gate", Origin.MEMORY_EXACT, score=1.0, uses=(use,), links=links),
        ),
        Unit(
            Segment("a/b#1.1", 1, "La porte | <b>s'ouvre</b>.", (0, 26), "\u00a0", number="a/b#1.1"),
            (match,),
            Translation("The door | <b>opens</b>.", Origin.MACHINE, "echo", -0.123456, (TermUse(Honour.MISSED),)),
        ),
        Unit(
            Segment("a/b#1.2", 1, "Vraiment\u202f?", (27, 37), number="a/b#1.2"),
            (),
            Translation("Really?", Origin.HUMAN),
        ),
    )
    findings = (
        Finding("T001", Severity.ERROR, "a/b#1.1", "“gate” is missing", (4, 8)),
        Finding("Y004", Severity.NOTE, "a/b#1.2", "no-break space", (8, 9), Side.SOURCE),
    )
    return Bitext(Document("a/b", "txt", blocks, ("\n", "\r\n\r\n", "\n\n \n")), units, findings)


def arbitrary() -> st.SearchStrategy[Bitext]:
    """Bitexts of any texts, with lone surrogates, control characters and markup among them."""
    nasty = st.sampled_from(
        ["\0", "\x0b", "\r", "\r\n", "\n", "\u2028", "\x85", "\ud800", "\uffff", "|", "`", "**", "<!--"]
    )
    texts = st.lists(st.text(st.characters(), max_size=8) | st.text(string.punctuation, max_size=8) | nasty).map(
        "".join
    )
    return st.lists(st.tuples(texts, texts), min_size=1, max_size=4).map(lambda pairs: bitext(*pairs))
