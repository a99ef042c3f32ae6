"""XLIFF 1.2 and 2.1 for review: valid, every state right, and read back segment by segment with its codes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from bitext_samples import arbitrary, full
from bitexte import formats
from bitexte.formats import xliff
from bitexte.formats.code_notation import Coded, restored
from bitexte.formats.units import Approval
from bitexte.model import Bitext, CodeKind, Comment, InlineCode, MemoryMatch, State
from hypothesis import given, settings
from lxml import etree

FORMATS = ("xliff", "xliff2")
SCHEMAS = {"xliff": "xliff12/xliff-core-1.2-strict.xsd", "xliff2": "oasis-xliff-21/all_modules_driver.xsd"}


def rich() -> Bitext:
    """A heading and two sentences: a pair, a line break, a pair over both, a comment, a match, a confidence."""
    opened, closed, alone = CodeKind.OPEN, CodeKind.CLOSE, CodeKind.ISOLATED
    first = (
        InlineCode("b", opened, 3, "<b>"),
        InlineCode("n", alone, 8, "<br/>", " "),
        InlineCode("b", closed, 9, "</b>"),
        InlineCode("half", opened, 10, "<i>"),
    )
    second = (InlineCode("half", closed, 3, "</i>"), InlineCode("far", closed, 3, "</u>"))
    one, two, three = full().units
    match = MemoryMatch("La porte", "The gate", 101, State.REVIEWED, "Ada", "", "m.tmx")
    two = replace(
        two,
        segment=replace(two.segment, codes=first),
        translation=replace(two.translation, codes=first, confidence=0.71),
        candidates=(match, replace(match, similarity=80)),
        comments=(Comment("Too long", "Ada"),),
    )
    three = replace(
        three,
        segment=replace(three.segment, codes=second),
        translation=replace(three.translation, codes=second),
        state=State.REVIEWED,
    )
    return replace(full(), units=(one, two, three), target_language="en-GB")


class _Local(etree.Resolver):
    """Finds the schema of the xml namespace beside the others, not in the network."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def resolve(self, url: str, _public: str, context: object) -> object:  # type: ignore[override]  # wrong in the stubs
        if url.endswith("xml.xsd"):
            path = self._folder / "oasis-xliff-21" / "informativeCopiesOf3rdPartySchemas" / "w3c" / "xml.xsd"
            return self.resolve_filename(str(path), context)  # type: ignore[attr-defined]  # not in the stubs
        return None


@pytest.fixture(scope="module")
def schemas(shared: Path) -> dict[str, etree.XMLSchema]:
    folder = shared / "schemas"
    if not folder.is_dir():
        pytest.skip("the schemas do not lie beside the project")
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(_Local(folder))
    return {name: etree.XMLSchema(etree.parse(str(folder / path), parser)) for name, path in SCHEMAS.items()}


@pytest.mark.parametrize("name", FORMATS)
def test_a_rich_file_is_valid(name: str, schemas: dict[str, etree.XMLSchema]) -> None:
    schemas[name].assertValid(etree.fromstring(formats.serialize(rich(), name)))


@pytest.mark.parametrize("name", FORMATS)
def test_any_text_gives_a_valid_file(name: str, schemas: dict[str, etree.XMLSchema]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(arbitrary())
    def check(made: Bitext) -> None:
        schemas[name].assertValid(etree.fromstring(formats.serialize(made, name)))

    check()


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_comes_back_with_ids_states_and_codes(name: str) -> None:
    made = rich()
    found = xliff.parse_returned(formats.serialize(made, name), "x.xlf")
    assert [each.unit.segment.id for each in found] == [unit.segment.id for unit in made.units]
    assert [each.standing.approval for each in found] == [Approval.DRAFT, Approval.DRAFT, Approval.APPROVED]
    assert [each.unit.state for each in found] == [State.INITIAL, State.INITIAL, State.REVIEWED]
    assert [each.unit.comments for each in found] == [(), (Comment("Too long", "Ada"),), ()]
    for each, unit in zip(found, made.units, strict=True):
        read = each.unit.translation
        assert restored(Coded(read.text, read.codes), unit.segment.codes) == (
            unit.translation.text,
            unit.translation.codes,
        )


def test_drafts_are_never_new_nor_approved() -> None:
    text = formats.serialize(full(), "xliff").decode()
    assert text.count('state="needs-review-translation" state-qualifier="leveraged-mt"') == 3
    assert "approved=" not in text
    assert formats.serialize(full(), "xliff2").decode().count('state="initial"') == 3


@pytest.mark.parametrize("name", FORMATS)
def test_findings_terms_and_the_place_are_notes(name: str) -> None:
    text = formats.serialize(rich(), name).decode()
    assert "heading 1" in text
    assert "term: porte → gate (missed)" in text
    assert "“gate” is missing" in text


@pytest.mark.parametrize("name", FORMATS)
def test_what_else_the_engine_could_say_stands_beside_a_draft_without_codes(
    name: str, schemas: dict[str, etree.XMLSchema]
) -> None:
    others = ("Headline", "The <title>")
    units = [
        replace(unit, translation=replace(unit.translation, confidence=0.3, alternatives=others), state=State.INITIAL)
        for unit in rich().units
    ]
    made = formats.serialize(replace(rich(), units=tuple(units)), name)
    schemas[name].assertValid(etree.fromstring(made))
    tree = etree.fromstring(made)
    beside = [each.xpath("string(*[local-name()='target'])") for each in tree.iter("{*}alt-trans", "{*}match")]
    assert [beside.count(other) for other in others] == [1, 1]  # of the heading alone
    assert xliff.parse_units(made, "a.xlf")[0].translation.text == rich().units[0].translation.text


def test_2_has_a_unit_a_block_with_its_segments_and_the_blanks_between() -> None:
    root = etree.fromstring(formats.serialize(rich(), "xliff2"))
    units = root.findall(".//{*}unit")
    assert [[etree.QName(child).localname for child in unit if child.tag.endswith(("t", "e"))] for unit in units][1][
        -3:
    ] == ["segment", "ignorable", "segment"]
    assert units[1].find(".//{*}ec[@startRef='3']") is not None
    assert units[1].find(".//{*}ec[@isolated='yes']") is not None
    assert [match.get("type") for match in units[1].iter("{*}match")] == ["icm", "tm", "mt"]


def test_the_languages_are_those_of_the_settings() -> None:
    assert 'target-language="en-GB"' in formats.serialize(rich(), "xliff").decode()
    assert 'trgLang="en-GB"' in formats.serialize(rich(), "xliff2").decode()
    assert 'xml:lang="en-GB"' in formats.serialize(rich(), "tmx").decode()


def test_translate_toolkit_reads_the_file() -> None:
    storage = pytest.importorskip("translate.storage.xliff")
    read = storage.xlifffile.parsestring(formats.serialize(rich(), "xliff"))
    assert next(str(unit.target) for unit in read.units if unit.source) == "The gate"
    assert len(read.units) == 3
