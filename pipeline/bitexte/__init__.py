"""Bitexte: French documents into reviewed English ones, offline, with the reader's terminology.

    from bitexte import Project, load_document, translate_document, write_files

    with Project.open(glossary=["glossary/ecommerce.yaml"]) as project:
        bitext = translate_document(load_document("seeds/a.txt"), project)
        write_files(bitext, "out", ["tmx", "xliff"])

`load_*` takes paths, `parse`, `serialize` and `rebuild` handle bytes, `write_*` touches the disk. Every error is a
BitexteError that says what, where, and what to do.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bitexte.version import __version__

if TYPE_CHECKING:
    from bitexte.errors import BitexteError
    from bitexte.evaluation.quality import evaluate
    from bitexte.flow import run, translate, translate_document, translate_documents
    from bitexte.formats import load_document, load_units, parse, rebuild, serialize
    from bitexte.model import (
        Bitext,
        Document,
        Finding,
        Segment,
        Term,
        TermMatch,
        Translation,
        Unit,
    )
    from bitexte.project import Project
    from bitexte.results import write_files
    from bitexte.settings import Settings
    from bitexte.stages.checking import check
    from bitexte.stages.figures import Summary
    from bitexte.terms import Glossary, export_glossary, load_glossary

# Where each public name lies; its module is imported when the name is first used.
_HOMES = {
    "bitexte.errors": ("BitexteError",),
    "bitexte.evaluation.quality": ("evaluate",),
    "bitexte.flow": ("run", "translate", "translate_document", "translate_documents"),
    "bitexte.formats": ("load_document", "load_units", "parse", "rebuild", "serialize"),
    "bitexte.model": ("Bitext", "Document", "Finding", "Segment", "Term", "TermMatch", "Translation", "Unit"),
    "bitexte.project": ("Project",),
    "bitexte.results": ("write_files",),
    "bitexte.settings": ("Settings",),
    "bitexte.stages.checking": ("check",),
    "bitexte.stages.figures": ("Summary",),
    "bitexte.terms": ("Glossary", "export_glossary", "load_glossary"),
}
_MODULES = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "Bitext",
    "BitexteError",
    "Document",
    "Finding",
    "Glossary",
    "Project",
    "Segment",
    "Settings",
    "Summary",
    "Term",
    "TermMatch",
    "Translation",
    "Unit",
    "__version__",
    "check",
    "evaluate",
    "export_glossary",
    "load_document",
    "load_glossary",
    "load_units",
    "parse",
    "rebuild",
    "run",
    "serialize",
    "translate",
    "translate_document",
    "translate_documents",
    "write_files",
]


def __getattr__(name: str) -> Any:
    """A public name, from its module."""
    if name not in _MODULES:
        raise AttributeError(f"module 'bitexte' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
