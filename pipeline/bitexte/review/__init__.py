"""How human work comes home; and the files that a whole run goes into."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bitexte.disk.outputs import Outputs
from bitexte.flow import Collection
from bitexte.project import Project
from bitexte.review import drafts, postedit
from bitexte.review.machine import machine_tmx
from bitexte.review.omegat import omegat_project
from bitexte.review.overview import overview


@dataclass(frozen=True, slots=True)
class CollectionFormat:
    """A file, or a folder, that a whole run goes into: `open` makes it in the output folder."""

    name: str
    title: str
    open: Callable[[Outputs, Project], AbstractContextManager[Collection]]


def _machine(outputs: Outputs, project: Project) -> AbstractContextManager[Collection]:
    return machine_tmx(outputs, project.provenance)


def _overview(outputs: Outputs, project: Project) -> AbstractContextManager[Collection]:
    memories = [project.settings.folder / name for name in project.settings.reviewed[:1]]
    record = {name: each for memory in memories for name, each in postedit.load(postedit.beside(memory)).items()}
    return overview(outputs, project.provenance, record.values())


def _omegat(outputs: Outputs, project: Project) -> AbstractContextManager[Collection]:
    return omegat_project(outputs, project.provenance)


COLLECTIONS = (
    CollectionFormat("tmx", "machine.tmx, the drafts of a run as a translation memory", _machine),
    CollectionFormat("index", "index.html, the figures of a run with links to its files", _overview),
    CollectionFormat("omegat", "omegat/ beside the output folder, a project that OmegaT opens as it is", _omegat),
)
RECORD = drafts.record  # always written: what returned files are compared with
