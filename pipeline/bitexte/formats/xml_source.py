"""XML with the place of everything in it, so that a text is replaced where it stands and nothing else is touched.

A tree that is parsed and serialised again loses quotes, prefixes, white space and what the parser did not know. Here
the source stays the truth: a node is a pair of tags by their offsets, an edit is a span and what comes in its place.
Names are spelled with one prefix for one namespace (`w:p`, `a:t`), whatever prefix a file declares, and the strict
namespaces of ISO 29500 count as the ones of Office.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat

from bitexte import limits
from bitexte.errors import InputError
from bitexte.model import Span
from bitexte.text import xml

_OFFICE = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_MICROSOFT = "http://schemas.microsoft.com/office/"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"

_PREFIXES = {
    "w": "wordprocessingml/2006/main",
    "a": "drawingml/2006/main",
    "r": "officeDocument/2006/relationships",
    "wp": "drawingml/2006/wordprocessingDrawing",
    "pic": "drawingml/2006/picture",
    "c": "drawingml/2006/chart",
    "dgm": "drawingml/2006/diagram",
    "p": "presentationml/2006/main",
    "x": "spreadsheetml/2006/main",
    "xdr": "drawingml/2006/spreadsheetDrawing",
    "m": "officeDocument/2006/math",
    "ds": "officeDocument/2006/customXml",
}
# Prefix by namespace; a name in another namespace keeps it in braces.
NAMESPACES = {
    **{_OFFICE + path: prefix for prefix, path in _PREFIXES.items()},
    **{_STRICT + path.replace("/2006", ""): prefix for prefix, path in _PREFIXES.items()},
    _OFFICE + "markup-compatibility/2006": "mc",
    _OFFICE + "package/2006/content-types": "ct",
    _OFFICE + "package/2006/relationships": "pr",
    _OFFICE + "package/2006/metadata/core-properties": "cp",
    _MICROSOFT + "drawing/2008/diagram": "dsp",
    _MICROSOFT + "word/2010/wordml": "w14",
    _MICROSOFT + "word/2012/wordml": "w15",
    _MICROSOFT + "word/2010/wordprocessingShape": "wps",
    _MICROSOFT + "powerpoint/2010/main": "p14",
    _MICROSOFT + "drawing/2010/main": "a14",
    _MICROSOFT + "drawing/2014/chartex": "cx",
    _MICROSOFT + "spreadsheetml/2018/threadedcomments": "tc",
    _MICROSOFT + "spreadsheetml/2009/9/main": "x14",
    _MICROSOFT + "excel/2006/main": "xm",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/XML/1998/namespace": "xml",
    **{
        f"{_ODF}{path}:1.0": path
        for path in ("office", "text", "table", "style", "meta", "presentation", "chart", "manifest", "form")
    },
    f"{_ODF}drawing:1.0": "draw",
    f"{_ODF}svg-compatible:1.0": "svg",
    f"{_ODF}xsl-fo-compatible:1.0": "fo",
}

_TOKEN = re.compile(
    r"<(?:"
    r"(?P<close>/)?(?P<name>[^\s/>!?=\"'<]+)(?P<attributes>(?:[^<>\"'/]++|\"[^\"]*+\"|'[^']*+'|/(?!>))*+)(?P<empty>/)?>"
    r"|!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>|!DOCTYPE[^\[>]*+>"
    r")",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([^\s=\"'/]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_REFERENCE = re.compile(r"&(#[0-9]+|#x[0-9A-Fa-f]+|amp|lt|gt|quot|apos);")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_NOT_TEXT = re.compile(r"<!--.*?-->|<\?.*?\?>", re.DOTALL)
# What XML 1.0 cannot hold, not even as a reference.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")

Scope = Mapping[str, str]


@dataclass(slots=True, eq=False)
class Node:
    """An element: its tags are source[start:open_end] and source[close_start:end], one and the same if it is empty."""

    name: str
    start: int
    open_end: int
    close_start: int
    end: int
    scope: Scope = field(repr=False)
    children: list[Node] = field(repr=False)

    def all(self, *names: str) -> Iterator[Node]:
        """The children of these names."""
        return (child for child in self.children if child.name in names)

    def first(self, *path: str) -> Node | None:
        """The element at the end of a path of names below this one, None where there is none."""
        found: Node | None = self
        for name in path:
            found = next(found.all(name), None) if found else None
        return found

    def walk(self) -> Iterator[Node]:
        """This element and all in it, in their order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Source:
    """The text of an XML file and its root element."""

    text: str = field(repr=False)
    root: Node

    def raw(self, node: Node) -> str:
        return self.text[node.start : node.end]

    def label(self, node: Node) -> str:
        """The name of an element as the file spells it, with the file's own prefix."""
        found = _TOKEN.match(self.text, node.start)
        assert found
        return found["name"]

    def attribute_spans(self, node: Node) -> dict[str, Span]:
        """The span of each attribute's value, without its quotes."""
        tag = self.text[node.start : node.open_end]
        spans = {}
        for found in _ATTRIBUTE.finditer(tag):
            group = 2 if found[2] is not None else 3
            spans[_named(found[1], node.scope, attribute=True)] = (
                node.start + found.start(group),
                node.start + found.end(group),
            )
        return spans

    def get(self, node: Node | None, name: str) -> str | None:
        """The value of an attribute, None where there is none."""
        if node is None:
            return None
        span = self.attribute_spans(node).get(name)
        return unescaped(self.text[slice(*span)]) if span else None

    def inner(self, node: Node) -> str:
        """The text in an element and in those inside it."""
        if not node.children:
            return unescaped(self.text[node.open_end : node.close_start])
        parts, at = [], node.open_end
        for child in node.children:
            parts += [unescaped(self.text[at : child.start]), self.inner(child)]
            at = child.end
        return "".join(parts) + unescaped(self.text[at : node.close_start])


