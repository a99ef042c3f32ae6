"""XML from outside, read safely: no network, no external files, no declared entities, errors with their line."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import BinaryIO, cast

from lxml import etree

from bitexte import limits
from bitexte.errors import BitexteError
from bitexte.text.characters import visible

LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_EMPTY = b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"  # white space and marks of any UTF
_POSITION = re.compile(r", (?:line \d+, column|use XML_PARSE_HUGE).*$", re.DOTALL)

_CHUNK = 256 * 1024  # bytes that are parsed between two looks at what can be freed
_SAFE: dict[str, bool] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}

Refusal = type[BitexteError]
Content = bytes | BinaryIO  # a file's bytes, or the file, opened for reading: it is read piece by piece


def root(content: Content, name: str, refusal: Refusal) -> etree._Element:
    """The root element, before what stands in it has been read.

    Raises `refusal`, with the line where there is one, for a file that is empty, malformed or declares entities.
    """
    if not any(piece.strip(_EMPTY) for piece in _pieces(content)):
        raise refusal("the file is empty", where=name)
    with _explained(name, refusal):
        _, element = next(_events(content, "start"))
    declared = element.getroottree().docinfo.internalDTD
    if declared is not None and list(declared.iterentities()):  # type: ignore[attr-defined]  # not in the stubs
        raise refusal("entity declarations are refused", where=name, hint="remove the <!ENTITY ...> lines")
    return element


def beginning(content: Content, size: int) -> bytes:
    """The first bytes, up to `size` of them."""
    return _opened(content).read(size)


def tree(content: bytes, name: str, refusal: Refusal) -> etree._Element:
    """The root element with all that stands in it, for small files. Raises as `root`."""
    root(content, name, refusal)
    with _explained(name, refusal):
        ((_, last),) = deque(_events(content, "end"), maxlen=1)
    return last


def elements(content: Content, name: str, wanted: Iterable[str], refusal: Refusal) -> Iterator[etree._Element]:
    """The elements of these local names, in any namespace, each complete and freed after use. Raises as `root`."""
    first = root(content, name, refusal)
    names = frozenset(wanted)
    # The start of the outermost element is asked for too: what has been read is freed from there on.
    labels = [first.tag, *(f"{{*}}{label}" for label in names)]
    parser = etree.XMLPullParser(("start", "end"), tag=labels, **_SAFE)  # type: ignore[arg-type]  # stubs
    with _explained(name, refusal):
        top: etree._Element | None = None
        for piece in _pieces(content):
            parser.feed(piece)
            for event, found in parser.read_events():
                element = cast("etree._Element", found)
                top = element if top is None else top
                if event == "end" and local(element) in names:
                    yield element
                    element.clear(keep_tail=True)  # type: ignore[call-arg]  # not in the stubs
            if top is not None and (wide := _prune(top, names)):
                raise refusal(f"an element holds more than {limits.XML_CHILDREN:,} others", where=f"{name}:{wide}")
        parser.close()


def local(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is no element, such as an unknown entity."""
    # etree.QName would check the name and raise on what a damaged file may hold.
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def line(element: etree._Element) -> int:
    """The line on which an element begins, from 1; 0 where it was not read from a file."""
    return cast("int | None", element.sourceline) or 0


def language(element: etree._Element) -> str:
    """The language code of an element, as it stands there: xml:lang, or lang as TMX 1.1 has it."""
    return element.get(LANG) or element.get("lang") or ""


def text(element: etree._Element | None, skip: tuple[str, ...] = ()) -> str:
    """The text of an element and of the elements in it, those named in `skip` left out."""
    if element is None:
        return ""
    inner = (("" if local(child) in skip else text(child, skip)) + (child.tail or "") for child in element)
    return (element.text or "") + "".join(inner)


def _events(content: Content, event: str) -> Iterator[tuple[str, etree._Element]]:
    return etree.iterparse(_opened(content), events=(event,), **_SAFE)  # type: ignore[no-any-return]  # stubs


def _opened(content: Content) -> BinaryIO:
    """A file at its beginning."""
    if isinstance(content, bytes):
        return BytesIO(content)
    content.seek(0)
    return content


def _pieces(content: Content) -> Iterator[bytes]:
    file = _opened(content)
    while piece := file.read(_CHUNK):
        yield piece


def _prune(element: etree._Element, wanted: frozenset[str]) -> int:
    """Drop what has been read but for the open elements, down to a wanted one; its line if that one is too wide."""
    while len(element) and local(element) not in wanted:
        del element[:-1]
        element = element[-1]
    return line(element) if len(element) > limits.XML_CHILDREN else 0


@contextmanager
def _explained(name: str, refusal: Refusal) -> Iterator[None]:
    try:
        yield
    except etree.XMLSyntaxError as error:
        line = f"{name}:{error.lineno}" if error.lineno else name
        # The parser repeats what the file holds: one line of it, and nothing that a terminal would obey.
        reason = visible(_POSITION.sub("", error.msg))[:200]
        raise refusal(f"malformed XML: {reason}", where=line, hint="is it really of this format?") from error
