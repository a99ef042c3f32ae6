"""Front matter before a page: YAML between `---`, TOML between `+++`, or JSON; a few of its keys are text."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex

from bitexte.errors import InputError
from bitexte.formats.splice import Found, Slot, assembled, plain_block, readable
from bitexte.formats.splice import Token as SourceToken
from bitexte.formats.strings import STYLES as STRINGS
from bitexte.formats.strings import Scalar, json_text, yaml_text
from bitexte.language.tags import is_french
from bitexte.model import BlockKind, Remark

_KEYS = frozenset(
    [
        "title",
        "subtitle",
        "description",
        "summary",
        "linktitle",
        "sidebar_label",
        "pagination_label",
        "excerpt",
        "tagline",
    ]
)
_LANGUAGE_KEYS = frozenset(["lang", "language", "locale"])
_YAML = regex.compile(r"\A---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", regex.DOTALL | regex.MULTILINE)
_TOML = regex.compile(r"\A\+\+\+[ \t]*\r?\n(.*?)^\+\+\+[ \t]*(?:\r?\n|\Z)", regex.DOTALL | regex.MULTILINE)
_TOML_STRING = regex.compile(
    r"""^[ \t]*(?P<key>[\w-]+)[ \t]*=[ \t]*(?:"(?P<basic>(?:[^"\\\r\n]|\\.)*)"|'(?P<literal>[^'\r\n]*)')""",
    regex.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end` is where the page itself begins."""

    end: int = 0
    found: tuple[Found, ...] = ()
    extra: tuple[Slot, ...] = ()
    warnings: tuple[Remark, ...] = ()


def front_matter(text: str, name: str) -> FrontMatter:
    """The front matter of a page; where it cannot be read it stays as it is, with a warning."""
    if matched := _YAML.match(text):
        inner = matched[1]
        reader = json_text.scalars if inner.lstrip().startswith("{") else yaml_text.scalars
        return _read(text, name, matched.end(), matched.start(1), inner, reader)
    if matched := _TOML.match(text):
        return _read(text, name, matched.end(), matched.start(1), matched[1], _toml)
    if text.startswith("{") and text[1:2] in '\r\n \t"':
        try:
            _, end = json.JSONDecoder().raw_decode(text)
        except (ValueError, RecursionError):
            return FrontMatter()
        return _read(text, name, end, 0, text[:end], json_text.scalars)
    return FrontMatter()


def _read(text: str, name: str, end: int, offset: int, inner: str, reader: Reader) -> FrontMatter:
    try:
        scalars = list(reader(inner, name))
    except InputError as error:
        return FrontMatter(end, warnings=(Remark("front-matter", error.message),))
    found: list[Found] = []
    extra: list[Slot] = []
    for scalar in scalars:
        key = scalar.path[-1].lower() if scalar.path else ""
        start, stop = scalar.start + offset, scalar.end + offset
        if key in _KEYS and any(map(str.isalpha, scalar.value)):
            block = plain_block(BlockKind.HEADING if "title" in key else BlockKind.PARAGRAPH, key=scalar.key)
            token = SourceToken(start, stop, readable(scalar.value))
            one = assembled([token], text, block, scalar.style)
            if one is not None:
                found.append(Found(start, stop, one.style, one.block))
        elif key in _LANGUAGE_KEYS and len(scalar.path) == 1 and is_french(scalar.value):
            extra.append(Slot(start, stop, replacement="en"))
    return FrontMatter(end, tuple(found), tuple(extra))


Reader = Callable[[str, str], Iterator[Scalar]]


def _toml(inner: str, _name: str) -> Iterator[Scalar]:
    for found in _TOML_STRING.finditer(inner):
        if found["basic"] is not None:
            value = regex.sub(r'\\(["\\])', r"\1", found["basic"])
            yield Scalar((found["key"],), value, *found.span("basic"), "toml")
        else:
            yield Scalar((found["key"],), found["literal"], *found.span("literal"), "toml'")


STYLES = {
    **STRINGS,
    **yaml_text.STYLES,
    "json": json_text.written,
    "toml": lambda pieces, _original: "".join(piece.text for piece in pieces).replace("\\", "\\\\").replace('"', '\\"'),
    # A literal string of TOML has no escapes at all.
    "toml'": lambda pieces, _original: "".join(piece.text for piece in pieces).replace("'", "’"),
}
