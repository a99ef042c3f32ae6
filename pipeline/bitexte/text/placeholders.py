"""Placeholders: what a program puts a value in the place of, in the notations of many systems.

printf (C, PHP, Python, Objective-C), `%(name)s`, `%{name}`, `%<name>d`, `%name%` (Symfony, PrestaShop, Windows), `%1`
and `%n` (Qt, Magento, Scratch), `%name` (Magento, Drupal), `{0}` and `{name}` (.NET, Python, Java), `{{name}}` and
`{{{name}}}` (Mustache, Handlebars, Angular, Jinja), `{% tag %}`, `${NAME}`, `#{name}`, `$NAME` and `$1` (shell),
`$NAME$` (browser extensions), `__name__`, `$t(key)` (i18next), `&name;` (DTD).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from html.entities import html5

import regex

from bitexte.model import Span
from bitexte.text.characters import BLANK


class Kind(StrEnum):
    """How a placeholder is bound to its value."""

    IN_ORDER = "in order"  # %s, {}: by its place among the others, so that their order matters
    NUMBERED = "numbered"  # %1$s, {0}, %1: by its number
    NAMED = "named"  # %(name)s, {name}, ${NAME}: by its name


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder as it stands at `span`; `key` is what must be the same in a translation, blanks left out."""

    text: str
    span: Span
    kind: Kind
    key: str


# Those that no prose holds by chance: they are literals of any text. The others are looked for in texts of programs.
IN_ANY_TEXT = (
    r"%\(\w+\)[sdifr]|%\d+\$[sdif]|(?<![\w%])%[sdif](?!\w)"
    r"|\$\{[\w.]+\}|\{\{\s*[\w.]+\s*\}\}|(?<![\w{])\{\w*\}(?!\})"
)
_FLAGS = r"[-+0#']*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|q|j|z|t|L)?"
# A blank is a flag of printf too, but "10 % de" is no placeholder. Nor is a per cent sign behind a figure.
_NOT_BEHIND = rf"(?<![\d%])(?<!\d{BLANK})"
# What may stand right behind a conversion: no letter, but a unit or another placeholder ("%dpx", "%dx%d").
_NOT_BEFORE = r"(?!\p{L})(?!\d)|(?=x%)|(?=(?:px|pt|em|ms|s|h|k|[KMGT]?i?B)\b)|(?=%)"
_PLACEHOLDER = regex.compile(
    rf"""
    (?P<block>\{{%-?(?:[^%{{}}]|%(?!\}}))*+%\}})
  | (?P<mustache>\{{\{{\{{[^{{}}]*+\}}\}}\}} | \{{\{{[^{{}}]*+\}}\}})
  | (?P<shell>\$\{{[^{{}}\s]*+\}} | \#\{{[^{{}}\s]*+\}})
  | (?P<nesting>\$t\([\w.:-]++\))
  | (?P<python>%\([\w.-]++\){_FLAGS}[diouxXeEfFgGcrsa](?!\p{{L}}) | %\{{\w++\}} | %<\w++>{_FLAGS}[a-zA-Z])
  | (?P<braces>(?<!\{{|\\[uxNp])\{{\s*+(?:[-$@/]?[A-Za-z_][\w.-]*+(?:\[\w+\])*+|\d++)?(?:![rsa])?
      (?::[^{{}}\s]*+|,\s*+-?\d++)?
      (?:,\s*+(?:number|date|time|ordinal|duration|spellout)(?:,[^{{}}]*+)?)?\s*+\}}(?!\}}))
  | (?P<positional>%\d++\$[-+0#']*(?:\d+)?(?:\.\d+)?(?:ll|l|h|z)?[diouxXeEfFgGcsSp@])
  | (?P<wrapped>(?<![\w%])%[A-Za-z_][\w.-]*+%(?!\w))
  | (?P<printf>{_NOT_BEHIND}%{_FLAGS}[diouxXeEfFgGcsSpn@](?:{_NOT_BEFORE}))
  | (?P<numbered>{_NOT_BEHIND}%L?[1-9]\d?(?!\d|[.,]\d|\p{{L}}|%|{BLANK}?\$))
  | (?P<worded>{_NOT_BEHIND}(?<!\w)[%][a-z][a-z_]{{2,}}+(?![%\w]))
  | (?P<glued>{_NOT_BEHIND}%[sd](?=\p{{L}}))
  | (?P<extension>(?<![\w$])\$[A-Z][A-Z0-9_]++\$(?!\w))
  | (?P<variable>(?<![\w$])(?<!\d{BLANK})\$(?!US\b|CA\b|CAN\b|AU\b|U\b|NZ\b|HK\b)[A-Z_][A-Z0-9_]++(?!\w))
  | (?P<dunder>(?<![\w])__[a-zA-Z][a-zA-Z0-9]*+(?:_[a-zA-Z0-9]++)*+__(?!\w))
  | (?P<entity>&[A-Za-z][\w.-]*+;)
    """,
    regex.VERBOSE,
)
_HINT = regex.compile(r"[%{$&#]|__")
_IN_ORDER = {"printf", "glued"}
_NUMBERED = {"positional", "numbered"}
_BLANK = regex.compile(r"\s+")
_BARE = regex.compile(r"%[sd](?!\p{L})")  # beside it, "%spour" is no name but %s and a word
_ESCAPED = regex.compile(r"%%")


def placeholders(text: str) -> Iterator[Placeholder]:
    """The placeholders of a text in their order. Arguments of ICU messages: text/icu_messages."""
    if not _HINT.search(text):
        return
    plain = _ESCAPED.sub("\0\0", text) if "%%" in text else text
    for match in _PLACEHOLDER.finditer(plain):
        family, written = match.lastgroup or "", match.group()
        if family == "entity" and written[1:] in html5:
            continue
        span = match.span()
        if family == "worded" and written[1] in "sd" and _BARE.search(plain):
            family, written, span = "glued", written[:2], (span[0], span[0] + 2)
        key = _BLANK.sub("", written)
        yield Placeholder(written, span, _kind(family, key), key)


def _kind(family: str, key: str) -> Kind:
    if family in _IN_ORDER or key == "{}" or key.startswith(("{:", "{!")):
        return Kind.IN_ORDER
    return Kind.NUMBERED if family in _NUMBERED or key[1:2].isdigit() else Kind.NAMED
