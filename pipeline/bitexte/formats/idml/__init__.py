"""InDesign's interchange format: stories with their notes and tables, rewritten where they stand; the layout stays.

IDML File Format Specification (Adobe, 2010): an archive with designmap.xml as its list of parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bitexte.errors import InputError
from bitexte.formats import xml_source
from bitexte.formats.idml.story import Story
from bitexte.formats.options import Options
from bitexte.formats.spots import Blocks, Spot, contents, edits
from bitexte.formats.xml_source import Edit, Node, Source
from bitexte.formats.zipped import Archive, open_archive, rewritten
from bitexte.model import Block, BlockKind, Document, Remark

_MAP, _STYLES = "designmap.xml", "Resources/Styles.xml"
_PACKAGING = "{http://ns.adobe.com/AdobeInDesign/idml/1.0/packaging}"
_FRENCH = re.compile(r"""\sAppliedLanguage\s*=\s*["'](\$ID/French(?:: Canadian)?)["']""")
# InDesign has no English of no country.
_ENGLISH = {"en": "USA", "en-US": "USA", "en-CA": "Canadian"}


@dataclass(frozen=True, slots=True)
class Skeleton:
    """The document as it was, and where each block stands."""

    content: bytes
    spots: tuple[tuple[Spot, ...], ...]
    language: str = "en"


@dataclass(slots=True)
class _Frames:
    """Where stories are shown, in reading order: each with the notes of its first place; `hidden` ones are not seen."""

    shown: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)


def parse(content: bytes, name: str, options: Options) -> Document:
    """The texts of an InDesign document, in the order its pages show them, those of masters last. Raises InputError."""
    archive = open_archive(content, name)
    if _MAP not in archive:
        raise InputError("has no designmap.xml", where=name, hint="export it again from InDesign as IDML")
    listing = _read(archive, _MAP)
    unseen = {
        listing.get(node, "Self") or ""
        for node in listing.root.all("Layer", "Condition")
        if listing.get(node, "Visible") == "false" and not options.hidden
    }
    blocks, frames = Blocks(), _Frames()
    for part, master in _spreads(listing, archive):
        source = _read(archive, part)
        _find_frames(frames, source, unseen, ("master",) if master else ())
    stories = dict(_stories(listing, archive))
    order = [
        *(story for story in frames.shown if story in stories),
        *(one for one in stories if one not in frames.shown),
    ]
    hidden = deleted = comments = 0
    for story in order:
        if story in frames.hidden and story not in frames.shown:
            hidden += 1
            continue
        part, source = stories[story]
        reader = Story(part, source, blocks, options, unseen)
        reader.read(source.root, Block(BlockKind.PARAGRAPH, "", notes=frames.shown.get(story, ())))
        hidden, deleted, comments = hidden + reader.hidden, deleted + reader.deleted, comments + reader.comments
        _described(blocks, part, source)
    for part, _ in _spreads(listing, archive):
        _described(blocks, part, _read(archive, part))
    for node in listing.root.all("Section"):
        blocks.attribute(_MAP, listing, node, "Marker", ("section marker",))
    counts = {"hidden-text": hidden, "deleted-text": deleted, "comments-left": comments}
    remarks = tuple(Remark(code, str(count)) for code, count in counts.items() if count)
    skeleton = Skeleton(content, tuple(map(tuple, blocks.spots)), options.language)
    return Document(name, "idml", tuple(blocks.blocks), skeleton, remarks)


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The document with each text in English, and its styles in that language wherever they named French."""
    skeleton = document.skeleton
    assert isinstance(skeleton, Skeleton)
    archive = open_archive(skeleton.content, document.name)
    changed = edits(document.blocks, skeleton.spots, targets)
    if changed and _STYLES in archive:
        changed[_STYLES] += []
    return rewritten(archive, contents(archive, changed, lambda _, text: _languages(text, skeleton.language)))


def _languages(text: str, language: str) -> list[Edit]:
    english = f"$ID/English: {_ENGLISH.get(language, 'UK')}"
    return [Edit(*found.span(1), (english,)) for found in _FRENCH.finditer(text)]


def _parts(listing: Source, archive: Archive, *kinds: str) -> Iterator[tuple[str, str]]:
    """The parts of these kinds that the list names and the archive has, with their kind."""
    for node in listing.root.children:
        kind = node.name.removeprefix(_PACKAGING)
        part = listing.get(node, "src") or ""
        if node.name.startswith(_PACKAGING) and kind in kinds and part in archive:
            yield part, kind


def _spreads(listing: Source, archive: Archive) -> list[tuple[str, bool]]:
    """The parts with pages, and whether they are masters, which come last."""
    found = _parts(listing, archive, "Spread", "MasterSpread")
    return sorted(((part, kind == "MasterSpread") for part, kind in found), key=lambda one: one[1])


def _stories(listing: Source, archive: Archive) -> Iterator[tuple[str, tuple[str, Source]]]:
    """The stories by their name, with part and source."""
    for part, _ in _parts(listing, archive, "Story"):
        source = _read(archive, part)
        node = source.root.first("Story")
        yield (source.get(node, "Self") or part), (part, source)


def _find_frames(frames: _Frames, source: Source, unseen: set[str], notes: tuple[str, ...]) -> None:
    """Note which stories the frames of a spread show."""

    def walk(node: Node, *, seen: bool) -> None:
        seen = seen and source.get(node, "Visible") != "false" and source.get(node, "ItemLayer") not in unseen
        story = source.get(node, "ParentStory")
        if story and seen:
            frames.shown.setdefault(story, notes)
        elif story:
            frames.hidden.add(story)
        for child in node.children:
            walk(child, seen=seen)

    walk(source.root, seen=True)


def _described(blocks: Blocks, part: str, source: Source) -> None:
    """Put the alternative texts that somebody wrote: InDesign's own begin with $ID/."""
    for node in source.root.walk():
        if node.name == "ObjectExportOption" and not (source.get(node, "CustomAltText") or "$ID/").startswith("$ID/"):
            blocks.attribute(part, source, node, "CustomAltText", ("alternative text",))


def _read(archive: Archive, part: str) -> Source:
    return xml_source.read(archive.read(part), f"{archive.name}/{part}")
