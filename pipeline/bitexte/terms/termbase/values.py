"""The values of a termbase entry: texts, terms, choices and mappings, or a refusal that names the place."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import TypeVar

from bitexte import limits
from bitexte.errors import GlossaryError, nearest
from bitexte.terms.termbase.yaml_tree import Mapping, Node, Scalar
from bitexte.text.characters import composed

T = TypeVar("T")

_BOOLEANS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"})


def term(node: Node, name: str, field: str) -> str:
    """A term in NFC with single blanks; refused where no text could hold it."""
    if not isinstance(node, Scalar):
        raise wrong(node, name, field, "must be a term", "quote it if it holds brackets or a colon")
    if not node.quoted and node.text.lower() in _BOOLEANS:
        raise wrong(node, name, field, f"“{node.text}” is a YAML word, not a text", f'quote it: "{node.text}"')
    text = " ".join(composed(node.text).split())
    if problem := unfit_because(text):
        raise wrong(node, name, field, problem)
    return text


def unfit_because(text: str) -> str:
    """What makes a text unfit for a term, or an empty string."""
    if not text:
        return "is empty"
    if len(text) > limits.TERM_CHARACTERS:
        return f"has {len(text)} characters; a term may have {limits.TERM_CHARACTERS}"
    if not text.isprintable():
        for sign in text:
            if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Zl", "Zp"):
                return f"holds the control character U+{ord(sign):04X}"
    return "" if any(sign.isalnum() for sign in text) else f"“{shown(text)}” has no letter and no digit"


def prose(node: Node | None, name: str, field: str) -> str:
    if node is None:
        return ""
    if not isinstance(node, Scalar):
        raise wrong(node, name, field, "must be a text", "quote it if it holds brackets or a colon")
    text = composed(node.text).strip()
    return "" if text in ("~", "null") and not node.quoted else text


def word(node: Node, name: str, field: str) -> str:
    return prose(node, name, field).lower()


def choice(node: Node | None, name: str, field: str, choices: dict[str, T], default: T) -> T:
    if node is None:
        return default
    given = word(node, name, field)
    if given not in choices:
        raise wrong(
            node, name, field, f"“{shown(given)}” is not one of {', '.join(choices)}", did_you_mean(given, choices)
        )
    return choices[given]


def mapping(node: Node, name: str, what: str, fields: tuple[str, ...]) -> dict[str, Node]:
    if not isinstance(node, Mapping):
        hint = f"fields: {', '.join(fields)}"
        raise GlossaryError(f"{what} must have fields (`name: value`)", where=f"{name}:{node.line}", hint=hint)
    for key, _ in node.pairs:
        if key.text not in fields:
            hint = did_you_mean(key.text, fields) or f"fields here: {', '.join(fields)}"
            raise GlossaryError(f"unknown field “{shown(key.text)}”", where=f"{name}:{key.line}", hint=hint)
    return {key.text: value for key, value in node.pairs}


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """A question for a hint; empty where no choice is near."""
    close = nearest(word, choices)
    return f"did you mean “{close}”?" if close else ""


def wrong(node: Node, name: str, field: str, problem: str, hint: str = "") -> GlossaryError:
    return GlossaryError(f"{field}: {problem}", where=f"{name}:{node.line}", hint=hint)


def shown(text: str) -> str:
    """A text as an error message can show it: short, one line, nothing invisible."""
    visible = "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in text)
    return visible if len(visible) <= 60 else visible[:57] + "…"
