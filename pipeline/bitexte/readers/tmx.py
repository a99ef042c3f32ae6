"""TMX 1.1 to 1.4: the French-English pairs of a translation memory, whatever the order of its languages."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from bitexte import markup
from bitexte.errors import InputError
from bitexte.language import primary
from bitexte.model import Unit
from bitexte.readers.bilingual import SOURCE, TARGET, Pair, children, elements, plain, shown, units

_FLATTENED = frozenset({"hi"})
_STANDING = frozenset({"ph", "it", "ut"})


def read(content: bytes, name: str) -> tuple[Unit, ...]:
    """One unit for each English variant of a French segment; French alone gives a unit with an empty translation.

    Raises InputError for malformed files and for files that hold no French-English pair.
    """
    languages: set[str] = set()
    found = units(name, _pairs(content, name, languages))
    if languages and not languages >= {SOURCE, TARGET}:
        spoken = ", ".join(shown(code) for code in sorted(languages)[:10])
        raise InputError(f"no French-English pair: its languages are {spoken}", where=name)
    return found


def _pairs(content: bytes, name: str, languages: set[str]) -> Iterator[Pair]:
    for unit in elements(content, name, "tmx", "tu"):
        texts: dict[str, list[str]] = {}
        for variant in children(unit, "tuv"):
            code = _language(variant, name)
            texts.setdefault(code, []).append(_text(variant, name))
        languages.update(texts)
        for source in texts.get(SOURCE, [])[:1]:
            for target in texts.get(TARGET) or [""]:
                yield Pair(_key(unit), source, target)


def _key(unit: etree._Element) -> str:
    """The segment's id where Bitexte itself wrote the file, else the unit's own, which need not be there."""
    ours = next((each.text for each in children(unit, "prop") if each.get("type") == "x-segment-id"), None)
    return (ours or unit.get("tuid") or "").strip()


def _language(variant: etree._Element, name: str) -> str:
    code = markup.language(variant)
    if not code:
        raise InputError("a <tuv> without language", where=f"{name}:{variant.sourceline}", hint='add xml:lang="fr"')
    return primary(code)


def _text(variant: etree._Element, name: str) -> str:
    segments = children(variant, "seg")
    if not segments:
        raise InputError("a <tuv> without <seg>", where=f"{name}:{variant.sourceline}")
    return plain(segments[0], name, _FLATTENED, _STANDING)
