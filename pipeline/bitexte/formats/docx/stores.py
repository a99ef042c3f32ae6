"""What content controls are bound to: Word shows what stands in a property or a custom part, not what the run says.

ECMA-376 part 1, 17.5.2.6 (dataBinding) and 22.5 (custom parts with the id of their store).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bitexte.formats import xml_source
from bitexte.formats.office import opc
from bitexte.formats.spots import Blocks, has_words
from bitexte.formats.xml_source import NAMESPACES, Node, Source
from bitexte.formats.zipped import Archive
from bitexte.model import BlockKind

_CORE = "{6C3C8BC8-F283-45AE-878A-BAB7291924A1}"
_STEP = re.compile(r"(?:([\w.-]+):)?([\w.-]+)(?:\[(\d+)\])?")
_MAPPING = re.compile(r"xmlns:([\w.-]+)\s*=\s*[\"']([^\"']*)[\"']")
# Properties that hold names, dates or counts.
_NO_TEXT = frozenset(
    ["creator", "lastModifiedBy", "created", "modified", "revision", "version", "language", "identifier"]
)


@dataclass(slots=True)
class Stores:
    """The parts that controls are bound to, by the ids of their stores, and the blocks made of their elements."""

    archive: Archive
    blocks: Blocks
    parts: dict[str, str]
    _sources: dict[str, Source] = field(default_factory=dict)
    _numbers: dict[tuple[str, int], int | None] = field(default_factory=dict)

    def block(self, source: Source, properties: Node | None) -> int | None:
        """The number of the block that a control shows, None where it is bound to nothing that is text."""
        binding = properties.first("w:dataBinding") if properties else None
        if binding is None:
            return None
        part = self.parts.get((source.get(binding, "w:storeItemID") or "").upper())
        if part is None:
            return None
        mappings = dict(_MAPPING.findall(source.get(binding, "w:prefixMappings") or ""))
        node = self._found(self._source(part), source.get(binding, "w:xpath") or "", mappings)
        return self.element(part, node) if node is not None else None

    def element(self, part: str, node: Node) -> int | None:
        """The number of the block of an element of a store, put there when it is first asked for."""
        key = part, node.start
        if key not in self._numbers:
            source = self._source(part)
            text = source.inner(node)
            local = node.name.rpartition("}")[2].rpartition(":")[2]
            if node.children or not has_words(text) or local in _NO_TEXT or text != text.strip():
                self._numbers[key] = None
            else:
                span = node.open_end, node.close_start
                notes = (f"property {local}",)
                self._numbers[key] = self.blocks.value(part, span, text, "content", notes, BlockKind.PARAGRAPH)
        return self._numbers[key]

    def title(self) -> None:
        """Put the document's title."""
        part = self.parts.get(_CORE)
        node = self._source(part).root.first("dc:title") if part else None
        if part and node is not None:
            self.element(part, node)

    def _source(self, part: str) -> Source:
        if part not in self._sources:
            self._sources[part] = xml_source.read(self.archive.read(part), f"{self.archive.name}/{part}")
        return self._sources[part]

    def _found(self, source: Source, path: str, mappings: dict[str, str]) -> Node | None:
        """The element at a path of names and positions; other expressions are not followed."""
        node = Node("", 0, 0, 0, 0, {}, [source.root])
        for step in path.strip("/").split("/"):
            parsed = _STEP.fullmatch(step)
            if parsed is None:
                return None
            space = mappings.get(parsed[1] or "", "")
            known = NAMESPACES.get(space, f"{{{space}}}" if space else "")
            name = f"{known}{parsed[2]}" if known.startswith("{") or not known else f"{known}:{parsed[2]}"
            same = list(node.all(name))
            position = int(parsed[3] or 1) if len(parsed[3] or "") < 6 else 0
            if not 1 <= position <= len(same):
                return None
            node = same[position - 1]
        return node


def stores(archive: Archive, types: dict[str, str], blocks: Blocks) -> Stores:
    """The stores of a document."""
    parts = {identity.upper(): part for identity, part in _custom(archive)}
    core = opc.of_kind(types, "core-properties+xml")
    if core:
        parts[_CORE] = core[0]
    return Stores(archive, blocks, parts)


def _custom(archive: Archive) -> Iterator[tuple[str, str]]:
    for part in archive.names:
        if not part.startswith("customXml/") or not part.endswith(".xml"):
            continue
        for link in opc.relationships(archive, part).values():
            if link.kind == "customXmlProps" and link.target in archive:
                source = xml_source.read(archive.read(link.target), f"{archive.name}/{link.target}")
                yield source.get(source.root, "ds:itemID") or "", part
