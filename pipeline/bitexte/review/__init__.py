"""How human work comes home; and the files that a whole run goes into."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bitexte.disk.outputs import Outputs
from bitexte.flow import Collection
from bitexte.model import Provenance
from bitexte.review import drafts
from bitexte.review.machine import machine_tmx
from bitexte.review.omegat import omegat_project
from bitexte.review.overview import overview


@dataclass(frozen=True, slots=True)
class CollectionFormat:
    """A file, or a folder, that a whole run goes into: `open` makes it in the output folder."""

    name: str
    title: str
    open: Callable[[Outputs, Provenance], AbstractContextManager[Collection]]


COLLECTIONS = (
    CollectionFormat("tmx", "machine.tmx, the drafts of a run as a translation memory", machine_tmx),
    CollectionFormat("index", "index.html, the figures of a run with links to its files", overview),
    CollectionFormat(
        "omegat", "omegat/ beside the output folder, a project that OmegaT opens as it is", omegat_project
    ),
)
RECORD = drafts.record  # always written: what returned files are compared with
