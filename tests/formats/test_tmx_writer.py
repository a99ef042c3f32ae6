"""TMX: valid, verbatim, streamed, and read by the tools it is for."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from bitext_samples import PROVENANCE, arbitrary, bitext, full
from bitexte import formats
from bitexte.formats import tmx
from bitexte.model import Bitext, CodeKind, InlineCode, Provenance, State
from hypothesis import HealthCheck, given, settings
from lxml import etree

LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def written(made: Bitext) -> bytes:
    return formats.serialize(replace(made, provenance=PROVENANCE), "tmx")


def parsed(made: Bitext) -> etree._Element:
    return etree.fromstring(written(made))


def segments(root: etree._Element) -> list[tuple[str | None, str | None]]:
    return [(unit.findtext("tuv[1]/seg"), unit.findtext("tuv[2]/seg")) for unit in root.iter("tu")]


def properties(element: etree._Element) -> dict[str, str | None]:
    return {str(prop.attrib["type"]): prop.text for prop in element.iter("prop")}


@given(arbitrary())
def test_source_and_target_stand_verbatim(made: Bitext) -> None:
    pairs = [(unit.segment.text, unit.translation.text) for unit in made.units]
    expected = [tuple(ILLEGAL.sub("\ufffd", text) for text in pair) for pair in pairs if pair[0] and pair[1].strip()]
    assert segments(parsed(made)) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arbitrary())
def test_any_text_gives_a_valid_file(shared: Path, made: Bitext) -> None:
    dtd = etree.DTD(str(shared / "schemas" / "tmx" / "tmx14.dtd"))
    noted = replace(full(), units=(*full().units, *made.units))
    for each in (made, noted if len(noted.document.blocks) > 1 else made):
        assert dtd.validate(parsed(each)), dtd.error_log


def test_a_unit_carries_its_context_for_omegat_and_for_memoq() -> None:
    first, second, third = parsed(full()).iter("tu")
    assert properties(second) == {
        "prev": "La porte",
        "next": "Vraiment\u202f?",
        "x-segment-id": "a/b#1.1",
        "x-origin": "machine",
        "x-engine": "echo",
        "x-context-pre": "<seg>La porte</seg>",
        "x-context-post": "<seg>Vraiment\u202f?</seg>",
    }
    assert "prev" not in properties(first)
    assert properties(third)["x-context-pre"] == "<seg>La porte | &lt;b&gt;s'ouvre&lt;/b&gt;.</seg>"
    assert [note.text for note in second.iter("note")] == [
        "term: porte → gate (missed)",
        "error: “gate” is missing [T001, target]",
    ]


def test_the_header_says_what_made_the_file_and_from_which_language() -> None:
    header = parsed(full())[0]
    assert header.attrib["creationtool"] == "Bitexte"
    assert header.attrib["creationtoolversion"] == "1.2.3"
    assert header.attrib["srclang"] == "fr"
    assert properties(header) == {
        "x-engine": PROVENANCE.engine,
        "x-package": PROVENANCE.package,
        "x-glossary": PROVENANCE.glossary,
    }
    assert [variant.attrib[LANGUAGE] for variant in parsed(full()).iter("tuv")] == ["fr", "en"] * 3
    assert b"date" not in written(full())


def test_characters_that_xml_cannot_hold_are_replaced_and_reported() -> None:
    (unit,) = parsed(bitext(("a\x0bb\0", "c\ud800"))).iter("tu")
    assert [seg.text for seg in unit.iter("seg")] == ["a\ufffdb\ufffd", "c\ufffd"]
    assert [note.text for note in unit.iter("note")] == [
        "characters of the source that XML cannot hold were replaced by U+FFFD: U+0000, U+000B",
        "characters of the target that XML cannot hold were replaced by U+FFFD: U+D800",
    ]


def test_a_segment_too_long_for_trados_is_reported() -> None:
    (unit,) = parsed(bitext(("a" * 2000, "b" * 2001))).iter("tu")
    assert [note.text for note in unit.iter("note")] == ["the target has 2001 characters: Trados takes at most 2000"]


def test_a_segment_without_a_translation_is_no_memory() -> None:
    made = bitext(("a", ""), ("b", "B"), ("c", " \n"))
    assert segments(parsed(made)) == [("b", "B")]
    assert properties(parsed(made))["prev"] == "a"


def test_a_file_with_codes_is_valid_and_marks_drafts_as_a_machine_s(shared: Path) -> None:
    opened, closed = InlineCode("b", CodeKind.OPEN, 0, "<b>"), InlineCode("b", CodeKind.CLOSE, 1, "</b>")
    half = InlineCode("i", CodeKind.OPEN, 1, "<i>")
    draft, reviewed = bitext(("a", "A"), ("b", "B")).units
    codes = (opened, closed, half)
    draft = replace(
        draft, segment=replace(draft.segment, codes=codes), translation=replace(draft.translation, codes=codes)
    )
    made = replace(bitext(("a", "A"), ("b", "B")), units=(draft, replace(reviewed, state=State.REVIEWED)))
    dtd = etree.DTD(str(shared / "schemas" / "tmx" / "tmx14.dtd"))
    root = parsed(made)
    assert dtd.validate(root), dtd.error_log
    assert [unit.get("creationid") for unit in root.iter("tu")] == ["MT!", None]
    assert root.find(".//it[@pos='begin']") is not None


def test_a_file_without_units_is_valid(shared: Path) -> None:
    dtd = etree.DTD(str(shared / "schemas" / "tmx" / "tmx14.dtd"))
    root = etree.fromstring(tmx.head(Provenance(""), "fr") + tmx.FOOT)
    assert dtd.validate(root), dtd.error_log


def test_a_large_document_comes_in_pieces() -> None:
    made = bitext(*(("Bonjour.", "Hello.") for _ in range(3000)))
    pieces = [tmx.head(PROVENANCE, "fr"), *tmx.body(made), tmx.FOOT]
    assert max(map(len, pieces)) < 1_000_000
    units = [element for _, element in etree.iterparse(BytesIO(b"".join(pieces)), tag="tu")]
    assert len(units) == 3000


def test_translate_toolkit_reads_the_memory() -> None:
    store = pytest.importorskip("translate.storage.tmx").tmxfile.parsestring(written(full()))
    pairs = [(str(unit.source), str(unit.target)) for unit in store.units]
    assert pairs == [(unit.segment.text, unit.translation.text) for unit in full().units]


PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0"><source_dir>source</source_dir><target_dir>target</target_dir><tm_dir>tm</tm_dir>
<glossary_dir>glossary</glossary_dir><dictionary_dir>dictionary</dictionary_dir>
<source_lang>fr</source_lang><target_lang>en</target_lang><sentence_seg>false</sentence_seg>
<support_default_translations>true</support_default_translations><remove_tags>false</remove_tags></project></omegat>
"""


