"""Are the placeholders of the source in the translation, each whole, as many, and in order where order matters?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from bitexte.checks.code import Code
from bitexte.model import Finding, Severity, Side, Span, Unit
from bitexte.text import icu_messages
from bitexte.text.characters import shown
from bitexte.text.icu_messages import Choice
from bitexte.text.placeholders import Kind, Placeholder, placeholders

LOST = Code(
    "P001",
    "placeholders",
    "A placeholder of the source is not in the translation, or not as often.",
    Severity.ERROR,
    "%s vendus, %s en stock",
    "%s sold, % in stock",
)
INVENTED = Code(
    "P002",
    "placeholders",
    "A placeholder of the translation is not in the source.",
    Severity.ERROR,
    "Le code compte %limit% signes.",
    "The code has %length% characters.",
)
ORDER = Code(
    "P003",
    "placeholders",
    "Placeholders that are told apart by their order stand in another order.",
    Severity.ERROR,
    "%s : %d pièces",
    "%d pieces of %s",
)
MESSAGE = Code(
    "P004",
    "placeholders",
    "The skeleton of an ICU message is damaged: an argument, a kind or a key.",
    Severity.ERROR,
    "{n, plural, one {# article} other {# articles}}",
    "{n, plural, one {# item} autre {# items}}",
)
MORE = Code(
    "P005",
    "placeholders",
    "A named or numbered placeholder stands more often than in the source.",
    Severity.WARNING,
    "Bonjour {name}.",
    "Hello {name}, dear {name}.",
)
CODES = (LOST, INVENTED, ORDER, MESSAGE, MORE)

_COLON = regex.compile(r"(?<!\S):[a-z][a-z_]*+(?![\w:`-])")


def check(units: Sequence[Unit]) -> Iterator[Finding]:
    """Errors for placeholders lost, invented or in an order that gives them other values; see CODES."""
    for unit in units:
        source, target = unit.segment.text, unit.translation.text
        if not target.strip():
            continue
        if icu_messages.has_heads(source) or icu_messages.has_heads(target):
            yield from _message(unit)
        else:
            yield from _compared(unit, list(placeholders(source)), list(placeholders(target)))
            yield from _colons(unit)


def _compared(unit: Unit, ours: list[Placeholder], theirs: list[Placeholder]) -> Iterator[Finding]:
    if [each.key for each in ours] == [each.key for each in theirs] or _numbered_instead(ours, theirs):
        return
    lost = _beyond(ours, theirs)
    yield from (LOST.at(unit, f"{shown(p.text)} is not in the translation", p.span, Side.SOURCE) for p in lost)
    known = {each.key for each in ours}
    for extra in _beyond(theirs, ours):
        if extra.kind is Kind.IN_ORDER or extra.key not in known:
            yield INVENTED.at(unit, f"{shown(extra.text)} is not in the source", extra.span)
        else:
            yield MORE.at(unit, f"{shown(extra.text)} stands more often than in the source", extra.span)
    ordered = [[each.key for each in side if each.kind is Kind.IN_ORDER] for side in (ours, theirs)]
    if not lost and sorted(ordered[0]) == sorted(ordered[1]) and ordered[0] != ordered[1]:
        first = next(each for each, key in zip(_in_order(theirs), ordered[0], strict=True) if each.key != key)
        yield ORDER.at(unit, f"{shown(first.text)} would get another value here: number them (%1$s, {{0}})", first.span)


def _colons(unit: Unit) -> Iterator[Finding]:
    """:name (Laravel, SQL) is told from a colon without its blank only where each side has as many and others."""
    ours, theirs = _COLON.findall(unit.segment.text), _COLON.findall(unit.translation.text)
    if len(ours) == len(theirs) and sorted(ours) != sorted(theirs):
        for name in sorted({*ours} - {*theirs}):
            yield LOST.at(unit, f"{shown(name)} is not in the translation")


def _in_order(found: Sequence[Placeholder]) -> list[Placeholder]:
    return [each for each in found if each.kind is Kind.IN_ORDER]


def _numbered_instead(ours: list[Placeholder], theirs: list[Placeholder]) -> bool:
    """Whether the target only numbers what the source has in order: `%s %d` as `%2$d %1$s`, `{} {}` as `{1} {0}`."""
    if not ours or len(ours) != len(theirs) or any(each.kind is not Kind.IN_ORDER for each in ours):
        return False
    printf = [f"%{number}${each.key[1:]}" for number, each in enumerate(ours, start=1)]
    braces = [f"{{{number}{each.key[1:]}" for number, each in enumerate(ours)]
    return sorted(each.key for each in theirs) in (sorted(printf), sorted(braces))


def _beyond(found: Sequence[Placeholder], others: Sequence[Placeholder]) -> list[Placeholder]:
    """The placeholders that stand more often here than among the others, the last ones of each."""
    left = Counter(each.key for each in others)
    extra = []
    for each in found:
        left[each.key] -= 1
        if left[each.key] < 0:
            extra.append(each)
    return extra


def _message(unit: Unit) -> Iterator[Finding]:
    """An ICU message has the same arguments, kinds and keys; plurals of English need no more than one and other."""
    ours, theirs = (list(icu_messages.choices(text)) for text in (unit.segment.text, unit.translation.text))
    if icu_messages.has_heads(unit.segment.text) != len(ours):
        return  # the source is damaged itself
    wrong = next(_wrong(unit, ours, theirs), None)
    if wrong is not None:
        yield wrong
        return
    known, standing = _keys(unit.segment.text, ours), _keys(unit.translation.text, theirs)
    for key in sorted(known - standing):
        yield LOST.at(unit, f"{shown(key)} is not in the translation")
    for key in sorted(standing - known):
        yield INVENTED.at(unit, f"{shown(key)} is not in the source")


def _keys(text: str, found: list[Choice]) -> set[str]:
    """The placeholders of a message, in its branches and outside of them; a branch itself, {Elle}, is none."""
    parts = [(0, len(text)), *(span for choice in found for span in choice.texts)]
    return {each.key for part in parts for each in placeholders(_without_choices(text, part, found))}


def _without_choices(text: str, part: Span, found: list[Choice]) -> str:
    start, end = part
    for first, last in (choice.span for choice in found if start <= choice.span[0] and choice.span[1] <= end):
        text = text[:first] + "\0" * (last - first) + text[last:]
    return text[start:end]


def _wrong(unit: Unit, ours: list[Choice], theirs: list[Choice]) -> Iterator[Finding]:
    if icu_messages.has_heads(unit.translation.text) != len(theirs):
        yield MESSAGE.at(unit, "its braces do not close as they open")
        return
    kinds, standing = ({(each.argument, each.kind) for each in side} for side in (ours, theirs))
    for argument, kind in sorted(kinds ^ standing):
        side = "translation" if (argument, kind) in kinds else "source"
        yield MESSAGE.at(unit, f"{{{shown(argument)}, {kind}}} is not in the {side}")
    for choice in theirs:
        if choice.wrong_keys:
            yield MESSAGE.at(unit, f"{shown(choice.wrong_keys[0])} is no key of a {choice.kind}", choice.span)
        elif "other" not in choice.keys:
            yield MESSAGE.at(unit, f"{{{shown(choice.argument)}, {choice.kind}}} lacks the key other", choice.span)
        elif choice.kind == "select":
            keys = next((set(each.keys) for each in ours if each.argument == choice.argument), set())
            if keys != set(choice.keys):
                changed = min(keys ^ set(choice.keys))
                yield MESSAGE.at(unit, f"the key {shown(changed)} stands on one side only", choice.span)
