"""The review page in Chromium: every key, what is kept over a reload and a rebuilt page, and what leaves it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import chromium
import polib
import pytest
from axe_playwright_python.sync_playwright import Axe
from bitext_samples import PROVENANCE
from bitexte import formats
from bitexte.formats.for_review import page as pages
from bitexte.model import (
    Bitext,
    Block,
    BlockKind,
    CodeKind,
    Designation,
    Document,
    Finding,
    InlineCode,
    MemoryMatch,
    Origin,
    Segment,
    Severity,
    State,
    Status,
    Term,
    TermMatch,
    Translation,
    Unit,
)
from bitexte.segment import default_rules, segment
from bitexte.terms.matching.compliance import compliance
from playwright.sync_api import Browser, Page, expect

SELLER = Term(
    "seller",
    (Designation("vendeur"),),
    (Designation("seller"), Designation("vendor", status=Status.DEPRECATED)),
    definition="who sells",
)
TEXTS = {
    "Le vendeur expédie 12 colis.": "The seller ships 12 parcels.",
    "Il pleut.": "It rains.",
    "Un prix de 35 €.": "A price of €35.",
    "Fin.": "The end.",
    "Le client attend.": "The customer waits.",
}
PARAGRAPHS = ("Le vendeur expédie 12 colis. Il pleut.", "Un prix de 35 €.", "Il pleut.", "Le client attend. Fin.")


def made(paragraphs: Sequence[str] = PARAGRAPHS, texts: dict[str, str] | None = None, name: str = "a.txt") -> Bitext:
    """A document of these paragraphs, its segments translated by the table; one of them has a code and a finding."""
    blocks = [Block(BlockKind.PARAGRAPH, text) for text in paragraphs]
    bold = (InlineCode("b", CodeKind.OPEN, 9), InlineCode("b", CodeKind.CLOSE, 13))
    blocks = [replace(block, codes=bold) if block.text == "Un prix de 35 €." else block for block in blocks]
    document = Document(name, "txt", tuple(blocks))
    known = TEXTS | (texts or {})
    units = tuple(_unit(each, known.get(each.text, "?")) for each in segment(document, default_rules()))
    findings = tuple(
        Finding("N002", Severity.WARNING, unit.segment.id, "13 is not in the source", (17, 19))
        for unit in units
        if "13" in unit.translation.text
    )
    return Bitext(document, units, findings, PROVENANCE, "fr-FR", "en-GB")


def _unit(own: Segment, target: str) -> Unit:
    start = own.text.find("vendeur")
    matches = (TermMatch(SELLER, (start, start + 7), "vendeur"),) if start >= 0 else ()
    codes = tuple(replace(code, offset=offset) for code, offset in zip(own.codes, (11, 14), strict=False))
    candidates = (MemoryMatch("Il neige.", "It snows.", 80),) if own.text == "Il pleut." else ()
    others = ("The shop.", "The store.") if own.text == "Fin." else ()
    sure = len(target) / 100
    translation = Translation(target, Origin.MACHINE, "echo", confidence=sure, codes=codes, alternatives=others)
    return Unit(own, matches, translation, candidates, compliance=compliance(matches, target))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.browser() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of a fresh profile; what goes wrong in its script fails the test."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, accept_downloads=True)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert errors == []


def show(page: Page, folder: Path, bitext: Bitext | None = None) -> Page:
    place = folder / "a.txt.review.html"
    place.write_bytes(formats.serialize(bitext or made(), "page"))
    page.goto(place.as_uri())
    return page


def targets(page: Page) -> list[str]:
    return page.locator(".target").all_inner_texts()


def sources(page: Page) -> list[str]:
    return page.locator(".source").all_inner_texts()


def current(page: Page) -> str:
    return page.locator("[aria-current=true] .number").inner_text().removeprefix("✓ ")


def status(page: Page) -> str:
    return page.locator("#saved").inner_text()


def edit(page: Page, number: int, text: str) -> None:
    """Writes a target as a person does, with the keyboard."""
    page.locator(f"#unit-{number}").focus()
    page.keyboard.press("e")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")


def exported(page: Page, kind: str, folder: Path) -> Path:
    page.locator("#open-export").click()
    with page.expect_download() as found:
        page.locator(f"[data-export={kind}]").click()
    page.locator("#export [data-close]").click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def review_file(page: Page, folder: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(exported(page, "json", folder).read_text("utf-8"))
    return loaded


# ---- keys


def test_keys_move_over_segments_findings_and_what_is_not_reviewed(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, made(texts={"Il pleut.": "It rains 13.", "Fin.": "13."}))
    seen = []
    for key in ("j", "j", "k", "ArrowDown", "ArrowUp", "n", "n", "N", "r", "b", "b"):
        page.keyboard.press(key)
        seen.append(current(page))
    assert seen == ["2", "3", "2", "3", "2", "4", "6", "4", "4", "5", "6"]


def test_enter_approves_and_goes_on_r_takes_it_back(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert current(page) == "3"
    assert "7 of 17 words reviewed · 2 of 6 segments" in page.locator("#progress").inner_text()
    page.keyboard.press("k")
    page.keyboard.press("r")
    assert "1 of 6 segments" in page.locator("#progress").inner_text()


def test_a_segment_without_english_is_not_approved(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, made(texts={"Le vendeur expédie 12 colis.": ""}))
    page.keyboard.press("r")
    assert "no English text" in status(page)
    assert not page.locator("#unit-1 input").is_checked()


def test_an_edit_is_typed_undone_and_copied_from_the_french(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 2, "It pours.")
    assert targets(page)[1] == "It pours."
    assert "1 edited" in page.locator("#progress").inner_text()
    page.keyboard.press("u")
    assert targets(page)[1] == "It rains."
    page.keyboard.press("Shift+C")
    assert targets(page)[1] == "Il pleut."


def test_control_and_enter_leaves_the_text_as_reviewed(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("e")
    page.keyboard.insert_text(" Now.")
    page.keyboard.press("Control+Enter")
    assert current(page) == "2"
    assert page.locator("#unit-1 input").is_checked()
    assert targets(page)[0].endswith("parcels. Now.")


def test_a_comment_is_kept_and_leaves_with_the_review_file(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("c")
    page.keyboard.type("Which seller?")
    page.locator("#keep-comment").click()
    (unit,) = review_file(page, tmp_path)["units"]
    assert (unit["comment"], unit["state"]) == ("Which seller?", "initial")


def test_a_number_is_gone_to(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("g")
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert current(page) == "5"


def test_a_term_is_inserted_by_key_and_by_click(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, made(texts={"Le vendeur expédie 12 colis.": "The"}))
    page.keyboard.press("e")
    page.keyboard.press("Alt+1")
    page.keyboard.press("Escape")
    assert targets(page)[0] == "The seller"
    page.locator("#unit-1 .insert").click()
    page.keyboard.press("Escape")
    assert targets(page)[0] == "The seller seller"


def test_search_help_and_themes(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("/")
    page.keyboard.type("EXPEDIE")
    page.keyboard.press("Enter")
    assert page.locator("#count").inner_text() == "1 of 6 segments"
    page.keyboard.press("?")
    assert "no match of a memory" in page.locator("#help").inner_text()
    page.keyboard.press("Escape")
    page.locator("#theme").click()
    assert page.locator("html").get_attribute("data-theme") == "light"


def test_every_key_of_the_help_does_something(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    keys = {each.strip() for each in page.locator("#help kbd").all_text_contents()}
    tried = {"j", "k", "↓", "↑", "Enter", "n", "N", "b", "g", "#", "e", "Esc", "Ctrl", "Alt", "1", "9", "C", "u", "r"}
    tried |= {"c", "x", "J", "a", "f", "t", "s", "2", "3", "0", "h", "d", "/", "S", "?"}
    assert keys == tried  # a key that is new here wants its test


# ---- live checks


def test_findings_and_their_counts_follow_an_edit(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, made(texts={"Le vendeur expédie 12 colis.": "The seller ships 13 parcels."}))
    assert page.locator("#severities .chip:visible").inner_text() == "W\n1"
    edit(page, 1, "The vendor ships 12 parcels.")
    codes = page.locator("#unit-1 .check").all_inner_texts()
    assert codes == ["T002"]
    assert page.locator("#severities .chip:visible").inner_text() == "E\n1"
    edit(page, 1, "The seller ships 12 parcels.")
    assert page.locator("#unit-1 .check").count() == 0
    edit(page, 3, "A price of €35.")  # without its codes
    assert page.locator("#unit-3 .check").all_inner_texts() == ["I001", "I001"]


def test_a_finding_that_the_page_cannot_look_for_again_is_grey_and_not_counted(page: Page, tmp_path: Path) -> None:
    bitext = made()
    banned = Finding("T002", Severity.ERROR, bitext.units[1].segment.id, '"It" is forbidden everywhere', (0, 2))
    show(page, tmp_path, replace(bitext, findings=(banned,)))
    edit(page, 2, "It pours.")
    assert page.locator("#unit-2 .finding.old .check").all_inner_texts() == ["T002"]
    edit(page, 2, "Rain.")
    assert page.locator("#unit-2 .finding").count() == 0


def test_a_code_that_the_project_silences_is_silent_in_the_page_too(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path, replace(made(), severities=(("N001", None), ("N002", Severity.ERROR))))
    edit(page, 1, "The seller ships 14 parcels.")
    assert page.locator("#unit-1 .finding.error .check").all_inner_texts() == ["N002"]


# ---- search, filters, replacing, differences


def test_find_and_replace_shows_before_it_changes(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("h")
    page.keyboard.type("It rains")
    page.locator("#replace-with").fill("It pours $1")
    assert page.locator("#replace-count").inner_text() == "2 of 6 segments shown would change"
    page.locator("#replace-preview input").nth(1).uncheck()
    page.locator("#replace-all").click()
    assert [targets(page)[at] for at in (1, 3)] == ["It pours $1.", "It rains."]


def test_regular_expressions_replace_and_wrong_ones_are_told(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("h")
    page.locator("#replace-regex").check()
    page.locator("#replace-find").fill("(")
    assert "no regular expression" in page.locator("#replace-count").inner_text()
    page.locator("#replace-find").fill(r"(\w+) price")
    page.locator("#replace-with").fill("price, $1")
    page.locator("#replace-all").click()
    assert targets(page)[2].startswith("price, A of")


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("state", "open", 5),
        ("state", "reviewed", 1),
        ("state", "edited", 1),
        ("origin", "origin:machine", 6),
        ("finding", "any", 1),
        ("finding", "check:N001", 1),
        ("term", "term:0", 1),
        ("confidence", "band:low", 6),
        ("confidence", "none", 0),
    ],
)
def test_filters_show_what_they_say(page: Page, tmp_path: Path, name: str, value: str, expected: int) -> None:
    show(page, tmp_path)
    edit(page, 1, "The seller ships parcels.")
    page.locator("#unit-2 input").check()
    page.locator(f"#{name}").select_option(value)
    assert page.locator(".unit").count() == expected


def test_rows_are_put_in_another_order_and_keys_follow_it(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.locator("#order").select_option("confidence")
    numbers = page.locator(".number").all_inner_texts()
    assert numbers == ["6", "2", "4", "3", "5", "1"]
    page.locator("#unit-6").focus()
    page.keyboard.press("j")
    assert current(page) == "2"


def test_the_difference_from_the_draft_is_shown_on_demand(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 2, "It pours.")
    assert page.locator("#unit-2 .diff del").inner_text() == "rains"
    assert page.locator("#unit-2 .diff ins").inner_text() == "pours"
    page.keyboard.press("d")
    assert not page.locator("#unit-2 .diff").is_visible()


def test_length_in_characters_and_words_is_shown_while_typing(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("e")
    page.keyboard.insert_text(" 😀")
    assert "30 characters (French 28), 5 words (5)" in page.locator("#unit-1 .count").inner_text()


def test_identical_segments_and_similar_translations_are_used(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.locator("#unit-2").focus()
    page.locator("#unit-2 [data-act=use]").click()
    assert targets(page)[1] == "It snows."
    page.locator("#unit-2 [data-act=twins]").click()
    assert targets(page)[3] == "It snows."


# ---- kept over a reload and a rebuilt page


def test_work_survives_a_reload(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 2, "It pours.")
    page.keyboard.press("r")
    page.reload()
    assert targets(page)[1] == "It pours."
    assert page.locator("#unit-2 input").is_checked()


def test_a_rebuilt_page_finds_its_edits_whatever_was_inserted_or_deleted(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 4, "It is raining.")  # the second of two equal segments
    edit(page, 5, "The client waits.")
    page.keyboard.press("r")
    show(page, tmp_path, made((PARAGRAPHS[1], "Fin.", *PARAGRAPHS[2:])))
    assert targets(page)[2:4] == ["It is raining.", "The client waits."]
    assert page.locator("#unit-4 input").is_checked()
    assert page.locator("#unit-3 .conflict").count() == 0


def test_equal_segments_are_told_apart_by_their_neighbours(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 4, "It is raining.")
    show(page, tmp_path, made(("Il pleut.", *PARAGRAPHS)))  # one more of them comes first
    assert [targets(page)[at] for at in (0, 2, 4)] == ["It rains.", "It rains.", "It is raining."]


def test_a_new_draft_under_an_edit_is_a_conflict_to_settle(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 2, "It pours.")
    edit(page, 6, "End.")
    show(page, tmp_path, made(texts={"Il pleut.": "It is raining.", "Fin.": "End."}))
    assert page.locator(".conflict").count() == 1  # what the run has taken over is none
    page.locator("#state").select_option("conflict")
    assert page.locator(".unit").count() == 1
    page.locator("#unit-2 [data-act=keep]").click()
    assert page.locator(".conflict").count() == 0
    assert targets(page) == ["It pours."]


def test_what_else_the_engine_could_say_is_put_in_place(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    last = page.locator(".unit").last
    last.focus()
    other = last.get_by_label("Other ways to say it")
    assert other.locator("li").count() == 2
    other.locator("[data-act=use]").nth(1).click()
    assert targets(page)[-1] == "The store."


def test_another_french_text_under_an_edit_is_a_conflict_to_settle(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 1, "The seller sends 12 parcels.")
    page.locator("#unit-5 input").check()
    changed = ("Le vendeur expédie 14 colis. Il pleut.", *PARAGRAPHS[1:])
    show(page, tmp_path, made(changed, {"Le vendeur expédie 14 colis.": "The seller ships 14 parcels."}))
    conflict = page.locator("#unit-1 .conflict")
    assert conflict.locator("del").inner_text() == "12"
    assert "sends 12" in conflict.inner_text()
    conflict.locator("[data-act=adopt]").click()
    assert targets(page)[0] == "The seller sends 12 parcels."
    assert page.locator("#unit-1 .check").all_inner_texts() == ["N001", "N002"]


def test_work_on_what_is_gone_is_told_and_exported(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 3, "It costs €35.")
    page.wait_for_function("Object.values(localStorage).some((each) => each.includes('€35'))")
    show(page, tmp_path, made(("Fin.",)))
    expect(page.locator("#remarks")).to_contain_text("It costs €35.")
    assert [unit["target"] for unit in review_file_of_all(page, tmp_path)["units"]] == ["The end.", "It costs €35."]


def review_file_of_all(page: Page, folder: Path) -> dict[str, Any]:
    page.locator("#open-export").click()
    page.locator("input[value=all]").check()
    page.locator("#export [data-close]").click()
    return review_file(page, folder)


# ---- split and join


def test_segments_are_joined_and_kept_over_a_reload(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("Shift+J")
    assert sources(page)[0] == "Le vendeur expédie 12 colis. Il pleut."
    assert targets(page)[0] == "The seller ships 12 parcels. It rains."
    page.reload()
    assert targets(page)[0] == "The seller ships 12 parcels. It rains."
    written = review_file(page, tmp_path)
    assert written["segments"] == [["Le vendeur expédie 12 colis. Il pleut."]]
    assert [(unit["id"], unit["target"]) for unit in written["units"]] == [("", targets(page)[0])]
    page.keyboard.press("u")
    assert len(targets(page)) == 6


def test_segments_of_two_paragraphs_are_not_joined(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.locator("#unit-2").focus()
    page.keyboard.press("Shift+J")
    assert "one paragraph" in status(page)
    assert len(targets(page)) == 6


def test_a_segment_is_split_where_the_carets_stand(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("x")
    page.locator("#split-source").evaluate("area => { area.setSelectionRange(11, 11); area.focus(); }")
    page.locator("#split-target").evaluate("area => { area.setSelectionRange(11, 11); area.focus(); }")
    page.locator("#split-here").click()
    assert sources(page)[:2] == ["Le vendeur", "expédie 12 colis."]
    assert targets(page)[:2] == ["The seller", "ships 12 parcels."]
    page.reload()
    assert targets(page)[:2] == ["The seller", "ships 12 parcels."]
    assert review_file(page, tmp_path)["segments"] == [["Le vendeur ", "expédie 12 colis."]]


def test_a_page_rebuilt_with_the_new_segments_finds_their_work(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    page.keyboard.press("Shift+J")
    edit(page, 1, "It rains on the seller.")
    bitext = made()
    first, second, *rest = bitext.units
    whole = replace(first.segment, id="a.txt#0123456789", text=PARAGRAPHS[0], span=(0, len(PARAGRAPHS[0])), tail="")
    joined = replace(first, segment=whole, matches=(), compliance=None)
    show(page, tmp_path, replace(bitext, units=(joined, *rest)))
    assert second.segment.text == "Il pleut."
    assert targets(page)[0] == "It rains on the seller."


# ---- error categories


def test_two_keys_note_an_error_and_the_scorecard_counts(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    for keys in ("a2", "t1", "s3", "s0", "f1"):
        for key in keys:
            page.keyboard.press(key)
    assert "Fluency, minor: noted" in status(page)
    page.locator("#open-scorecard").click()
    assert page.locator("#scores tbody tr").all_inner_texts() == [
        "Accuracy\t0\t1\t0\t5",
        "Fluency\t1\t0\t0\t1",
        "Terminology\t1\t0\t0\t1",
        "Style\t0\t0\t0\t0",
    ]
    with page.expect_download() as found:
        page.locator("[data-export=scorecard]").click()
    found.value.save_as(tmp_path / "card.csv")
    assert (tmp_path / "card.csv").read_text("utf-8").splitlines()[-1] == '"a.txt",all,2,1,0,7,17,0'
    page.keyboard.press("Escape")
    (unit,) = review_file(page, tmp_path)["units"]
    assert unit["errors"][0] == {"category": "accuracy", "severity": "major"}


# ---- what leaves the page


def test_every_export_is_read_back_as_it_stands(page: Page, tmp_path: Path) -> None:
    show(page, tmp_path)
    edit(page, 2, 'It <b>"pours"</b> & \\ more.')
    edit(page, 3, "A ⟦1⟧cost⟦/1⟧ of €35.")
    for kind in ("json", "tmx", "xliff", "po", "jsonl"):
        path = exported(page, kind, tmp_path)
        found = {each.unit.segment.text: each.unit.translation for each in formats.load_returned(path)}
        assert found["Il pleut."].text == 'It <b>"pours"</b> & \\ more.', kind
        assert found["Un prix de 35 €."].text == "A cost of €35.", kind
        assert [(code.kind, code.offset) for code in found["Un prix de 35 €."].codes] == [("open", 2), ("close", 6)], (
            kind
        )
    text = exported(page, "text", tmp_path).read_text("utf-8")
    assert text.split("\n\n")[1] == "A cost of €35."
    assert polib.pofile(str(tmp_path / "a.txt.reviewed.po"))[0].flags == []


# ---- access and pace


@pytest.mark.parametrize("width", [1200, 380])
def test_axe_finds_nothing_serious(page: Page, tmp_path: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page, tmp_path, made(texts={"Il pleut.": "It rains 13."}))
    edit(page, 1, "The vendor ships 12 parcels.")
    for opened in ("", "?", "h", "x", "c"):
        if opened:
            page.locator("#unit-1").focus()
            page.keyboard.press(opened)
        found = Axe().run(page).response["violations"]
        assert [each for each in found if each["impact"] in ("serious", "critical")] == [], opened
        page.keyboard.press("Escape")


def test_the_page_fits_a_phone(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 380, "height": 800})
    show(page, tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 380
    assert page.locator("header").bounding_box()["height"] < 170  # type: ignore[index]
    page.locator("#open-filters").click()
    assert page.locator("#finding").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def five_thousand(page: Page, folder: Path) -> None:
    paragraphs = [f"Le vendeur expédie {number} colis." for number in range(5000)]
    texts = {text: text.replace("Le vendeur expédie", "The seller ships") for text in paragraphs}
    show(page, folder, made(paragraphs, texts))
    page.locator("#units:not([aria-busy])").wait_for()


def test_five_thousand_segments_are_laid_and_take_what_is_typed(page: Page, tmp_path: Path) -> None:
    five_thousand(page, tmp_path)
    assert page.locator(".unit").count() == 5000
    edit(page, 5000, "The last one.")
    assert page.locator("#unit-5000 .target").inner_text() == "The last one."


@pytest.mark.skipif("BITEXTE_FRAMES" not in os.environ, reason="measures frames on a quiet machine: BITEXTE_FRAMES=1")
def test_five_thousand_segments_scroll_and_take_what_is_typed_at_once(page: Page, tmp_path: Path) -> None:
    five_thousand(page, tmp_path)
    page.keyboard.press("e")
    page.evaluate(TYPING)
    page.keyboard.type("x" * 30, delay=60)
    keys = sorted(page.evaluate("times"))
    page.keyboard.press("Escape")
    frames = sorted(page.evaluate(SCROLLING))
    # Milliseconds from a key to its frame, and from frame to frame; generous, for other work may run beside.
    assert (len(keys), len(frames)) == (30, 120)
    assert keys[15] < 100, keys
    assert frames[60] < 100, frames


TYPING = """() => {
  globalThis.times = [];
  document.querySelector("textarea").addEventListener("beforeinput", () => {
    const began = performance.now();
    requestAnimationFrame(() => setTimeout(() => times.push(performance.now() - began)));
  });
}"""
SCROLLING = """() => new Promise((done) => {
  const times = [];
  let last = performance.now();
  const step = (now) => {
    times.push(now - last);
    last = now;
    scrollBy(0, 600);
    if (times.length < 120) requestAnimationFrame(step);
    else done(times);
  };
  requestAnimationFrame(step);
})"""


def test_a_served_page_may_ask_its_server_alone_and_a_foreign_page_is_none() -> None:
    page = formats.serialize(made(), "page")
    told = pages.served(page, {"save": "x", "work": []}, "a").decode()
    assert "default-src 'none'; connect-src 'self'; style-src" in told
    assert "connect-src" not in page.decode()
    with pytest.raises(Exception, match="is no review page of this version"):
        pages.served(page.replace(b"script-src 'sha256-", b"script-src 'sha256-A"), {}, "a")


def test_a_state_of_the_memory_counts_as_reviewed(page: Page, tmp_path: Path) -> None:
    bitext = made()
    done = replace(bitext.units[0], state=State.TRANSLATED)
    show(page, tmp_path, replace(bitext, units=(done, *bitext.units[1:])))
    assert page.locator("#unit-1 input").is_checked()
