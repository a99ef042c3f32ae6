"""The codes of findings: stable, each with an example that shows it, their severities by the settings."""

from __future__ import annotations

import re

import pytest
from bitexte.checks import CHECKS, CODES, Code, run, severities, subtitles
from bitexte.errors import ConfigError
from bitexte.formats.subtitles.lines import Shown
from bitexte.model import (
    CodeKind,
    Designation,
    Finding,
    InlineCode,
    Origin,
    Remark,
    Segment,
    Severity,
    Status,
    Term,
    TermMatch,
    Translation,
    Unit,
)
from bitexte.settings import OwnCheck
from bitexte.terms.matching.compliance import compliance

MARKETPLACE = Term(
    "place-de-marche",
    (Designation("place de marché"),),
    (Designation("marketplace"), Designation("market", status=Status.DEPRECATED)),
)
OWN = (OwnCheck("say customer service", source="service client", target="customer care"),)
# What the example of a code needs besides its two texts.
REMARKS = {
    "S001": Remark("cut off"),
    "S002": Remark("language", "de"),
    "S003": Remark("fuzzy"),
    "S004": Remark("local-model", "it is not English"),
    "W001": Remark("left-in-french", "étagères"),
    "W002": Remark("non-word", "olivors"),
    "W003": Remark("uncovered", "basse"),
    "W004": Remark("dropped-name", "Marie"),
    "W007": Remark("guess", "lanière"),
    "W008": Remark("unsure", "sail"),
    "W005": Remark("doubled", "thank you"),
    "W006": Remark("length", "8 characters for 29"),
}


def units(code: Code) -> list[Unit]:
    """The example of a code: terms matched, `⟦1⟧` made an inline code, texts parted by a slash made several units."""
    sources, targets = code.source.split(" / "), code.target.split(" / ")
    longest = max(len(sources), len(targets))
    pairs = zip(sources * (longest // len(sources)), targets * (longest // len(targets)), strict=True)
    return [_unit(code.code, number, *pair) for number, pair in enumerate(pairs, start=1)]


def _unit(code: str, number: int, written: str, translated: str) -> Unit:
    source, codes = with_codes(written)
    target, placed = with_codes(translated)
    places = [match.span() for match in re.finditer("place de marché", source)]
    matches = tuple(TermMatch(MARKETPLACE, span, "place de marché") for span in places)
    problems = (REMARKS[code],) if code in REMARKS else ()
    segment = Segment(f"a#{number}", 0, source, (0, len(source)), codes=codes)
    translation = Translation(target, Origin.HUMAN, problems=problems, codes=placed)
    return Unit(segment, matches, translation, compliance=compliance(matches, target))


def with_codes(text: str) -> tuple[str, tuple[InlineCode, ...]]:
    """The text without its `⟦1⟧` and `⟦/1⟧`, which become the codes of a pair."""
    codes: list[InlineCode] = []
    parts = re.split("⟦(/?\\w+)⟧", text)
    plain = parts[0]
    for mark, following in zip(parts[1::2], parts[2::2], strict=True):
        kind = CodeKind.CLOSE if mark.startswith("/") else CodeKind.OPEN
        codes.append(InlineCode(mark.removeprefix("/"), kind, len(plain)))
        plain += following
    return plain, tuple(codes)


def cue(code: Code) -> Shown:
    """The example of a code as a cue of two seconds."""
    text, _, following = code.target.partition(" [next cue]")
    torn = text.rpartition(" ")[2] + following if following else ""
    return Shown(0, 0, tuple(text.split("\n")), 2000, 30, len(code.source), torn)


def by_code(findings: list[Finding]) -> dict[str, Severity]:
    return {finding.code: finding.severity for finding in findings}


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_the_example_of_a_code_is_found_at_its_severity(code: Code) -> None:
    example = units(code)
    told = list(subtitles.judged(example[0], cue(code), 17, 42)) if code in subtitles.CODES else []
    found = run(example, own_checks=OWN, consistency=True, further=told)
    assert by_code(list(found))[code.code] is code.severity


@pytest.mark.parametrize("code", CODES.values(), ids=lambda code: code.code)
def test_a_code_has_a_letter_three_figures_a_title_and_a_check(code: Code) -> None:
    assert re.fullmatch(r"[A-Z]\d{3}", code.code)
    assert re.fullmatch(r"[A-Z].{10,100}\.", code.title)
    assert code.check in {*CHECKS, "own", "renderings", "subtitles"}


def test_every_check_has_a_code() -> None:
    assert {code.check for code in CODES.values()} == {*CHECKS, "own", "renderings", "subtitles"}


def test_no_two_modules_use_one_code() -> None:
    modules = {id(code) for code in CODES.values()}
    assert len(modules) == len(CODES)
    assert all(name == code.code for name, code in CODES.items())


def test_a_term_missed_in_a_draft_is_a_warning_and_a_forbidden_one_stays_an_error() -> None:
    severity = [by_code(list(run(units(CODES[code]), drafts=True))) for code in ("T001", "T002")]
    assert severity == [{"T001": Severity.WARNING}, {"T002": Severity.ERROR}]


def test_the_settings_change_a_severity_or_silence_a_code() -> None:
    wanted = severities({"N001": "off", "N002": "error"})
    assert by_code(list(run(units(CODES["N001"]), wanted))) == {}
    assert by_code(list(run(units(CODES["N002"]), wanted))) == {"N002": Severity.ERROR}


def test_what_the_settings_say_holds_for_drafts_too() -> None:
    assert by_code(list(run(units(CODES["T001"]), severities({"T001": "error"}), drafts=True))) == {
        "T001": Severity.ERROR
    }


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"N0001": "off"}, "there is no check 'N0001' (did you mean N001?)"),
        ({"numbers": "off"}, "there is no check 'numbers' (docs/checks.md lists the codes)"),
        ({"N001": "fatal"}, "N001 is 'fatal' (use note, warning, error, off)"),
    ],
)
def test_a_setting_that_means_nothing_is_refused(setting: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        severities(setting)
    assert message in str(caught.value)
    assert len(str(caught.value)) <= 300
