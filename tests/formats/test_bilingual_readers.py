"""The readers of foreign bilingual files: what they take, and what they refuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte.errors import InputError
from bitexte.formats import load_units, po, tmx, xliff
from bitexte.model import Origin, Remark, Unit

TMX = """<?xml version="1.0"?>
<!DOCTYPE tmx SYSTEM "tmx11.dtd">
<tmx version="1.1"><header/><body>
<!-- reversed, with inline codes -->
<tu><tuv lang="EN-US"><seg>The <hi>big</hi> <bpt i="1">&lt;b></bpt>shop<ept i="1">&lt;/b></ept></seg></tuv>
<tuv lang="FR-FR"><seg>
  La grande<ph>&lt;br/></ph>boutique d'e\u0301te\u0301 </seg></tuv></tu>
<tu tuid="two"><tuv lang="fr"><seg>un</seg></tuv><tuv lang="en-GB"><seg>one</seg></tuv>
<tuv lang="en_US"><seg>1</seg></tuv></tu>
<tu><tuv lang="fr"><seg>seul</seg></tuv></tu>
</body></tmx>
"""

XLIFF_1 = """<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">
<file original="a" source-language="fr-CA" target-language="en-GB"><body><group>
<trans-unit id="1"><source>Un <g id="1">gros</g><x id="2"/>mot</source>
<target state="needs-translation">A big word</target>
<alt-trans><source>autre</source><target>other</target></alt-trans></trans-unit></group>
<trans-unit id="2"><source>A. B.</source>
<seg-source><g id="1"><mrk mtype="seg" mid="1">A.</mrk> <mrk mtype="seg" mid="2">B.</mrk></g></seg-source>
<target><mrk mtype="seg" mid="1">Aa.</mrk></target></trans-unit>
<trans-unit id="3"><source>C</source></trans-unit>
</body></file></xliff>
"""

XLIFF_2 = """<xliff version="2.1" srcLang="fr" trgLang="en" xmlns="urn:oasis:names:tc:xliff:document:2.0"
 xmlns:mtc="urn:oasis:names:tc:xliff:matches:2.0"><file id="f"><unit id="u">
<mtc:matches><mtc:match ref="#s"><source>autre</source><target>other</target></mtc:match></mtc:matches>
<originalData><data id="d">code</data></originalData>
<segment id="s" state="initial"><source>Un <pc id="1">gros</pc> mot<ph id="2"/></source><target>A word</target>
</segment><ignorable><source> </source></ignorable><segment><source>b</source></segment></unit></file></xliff>
"""

PO = """msgid ""
msgstr ""
"Language: en_GB\\n"
"Content-Type: text/plain; charset=UTF-8\\n"

#, fuzzy
msgctxt "page.html#1.2"
msgid "été"
msgstr "summer"

msgid "un %d"
msgid_plural "des %d"
msgstr[0] "one %d"
msgstr[1] "some %d"