@dataclass(frozen=True, slots=True)
class Edit:
    """What comes in the place of a span of the source: texts, and spans of the source inside that span.

    Edits inside a span that is kept are carried out in it.
    """

    start: int
    end: int
    parts: tuple[str | Span, ...]


def read(content: bytes, name: str, opaque: frozenset[str] = frozenset()) -> Source:
    """The source tree of an XML file; elements named in `opaque` are read without what is in them.

    Raises InputError, with the line, for what is malformed, declares entities or nests without measure.
    """
    xml.root(content, name, InputError)
    _check_well_formed(content, name)
    text, _ = opened(content, name)
    return Source(text, scan(text, 0, len(text), {"xml": "xml"}, name, opaque))


def opened(content: bytes, name: str) -> tuple[str, Callable[[str], bytes]]:
    """The text of an XML file, and what brings a text into its encoding; what it cannot hold becomes a reference."""
    mark, encoding = _encoding(content)
    try:
        text = content[len(mark) :].decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise InputError(f"is not {encoding} as it says", where=name) from error
    return text, lambda changed: mark + changed.encode(encoding, "xmlcharrefreplace")


def scan(text: str, start: int, end: int, scope: Scope, name: str = "", opaque: frozenset[str] = frozenset()) -> Node:
    """The element that stands in a span of well-formed XML."""
    top = Node("", start, start, end, end, scope, [])
    stack = [top]
    names: dict[tuple[int, str], str] = {}
    find = _TOKEN.search
    token = find(text, start, end)
    while token is not None:
        at = token.end()
        label = token["name"]
        if label is None:
            pass
        elif token["close"]:
            node = stack.pop()
            node.close_start, node.end = token.start(), at
            if not stack:
                raise InputError("malformed XML", where=name)
        else:
            node = _opened(token, stack[-1], names)
            if not token["empty"]:
                stack.append(node)
                if node.name in opaque:
                    at = _closing_tag(text, label, at, end)
        if len(stack) > limits.OFFICE_DEPTH:
            raise InputError("its elements are nested too deeply", where=name)
        token = find(text, at, end)
    if len(stack) != 1 or not top.children:
        raise InputError("malformed XML", where=name)
    return top.children[0]


def _opened(token: re.Match[str], parent: Node, names: dict[tuple[int, str], str]) -> Node:
    """The element of an opening tag, put under its parent; `names` keeps the ones that were looked up."""
    scope = parent.scope
    if "xmlns" in token["attributes"]:
        scope = _declared(token["attributes"], scope)
    label = token["name"]
    name = names.get((id(scope), label))
    if name is None:
        name = _named(label, scope)
        if scope is parent.scope:  # one that is not kept elsewhere may leave its number to another
            names[id(scope), label] = name
    node = Node(name, token.start(), token.end(), token.start(), token.end(), scope, [])
    parent.children.append(node)
    return node


def escaped(text: str) -> str:
    """A text as it stands between tags."""
    return _ILLEGAL.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escaped_attribute(text: str) -> str:
    """A text as it stands in an attribute, whatever its quotes."""
    quoted = escaped(text).replace('"', "&quot;").replace("'", "&apos;")
    return quoted.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;")


