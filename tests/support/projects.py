"""Projects with an engine, a glossary and a memory put in by hand."""

from __future__ import annotations

from pathlib import Path

from bitexte.engine import Engine
from bitexte.project import Project
from bitexte.settings import Settings
from bitexte.terms import EMPTY, Glossary


def project(
    engine: Engine, glossary: Glossary = EMPTY, memory: Path | None = None, settings: Settings | None = None
) -> Project:
    """A project whose engine and glossary are these: they stand where they would have been opened."""
    made = Project(settings or Settings(engine="echo"), memory_file=memory)
    vars(made).update(engine=engine, glossary=glossary)
    return made
