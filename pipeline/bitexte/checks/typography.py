"""Line breaks, blanks, end marks, brackets, quotes and capitals: does the translation keep what a text stands in?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Side, Unit
from bitexte.text.characters import BLANK, BLANKS

OUTER_BREAK = Code(
    "Y001",
    "typography",
    "A line break at the beginning or the end of the text is lost or added.",
    Severity.ERROR,
    "Chargement terminé.\n",
    "Loading finished.",
)
LINES = Code(
    "Y002",
    "typography",
    "The translation has more or fewer lines than its source.",
    Severity.WARNING,
    "Il faut la version 2.\nÉcrivez-nous.",
    "Version 2 is needed. Write to us.",
)
QUESTION = Code(
    "Y003",
    "typography",
    "A question is none any more, or the other way round.",
    Severity.WARNING,
    "Vider le panier ?",
    "Empty the cart.",
)
END = Code("Y004", "typography", "The text ends with another mark than its source.", Severity.NOTE, "Prix :", "Price")
FRENCH_BLANK = Code(
    "Y005",
    "typography",
    "A French blank before a mark is left in English.",
    Severity.WARNING,
    "Prix : 12",
    "Price : 12",
)
GUILLEMETS = Code(
    "Y006",
    "typography",
    "French quotation marks are left in English.",
    Severity.WARNING,
    "Cliquez sur « Payer ».",
    "Click « Pay ».",
)
DOUBLED = Code(
    "Y007",
    "typography",
    "Two blanks stand in a row.",
    Severity.NOTE,
    "Votre panier est vide.",
    "Your  cart is empty.",
)
OUTER_BLANK = Code(
    "Y008",
    "typography",
    "A blank at the beginning or the end of the text is lost or added.",
    Severity.NOTE,
    "Prix : ",
    "Price:",
)
BRACKETS = Code(
    "Y009",
    "typography",
    "A bracket has no partner.",
    Severity.WARNING,
    "Le prix (hors taxe).",
    "The price (before tax.",
)
PAIRS = Code(
    "Y010",
    "typography",
    "Brackets of the source are not in the translation, or not as many.",
    Severity.NOTE,
    "Le prix (hors taxe).",
    "The price before tax.",
)
QUOTES = Code(
    "Y011",
    "typography",
    "Quotation marks of the source are not in the translation.",
    Severity.NOTE,
    "Cliquez sur « Payer ».",
    "Click Pay.",
)
CAPITAL = Code(
    "Y012",
    "typography",
    "The first letter is a capital on one side only.",
    Severity.NOTE,
    "Votre panier",
    "your cart",
)
GROUPS = Code(
    "Y013",
    "typography",
    "Thousands are parted by blanks, as in French.",
    Severity.NOTE,
    "Il y a 12 500 clients.",
    "There are 12 500 customers.",
)
CODES = (
    OUTER_BREAK,
    LINES,
    QUESTION,
    END,
    FRENCH_BLANK,
    GUILLEMETS,
    DOUBLED,
    OUTER_BLANK,
    BRACKETS,
    PAIRS,
    QUOTES,
    CAPITAL,
    GROUPS,
)

_CLOSERS = "\"'”’»)]}*_`>" + BLANKS
# Blanks before a mark that ends a word group; not smileys, nor names such as ":name".
FRENCH_MARK = regex.compile(
    rf"(?<=[\p{{L}}\p{{N}}%)\]\"”’»])[{BLANKS}]+(?P<mark>[?!;:]+)(?:(?=\s|$|[\"”’»])|(?<=[?!])(?=\)))"
)
FRENCH_GROUPS = regex.compile(rf"(?<![\d.,])[1-9]\d{{0,2}}(?:{BLANK}\d{{3}})+(?![\d])")
BLANK_RUN = regex.compile(r"(?<=[^\s.?!:])[ \u00a0]{2,}(?=\S)")
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_QUOTES = regex.compile(r"[«»“”„\"‹›]|(?<!\w)[‘']|[’'](?!\w)|``|''|`|</?(?:q|em|code|strong|b|i|tt|kbd)\b")
_FIRST = regex.compile(r"^[\W\d_]*+(?P<word>[\p{L}][\w'’.-]*+)")


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """What CODES says, for every translation that has text."""
    for unit in units:
        if unit.segment.text.strip() and unit.translation.text.strip():
            yield from _lines(unit)
            yield from _end(unit)
            yield from _blanks(unit)
            yield from _pairs(unit)
            yield from _first_letter(unit)


def _lines(unit: Unit) -> Iterator[Finding]:
    source, target = _unix(unit.segment.text), _unix(unit.translation.text)
    for place, broken in (
        ("beginning", source.startswith("\n") != target.startswith("\n")),
        ("end", source.endswith("\n") != target.endswith("\n")),
    ):
        if broken:
            has = "lost" if source.strip("\n") != source else "added"
            yield OUTER_BREAK.at(unit, f"the line break at the {place} is {has}")
    ours, theirs = (text.strip("\n").count("\n") + 1 for text in (source, target))
    if ours != theirs:
        yield LINES.at(unit, f"{theirs} lines for {ours}")


def _unix(text: str) -> str:
    return regex.sub("\r\n?|\u2028", "\n", text)


def _end(unit: Unit) -> Iterator[Finding]:
    source, target = (text.rstrip().rstrip(_CLOSERS) for text in (unit.segment.text, unit.translation.text))
    ours, theirs = _end_mark(source), _end_mark(target)
    if ("?" in ours) != ("?" in theirs):
        yield QUESTION.at(unit, "the question mark at the end is " + ("lost" if "?" in ours else "added"))
    elif ours != theirs and ":" in ours + theirs:
        yield END.at(unit, "the colon at the end is " + ("lost" if ":" in ours else "added"))
    elif (ours == ".") != (theirs == ".") and {ours, theirs} <= {".", ""}:
        yield END.at(unit, "the full stop at the end is " + ("lost" if ours else "added"))
    elif ours != theirs and "…" in ours + theirs:
        yield END.at(unit, "the points of suspension at the end are " + ("lost" if "…" in ours else "added"))


def _end_mark(text: str) -> str:
    """The marks at the end of a text, blanks left out, dots in a row as one sign."""
    marks = regex.search(rf"[?!.:;,…{BLANKS}？！：。]*$", text)
    found = regex.sub(rf"[{BLANKS}]", "", marks.group() if marks else "")
    return regex.sub(r"\.{2,}", "…", found).translate(str.maketrans("？！：。", "?!:."))


def _blanks(unit: Unit) -> Iterator[Finding]:
    source, target = unit.segment.text, unit.translation.text
    for match in FRENCH_MARK.finditer(target):
        if regex.search(rf"[{BLANKS}]{regex.escape(match['mark'])}", source):
            yield FRENCH_BLANK.at(unit, f"a blank before {match['mark']}", match.span())
            break
    if (mark := regex.search("[«»]", target)) and regex.search("[«»]", source):
        yield GUILLEMETS.at(unit, f"{mark.group()} is a French quotation mark", mark.span())
    if (run := BLANK_RUN.search(target)) and not BLANK_RUN.search(source):
        yield DOUBLED.at(unit, f"{len(run.group())} blanks in a row", run.span())
    if (group := FRENCH_GROUPS.search(target)) and group.group() in source:
        yield GROUPS.at(unit, f"English writes {','.join(group.group().split())}", group.span())
    ours, theirs = ((text[:1] in BLANKS, text[-1:] in BLANKS) for text in (source, target))
    if ours != theirs:
        place = "beginning" if ours[0] != theirs[0] else "end"
        yield OUTER_BLANK.at(unit, f"the blank at the {place} is " + ("lost" if True in ours else "added"))


def _pairs(unit: Unit) -> Iterator[Finding]:
    source, target = unit.segment.text, unit.translation.text
    ours, theirs = Counter(source), Counter(target)
    for opening, closing in _BRACKETS.items():
        gap, own = theirs[opening] - theirs[closing], ours[opening] - ours[closing]
        if gap != own:
            lacking = closing if gap > own else opening
            yield BRACKETS.at(unit, f"{opening}{closing}: one {lacking} is lacking")
        elif theirs[opening] < ours[opening]:
            place = source.index(opening)
            yield PAIRS.at(
                unit, f"{opening}{closing}: {theirs[opening]} for {ours[opening]}", (place, place + 1), Side.SOURCE
            )
    gap = ours["«"] + ours["“"] - ours["»"] - ours["”"]
    standing = theirs["“"] - theirs["”"]
    if standing not in (0, gap) and not theirs["„"]:
        yield BRACKETS.at(unit, f"“”: one {'”' if standing > 0 else '“'} is lacking")
    if (quote := regex.search('[«“"„]', source)) and not _QUOTES.search(target):
        yield QUOTES.at(unit, "the quotation marks are lost", quote.span(), Side.SOURCE)


def _first_letter(unit: Unit) -> Iterator[Finding]:
    source, target = _FIRST.match(unit.segment.text), _FIRST.match(unit.translation.text)
    if not source or not target or source["word"].casefold() == target["word"].casefold():
        return
    ours, theirs = source["word"], target["word"]
    # Names of code (camelCase, file.ext) keep their first letter; English writes "I" and names of days large.
    if not (ours[1:].islower() or len(ours) == 1) or not (theirs[1:].islower() or len(theirs) == 1):
        return
    if ours[0].isupper() and theirs[0].islower():
        yield CAPITAL.at(unit, f"{theirs[:40]} has a small first letter", target.span("word"))
