"""YAML: catalogues of strings, such as those of Rails and Symfony. Keys, comments, anchors and quotes stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from bitexte.formats.options import Options
from bitexte.formats.splice import Found, Slot
from bitexte.formats.strings import Scalar, document, found, rebuilt, yaml_text
from bitexte.formats.strings.json import TEXT_KEYS, in_lists
from bitexte.model import Block, Document
from bitexte.text.encoding import exact

_ROOT = regex.compile(
    r"""^(?P<quote>["']?)(?P<code>fr(?:[-_](?:[A-Z]{2}|[a-z]{2}))?)(?P=quote)[ \t]*:""", regex.MULTILINE
)
_IDENTIFIER = regex.compile(r"[\w.$@?!:%*/-]*")
_ANY_ROOT = regex.compile(r"""["']?[a-z]{2}(?:[-_][A-Za-z]{2})?["']?[ \t]*:""")
# What Rails' own catalogues keep under such keys are patterns, no sentences.
_PATTERNS = frozenset(["formats", "order", "separator", "delimiter", "unit", "format", "negative_format"])


def parse(content: bytes, name: str, _options: Options) -> Document:
    """The document of a YAML file: a block a text. Raises InputError where it is no YAML."""
    text, charset, guessed = exact(content, name)
    scalars = list(yaml_text.scalars(text, name))
    roots = list(_ROOT.finditer(text))
    rooted = bool(roots) or any(_ANY_ROOT.match(line) for line in text.splitlines()[:20])
    extra = [Slot(*root.span("code"), replacement="en") for root in roots]
    return document(name, "yaml", text, charset, _texts(scalars, name, rooted=rooted), extra, guessed)


def _texts(scalars: Sequence[Scalar], name: str, *, rooted: bool) -> Iterator[Found | None]:
    identifiers = all(_IDENTIFIER.fullmatch(part) for scalar in scalars for part in scalar.path)
    is_tree = not rooted and (not identifiers or in_lists(scalars))
    for scalar in scalars:
        if is_tree and (not scalar.path or scalar.path[-1].lower() not in TEXT_KEYS):
            continue
        if rooted and _PATTERNS & set(scalar.path):
            continue
        yield found(scalar, name)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The file with the targets in the places of its blocks; the root key `fr` becomes `en`."""
    return rebuilt(document, targets, yaml_text.STYLES)
