"""A project: all that a bitext depends on besides its document."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

from bitexte import checks, engine, packages, segment, settings, terms
from bitexte.disk import places, sources
from bitexte.disk.read import read_bytes
from bitexte.engine import Engine
from bitexte.errors import ConfigError, nearest
from bitexte.formats.options import Layout, Options, Writing
from bitexte.memory import Memory
from bitexte.memory.fuzzy import References
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.model import Provenance
from bitexte.packages import Package
from bitexte.segment import ByHand, Rules, by_hand
from bitexte.settings import Settings
from bitexte.terms import Glossary
from bitexte.version import __version__


@dataclass(frozen=True)
class Project:
    """Settings, glossary files and memory; rules, glossary, engine and store open when they are first asked for.

    Only values are held, so that it can be pickled and sent to another process, which opens its own. `glossary_files`
    are the glossaries in use, the strongest first; `memory_file` is where machine translations are kept, nowhere if
    None; `cache_folder` is where compiled glossaries are kept. `links`: word links are asked of the engine.
    """

    settings: Settings
    glossary_files: tuple[Path, ...] = ()
    memory_file: Path | None = None
    cache_folder: Path | None = None
    links: bool = True

    @classmethod
    def open(
        cls,
        folder: Path | str | None = None,
        *,
        settings: Settings | None = None,
        package: str | None = None,
        glossary: Sequence[Path | str] | None = None,
        memory: Path | str | None = None,
    ) -> Project:
        """A project of the settings given, else of those of `folder`, else of the defaults.

        `glossary` names glossary files; where it is None those of the folder's settings are used, none without a
        folder. Nothing is written without `memory`. Raises ConfigError.
        """
        chosen = settings or (load_settings(Path(folder)) if folder is not None else Settings())
        if package is not None:
            chosen = replace(chosen, package=package)
        files = default_glossaries(chosen) if glossary is None and folder is not None else map(Path, glossary or ())
        return cls(chosen, tuple(dict.fromkeys(files)), Path(memory) if memory is not None else None)

    @cached_property
    def rules(self) -> Rules:
        """The segmentation rules: the project's SRX file, else our own; and what people split and joined by hand."""
        if self.settings.srx is None:
            return replace(segment.default_rules(), by_hand=self.by_hand)
        path = self.settings.folder / self.settings.srx
        return replace(Rules.parse(read_bytes(path), str(path)), by_hand=self.by_hand)

    @cached_property
    def by_hand(self) -> ByHand:
        """What people split and joined, from the files beside the reviewed memories. Raises InputError."""
        memories = (self.settings.folder / name for name in self.settings.reviewed)
        files = [path for path in map(by_hand.beside, memories) if path.exists()]
        found = ByHand()
        for path in files:
            found = found.merged(ByHand.parse(read_bytes(path), str(path)).pieces)
        return found

    @cached_property
    def srx(self) -> bytes:
        """The segmentation rules as a file."""
        chosen = self.settings.srx
        return segment.default_srx() if chosen is None else read_bytes(self.settings.folder / chosen)

    @cached_property
    def glossary(self) -> Glossary:
        """The terms of all glossary files, compiled. Raises GlossaryError."""
        return terms.load_glossary(self.glossary_files, self.cache_folder)

    @cached_property
    def package(self) -> Package:
        """The model package in use. Raises PackageError."""
        return packages.resolve(None, self.settings.package, self.settings.folder)

    @cached_property
    def engine(self) -> Engine:
        """What translates: the engine that the settings name. Raises ConfigError or PackageError."""
        chosen = self.settings.engine
        if chosen not in engine.ENGINES:
            close = nearest(chosen, engine.ENGINES)
            hint = f"did you mean {close}?" if close else "engines: " + ", ".join(sorted(engine.ENGINES))
            raise ConfigError(f"unknown engine {chosen!r}", hint=hint)
        return engine.ENGINES[chosen](self.settings, lambda: self.package, self.links)

    @cached_property
    def memory(self) -> Memory:
        """The store of machine translations; one that remembers nothing where the project has none."""
        return Memory.open(self.memory_file) if self.memory_file is not None else Memory.none()

    @cached_property
    def reviewed(self) -> ReviewedMemory:
        """The human work of the project. Raises InputError."""
        return ReviewedMemory.load(self.settings.folder / name for name in self.settings.reviewed)

    @cached_property
    def references(self) -> References:
        """Other memories, shown beside. Raises InputError or MemoryStoreError."""
        chosen = self.settings
        folder = self.cache_folder or places.cache_folder()
        return References.open((chosen.folder / name for name in chosen.references), folder)

    @cached_property
    def options(self) -> Options:
        """How documents are read."""
        chosen = self.settings
        return Options(
            largest=chosen.largest,
            columns=chosen.columns,
            wrapped=chosen.wrapped,
            only_empty=chosen.only_empty,
            hidden=chosen.hidden,
            comments=chosen.comments,
            revisions=chosen.revisions,
            line=chosen.subtitle_line,
            keep_styles=chosen.keep_styles,
            keep_selectors=chosen.keep_selectors,
            language=chosen.english,
        )

    @cached_property
    def writing(self) -> Writing:
        """How the files beside the English documents are written."""
        chosen = self.settings
        layout = None if chosen.bilingual == "no" else Layout(chosen.bilingual)
        return Writing(layout, chosen.xliff_units, chosen.po_drafts, chosen.csv_mark)

    @cached_property
    def provenance(self) -> Provenance:
        """How this project's results are made."""
        package = self.package if self.settings.engine in engine.WITH_PACKAGE else None
        return Provenance(
            version=__version__,
            engine=self.engine.signature,
            package=f"{package.name} {package.version} sha256:{package.checksum}" if package else "",
            glossary=f"sha256:{self.glossary.checksum}" if self.glossary.terms else "",
            rules=f"sha256:{hashlib.sha256(self.by_hand.serialize()).hexdigest()}" if self.by_hand else "",
            reviewed=f"sha256:{self.reviewed.checksum}" if self.reviewed.entries else "",
        )

    def with_reviewed(self, memory: ReviewedMemory) -> Project:
        """The same project with other human work; what is open is shared, and stays this one's to close."""
        other = replace(self)
        vars(other).update({**vars(self), "reviewed": memory})
        return other

    def close(self) -> None:
        """Close the memories that were opened."""
        if "memory" in self.__dict__:
            self.memory.close()
            del self.__dict__["memory"]
        if "references" in self.__dict__:
            self.references.close()
            del self.__dict__["references"]

    def __enter__(self) -> Project:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __getstate__(self) -> dict[str, Any]:
        """The values alone: what was opened is opened again where they are used."""
        return {name: self.__dict__[name] for name in self.__dataclass_fields__}


def load_settings(folder: Path) -> Settings:
    """The settings of the project in `folder`; the defaults where it has none. Raises ConfigError."""
    chosen = settings.load(folder)
    checks.severities(chosen.checks)
    checks.own.validate(chosen.own_checks)
    return chosen


def default_glossaries(chosen: Settings) -> list[Path]:
    """The termbases of a project, in the order of the settings, then of their names."""
    return [path for pattern in chosen.glossaries for path in sources.matching(chosen.folder, pattern)]
