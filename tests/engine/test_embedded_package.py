"""The seeds, the e-commerce glossary and the embedded package together, on both roads of terminology."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from bitexte import flow, segment
from bitexte.formats import load_document
from bitexte.model import Bitext, Honour
from bitexte.packages import Package, resolve
from bitexte.packages.find import embedded
from bitexte.project import Project
from bitexte.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def package() -> Package:
    (found,) = embedded().packages
    return found


def test_the_embedded_package_is_one_small_archive_that_states_its_data_and_scores(package: Package) -> None:
    (archive,) = (ROOT / "pipeline" / "bitexte" / "assets").glob("*.argosmodel")
    assert archive.stat().st_size <= 45_000_000
    assert package.annotation is not None
    for said in ("CC BY", "Tatoeba", "BLEU", "Open Government Licence"):
        assert said in package.readme


def test_its_archive_holds_what_argos_translate_reads() -> None:
    (archive,) = (ROOT / "pipeline" / "bitexte" / "assets").glob("*.argosmodel")
    with zipfile.ZipFile(archive) as opened:
        names = {name.partition("/")[2] for name in opened.namelist()}
        (metadata,) = (name for name in opened.namelist() if name.endswith("metadata.json"))
        fields = json.loads(opened.read(metadata))
    assert {"metadata.json", "sentencepiece.model", "model/model.bin", "model/config.json", "README.md"} <= names
    assert (fields["from_code"], fields["to_code"], fields["type"]) == ("fr", "en", "translate")


@pytest.mark.parametrize("annotated", [True, False], ids=["annotation", "black box"])
def test_every_term_of_the_seeds_is_honoured_or_reported(package: Package, annotated: bool) -> None:
    metadata = package.metadata if annotated else replace(package.metadata, terminology=None)
    for bitext in _bitexts(replace(package, metadata=metadata)):
        reported = {finding.segment for finding in bitext.findings if finding.code.startswith("T")}
        for unit in bitext.units:
            assert unit.translation.text.strip()
            assert len(unit.translation.uses) == len(unit.matches)
            for use in unit.translation.uses:
                assert (use.honour is Honour.MISSED) == (use.span is None)
                assert use.span is not None or unit.segment.id in reported


def test_the_seeds_come_out_in_order_with_no_loop(package: Package) -> None:
    for bitext in _bitexts(package):
        cut = list(segment.segment(bitext.document, segment.default_rules()))
        assert [unit.segment for unit in bitext.units] == cut
        problems = [problem.code for unit in bitext.units for problem in unit.translation.problems]
        assert not {"defect", "language"} & set(problems)


def _bitexts(package: Package) -> list[Bitext]:
    project = Project(Settings(), glossary_files=(ROOT / "glossary" / "ecommerce.yaml",))
    vars(project)["package"] = package
    documents = [load_document(path, path.name) for path in sorted((ROOT / "seeds").glob("*.txt"))]
    return list(flow.translate_documents(documents, project))


def test_a_wanted_package_comes_before_the_embedded_one(package: Package, tmp_path: Path) -> None:
    assert resolve(str(package.folder), None, tmp_path).checksum == package.checksum
