"""The review page: one file that shows any text as text, runs its own script only and loses nothing."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from base64 import b64encode
from dataclasses import asdict, replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from bitext_samples import DOOR, PROVENANCE, arbitrary, bitext, full
from bitexte import formats
from bitexte.model import Bitext, Finding, Honour, Link, Remark, Severity, Side, TermMatch, TermUse
from hypothesis import example, given

ATTACK = "</script><img src=x onerror=alert(1)><!--<script>&lt;'\"@@POLICY@@@@BITEXT@@"


class Page(HTMLParser):
    """A page as a browser's parser sees it: its elements, and the texts of its scripts, style and title."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []  # what follows a start tag directly
        self.inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.texts.append("")
        self.inside = True

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[-1] += data

    def handle_endtag(self, _tag: str) -> None:
        self.inside = False

    def of(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        found = zip(self.elements, self.texts, strict=True)
        return [(attributes, text) for (name, attributes), text in found if name == tag]

    @property
    def policy(self) -> dict[str, str]:
        (content,) = (a["content"] for a, _ in self.of("meta") if a.get("http-equiv") == "Content-Security-Policy")
        return {name: value for name, _, value in (part.partition(" ") for part in (content or "").split("; "))}

    @property
    def content(self) -> dict[str, Any]:
        (text,) = (text for attributes, text in self.of("script") if attributes.get("id") == "bitext")
        loaded: dict[str, Any] = json.loads(text)
        return loaded


def written(made: Bitext) -> str:
    return formats.serialize(replace(made, provenance=PROVENANCE), "page").decode("utf-8")


def shown(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def cut(text: str, span: list[int]) -> str:
    """Cut as JavaScript's slice does."""
    return text.encode("utf-16-le")[2 * span[0] : 2 * span[1]].decode("utf-16-le")


def hostile() -> Bitext:
    term = replace(DOOR, id=ATTACK, definition=ATTACK, note=ATTACK, domain=ATTACK)
    made = bitext((ATTACK, ATTACK), name=ATTACK.replace("/", ""), findings=())
    unit = replace(made.units[0], matches=(TermMatch(term, (0, 3), ATTACK),))
    unit = replace(unit, translation=replace(unit.translation, engine=ATTACK))
    finding = Finding(ATTACK, Severity.ERROR, unit.segment.id, ATTACK)
    return replace(
        made,
        units=(unit,),
        findings=(finding,),
        document=replace(made.document, warnings=(Remark("x", ATTACK),), format=ATTACK),
    )


def test_the_page_holds_all_that_is_known_of_a_unit() -> None:
    content = Page(written(full())).content
    assert content["document"] == "a/b"
    assert content["provenance"] == asdict(PROVENANCE)
    (term,) = content["terms"]
    assert (term["source"], term["targets"]) == ("porte", ["gate", "door"])
    first, second, third = content["units"]
    assert (first["kind"], first["source"], first["target"]) == ("heading", "La porte", "The gate")
    assert (first["origin"], first["score"], first["links"]) == ("memory-exact", 1.0, [[[3, 8], [4, 8]]])
    assert first["terms"] == [{"term": 0, "source": [3, 8], "target": [4, 8], "honour": "substituted"}]
    assert second["terms"] == [{"term": 0, "source": [3, 8], "target": None, "honour": "missed"}]
    assert second["findings"] == [
        {"code": "T001", "severity": "error", "message": "“gate” is missing", "side": "target", "span": [4, 8]}
    ]
    assert third["findings"][0]["side"] == "source"


@given(arbitrary())
@example(bitext((ATTACK, "a\u2028b\u2029c\r\n\0")))
@example(bitext(("x" * 10_000, "שלום 👩🏽‍🚀")))
def test_any_text_comes_back_from_the_page(made: Bitext) -> None:
    pairs = [(unit["source"], unit["target"]) for unit in Page(written(made)).content["units"]]
    assert pairs == [(shown(unit.segment.text), shown(unit.translation.text)) for unit in made.units]


@given(arbitrary())
@example(hostile())
def test_no_text_adds_an_element_to_the_page(made: Bitext) -> None:
    assert Page(written(made)).elements == Page(written(bitext(("a", "b")))).elements


def test_hostile_texts_stand_in_the_page_as_data_only() -> None:
    page = written(hostile())
    assert "<img" not in page
    assert page.count("</script>") == 3
    (title,) = (text for _, text in Page(page).of("title"))
    assert title.startswith(ATTACK.replace("/", ""))
    embedded = Page(page).content
    (unit,) = embedded["units"]
    assert {unit["source"], unit["engine"], unit["findings"][0]["message"], embedded["terms"][0]["note"]} == {ATTACK}


def test_the_embedded_json_has_nothing_that_html_or_javascript_reads_otherwise() -> None:
    page = written(bitext(("<&>\u2028\u2029\x85\0", "")))
    (embedded,) = re.findall(r'<script type="application/json" id="bitext">(.*?)</script>', page, re.DOTALL)
    assert not re.search("[<>&\u2028\u2029\x00-\x1f\x7f-\x9f]", embedded)


def test_the_policy_allows_the_page_its_own_script_and_style_by_hash_and_nothing_else() -> None:
    page = Page(written(hostile()))
    (style,) = (text for _, text in page.of("style"))
    (script,) = (text for attributes, text in page.of("script") if "type" not in attributes)

    def allowed(text: str) -> str:
        return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    assert page.policy["default-src"] == "'none'"
    assert page.policy["script-src"] == allowed(script)
    assert page.policy["style-src"] == allowed(style)
    assert page.policy["base-uri"] == page.policy["form-action"] == "'none'"
    assert page.policy["require-trusted-types-for"] == "'script'"


def test_the_policy_stands_before_all_that_it_governs() -> None:
    tags = [(tag, attributes.get("http-equiv")) for tag, attributes in Page(written(full())).elements]
    assert tags.index(("meta", "Content-Security-Policy")) < tags.index(("style", None))


def test_the_page_asks_nothing_of_the_network_and_has_no_inline_handlers_or_styles() -> None:
    for _, attributes in Page(written(full())).elements:
        assert not {"src", "srcset", "style", "action"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in written(full())


def test_the_script_never_reads_text_as_markup_or_code() -> None:
    (script,) = (text for attributes, text in Page(written(full())).of("script") if "type" not in attributes)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|XMLHttpRequest|WebSocket", script
    )


def test_offsets_count_utf_16_units_as_the_browser_does() -> None:
    made = bitext(("😀 la porte 😀", "👩🏽‍🚀 the gate"))
    source, target = "😀 la porte 😀", "👩🏽‍🚀 the gate"
    french = (source.index("porte"), source.index("porte") + 5)
    english = (target.index("gate"), target.index("gate") + 4)
    unit = replace(made.units[0], matches=(TermMatch(DOOR, french, "porte"),))
    unit = replace(unit, translation=replace(unit.translation, links=(Link(french, english),)))
    unit = replace(unit, translation=replace(unit.translation, uses=(TermUse(Honour.FREE, english),)))
    finding = Finding("terms", Severity.NOTE, unit.segment.id, "", french, Side.SOURCE)
    (read,) = Page(written(replace(made, units=(unit,), findings=(finding,)))).content["units"]
    (use,), ((linked, with_),) = read["terms"], read["links"]
    assert cut(source, use["source"]) == cut(source, linked) == cut(source, read["findings"][0]["span"]) == "porte"
    assert cut(target, use["target"]) == cut(target, with_) == "gate"


def test_a_reviewers_work_is_found_again_under_a_new_translation_of_the_same_text() -> None:
    one, again, other = bitext(("a", "b")), bitext(("a", "c")), bitext(("A", "b"))
    first, second, third = (Page(written(made)).content["checksum"] for made in (one, again, other))
    assert first == second != third


@pytest.mark.parametrize("score", [float("nan"), float("-inf")])
def test_a_score_that_json_cannot_hold_is_null(score: float) -> None:
    made = bitext(("a", "b"))
    unit = replace(made.units[0], translation=replace(made.units[0].translation, score=score))
    (read,) = Page(written(replace(made, units=(unit,)))).content["units"]
    assert read["score"] is None


def test_the_same_bitext_gives_the_same_bytes() -> None:
    assert written(full()) == written(full())


@pytest.fixture(scope="module")
def chromium() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    pytest.skip("no Chromium here to open the page in")


def test_a_browser_shows_hostile_texts_as_text_and_refuses_nothing_of_the_page(chromium: str, tmp_path: Path) -> None:
    made = bitext((ATTACK, ATTACK), ("La porte\u2028", "😀 gate"), name="page")
    place = tmp_path / "page.html"
    place.write_text(written(made), encoding="utf-8")
    flags = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    still = "--disable-component-update --disable-sync --enable-logging=stderr --virtual-time-budget=2000 --dump-dom"
    command = [chromium, *flags.split(), *still.split(), f"--user-data-dir={tmp_path / 'profile'}", place.as_uri()]
    try:
        done = subprocess.run(command, capture_output=True, timeout=60, check=True)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        pytest.skip(f"Chromium does not run here: {error}")
    page = Page(done.stdout.decode("utf-8"))
    cells = [(a["class"], a.get("lang")) for a, _ in page.of("div") if "text" in str(a.get("class")).split()]
    assert cells == [("text source", "fr"), ("text target", "en")] * 2
    assert [text for a, text in page.of("div") if a.get("class") == "text source"] == [shown(ATTACK), "La porte\u2028"]
    assert not page.of("img")
    assert not re.search(r"Content Security Policy|Uncaught", done.stderr.decode("utf-8", "replace"))


def test_a_page_without_a_unit_is_a_page() -> None:
    assert Page(written(replace(full(), units=(), findings=()))).content["units"] == []
