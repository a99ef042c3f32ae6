"""What the engine or the file itself says about a translation, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.checks import words
from bitexte.checks.code import Code
from bitexte.language.detection import NAMES
from bitexte.model import Finding, Remark, Severity, Unit

REPORTED = Code(
    "S001", "reported", "The engine or the file reports a problem.", Severity.WARNING, "Le prix.", "The price."
)
LANGUAGE = Code(
    "S002", "reported", "The text is in another language than French.", Severity.WARNING, "Der Preis.", "Der Preis."
)
STATE = Code("S003", "reported", "The file says that it is not finished.", Severity.WARNING, "Le prix.", "The price.")
CODES = (REPORTED, LANGUAGE, STATE)
_KINDS = {"language": LANGUAGE, "state": STATE, "fuzzy": STATE}


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """A warning for each problem that came with a translation. English left as it is is none."""
    for unit in units:
        for problem in unit.translation.problems:
            if problem != Remark("language", "en") and problem.code not in words.REMARKS:
                yield _KINDS.get(problem.code, REPORTED).at(unit, in_words(problem))


def in_words(remark: Remark) -> str:
    """What a reader or an engine says, for a person."""
    detail = remark.detail
    match remark.code:
        case "encoding":
            return f"not valid UTF-8: read as {detail}"
        case "language":
            return f"this is {NAMES.get(detail, detail)}, it seems: left as it is"
        case "document-language":
            return f"looks like {NAMES.get(detail, detail)!r}, not French"
        case "state":
            return f"its state is {detail}"
        case "code-place":
            return f"the place of the mark-up around “{detail}” is guessed"
        case "nothing-to-translate":
            return f"nothing to translate: {detail}"
        case "messages-kept":
            return f"ICU messages left in French, to be translated by hand: {detail}"
        case "fuzzy":
            return "marked fuzzy in the file"
        case _ if remark.code in _OFFICE | _TEXTS:
            return (_OFFICE | _TEXTS)[remark.code].format(detail)
        case _:
            return detail or remark.code


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