#~ msgid "vieux"
#~ msgstr "old"
"""

BOMB = """<?xml version="1.0"?><!DOCTYPE tmx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<tmx><body><tu><tuv lang="fr"><seg>&b;</seg></tuv></tu></body></tmx>"""


def pairs(units: tuple[Unit, ...]) -> list[tuple[str, str, str]]:
    return [(unit.segment.id, unit.segment.text, unit.translation.text) for unit in units]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_tmx_is_read_in_any_order_of_languages_and_any_encoding(encoding: str) -> None:
    text = TMX.replace('version="1.0"', f'version="1.0" encoding="{encoding.removesuffix("-sig")}"')
    assert pairs(tmx.parse_units(text.encode(encoding), "m.tmx")) == [
        ("m.tmx#1", "La grande boutique d'été", "The big shop"),
        ("m.tmx#two", "un", "one"),
        ("m.tmx#3", "un", "1"),
        ("m.tmx#4", "seul", ""),
    ]


def test_the_units_of_a_file_are_human_translations_of_whole_segments() -> None:
    first = tmx.parse_units(TMX.encode(), "m.tmx")[0]
    assert first.translation.origin is Origin.HUMAN
    assert first.segment.span == (0, len(first.segment.text))


def test_xliff_1_is_read_by_segments_without_its_alternatives() -> None:
    units = xliff.parse_units(XLIFF_1.encode(), "x")
    assert pairs(units) == [
        ("x#1", "Un gros mot", "A big word"),
        ("x#2.1", "A.", "Aa."),
        ("x#2.2", "B.", ""),
        ("x#3", "C", ""),
    ]
    assert units[0].translation.problems == (Remark("state", "needs-translation"),)


def test_xliff_2_is_read_by_segments_without_its_matches() -> None:
    units = xliff.parse_units(XLIFF_2.encode(), "x")
    assert pairs(units) == [("x#u.s", "Un gros mot", "A word"), ("x#u.2", "b", "")]
    assert units[0].translation.problems == (Remark("state", "initial"),)


def test_a_po_is_read_with_plurals_and_without_obsolete_messages() -> None:
    units = po.parse_units(PO.encode(), "p.po")
    assert pairs(units) == [
        ("page.html#1.2", "été", "summer"),
        ("p.po#2", "un %d", "one %d"),
        ("p.po#3", "des %d", "some %d"),
    ]
    assert units[0].translation.problems == (Remark("fuzzy"),)


def test_a_po_says_its_charset_itself() -> None:
    content = PO.replace("UTF-8", "ISO-8859-1").encode("latin-1")
    assert po.parse_units(content, "p.po")[0].segment.text == "été"


def test_a_po_whose_content_is_the_name_of_a_file_is_no_path() -> None:
    with pytest.raises(InputError, match="malformed PO"):
        po.parse_units(b"pyproject.toml", "p.po")


def test_repeated_ids_are_made_unique() -> None:
    unit = '<tu tuid="a"><tuv lang="fr"><seg>un</seg></tuv><tuv lang="en"><seg>one</seg></tuv></tu>'
    units = tmx.parse_units(f"<tmx><body>{unit * 3}</body></tmx>".encode(), "m")
    assert [each.segment.id for each in units] == ["m#a", "m#2", "m#3"]


def test_the_ids_of_segments_come_back_from_our_own_files() -> None:
    unit = '<prop type="x-segment-id">a.txt#3.1</prop><tuv xml:lang="fr"><seg>un</seg></tuv>'
    content = f'<tmx><tu tuid="1">{unit}<tuv xml:lang="en"><seg>one</seg></tuv></tu></tmx>'
    assert tmx.parse_units(content.encode(), "m")[0].segment.id == "a.txt#3.1"
    named = XLIFF_1.replace('id="3"', 'id="3" resname="a.txt#3.1"')
    assert xliff.parse_units(named.encode(), "x")[-1].segment.id == "a.txt#3.1"


@pytest.mark.parametrize("suffix", [".po", ".tmx", ".xlf", ".xliff"])
@pytest.mark.parametrize("content", [b"", b" \n", b"\xff\xfe", b"\xef\xbb\xbf"])
def test_an_empty_file_is_called_empty(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(InputError, match="empty"):
        load_units(path)


@pytest.mark.parametrize("suffix", [".po", ".tmx", ".xlf", ".xliff"])
@pytest.mark.parametrize("content", [b"\x00\x01\x02\xff", b"\x89PNG\r\n\x1a\n\0\0", b"hello world", b"PK\x03\x04\0\0"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(content)
    with pytest.raises(InputError):
        load_units(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (BOMB, "x: entity declarations are refused"),
        (BOMB.replace('a "aaaa"', '% p SYSTEM "file:///etc/hostname"').replace("&b;", ""), "entity declarations"),
        ("<tmx><body>\n<tu></body></tmx>", "x:2: malformed XML"),
        ("<html><body/></html>", "x: its root is <html>, not <tmx>"),
        ("<tmx>\n<tu><tuv><seg>a</seg></tuv></tu></tmx>", "x:2: a <tuv> without language"),
        ('<tmx>\n\n<tu><tuv lang="fr"/></tu></tmx>', "x:3: a <tuv> without <seg>"),
        ('<tmx><tu><tuv lang="de"><seg>a</seg></tuv></tu></tmx>', "no French-English pair: its languages are de"),
        (TMX.replace("seul", "&nbsp;"), "unknown entity &nbsp;"),
        ("<tmx>" + "<body>" * 400, "x:1: malformed XML"),
    ],
)
def test_a_bad_tmx_is_refused_with_place_and_reason(content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        tmx.parse_units(content.encode(), "x")
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (XLIFF_1.replace("fr-CA", "de"), "x:2: it translates de into en-GB"),
        (XLIFF_1.replace("en-GB", "fr"), "x:2: it translates fr-CA into fr"),
        (XLIFF_2.replace('srcLang="fr"', 'srcLang="en"'), "it translates en into en"),
        (XLIFF_1.replace("<source>C</source>", ""), "x:9: a <trans-unit> without <source>"),
        (XLIFF_2.replace("<source>b</source>", ""), "a <segment> without <source>"),
    ],
)
def test_a_bad_xliff_is_refused_with_place_and_reason(content: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        xliff.parse_units(content.encode(), "x")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (PO.replace("en_GB", "de").encode(), "it translates into de"),
        (PO.encode() + b'msgid "x\nfoo\n', "x:18: malformed PO"),
        (PO.encode("latin-1"), "x:8: not UTF-8 text"),
        (PO.replace("UTF-8", "UTF-99").encode(), "unknown charset UTF-99"),
    ],
)
def test_a_bad_po_is_refused_with_place_and_reason(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        po.parse_units(content, "x")
    assert message in str(caught.value)


def test_thirty_thousand_units_are_read_in_order() -> None:
    unit = '<tu><tuv lang="fr"><seg>Numéro {0}</seg></tuv><tuv lang="en"><seg>Number {0}</seg></tuv></tu>\n'
    body = "".join(unit.format(number) for number in range(30_000))
    units = tmx.parse_units(f"<tmx><body>{body}</body></tmx>".encode(), "big")
    assert len(units) == 30_000
    assert all(unit.segment.text == f"Numéro {number}" for number, unit in enumerate(units))
