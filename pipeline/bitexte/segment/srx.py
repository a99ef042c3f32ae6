"""Segmentation rules read from SRX 2.0: at a position the first matching rule decides, whether it breaks or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import regex
from lxml import etree

from bitexte import limits
from bitexte.errors import ConfigError
from bitexte.segment import gate as edges
from bitexte.segment import icu
from bitexte.segment.budget import Budget
from bitexte.segment.by_hand import ByHand
from bitexte.text import xml as markup

_SHOWN = 60  # characters of an expression in a message
_NO_EXPRESSION = (regex.error, ValueError, OverflowError, RecursionError, MemoryError)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, its expressions in the syntax of the regex library."""

    breaks: bool
    before: str
    after: str

    @property
    def pattern(self) -> str:
        """Matches, without width, where the rule holds."""
        behind = f"(?<={self.before})" if self.before else ""
        return behind + (f"(?={self.after})" if self.after else "")


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one language, compiled. `gate` finds candidate positions; `ladder` matches the first rule there.

    `breaks[n]` says whether rule n of the ladder breaks; `budget` is the time that the rules may take. `by_hand` is
    what people split and joined all the same.
    """

    name: str
    gate: regex.Pattern[str]
    ladder: regex.Pattern[str]
    breaks: tuple[bool, ...]
    budget: Budget = field(default_factory=Budget, compare=False)
    by_hand: ByHand = field(default_factory=ByHand)

    @classmethod
    def parse(cls, srx: bytes, name: str, language: str = "fr") -> Rules:
        """Rules of `language` in an SRX file (2.0; 1.0 is read alike); `name` is the file's, for messages.

        Raises ConfigError for a malformed file, a malformed regular expression or a language without rules.
        """
        elements = _elements(language, _root(srx, name), name)
        if len(elements) > limits.SRX_RULES:
            raise _problem(f"more than {limits.SRX_RULES:,} rules", name, _line(elements[limits.SRX_RULES]))
        rules = [_rule(element, name) for element in elements]
        if sum(icu.copies(rule.pattern) for rule in rules) > limits.SRX_ALL_COPIES:
            raise _problem("the repetitions of all rules ask for too much", name, 1)
        ladder = _ladder(rules, elements, name)
        return cls(name, _gate(rules), ladder, tuple(rule.breaks for rule in rules))

    def cuts(self, text: str) -> Iterator[int]:
        """Character offsets inside `text` at which a segment ends, rising.

        Raises ConfigError where the rules take too long on it.
        """
        self.budget.grant(len(text))
        try:
            with self.budget.clock() as left:
                return iter(list(self._cuts(text, left)))
        except TimeoutError:
            hint = "bound the repetitions in its rules, or leave --srx out"
            raise ConfigError("the rules take too long on this text", where=self.name, hint=hint) from None

    def _cuts(self, text: str, left: Callable[[], float]) -> Iterator[int]:
        for passed in self.gate.finditer(text):
            verdict = self.ladder.match(text, passed.end(), timeout=left())
            if verdict and self.breaks[(verdict.lastindex or 1) - 1] and passed.end() < len(text):
                yield passed.end()


def _gate(rules: Sequence[Rule]) -> regex.Pattern[str]:
    """Matches one character after which some break rule may hold, by the edges of its expressions."""
    breaking = [rule for rule in rules if rule.breaks]
    lasts, firsts = [edges.last(rule.before) for rule in breaking], [edges.first(rule.after) for rule in breaking]
    ahead = "" if None in firsts else f"(?={_set_of(firsts)})"
    return regex.compile(("(?s:.)" if None in lasts else _set_of(lasts)) + ahead, regex.V1)


def _set_of(found: Sequence[frozenset[str] | None]) -> str:
    pieces = sorted(set().union(*(edge for edge in found if edge)))
    return f"[{''.join(pieces)}]" if pieces else "(?!)"


def _root(srx: bytes, name: str) -> etree._Element:
    root = markup.tree(srx, name, ConfigError)
    if markup.local(root) != "srx":
        raise _problem(f"not an SRX file: its root is <{markup.local(root)}>", name, _line(root))
    return root


def _elements(language: str, root: etree._Element, name: str) -> list[etree._Element]:
    """The <rule> elements that hold for a language; with cascade, those of every pattern that matches it.

    OmegaT's own file, whose header does not say, counts on cascade.
    """
    header = root.find("{*}header")
    cascade = header is None or _choice(header, "cascade", "yes", name)
    maps = [entry for entry in root.iter("{*}languagemap") if _speaks(entry, language, name)]
    groups = {group.get("languagerulename"): group for group in root.iter("{*}languagerule")}
    rules: list[etree._Element] = []
    for entry in maps if cascade else maps[:1]:
        group = groups.get(entry.get("languagerulename"))
        if group is None:
            unknown = f"<languagemap> names unknown rules: {entry.get('languagerulename')!r}"
            raise _problem(unknown, name, _line(entry))
        rules.extend(group.iter("{*}rule"))
    if not rules:
        patterns = sorted({entry.get("languagepattern", "") for entry in root.iter("{*}languagemap")})
        hint = f"its <languagemap> patterns: {', '.join(patterns)}" if patterns else "add a <languagemap>"
        raise _problem(f"no rules for the language {language!r}", name, _line(root), hint)
    return rules


def _speaks(entry: etree._Element, language: str, name: str) -> bool:
    written = entry.get("languagepattern", "")
    pattern = _expression(written, limits.SRX_REPEATS_BEFORE, name, _line(entry))
    _compile(pattern, written, name, _line(entry))
    try:
        return regex.fullmatch(pattern, language, regex.V1 | regex.IGNORECASE, timeout=1) is not None
    except TimeoutError:
        raise _problem("a languagepattern takes too long", name, _line(entry)) from None


def _rule(element: etree._Element, name: str) -> Rule:
    line = _line(element)
    before = _expression(markup.text(element.find("{*}beforebreak")), limits.SRX_REPEATS_BEFORE, name, line)
    after = _expression(markup.text(element.find("{*}afterbreak")), limits.SRX_REPEATS_AFTER, name, line)
    if not before and not after:
        raise _problem("a rule with neither <beforebreak> nor <afterbreak>", name, line, "give one of them, or both")
    return Rule(_choice(element, "break", "yes", name), before, after)


def _ladder(rules: Sequence[Rule], elements: Sequence[etree._Element], name: str) -> regex.Pattern[str]:
    """All rules in one expression, an empty group behind each. Raises ConfigError for the one that is to blame."""
    try:
        return regex.compile("|".join(f"{rule.pattern}()" for rule in rules), regex.V1)
    except _NO_EXPRESSION:
        for rule, element in zip(rules, elements, strict=True):
            for part in ("beforebreak", "afterbreak"):
                pattern = rule.before if part == "beforebreak" else rule.after
                _compile(pattern, markup.text(element.find(f"{{*}}{part}")), name, _line(element))
        raise _problem("all rules together ask for too much", name, 1) from None


def _compile(pattern: str, written: str, name: str, line: int) -> None:
    try:
        regex.compile(f"(?<={pattern})", regex.V1)
    except _NO_EXPRESSION as error:
        raise _unusable(written, error, name, line) from None


def _expression(written: str, repeats: int, name: str, line: int) -> str:
    """An ICU expression in the syntax of the regex library."""
    try:
        return icu.translated(written, repeats)
    except _NO_EXPRESSION as error:
        raise _unusable(written, error, name, line) from None


def _unusable(written: str, error: Exception, name: str, line: int) -> ConfigError:
    shown = written if len(written) <= _SHOWN else written[:_SHOWN] + "…"
    reason = str(error) or "it asks for too much"
    return _problem(f"regular expression {shown!r}: {reason:.100}", name, line)


def _choice(element: etree._Element, attribute: str, default: str, name: str) -> bool:
    value = element.get(attribute, default)
    if value not in ("yes", "no"):
        raise _problem(f"{attribute}={value!r}", name, _line(element), "write yes or no")
    return value == "yes"


def _line(element: etree._Element) -> int:
    return element.sourceline if isinstance(element.sourceline, int) else 1


def _problem(message: str, name: str, line: int, hint: str = "correct the SRX file") -> ConfigError:
    return ConfigError(message, where=f"{name}:{line}", hint=hint)
