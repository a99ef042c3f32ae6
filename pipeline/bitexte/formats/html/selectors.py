"""CSS selectors of one element, without combinators: `pre`, `.code`, `#menu`, `span.ref`, `[role="code"]`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import regex

from bitexte.errors import ConfigError

_SELECTOR = regex.compile(
    r"""(?P<name>\*|[\w:-]+)?(?P<rest>(?:[.#][\w-]+|\[\s*[\w:-]+\s*(?:=\s*(?:"[^"]*"|'[^']*'|[\w-]+)\s*)?\])*)"""
)
_PART = regex.compile(
    r"""(?P<sign>[.#])(?P<value>[\w-]+)|\[\s*(?P<attribute>[\w:-]+)\s*(?:=\s*["']?(?P<wanted>[^"'\]]*?)["']?\s*)?\]"""
)


@dataclass(frozen=True, slots=True)
class Selector:
    """`name` is empty for any element; an attribute whose value is None need only be there."""

    name: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]

    def matches(self, name: str, attributes: Mapping[str, str]) -> bool:
        """Whether an element of this name with these attributes is selected."""
        if self.name and self.name != name:
            return False
        if not self.classes <= set(attributes.get("class", "").split()):
            return False
        return all(key in attributes and (value is None or attributes[key] == value) for key, value in self.attributes)


def selectors(texts: tuple[str, ...]) -> tuple[Selector, ...]:
    """The selectors of a setting; lists with commas are several. Raises ConfigError for what is no such selector."""
    return tuple(_selector(part.strip()) for text in texts for part in text.split(",") if part.strip())


def _selector(text: str) -> Selector:
    found = _SELECTOR.fullmatch(text)
    if found is None:
        raise ConfigError(f"not a selector: {text!r}", hint="an element, .class, #id or [attribute], without blanks")
    parts = list(_PART.finditer(found["rest"]))
    classes = frozenset(part["value"] for part in parts if part["sign"] == ".")
    identity = tuple(("id", part["value"]) for part in parts if part["sign"] == "#")
    attributes = tuple((part["attribute"].lower(), part["wanted"]) for part in parts if part["attribute"])
    name = (found["name"] or "").lower()
    return Selector("" if name == "*" else name, classes, (*identity, *attributes))
