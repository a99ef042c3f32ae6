"""JSON: catalogues of strings (i18next, Chrome's messages.json, ARB) and trees of data with texts in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bitexte.formats.options import Options
from bitexte.formats.splice import Found, Slot
from bitexte.formats.strings import Scalar, document, found, json_text, rebuilt
from bitexte.language.tags import is_french
from bitexte.model import Block, Document
from bitexte.text.encoding import exact

# In a tree of data, with objects in lists, most strings are names; these are texts.
_TEXT_KEYS_LISTED = """
alt answer body caption content description excerpt heading html intro label legend message placeholder question
subtitle summary text title tooltip
"""
TEXT_KEYS = frozenset(_TEXT_KEYS_LISTED.split())


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a JSON file: a block a text. Raises InputError where it is no JSON."""
    text, charset, guessed = exact(content, name)
    scalars = list(json_text.scalars(text, name))
    arb = name.lower().endswith(".arb") or any(one.path[:1] == ("@@locale",) for one in scalars)
    every = _texts(scalars, name, arb=arb)
    return document(name, "json", text, charset, every, _languages(scalars), guessed)


def _texts(scalars: Sequence[Scalar], name: str, *, arb: bool) -> Iterator[Found | None]:
    messages = {one.path[:-1] for one in scalars if one.path[-1:] == ("message",) and len(one.path) > 1}
    web_extension = bool(messages) and all(one.path[-1] in _CHROME for one in scalars if len(one.path) == 2)
    is_tree = in_lists(scalars)
    for scalar in scalars:
        last = scalar.path[-1] if scalar.path else ""
        if arb and any(part.startswith("@") for part in scalar.path):
            continue
        if web_extension and (last != "message" or len(scalar.path) != 2):
            continue
        if is_tree and not web_extension and last.lower() not in TEXT_KEYS:
            continue
        yield found(scalar, name, icu=arb)


_CHROME = frozenset(["message", "description", "placeholders"])


def in_lists(scalars: Sequence[Scalar]) -> bool:
    """Whether the strings are a tree of data: objects in lists."""
    return any(part.isdigit() for scalar in scalars for part in scalar.path[:-1])


def _languages(scalars: Sequence[Scalar]) -> Iterator[Slot]:
    """The entries at the top that name the language of the file."""
    for scalar in scalars:
        if len(scalar.path) == 1 and scalar.path[0].lower() in _LANGUAGE_KEYS and is_french(scalar.value):
            yield Slot(scalar.start, scalar.end, replacement="en")


_LANGUAGE_KEYS = frozenset(["@@locale", "lang", "language", "locale"])


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with the targets in the places of its blocks; order, indentation and escapes stay."""
    return rebuilt(document, targets, {"json": json_text.written}, lambda character: f"\\u{ord(character):04x}")
