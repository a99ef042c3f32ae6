"""XLIFF 1.2 and 2.x: the segments of a translation from French into English, with the states that call for work."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bitexte.errors import InputError
from bitexte.formats.units import SOURCE, TARGET, Pair, children, elements, plain, units
from bitexte.language.detection import primary
from bitexte.model import Remark, Unit
from bitexte.text.characters import shown
from bitexte.text.xml import local

_FLATTENED = frozenset({"g", "mrk", "pc"})
_STANDING = frozenset({"x", "ph", "it"})
_UNFINISHED = frozenset({"new", "needs-translation", "needs-adaptation", "needs-l10n", "initial"})


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """One unit a segment; a segment without target has an empty translation.

    Raises InputError for malformed files and for other languages than French into English.
    """
    shapes = {"trans-unit": _pairs_of_1, "unit": _pairs_of_2}
    found = elements(content, name, "xliff", *shapes)
    return units(name, (pair for unit in found for pair in shapes[local(unit)](unit, name)))


def _check_languages(source: str | None, target: str | None, place: str) -> None:
    if primary(source or SOURCE) != SOURCE or primary(target or TARGET) != TARGET:
        raise InputError(
            f"it translates {shown(source or 'something')} into {shown(target or 'something')}",
            where=place,
            hint="translations from French into English are checked here",
        )


def _pairs_of_1(unit: etree._Element, name: str) -> Iterator[Pair]:
    file = next((above for above in unit.iterancestors() if local(above) == "file"), None)
    if file is not None:
        _check_languages(file.get("source-language"), file.get("target-language"), f"{name}:{file.sourceline}")
    source, segmented, target = (_first(unit, part) for part in ("source", "seg-source", "target"))
    if source is None:
        raise InputError("a <trans-unit> without <source>", where=f"{name}:{unit.sourceline}")
    key, state = _key(unit), target.get("state") if target is not None else None
    pieces, translated = _marked(segmented, name), _marked(target, name)
    if pieces and translated:
        for mark, text in pieces.items():
            yield Pair(f"{key}.{mark}", text, translated.get(mark, ""), _problems(state))
    else:
        yield Pair(key, _text(source, name), _text(target, name), _problems(state))


def _pairs_of_2(unit: etree._Element, name: str) -> Iterator[Pair]:
    root = unit.getroottree().getroot()
    _check_languages(root.get("srcLang"), root.get("trgLang"), name)
    key = _key(unit)
    segments = children(unit, "segment")
    for number, segment in enumerate(segments, start=1):
        source, target = _first(segment, "source"), _first(segment, "target")
        if source is None:
            raise InputError("a <segment> without <source>", where=f"{name}:{segment.sourceline}")
        part = f"{key}.{segment.get('id') or number}" if len(segments) > 1 else key
        yield Pair(part, _text(source, name), _text(target, name), _problems(segment.get("state")))


def _key(unit: etree._Element) -> str:
    """The unit's name where that is a segment's id (an XML id cannot hold its `#`), else the unit's id."""
    named = unit.get("resname") or unit.get("name") or ""
    return (named if "#" in named else unit.get("id", "")).strip()


def _first(element: etree._Element, label: str) -> etree._Element | None:
    return next(iter(children(element, label)), None)


def _text(element: etree._Element | None, name: str) -> str:
    return "" if element is None else plain(element, name, _FLATTENED, _STANDING)


def _marked(element: etree._Element | None, name: str) -> dict[str, str]:
    """The segments of XLIFF 1.2, which stand in `mrk` elements of type seg, by their ids."""
    if element is None:
        return {}
    marks = [child for child in element.iter("{*}mrk") if child.get("mtype") == "seg"]
    return {mark.get("mid", str(number)): _text(mark, name) for number, mark in enumerate(marks)}


def _problems(state: str | None) -> tuple[Remark, ...]:
    return (Remark("state", state),) if state in _UNFINISHED else ()
