"""What the engine or the file itself says about a translation, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks import empty, length, repetition, words
from bitexte.checks.code import Code
from bitexte.language.detection import NAMES
from bitexte.model import Finding, Remark, Severity, Unit
from bitexte.text.defects import Defect

REPORTED = Code(
    "S001", "reported", "The engine or the file reports a problem.", Severity.WARNING, "Le prix.", "The price."
)
LANGUAGE = Code(
    "S002", "reported", "The text is in another language than French.", Severity.WARNING, "Der Preis.", "Der Preis."
)
STATE = Code("S003", "reported", "The file says that it is not finished.", Severity.WARNING, "Le prix.", "The price.")
LOCAL = Code(
    "S004",
    "reported",
    "The local model gave nothing that can stand: this is the package's draft.",
    Severity.WARNING,
    "Le prix.",
    "The price.",
)
CODES = (REPORTED, LANGUAGE, STATE, LOCAL)
_TELLS = {
    Defect.EMPTY: empty.check,
    Defect.LOOP: repetition.check,
    Defect.LONG: length.check,
    Defect.SHORT: length.check,
}
_KINDS = {"language": LANGUAGE, "state": STATE, "fuzzy": STATE, "local-model": LOCAL}


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each problem that came with a translation. English left as it is is none.

    A defect that a check of its own tells of is not told twice.
    """
    for unit in units:
        for problem in unit.translation.problems:
            if problem == Remark("language", "en") or problem.code in words.REMARKS or _told(unit, problem):
                continue
            yield _KINDS.get(problem.code, REPORTED).at(unit, in_words(problem))


def _told(unit: Unit, problem: Remark) -> bool:
    return problem.code == "defect" and any(_TELLS[Defect(problem.detail)]([unit]))


def in_words(remark: Remark) -> str:
    """What a reader or an engine says, for a person."""
    detail = remark.detail
    if remark.code in ("language", "document-language"):
        detail = NAMES.get(detail, detail)
    elif remark.code == "defect":
        detail = _DEFECTS[Defect(detail)]
    said = _SAID.get(remark.code)
    return said.format(detail) if said else detail or remark.code


_DEFECTS = {
    Defect.EMPTY: "the engine gave no output",
    Defect.LOOP: "the engine's output loops",
    Defect.LONG: "the engine's output is far longer than the source",
    Defect.SHORT: "the engine's output is far shorter than the source",
}
_ENGINE = {
    "code-place": "the place of the mark-up around “{}” is guessed",
    "defect": "{}",
    "language": "this is {}, it seems: left as it is",
    "local-model": "the local model was asked in vain, this is the package's draft; its last answer: {}",
}
_READERS = {
    "document-language": "looks like {!r}, not French",
    "encoding": "not valid UTF-8: read as {}",
    "fuzzy": "marked fuzzy in the file",
    "messages-kept": "ICU messages left in French, to be translated by hand: {}",
    "nothing-to-translate": "nothing to translate: {}",
    "state": "its state is {}",
}
# What the readers of office documents leave as it is, with how much of it there is.
_OFFICE = {
    "chart-workbook": "the workbook behind a chart is not read ({}): editing its data brings the French back",
    "comments-left": "{} comments are left in French",
    "compared-cells": "{} cells are left in French: formulas compare or name their texts",
    "deleted-text": "deleted text of {} tracked changes is kept, in French",
    "field-alternatives": "{} conditional fields keep the French texts of their code",
    "formula-texts": "{} formulas hold texts, which stay French",
    "hidden-cells": "{} hidden cells are left in French",
    "hidden-sheets": "{} hidden sheets are left in French",
    "hidden-slides": "{} hidden slides are left in French",
    "hidden-text": "{} hidden runs of text are left in French",
    "mail-parts": "{} attachments and parts of other kinds stay as they are",
    "mail-signed": "the message is signed: its signature does not fit the translation",
    "pdf-layout": "of a PDF the text alone comes out, as a Word document: look at tables and columns",
    "pdf-pages": "pages without any text, scans perhaps, are left out: {}",
    "macros": "macros are carried along and not looked at",
    "torn-field": "a paragraph is left in French, its fields are torn: {}",
}

# What the readers of web pages, tables and string files leave as it is.
_TEXTS = {
    "columns-left": "columns without French words are left as they are: {}",
    "conditional-comment": "a conditional comment holds a text, which stays French",
    "foreign-anchors": "links lead to headings of other pages, whose anchors change when those are translated",
    "front-matter": "the front matter cannot be read and stays as it is: {}",
    "json-ld": "the structured data of the page (JSON-LD) stay French",
    "no-strings": "nothing in it is to be translated",
}
_SAID = _ENGINE | _READERS | _OFFICE | _TEXTS
