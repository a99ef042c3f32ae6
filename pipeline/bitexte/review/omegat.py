"""A folder that OmegaT opens as it is: a catalogue a document, human work, drafts and terms, each in its place.

OmegaT takes what is in `tm/auto` for translated and offers what is in `tm/mt`; it leaves out a fuzzy message of a
catalogue. So nothing unread counts as done. Its own memory, project_save.tmx, is never written. It pairs texts as they
are written in the catalogue: inline codes stand in the memories as they stand there, as plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bitexte import formats
from bitexte.disk.outputs import Outputs
from bitexte.formats import tmx
from bitexte.formats.code_notation import OMEGAT, written
from bitexte.formats.units import Approval, Returned, Standing, neighbours
from bitexte.model import Bitext, Provenance, State, Term, Unit
from bitexte.review.machine import MachineMemory, machine_tmx
from bitexte.terms import exchange
from bitexte.text.codes import numbered

FOLDER = "omegat"  # beside the output folder
_MACHINE = "tm/mt/penalty-010/machine.tmx"  # ten in a hundred less than what people wrote
_REVIEWED = "tm/auto/reviewed.tmx"
_EMPTY = ("target", "dictionary", "omegat")  # folders that OmegaT wants to find

_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
    <project version="1.0">
        <source_dir>__DEFAULT__</source_dir>
        <target_dir>__DEFAULT__</target_dir>
        <tm_dir>__DEFAULT__</tm_dir>
        <glossary_dir>__DEFAULT__</glossary_dir>
        <glossary_file>__DEFAULT__</glossary_file>
        <dictionary_dir>__DEFAULT__</dictionary_dir>
        <source_lang>{source}</source_lang>
        <target_lang>{target}</target_lang>
        <source_tok>org.omegat.tokenizer.LuceneFrenchTokenizer</source_tok>
        <target_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</target_tok>
        <sentence_seg>false</sentence_seg>
        <support_default_translations>true</support_default_translations>
        <remove_tags>false</remove_tags>
    </project>
</omegat>
"""


class _Project:
    def __init__(self, outputs: Outputs, machine: MachineMemory) -> None:
        self._outputs, self._machine = outputs, machine
        self.reviewed: list[Returned] = []
        self.terms: dict[str, Term] = {}
        self.languages = {"source": "fr", "target": "en"}

    def add(self, bitext: Bitext) -> None:
        self._outputs.write(f"source/{bitext.document.name}.po", formats.serialize(bitext, "po"))
        self.languages = {"source": bitext.source_language, "target": bitext.target_language}
        plain = replace(bitext, units=tuple(map(_with_literal_codes, bitext.units)))
        drafts = replace(plain, units=tuple(unit for unit in plain.units if unit.state is State.INITIAL))
        self._machine.add(drafts)
        self.reviewed += _reviewed(plain)
        self.terms |= {match.term.id: match.term for unit in bitext.units for match in unit.matches}


@contextmanager
def omegat_project(outputs: Outputs, provenance: Provenance) -> Iterator[_Project]:
    """The collection, in the folder `omegat` beside the output folder; its glossary has the terms of the documents."""
    own = outputs.beside(FOLDER)
    with machine_tmx(own, provenance, _MACHINE) as machine:
        project = _Project(own, machine)
        yield project
    own.write(_REVIEWED, tmx.serialize_reviewed(project.reviewed, **project.languages))
    own.write("glossary/terms.txt", _glossary(project.terms, provenance))
    own.write("omegat.project", _PROJECT.format(**project.languages).encode())
    for name in _EMPTY:
        _make(own.folder / name)


def _make(folder: Path) -> None:
    """A folder that waits for what OmegaT puts there; whatever goes by that name stays."""
    if not folder.exists() and not folder.is_symlink():
        folder.mkdir()


def _glossary(terms: dict[str, Term], provenance: Provenance) -> bytes:
    known = [terms[name] for name in sorted(terms)]
    return exchange.serialize("omegat", known, provenance, raw=True).content if known else b""


def _with_literal_codes(unit: Unit) -> Unit:
    """The unit with its codes as plain text, as the catalogue has them."""
    segment, translation = unit.segment, unit.translation
    numbers = {name: str(number) for name, number in numbered(segment.codes).items()}
    source = written(segment.text, segment.codes, OMEGAT, numbers)
    target = written(translation.text, translation.codes, OMEGAT, numbers)
    return replace(
        unit,
        segment=replace(segment, text=source, span=(0, len(source)), codes=()),
        translation=replace(translation, text=target, codes=(), links=(), uses=()),
        matches=(),
    )


def _reviewed(plain: Bitext) -> Iterator[Returned]:
    """The units that people stand for, with who they are where that is known."""
    beside = neighbours(unit.segment.text for unit in plain.units)
    for unit, (before, after) in zip(plain.units, beside, strict=True):
        if unit.state is not State.INITIAL:
            author, date = next(((each.author, each.date) for each in unit.candidates), ("", ""))
            yield Returned(unit, Standing(Approval.APPROVED, unit.state), author, date, before, after)
