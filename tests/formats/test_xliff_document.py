"""XLIFF as a document: empty targets are filled, and nothing else changes but the states of their segments."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bitexte.errors import InputError
from bitexte.formats import xliff
from bitexte.formats.options import Options
from bitexte.formats.units import Approval
from bitexte.model import Block, CodeKind, Document, State

ONE = """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"{more}><file source-language="fr" {target}>
<body>{units}</body></file></xliff>"""


def one(units: str, more: str = "", target: str = 'target-language="en"') -> bytes:
    return ONE.format(units=units, more=more, target=target).encode()


def read(content: bytes) -> Document:
    return xliff.parse(content, "a.xlf", Options())


def filled(content: bytes, *targets: str, state: State = State.INITIAL) -> str:
    """The file with these texts, without codes, in its empty places."""
    document = read(content)
    blocks = [Block(block.kind, text) for block, text in zip(document.blocks, targets, strict=True)]
    return xliff.rebuild_stated(document, blocks, [state] * len(blocks)).decode("utf-8")


def changes(before: bytes, after: str) -> list[str]:
    """What stands in the new file that did not in the old one, tag by tag; nothing may have gone."""
    old, new = (text.replace("<", "\n<").split("\n") for text in (before.decode(), after))
    return [line for line in difflib.ndiff(old, new) if line[0] in "+-"]


def test_a_missing_target_is_put_behind_its_source_as_a_draft() -> None:
    made = filled(one('<trans-unit id="1"><source>Bonjour</source></trans-unit>'), "Hello")
    target = '<target state="needs-review-translation" state-qualifier="leveraged-mt">Hello</target>'
    assert f"<source>Bonjour</source>{target}</trans-unit>" in made


@pytest.mark.parametrize("empty", ["<target/>", "<target></target>", '<target state="new"/>', "<target >\n</target>"])
def test_an_empty_target_is_filled_however_it_is_written(empty: str) -> None:
    made = filled(one(f'<trans-unit id="1"><source>Bonjour</source>{empty}</trans-unit>'), "Hello")
    assert made.count("<target") == 1
    assert ">Hello</target>" in made
    assert 'state="needs-review-translation"' in made


def test_what_a_person_has_confirmed_is_no_draft() -> None:
    content = one('<trans-unit id="1"><source>Bonjour</source></trans-unit>')
    assert '<target state="translated">Hello</target>' in filled(content, "Hello", state=State.TRANSLATED)
    assert '<target state="signed-off">Hello</target>' in filled(content, "Hello", state=State.REVIEWED)


@pytest.mark.parametrize(
    "unit",
    [
        '<trans-unit id="1"><source>Bonjour</source><target>Hi</target></trans-unit>',
        '<trans-unit id="1" approved="yes"><source>Bonjour</source></trans-unit>',
        '<trans-unit id="1" translate="no"><source>Bonjour</source></trans-unit>',
        '<group translate="no"><trans-unit id="1"><source>Bonjour</source></trans-unit></group>',
        '<trans-unit id="1"><source>Bonjour</source><target state="final"/></trans-unit>',
        '<trans-unit id="1" mq:locked="locked"><source>Bonjour</source></trans-unit>',
        '<trans-unit id="1" m:locked="true"><source>Bonjour</source></trans-unit>',
        '<trans-unit id="1"><source>  </source></trans-unit>',
    ],
)
def test_what_nobody_may_translate_is_no_block(unit: str) -> None:
    assert read(one(unit)).blocks == ()


def test_a_yes_below_a_no_counts_again() -> None:
    unit = '<group translate="no"><trans-unit id="1" translate="yes"><source>Bonjour</source></trans-unit></group>'
    assert [block.text for block in read(one(unit)).blocks] == ["Bonjour"]


def test_the_target_of_a_suggestion_is_none() -> None:
    unit = '<trans-unit id="1"><source>Bonjour</source><alt-trans><target>Hi</target></alt-trans></trans-unit>'
    made = filled(one(unit), "Hello")
    assert "<alt-trans><target>Hi</target></alt-trans>" in made
    assert ">Hello</target><alt-trans>" in made


def test_codes_come_back_as_they_are_written_and_texts_escaped() -> None:
    source = "Un <g id=\"a\">mot</g> &amp; <x id='b'/>&lt;fin"
    document = read(one(f'<trans-unit id="1"><source>{source}</source></trans-unit>'))
    (block,) = document.blocks
    assert block.text == "Un mot & <fin"
    assert [(code.kind, code.content) for code in block.codes] == [
        (CodeKind.OPEN, '<g id="a">'),
        (CodeKind.CLOSE, "</g>"),
        (CodeKind.ISOLATED, "<x id='b'/>"),
    ]
    made = xliff.rebuild(document, [replace(block, text=block.text.replace("Un", "An"))]).decode()
    assert ">" + source.replace("Un", "An") + "</target>" in made


def test_a_protected_stretch_is_seen_and_not_touched() -> None:
    source = 'Le <mrk mtype="protected">SKU-1</mrk> bleu'
    document = read(one(f'<trans-unit id="1"><source>{source}</source></trans-unit>'))
    (block,) = document.blocks
    assert (block.text, block.codes[0].equivalent) == ("Le SKU-1 bleu", "SKU-1")
    assert source in xliff.rebuild(document, [replace(block, key="other")]).decode()


SDL = (
    '<trans-unit id="1"><source>A. B.</source><seg-source><mrk mtype="seg" mid="1">Un.</mrk><x id="9"/>'
    '<mrk mtype="seg" mid="2">Deux.</mrk><mrk mtype="seg" mid="3">Trois.</mrk></seg-source>{target}<sdl:seg-defs>'
    '<sdl:seg id="1"/><sdl:seg id="2" conf="Draft" origin="tm"/><sdl:seg id="3" locked="true"/></sdl:seg-defs>'
    "</trans-unit>"
)


def test_trados_gets_a_target_cut_as_its_source_and_its_own_states() -> None:
    made = filled(one(SDL.format(target="")), "One.", "Two.")
    assert (
        '<target><mrk mtype="seg" mid="1">One.</mrk><x id="9"/><mrk mtype="seg" mid="2">Two.</mrk>'
        '<mrk mtype="seg" mid="3"></mrk></target>'
    ) in made
    assert '<sdl:seg id="1" conf="Draft" origin="mt" origin-system="Bitexte"/>' in made
    assert '<sdl:seg id="2" conf="Draft" origin="mt" origin-system="Bitexte"/>' in made
    assert '<sdl:seg id="3" locked="true"/>' in made


def test_a_translated_segment_of_trados_stays_beside_a_filled_one() -> None:
    target = '<target><mrk mtype="seg" mid="1">Mine.</mrk><x id="9"/><mrk mtype="seg" mid="2"/></target>'
    made = filled(one(SDL.format(target=target)), "Two.")
    assert '<mrk mtype="seg" mid="1">Mine.</mrk><x id="9"/><mrk mtype="seg" mid="2">Two.</mrk></target>' in made
    assert '<sdl:seg id="1"/>' in made


def test_memoq_and_phrase_are_told_drafts_by_their_own_attributes() -> None:
    memoq = one('<trans-unit id="1" mq:status="NotStarted"><source>Oui</source><target/></trans-unit>')
    made = filled(memoq, "Yes")
    assert '<trans-unit id="1" mq:status="MachineTranslated">' in made
    assert "<target>Yes</target>" in made
    phrase = one('<trans-unit id="1" m:confirmed="0" m:trans-origin="null"><source>Oui</source></trans-unit>')
    made = filled(phrase, "Yes")
    assert '<trans-unit id="1" m:confirmed="0" m:trans-origin="mt">' in made
    assert "<target>Yes</target>" in made


def test_codes_that_phrase_writes_as_text_are_codes() -> None:
    unit = '<trans-unit id="1" m:confirmed="0"><source>{b>n° 1&lt;b} prêt{1}</source></trans-unit>'
    document = read(one(unit, ' xmlns:m="http://www.memsource.com/mxlf/2.0"'))
    (block,) = document.blocks
    assert block.text == "n° 1 prêt"
    assert [code.content for code in block.codes] == ["{b>", "&lt;b}", "{1}"]


TWO = b"""<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.1" srcLang="fr" trgLang="en"><file id="f">
<unit id="u"><segment id="a"><source>Un <sc id="1"/>mot</source></segment><ignorable><source> </source></ignorable>
<segment id="b" state="initial"><source>deux.<ec startRef="1"/></source></segment></unit></file></xliff>"""


def test_segments_of_2_are_filled_one_by_one_with_the_halves_of_their_pairs() -> None:
    document = read(TWO)
    assert [block.text for block in document.blocks] == ["Un mot", "deux."]
    made = xliff.rebuild(document, [replace(block, text=block.text.upper()) for block in document.blocks]).decode()
    assert '</source><target>UN <sc id="1"/>MOT</target></segment>' in made
    assert '</source><target>DEUX.<ec startRef="1"/></target></segment>' in made


def test_a_prefix_that_nobody_declared_is_no_fault() -> None:
    content = one('<trans-unit id="1" iws:x="y"><source>Oui</source><iws:data/></trans-unit>')
    assert changes(content, filled(content, "Yes")) == [
        '+ <target state="needs-review-translation" state-qualifier="leveraged-mt">Yes',
        "+ </target>",
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_marks_line_ends_and_encodings_stay(encoding: str) -> None:
    unit = '<trans-unit id="1">\r\n  <source>Été</source>\r\n</trans-unit>'
    text = one(unit).decode().replace('<?xml version="1.0"?>', f'<?xml version="1.0" encoding="{encoding[:10]}"?>')
    content = text.replace("utf-8-sig", "utf-8").encode(encoding)
    document = read(content)
    assert xliff.rebuild(document, document.blocks) == content
    made = xliff.rebuild(document, [replace(document.blocks[0], text="Summer")])
    assert '</source>\r\n  <target state="needs-review-translation"' in made.decode(encoding)


def test_a_file_that_states_the_wrong_language_is_believed_by_its_text() -> None:
    units = '<trans-unit id="1"><source>Les conditions de vente sont dans la notice et pour vous.</source></trans-unit>'
    content = one(units).replace(b'source-language="fr"', b'source-language="en-US"')
    assert len(read(content).blocks) == 1


def test_english_into_french_has_nothing_to_translate_and_says_so() -> None:
    units = '<trans-unit id="1"><source>The conditions of sale are in the booklet.</source></trans-unit>'
    document = read(one(units, target='target-language="fr"'))
    assert (document.blocks, document.warnings[0].code) == ((), "nothing-to-translate")


def test_an_icu_message_is_left_alone_and_told() -> None:
    units = '<trans-unit id="1"><source>{N, plural, =0 {rien} other {# choses}}</source></trans-unit>'
    document = read(one(units))
    assert document.blocks == ()
    assert "messages-kept" in [remark.code for remark in document.warnings]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"<xliff><file>", "<file> is not closed"),
        (b"<xliff></file></xliff>", "</file> closes nothing"),
        (b"<xliff a=b></xliff>", "malformed XML"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><xliff>&a;</xliff>', "entity declarations are refused"),
        (b"<xliff>&nbsp;</xliff>", "unknown entity &nbsp;"),
        (b"<xliff>" + b"<g>" * 400 + b"</g>" * 400 + b"</xliff>", "more than 256 elements"),
        (b"<tmx></tmx>", "its root is <tmx>"),
        (b"<xliff><trans-unit id='1'></trans-unit></xliff>", "without <source>"),
        (b"\xff\xfe<\x00", "without its tag"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        read(content)
    assert message in str(caught.value)


def standing(attributes: str = "", target: str = "<target>x</target>", more: str = "") -> tuple[Approval, State]:
    unit = f'<trans-unit id="1"{attributes}><source>Oui</source>{target}{more}</trans-unit>'
    (found,) = xliff.parse_returned(one(unit), "a.xlf")
    return found.standing.approval, found.standing.state


def test_approval_is_decided_by_the_states_of_each_tool() -> None:
    draft, approved = (Approval.DRAFT, State.INITIAL), Approval.APPROVED
    assert standing() == draft
    assert standing(' approved="yes"') == (approved, State.REVIEWED)
    assert standing(target='<target state="needs-review-translation">x</target>') == draft
    assert standing(target='<target state="translated">x</target>') == (approved, State.TRANSLATED)
    assert standing(target='<target state="signed-off">x</target>') == (approved, State.REVIEWED)
    assert standing(target='<target state="final">x</target>') == (approved, State.FINAL)
    assert standing(target='<target state="x-own">x</target>')[0] is Approval.UNKNOWN
    assert standing(' m:confirmed="1"') == (approved, State.TRANSLATED)
    assert standing(' m:confirmed="0"') == draft
    assert standing(' mq:status="Proofread"') == (approved, State.REVIEWED)
    assert standing(' mq:status="MachineTranslated"') == draft
    assert standing(' mq:status="Rejected"')[0] is Approval.REJECTED
    trados = '<sdl:seg-defs><sdl:seg id="1" conf="{}"/></sdl:seg-defs>'
    assert standing(more=trados.format("Translated")) == (approved, State.TRANSLATED)
    assert standing(more=trados.format("ApprovedSignOff")) == (approved, State.FINAL)
    assert standing(more=trados.format("RejectedTranslation"))[0] is Approval.REJECTED
    assert standing(more=trados.format("Odd"))[0] is Approval.UNKNOWN


def test_comments_come_back_with_their_author() -> None:
    unit = '<trans-unit id="1"><source>Oui</source><note from="Ada">Too short</note></trans-unit>'
    (found,) = xliff.parse_returned(one(unit), "a.xlf")
    assert [(comment.author, comment.text) for comment in found.unit.comments] == [("Ada", "Too short")]


def test_real_files_come_back_byte_for_byte_and_their_empty_targets_filled(shared: Path) -> None:
    files = sorted((shared / "cases" / "documents" / "xliff").iterdir())
    assert files
    for path in files:
        content = path.read_bytes()
        document = xliff.parse(content, path.name, Options())
        assert xliff.rebuild(document, document.blocks) == content
        made = xliff.rebuild(document, [replace(block, text=f"{block.text}x") for block in document.blocks])
        assert xliff.parse(made, path.name, Options()).blocks == ()
        assert removed(content, made, path.suffix) == []


def removed(before: bytes, after: bytes, suffix: str) -> Sequence[str]:
    """What the filled file lost: nothing but empty targets and, in Phrase's files, the origin."""
    old, new = (text.decode("utf-8").replace("<", "\n<").split("\n") for text in (before, after))
    gone = [line[2:].strip() for line in difflib.ndiff(old, new) if line.startswith("- ")]
    return [
        line
        for line in gone
        if line not in {"<target/>", "<target>", '<mrk mtype="seg" mid="1"/>', '<sdl:seg id="1"/>', ""}
        and not (suffix == ".mxliff" and line.startswith("<trans-unit"))
    ]
