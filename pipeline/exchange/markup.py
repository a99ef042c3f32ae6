"""XML from outside, element by element: no network, no external files, no declared entities, errors with their line."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from pipeline.errors import GlossaryError


def elements(content: bytes, name: str, wanted: str) -> Iterator[etree._Element]:
    """Each element of the local name `wanted`, complete; it is emptied when the next one is asked for.

    The root element comes first, still without content.
    """
    if not content.strip():
        raise GlossaryError("the file is empty", where=name)
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root: etree._Element | None = None
        for event, element in events:
            if root is None:
                root = element
                _refuse_entities(root, name)
                yield root
            elif event == "end" and local(element) == wanted:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    parent = element.getparent()
                    if parent is None:
                        break
                    del parent[0]
    except etree.XMLSyntaxError as error:
        raise GlossaryError(f"malformed XML: {error.msg}", where=f"{name}:{error.lineno or 1}") from error


def local(element: etree._Element) -> str:
    """The tag without its namespace."""
    return str(element.tag).rpartition("}")[2]


def text(element: etree._Element | None, skip: tuple[str, ...] = ()) -> str:
    """The text of an element and of the elements in it, those named in `skip` left out."""
    if element is None:
        return ""
    inner = ((element.text or ""),)
    return "".join(
        (*inner, *(("" if local(child) in skip else text(child, skip)) + (child.tail or "") for child in element))
    )


def language(element: etree._Element) -> str:
    """The primary subtag of the element's language: xml:lang, or lang as TMX 1.1 has it; 'fr-CA' gives 'fr'."""
    code = element.get("{http://www.w3.org/XML/1998/namespace}lang") or element.get("lang") or ""
    return code.lower().replace("_", "-").split("-")[0]


def _refuse_entities(root: etree._Element, name: str) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and list(declared.iterentities()):  # type: ignore[attr-defined]  # not in the stubs
        raise GlossaryError("the file declares entities", where=name, hint="remove its document type declaration")