def unescaped(raw: str) -> str:
    """The text that stands in XML without elements."""
    if "<" in raw:
        pieces = _CDATA.split(_NOT_TEXT.sub("", raw))
        return "".join(piece if number % 2 else unescaped(piece) for number, piece in enumerate(pieces))
    return _REFERENCE.sub(_character, raw) if "&" in raw else raw


def spliced(text: str, edits: Sequence[Edit], span: Span | None = None) -> str:
    """The text, or a span of it, with all edits carried out; edits nest in one another or lie apart."""
    return _rendered(text, _nested(edits), span or (0, len(text)))


def removals(nodes: Sequence[Node], gone: Callable[[str], bool]) -> list[Edit]:
    """Edits that take the elements out whose names are gone, wherever they stand in these."""
    removed: list[Edit] = []
    for node in nodes:
        removed += [Edit(node.start, node.end, ())] if gone(node.name) else removals(node.children, gone)
    return removed


@dataclass(frozen=True, slots=True)
class _Nest:
    edit: Edit
    inside: list[_Nest]
    starts: list[int]


def _nested(edits: Sequence[Edit]) -> _Nest:
    top = _Nest(Edit(-1, 1 << 62, ()), [], [])
    stack = [top]
    for edit in sorted(edits, key=lambda one: (one.start, -one.end)):
        while stack[-1].edit.end <= edit.start and len(stack) > 1:
            stack.pop()
        nest = _Nest(edit, [], [])
        stack[-1].inside.append(nest)
        stack[-1].starts.append(edit.start)
        if edit.end > edit.start:
            stack.append(nest)
    return top


def _rendered(text: str, nest: _Nest, span: Span) -> str:
    start, end = span
    parts, at = [], start
    for inner in nest.inside[bisect_left(nest.starts, start) :]:
        if inner.edit.start >= end:
            break
        parts.append(text[at : inner.edit.start])
        parts += [piece if isinstance(piece, str) else _rendered(text, inner, piece) for piece in inner.edit.parts]
        at = inner.edit.end
    parts.append(text[at:end])
    return "".join(parts)


def _check_well_formed(content: bytes, name: str) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "cannot be read")
        hint = "open it in its own program and save it again"
        raise InputError(f"malformed XML: {reason}", where=f"{name}:{error.lineno}", hint=hint) from error
    except (LookupError, ValueError) as error:
        raise InputError("malformed XML: its encoding is not known", where=name) from error


def _closing_tag(text: str, label: str, at: int, end: int) -> int:
    """Where the tag begins that closes an element opened just before `at`; elements of its name may stand in it."""
    tags = re.compile(rf"<(/)?{re.escape(label)}(?=[\s/>])[^<>]*?(/)?>")
    depth = 1
    for found in tags.finditer(text, at, end):
        depth += -1 if found[1] else not found[2]
        if depth == 0:
            return found.start()
    return end


def _encoding(content: bytes) -> tuple[bytes, str]:
    """The byte-order mark and the encoding of a file."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return mark, encoding
    declared = _DECLARED.match(content)
    return b"", declared[1].decode("ascii").lower() if declared else "utf-8"


def _declared(attributes: str, scope: Scope) -> Scope:
    inner = dict(scope)
    for found in _ATTRIBUTE.finditer(attributes):
        value = found[2] if found[2] is not None else found[3]
        if found[1] == "xmlns":
            inner[""] = NAMESPACES.get(unescaped(value), f"{{{value}}}")
        elif found[1].startswith("xmlns:"):
            inner[found[1][6:]] = NAMESPACES.get(unescaped(value), f"{{{value}}}")
    return inner


def _named(label: str, scope: Scope, *, attribute: bool = False) -> str:
    """A name with the prefix that NAMESPACES has for its namespace; an attribute without a prefix has none."""
    prefix, colon, local = label.rpartition(":")
    if attribute and not colon:
        return local
    space = scope.get(prefix, "")
    if not space:
        return label if colon else local
    return f"{space}{local}" if space.startswith("{") else f"{space}:{local}"


def _character(found: re.Match[str]) -> str:
    reference = found[1]
    if not reference.startswith("#"):
        return _NAMED[reference]
    code = int(reference[1:]) if reference[1:].isdecimal() else int(f"0{reference[1:]}", 0)
    return chr(code) if code < 0x110000 else "\ufffd"
