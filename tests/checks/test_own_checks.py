"""A project's own checks, the page of all codes, and findings for other programs."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from bitexte.checks import own
from bitexte.cli.reports import REPORTS
from bitexte.errors import ConfigError
from bitexte.model import Finding, Severity
from bitexte.settings import OwnCheck, load
from checks_page import page
from lxml import etree
from published import unit

ROOT = Path(__file__).resolve().parents[2]
SERVICE = OwnCheck("say customer service", source="(?i)service client", lacks="(?i)customer service", severity="error")


def found(check: OwnCheck, source: str, target: str) -> list[Finding]:
    return list(own.check([unit(source, target)], [check]))


def test_what_the_target_must_hold_is_asked_for_where_the_source_has_it() -> None:
    (finding,) = found(SERVICE, "Le service client répond.", "The help desk answers.")
    assert (finding.code, finding.severity, finding.message) == ("O001", Severity.ERROR, "say customer service")
    assert finding.span == (3, 17)
    assert found(SERVICE, "Le service client répond.", "Customer service answers.") == []
    assert found(SERVICE, "Le magasin répond.", "The help desk answers.") == []


def test_what_must_not_stand_there_is_found_at_its_place() -> None:
    (finding,) = found(OwnCheck("no please", target=r"\bplease\b"), "Entrez.", "Come in, please.")
    assert (finding.severity, finding.span) == (Severity.WARNING, (9, 15))


def test_a_pattern_that_takes_too_long_ends_in_one_clear_line() -> None:
    start = time.perf_counter()
    with pytest.raises(ConfigError, match="takes too long"):
        found(OwnCheck("slow", target=r"(a|aa)+$"), "a", "a" * 5000 + "b")
    assert time.perf_counter() - start < 30


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (OwnCheck("", target="a"), "has no message"),
        (OwnCheck("x"), "looks at no target"),
        (OwnCheck("x", target="a", severity="bad"), "'bad' is no severity"),
        (OwnCheck("x", target="("), "missing )"),
    ],
)
def test_an_own_check_that_means_nothing_is_refused(check: OwnCheck, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        own.validate([check])
    assert message in str(caught.value)


def test_own_checks_stand_beside_the_severities_in_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "bitexte.toml"
    file.write_text('[checks]\nN001 = "off"\n[[checks.own]]\nmessage = "m"\ntarget = "t"\n', encoding="utf-8")
    settings = load(tmp_path)
    assert settings.checks == {"N001": "off"}
    assert settings.own_checks == (OwnCheck("m", target="t"),)
    file.write_text('[[checks.own]]\nmesage = "m"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"unknown setting checks\.own\.mesage"):
        load(tmp_path)


def test_the_page_of_the_checks_is_the_one_that_the_table_gives() -> None:
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == page()


FINDINGS = [
    Finding("N001", Severity.WARNING, "a#1", "12 is not in the translation"),
    Finding("P001", Severity.ERROR, "a#2", "100%, <b>\x1b & :\n::set-output"),
]
NUMBERS = {"a#1": "a#1", "a#2": "a#2", "a#3": "a#3"}


def test_sarif_names_the_rules_and_the_segments() -> None:
    log = json.loads(REPORTS["sarif"](Path("a b.po"), FINDINGS, NUMBERS))
    (run,) = log["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["N001", "P001"]
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("N001", "warning"),
        ("P001", "error"),
    ]
    assert run["results"][0]["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "a#1"}]


def test_an_annotation_is_one_line_and_commands_nothing() -> None:
    lines = REPORTS["github"](Path("a,b.po"), FINDINGS, NUMBERS).splitlines()
    assert lines[0] == "::warning file=a%2Cb.po,title=N001 numbers::a#1: 12 is not in the translation"
    assert len(lines) == 2
    assert lines[1].startswith("::error file=a%2Cb.po,title=P001 placeholders::a#2: 100%25, <b>")


def test_junit_has_a_case_a_segment_and_fails_for_errors_alone() -> None:
    suite = etree.fromstring(REPORTS["junit"](Path("a.po"), FINDINGS, NUMBERS).encode())
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [[child.tag for child in case] for case in suite] == [["system-out"], ["failure"], []]
