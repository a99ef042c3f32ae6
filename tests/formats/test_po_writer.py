"""PO: clean for msgfmt, marked fuzzy where a person must look."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest
from bitext_samples import PROVENANCE, arbitrary, bitext, full
from bitexte import formats
from bitexte.formats import po
from bitexte.formats.units import Approval
from bitexte.model import Bitext, CodeKind, Finding, InlineCode, Severity, State
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st


def written(made: Bitext) -> bytes:
    return formats.serialize(replace(made, provenance=PROVENANCE), "po")


def entries(made: Bitext) -> list[polib.POEntry]:
    return list(polib.pofile(written(made).decode("utf-8")))


def msgfmt(*options: str, content: bytes) -> subprocess.CompletedProcess[bytes]:
    if not (program := shutil.which("msgfmt")):
        pytest.skip("gettext is not installed")
    command = [program, *options, "-o", "/dev/null", "-"]
    return subprocess.run(command, input=content, capture_output=True, timeout=60, env={"LC_ALL": "C.UTF-8"})


def test_the_reference_of_a_message_is_its_line() -> None:
    assert [entry.occurrences for entry in entries(full())] == [[("a/b", "2")], [("a/b", "4")], [("a/b", "4")]]
    assert not any(entry.msgctxt for entry in entries(full()))


def test_drafts_are_fuzzy_and_so_is_what_has_a_warning() -> None:
    assert [entry.fuzzy for entry in entries(full())] == [True, True, True]
    confirmed = replace(full(), units=tuple(replace(unit, state=State.TRANSLATED) for unit in full().units))
    assert [entry.fuzzy for entry in entries(confirmed)] == [False, True, False]


def test_equal_texts_with_one_translation_are_one_message_with_all_its_places() -> None:
    (entry,) = entries(bitext(("Oui.", "Yes."), ("Oui.", "Yes.")))
    assert not entry.msgctxt
    assert len(entry.occurrences) == 2
    assert "segments: 000_24#0.1 000_24#1.1" in entry.comment


def test_a_catalogue_of_our_own_comes_back_segment_by_segment_with_its_codes() -> None:
    code = InlineCode("br", CodeKind.ISOLATED, 3, "<br/>")
    made = bitext(("Oui.", "Yes."), ("Oui.", "Yes."), ("Non.", "No."))
    last = made.units[2]
    coded = replace(last.segment, codes=(code,)), replace(last.translation, codes=(replace(code, offset=2),))
    units = (*made.units[:2], replace(last, segment=coded[0], translation=coded[1]))
    found = po.parse_returned(written(replace(made, units=units)), "x.po")
    assert [each.unit.segment.id for each in found] == ["000_24#0.1", "000_24#1.1", "000_24#2.1"]
    assert found[2].unit.translation.text == "No."
    assert [(each.id, each.offset) for each in found[2].unit.translation.codes] == [("1", 2)]
    assert {each.standing.approval for each in found} == {Approval.DRAFT}


def test_terms_and_findings_are_notes_of_their_message() -> None:
    assert entries(full())[1].comment.split("\n") == [
        "origin: machine echo",
        "segments: a/b#1.1",
        "term: porte → gate (missed)",
        "error: “gate” is missing [T001, target]",
    ]


def test_one_source_twice_is_two_messages() -> None:
    made = bitext(("Oui.", "Yes."), ("Oui.", "Yeah."))
    assert [entry.msgstr for entry in entries(made)] == ["Yes.", "Yeah."]
    assert msgfmt("-c", "--check-header", content=written(made)).stderr == b""


@given(st.lists(st.text('ab\n\t\\"%s{é', min_size=1, max_size=8), min_size=2, max_size=2))
@example(["\na\n", "b"])
@example(["a", "\nb\n\n"])
def test_texts_come_back_with_the_newlines_of_the_source(pair: list[str]) -> None:
    source, target = pair
    (entry,) = entries(bitext((source, target)))
    assert entry.msgid == source
    assert entry.msgstr.strip("\n") == target.strip("\n")
    if entry.msgstr:
        assert entry.msgstr.startswith("\n") == source.startswith("\n")
        assert entry.msgstr.endswith("\n") == source.endswith("\n")


@settings(max_examples=25, deadline=None)
@given(arbitrary())
@example(bitext(("\nx\r\ny\n", "x"), ("a\x0bb", "\x07"), ("\n", "b"), ("", "c"), ("%s %d", "%"), ("\x85", "\u2028b")))
def test_any_text_gives_a_file_that_msgfmt_takes_without_a_word(made: Bitext) -> None:
    checked = msgfmt("-c", "--check-header", content=written(made))
    assert (checked.returncode, checked.stderr) == (0, b"")


def test_a_strange_name_or_note_cannot_add_lines_to_the_file() -> None:
    finding = Finding("c", Severity.NOTE, 'x\ny"#0.1', 'one\nmsgid "two"\r\n#, fuzzy')
    made = bitext(("a", "b"), name='x\ny"', findings=(finding,))
    (entry,) = entries(made)
    assert (entry.msgid, entry.msgstr, entry.fuzzy) == ("a", "b", True)
    assert entry.comment.split("\n")[2:] == ['note: one msgid "two" #, fuzzy [c, target]']
    assert msgfmt("-c", "--check-header", content=written(made)).stderr == b""


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arbitrary())
def test_polib_reads_every_message_back(made: Bitext) -> None:
    texts = {unit.segment.text for unit in made.units} - {""}
    assert len(entries(made)) <= len(made.units)
    assert bool(entries(made)) == bool(texts)


def test_msgmerge_takes_the_file_as_a_compendium(tmp_path: Path) -> None:
    if not (program := shutil.which("msgmerge")):
        pytest.skip("gettext is not installed")
    (tmp_path / "memory.po").write_bytes(written(bitext(("Bonjour.", "Hello."))))
    template = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Bonjour."\n'
    (tmp_path / "new.pot").write_text(template + 'msgstr ""\n', encoding="utf-8")
    command = [program, "--quiet", "--compendium=memory.po", "-o", "-", "/dev/null", "new.pot"]
    merged = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert 'msgstr "Hello."' in merged.stdout


def test_outputs_hold_no_clock() -> None:
    assert written(full()) == written(full())
    assert b'"PO-Revision-Date: \\n"' in written(full())
