"""The exported files in the programs they are meant for, by schema and by the programs' own readers."""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import deepl.util
import pytest
from bitexte.terms import exchange
from exchange_glossary import ALL, KEPT, MARKETPLACE, PAIRS, PROVENANCE, SECOND
from lxml import etree
from openpyxl import load_workbook
from translate.storage.csvl10n import csvfile
from translate.storage.pypo import pofile
from translate.storage.tbx import tbxfile
from translate.storage.tmx import tmxfile

OMEGAT = Path("/usr/share/omegat/OmegaT.jar")


def written(name: str) -> bytes:
    return exchange.serialize(name, ALL, PROVENANCE, raw=True).content


def pairs(store: object) -> set[tuple[str, str]]:
    return {(str(unit.source), str(unit.target)) for unit in store.units if unit.source}  # type: ignore[attr-defined]


def need(program: str) -> str:
    found = shutil.which(program)
    if not found:
        pytest.skip(f"{program} is not installed")
    return found


def schema(shared: Path, path: str) -> Path:
    found = shared / "schemas" / path
    if not found.is_file():
        pytest.skip(f"the schema {path} is not there")
    return found


def test_tbx_is_valid_against_the_core_structure(shared: Path) -> None:
    grammar = etree.RelaxNG(etree.parse(schema(shared, "tbx3-core/TBXcoreStructV03.rng")))
    grammar.assertValid(etree.fromstring(written("tbx")))


def test_tbx_obeys_the_rules_of_tbx_basic(shared: Path, tmp_path: Path) -> None:
    file = tmp_path / "g.tbx"
    file.write_bytes(written("tbx"))
    rules = schema(shared, "tbx3-basic/DCA/TBX-Basic_DCA.sch")
    done = subprocess.run([need("jing"), rules, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_tbx2_is_valid_against_its_dtd(shared: Path) -> None:
    with schema(shared, "tbx2-openxliff/TBXcoreStructV02.dtd").open() as file:
        etree.DTD(file).assertValid(etree.fromstring(written("tbx2")))


def test_tmx_is_valid_against_its_dtd(shared: Path) -> None:
    with schema(shared, "tmx/tmx14.dtd").open() as file:
        etree.DTD(file).assertValid(etree.fromstring(written("tmx")))


@pytest.mark.parametrize("name", ["deepl", "azure"])
def test_deepl_reads_every_pair(name: str) -> None:
    assert set(deepl.util.convert_tsv_to_dict(written(name).decode()).items()) == PAIRS


def test_translate_toolkit_reads_tbx2_with_forbidden_and_kept_terms() -> None:
    store = tbxfile(io.BytesIO(written("tbx2")), sourcelanguage="fr", targetlanguage="en")
    units = {unit.source: unit for unit in store.units}
    assert len(units) == len(ALL)
    assert not units[KEPT.source].istranslatable()
    targets = {term.text: term.deprecated for term in units[MARKETPLACE.source].get_target_terms()}
    assert targets == {"marketplace": False, "online marketplace": False, "market place": True}


def test_translate_toolkit_reads_every_pair_of_weblate_csv() -> None:
    assert pairs(csvfile(io.BytesIO(written("weblate")))) == PAIRS | SECOND


def test_translate_toolkit_reads_every_pair_of_po() -> None:
    assert pairs(pofile(io.BytesIO(written("po")))) == PAIRS | SECOND


def test_translate_toolkit_reads_every_pair_of_tmx() -> None:
    assert pairs(tmxfile(io.BytesIO(written("tmx")), sourcelanguage="fr", targetlanguage="en")) == PAIRS


def test_msgfmt_finds_nothing_to_say_about_po(tmp_path: Path) -> None:
    file = tmp_path / "g.po"
    file.write_bytes(written("po"))
    done = subprocess.run(
        [need("msgfmt"), "-c", "--check-header", "-o", tmp_path / "g.mo", file],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["omegat", "tbx2"])
def test_omegat_reads_every_pair(name: str, tmp_path: Path) -> None:
    java, javac = need("java"), need("javac")
    if not OMEGAT.is_file():
        pytest.skip("OmegaT is not installed")
    export = exchange.serialize(name, ALL, PROVENANCE, raw=True)
    glossary = tmp_path / f"g.{export.suffix}"
    glossary.write_bytes(export.content)
    (tmp_path / "Readers.java").write_text(READERS)
    path = f"{_class_path()}:{tmp_path}"
    subprocess.run([javac, "-cp", path, tmp_path / "Readers.java"], check=True, capture_output=True)
    # OmegaT 3 decodes .txt by the default character set where it recognises none: the worst case is tried.
    options = ["-Djava.awt.headless=true", "-Dfile.encoding=ISO-8859-1", f"-Duser.home={tmp_path}"]
    command = [java, *options, "-cp", path, "Readers", str(tmp_path / "out"), str(glossary)]
    subprocess.run(command, check=True, capture_output=True)
    read = {tuple(line.split("\t")[:2]) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()}
    hidden = {("#mot-dièse", "#hashtag")} if name == "omegat" else set()
    assert read >= (PAIRS | SECOND) - hidden


def test_csv_of_the_translation_services_has_their_headers() -> None:
    assert written("amazon").decode().splitlines()[0] == "fr,en"
    assert written("google").decode().splitlines()[0] == "fr,en,pos,description"
    assert next(csv.reader(io.StringIO(written("memoq").decode())))[:4] == [
        "Entry_ID",
        "Entry_Domain",
        "Entry_Note",
        "French_Def",
    ]


def test_a_worksheet_stores_formulas_as_text_and_freezes_its_header() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx")))["glossary"]
    cells = {cell.value: cell.data_type for cell in sheet["A"]}
    assert cells["=SOMME"] == "s"
    assert sheet.freeze_panes == "A2"


def test_a_worksheet_carries_no_clock() -> None:
    with zipfile.ZipFile(io.BytesIO(written("xlsx"))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        assert not re.search(rb"20\d\d-\d\d-\d\dT", archive.read("docProps/core.xml"))


def _class_path() -> str:
    with zipfile.ZipFile(OMEGAT) as archive:
        manifest = archive.read("META-INF/MANIFEST.MF").decode().replace("\r", "").replace("\n ", "")
    listed = re.search(r"Class-Path: (.*)", manifest)
    jars = listed[1].split() if listed else []
    return ":".join([str(OMEGAT), *(jar if jar.startswith("/") else str(OMEGAT.parent / jar) for jar in jars)])


READERS = """
import java.io.*; import java.lang.reflect.*; import java.util.*;
import org.omegat.core.Core; import org.omegat.core.data.*; import org.omegat.gui.glossary.*;
public class Readers {
  public static void main(String[] args) throws Exception {
    ProjectProperties properties = new ProjectProperties(new File(args[0]).getParentFile());
    properties.setSourceLanguage("fr");
    properties.setTargetLanguage("en");
    Core.setProject((IProject) Proxy.newProxyInstance(Readers.class.getClassLoader(), new Class<?>[]{IProject.class},
        (proxy, method, none) -> method.getName().equals("getProjectProperties") ? properties : null));
    File file = new File(args[1]);
    List<GlossaryEntry> entries =
        args[1].endsWith(".tbx") ? GlossaryReaderTBX.read(file, false) : GlossaryReaderTSV.read(file, false);
    try (Writer out = new OutputStreamWriter(new FileOutputStream(args[0]), "UTF-8")) {
      for (GlossaryEntry entry : entries)
        for (String target : entry.getLocTerms(false)) out.write(entry.getSrcText() + "\\t" + target + "\\n");
    }
  }
}
"""
