"""XML as it stands: a tree that knows where in the file everything is, so that a change touches nothing else.

It forgives prefixes that nobody declared, which strict parsers refuse and real files hold. It refuses what is not
well-formed and declared entities, in one line with its number.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

from bitexte import limits
from bitexte.errors import InputError
from bitexte.model import Span

_ENCODING = regex.compile(rb"""^(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_TOKEN = regex.compile(
    r"""<!--.*?--> | <\?.*?\?> | <!\[CDATA\[.*?\]\]> | <!DOCTYPE(?:[^\[>]|\[[^\]]*\])*>
    | <(?P<close>/)?(?P<name>[\p{L}_:][^\s/>=<]*+)
      (?P<attributes>(?:[^<>"'/]++|"[^"<]*+"|'[^'<]*+'|/(?!>))*+)(?P<empty>/)?>
    | (?P<broken><)""",
    regex.VERBOSE | regex.DOTALL,
)
_ATTRIBUTE = regex.compile(r"""\s+([\p{L}_:][^\s=/>"']*)\s*=\s*("([^"<]*)"|'([^'<]*)')""")
_REFERENCE = regex.compile(r"&(?:#x([0-9A-Fa-f]+)|#(\d+)|(\w+));|&")
_SILENT = regex.compile(r"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>", regex.DOTALL)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


@dataclass(slots=True)
class Markup:
    """An element: `name` as it is written, its attributes unescaped; offsets are those of the decoded file.

    It starts at `start`, its content stands at `inner`, it ends at `end`; `tail_end` is where the text after it ends.
    """

    source: str
    name: str
    attributes: dict[str, str]
    start: int
    inner: Span
    end: int = 0
    tail_end: int = 0
    parent: Markup | None = None
    children: list[Markup] = field(default_factory=list)

    @property
    def tag(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(":")[2]

    @property
    def text(self) -> str:
        return unescaped(self.source[self.inner[0] : self.children[0].start if self.children else self.inner[1]])

    @property
    def tail(self) -> str:
        return unescaped(self.source[self.end : self.tail_end])

    @property
    def line(self) -> int:
        return self.source.count("\n", 0, self.start) + 1

    @property
    def empty(self) -> bool:
        """Whether it is written as one tag: `<target/>`."""
        return self.inner[1] == self.end and self.inner[0] == self.end

    def get(self, name: str, default: str = "") -> str:
        """An attribute, by its name as it is written or, without a prefix, by its local one."""
        if name in self.attributes:
            return self.attributes[name]
        return next((value for key, value in self.attributes.items() if key.rpartition(":")[2] == name), default)

    def __iter__(self) -> Iterator[Markup]:
        return iter(self.children)

    def all(self, *tags: str) -> list[Markup]:
        """The direct children of these names."""
        return [child for child in self.children if child.tag in tags]

    def first(self, tag: str) -> Markup | None:
        return next((child for child in self.children if child.tag == tag), None)

    def inside(self) -> Iterator[Markup]:
        """All elements in it, in the order of the file."""
        waiting = list(reversed(self.children))
        while waiting:
            element = waiting.pop()
            yield element
            waiting += reversed(element.children)


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of an XML file, marks at its beginning included, and its encoding, which gives the bytes back."""
    declared = _ENCODING.match(content[:200])
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    for mark, wide in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            encoding = wide
    try:
        return content.decode(encoding), encoding
    except LookupError as error:
        raise InputError(f"unknown encoding {encoding}", where=name) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"not {encoding} text", where=f"{name}:{line}", hint="see encoding= in its first line"
        ) from error


def parse(source: str, name: str) -> Markup:
    """The root element of a file's text. Raises InputError."""
    if not source.strip("\ufeff \t\r\n\0"):
        raise InputError("the file is empty", where=name)
    document = Markup(source, "", {}, 0, (0, len(source)), len(source), len(source))
    current, depth, last = document, 0, 0
    for token in _TOKEN.finditer(source):
        if token["name"] is None:
            _pass_over(token, source, name)
            continue
        _check(source, last, token.start(), name)
        last = token.end()
        if current.children:
            current.children[-1].tail_end = token.start()
        if token["close"]:
            current, depth = _closed(token, current, name), depth - 1
            continue
        element = _opened(token, source, current, name)
        current.children.append(element)
        if not token["empty"]:
            current, depth = element, depth + 1
        if depth > limits.XLIFF_DEPTH:
            raise InputError(f"more than {limits.XLIFF_DEPTH} elements in one another", where=name)
    _check(source, last, len(source), name)
    if current is not document:
        raise _malformed(source, name, current.start, f"<{current.name[:40]}> is not closed")
    return _root(document, name)


def _root(document: Markup, name: str) -> Markup:
    if len(document.children) != 1:
        raise _malformed(document.source, name, 0, "one root element is needed")
    root = document.children[0]
    root.parent, root.tail_end = None, root.end
    return root


def _pass_over(token: regex.Match[str], source: str, name: str) -> None:
    """What is no element: comments, instructions and a plain DOCTYPE are nothing to us, the rest is refused."""
    if token["broken"]:
        raise _malformed(source, name, token.start(), "a < without its tag")
    if token[0].startswith("<!DOCTYPE") and "<!ENTITY" in token[0]:
        where = f"{name}:{_line(source, token.start())}"
        raise InputError("entity declarations are refused", where=where, hint="remove the <!ENTITY ...> lines")


def _closed(token: regex.Match[str], current: Markup, name: str) -> Markup:
    """The element that stands around the one that this tag closes."""
    if token["name"] != current.name or current.parent is None:
        raise _malformed(current.source, name, token.start(), f"</{token['name'][:40]}> closes nothing")
    current.inner, current.end = (current.inner[0], token.start()), token.end()
    return current.parent


def _opened(token: regex.Match[str], source: str, parent: Markup, name: str) -> Markup:
    attributes, rest = {}, token["attributes"]
    end = 0
    for found in _ATTRIBUTE.finditer(rest):
        if rest[end : found.start()].strip():
            break
        end = found.end()
        attributes[found[1]] = unescaped(found[3] if found[3] is not None else found[4])
    if rest[end:].strip():
        raise _malformed(source, name, token.start(), f"attributes of <{token['name'][:40]}>")
    return Markup(source, token["name"], attributes, token.start(), (token.end(), token.end()), token.end(), 0, parent)


def _check(source: str, start: int, end: int, name: str) -> None:
    """Refuse a reference to an entity that XML itself does not have."""
    if source.find("&", start, end) < 0:
        return
    for found in _REFERENCE.finditer(_SILENT.sub("", source[start:end])):
        if found[0] == "&" or (found[3] and found[3] not in _NAMED):
            where = f"{name}:{_line(source, start)}"
            raise InputError(f"unknown entity {found[0][:40]}", where=where, hint="use a character")


def unescaped(text: str) -> str:
    """A stretch of XML without elements as text: references resolved, comments left out, line ends as XML has them."""
    if "<" in text:
        text = _SILENT.sub(lambda found: (found[1] or "").replace("&", "&amp;"), text)
    text = text.replace("\r\n", "\n")
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(found: regex.Match[str]) -> str:
    if found[3]:
        return _NAMED.get(found[3], found[0])
    digits = found[1] or found[2]
    if not digits or len(digits) > 7:
        return str(found[0]) if not digits else "\ufffd"
    number = int(digits, 16 if found[1] else 10)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _malformed(source: str, name: str, offset: int, why: str) -> InputError:
    return InputError(f"malformed XML: {why}", where=f"{name}:{_line(source, offset)}", hint="is it really XLIFF?")


def _line(source: str, offset: int) -> int:
    return source.count("\n", 0, offset) + 1
