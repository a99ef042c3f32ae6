"""XLIFF 1.2 and 2.x: a document whose empty targets are filled, and the units of files that come back.

Written are `version1` and `version2`.
"""

from __future__ import annotations

from bitexte.errors import InputError
from bitexte.formats.code_notation import from_elements
from bitexte.formats.units import Pair, Returned, returned
from bitexte.formats.xliff.fill import parse, rebuild, rebuild_stated
from bitexte.formats.xliff.segments import Part, languages, parts, stating_languages
from bitexte.formats.xliff.source import Markup, decoded
from bitexte.formats.xliff.source import parse as parse_markup
from bitexte.language.tags import SOURCE, TARGET, primary
from bitexte.model import Remark, Unit
from bitexte.text.characters import shown

__all__ = ["parse", "parse_returned", "parse_units", "rebuild", "rebuild_stated"]

_UNFINISHED = frozenset({"new", "needs-translation", "needs-adaptation", "needs-l10n", "initial"})


def parse_units(content: bytes, name: str) -> tuple[Unit, ...]:
    """One unit a segment; a segment without target has an empty translation.

    Raises InputError for malformed files and for other languages than French into English.
    """
    return tuple(each.unit for each in parse_returned(content, name))


def parse_returned(content: bytes, name: str) -> tuple[Returned, ...]:
    """As `parse_units`, with the state that the tool left each segment in."""
    root = parse_markup(decoded(content, name)[0], name)
    if root.tag != "xliff":
        raise InputError(f"its root is <{shown(root.tag)}>, not <xliff>", where=name)
    found = list(parts(root, name))
    for part in found:
        _check_languages(part, root, name)
    return returned(name, map(_pair, found))


def _pair(part: Part) -> Pair:
    source = from_elements(part.source)
    target = (
        from_elements(part.target)
        if part.target is not None
        else from_elements(part.source)._replace(text="", codes=())
    )
    raw = part.holder.get("state") if part.version == 2 else (part.unit.first("target") and part.standing.raw) or ""
    problems = (Remark("state", raw),) if raw in _UNFINISHED else ()
    return Pair(part.key, source, target, problems, part.standing, part.comments)


def _check_languages(part: Part, root: Markup, name: str) -> None:
    source, target = languages(part, root)
    if primary(source or SOURCE) != SOURCE or primary(target or TARGET) != TARGET:
        raise InputError(
            f"it translates {shown(source or 'something')} into {shown(target or 'something')}",
            where=f"{name}:{stating_languages(part, root).line}",
            hint="translations from French into English are checked here",
        )
