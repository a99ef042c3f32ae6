"""Open Packaging Conventions (ECMA-376, part 2): the parts of a zipped office document."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from bitexte.errors import InputError
from bitexte.formats import xml_source
from bitexte.formats.signatures import CONTENT_TYPES
from bitexte.formats.zipped import Archive


@dataclass(frozen=True, slots=True)
class Relationship:
    """From a part to another: the last word of its type, and the name of the part it leads to."""

    kind: str
    target: str


def content_types(archive: Archive) -> dict[str, str]:
    """The content type of each member that has one, by its name."""
    source = xml_source.read(archive.read(CONTENT_TYPES), f"{archive.name}/{CONTENT_TYPES}")
    defaults: dict[str, str] = {}
    overrides: dict[str, str] = {}
    for node in source.root.children:
        kind = source.get(node, "ContentType") or ""
        if node.name == "ct:Default":
            defaults[(source.get(node, "Extension") or "").lower()] = kind
        elif node.name == "ct:Override":
            overrides[unquote(source.get(node, "PartName") or "").lstrip("/").lower()] = kind
    types = {}
    for name in archive.names:
        kind = overrides.get(name.lower()) or defaults.get(name.rpartition(".")[2].lower(), "")
        if kind:
            types[name] = kind
    return types


def of_kind(types: dict[str, str], *ends: str) -> list[str]:
    """The names of the parts whose content type ends in one of these, those with numbers in their order."""
    return sorted((name for name, kind in types.items() if kind.endswith(ends)), key=_natural)


def relationships(archive: Archive, part: str) -> dict[str, Relationship]:
    """The relationships of a part by their ids; those that lead out of the package are left out."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in archive:
        return {}
    source = xml_source.read(archive.read(listed), f"{archive.name}/{listed}")
    found = {}
    for node in source.root.children:
        target = unquote(source.get(node, "Target") or "")
        if source.get(node, "TargetMode") == "External" or not target:
            continue
        full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        kind = (source.get(node, "Type") or "").rpartition("/")[2]
        found[source.get(node, "Id") or ""] = Relationship(kind, full)
    return found


def required(found: list[str], archive: Archive, what: str) -> str:
    """The first of the parts found; InputError where there is none."""
    if not found:
        raise InputError(f"has no {what}", where=archive.name, hint="open it in its own program and save it again")
    return found[0]


def _natural(name: str) -> tuple[str, int, str]:
    stem = name.rpartition(".")[0]
    digits = stem[len(stem.rstrip("0123456789")) :]
    return stem.rstrip("0123456789"), int(digits or 0), name