def test_a_second_translation_of_one_source_is_bound_to_its_file() -> None:
    made = bitext(("Oui.", "Yes."), ("Non.", "No."), ("Oui.", "Right."), ("Oui.", "Yes."))
    assert [properties(unit).get("file") for unit in parsed(made).iter("tu")] == [None, None, "000_24", None]


def omegat(folder: Path, source: str, memory: bytes, place: str) -> str:
    """Translate a text with a memory in OmegaT and return the text it writes."""
    if not (program := shutil.which("omegat")):
        pytest.skip("OmegaT is not installed")
    project = folder / "project"
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (project / name).mkdir(parents=True)
    (project / "omegat.project").write_text(PROJECT, encoding="utf-8")
    (project / "source" / "000_24.txt").write_text(source, encoding="utf-8")
    (project / place).write_bytes(memory)
    command: list[str | Path] = [program, project, "--mode=console-translate", f"--config-dir={folder / 'config'}"]
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    options = ["--no-team", "--disable-project-locking"]
    run = subprocess.run([*command, *options], capture_output=True, text=True, timeout=100, env=environment)
    assert "TF_TM_LOAD_ERROR" not in run.stdout + run.stderr
    return (project / "target" / "000_24.txt").read_text(encoding="utf-8")


def test_omegat_translates_a_document_from_the_memory(tmp_path: Path) -> None:
    made = bitext(("L’œuvre\u202f: «\u00a0déjà\u00a0» & <vue>.", "The work: “seen” & <more>."), ("Adieu\x0b!", "Bye!"))
    source = f"{made.units[0].segment.text}\n\nInconnu.\n"
    translated = omegat(tmp_path, source, written(made), "tm/auto/memory.tmx")
    assert translated == "The work: “seen” & <more>.\n\nInconnu.\n"


def test_omegat_translates_one_source_in_two_ways_in_its_two_places(tmp_path: Path) -> None:
    made = bitext(("Oui.", "Yes."), ("Non.", "No."), ("Oui.", "Right."), ("Fin.", "End."), name="000_24.txt")
    source = "Oui.\n\nNon.\n\nOui.\n\nFin.\n"
    translated = omegat(tmp_path, source, written(made), "omegat/project_save.tmx")
    assert translated == "Yes.\n\nNo.\n\nRight.\n\nEnd.\n"


def test_what_else_the_engine_could_say_stands_beside_a_draft() -> None:
    others = ("The shop & more", "The store")
    units = [replace(unit, translation=replace(unit.translation, alternatives=others)) for unit in full().units]
    first, *_ = parsed(replace(full(), units=(replace(units[0], state=State.INITIAL), *units[1:]))).iter("tu")
    assert [each.text for each in first.iter("prop") if each.get("type") == "x-alternative"] == list(others)
