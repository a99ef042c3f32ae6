"""Findings in the forms of other programs: SARIF 2.1.0 (code scanning), GitHub's annotations, JUnit XML."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from bitexte import checks
from bitexte.model import Finding, Severity
from bitexte.text.characters import NO_XML, visible
from bitexte.version import __version__

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_ILLEGAL = re.compile(f"[{NO_XML}]")


def sarif(file: Path, findings: Sequence[Finding], numbers: Mapping[str, str]) -> str:
    """One run of Bitexte; a segment is a logical location of the file, for bilingual files have no lines that count."""
    used = sorted({finding.code for finding in findings})
    rules = [
        {
            "id": code,
            "name": checks.CODES[code].check,
            "shortDescription": {"text": checks.CODES[code].title},
            "defaultConfiguration": {"level": _LEVELS[checks.CODES[code].severity]},
        }
        for code in used
    ]
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": used.index(finding.code),
            "level": _LEVELS[finding.severity],
            "message": {"text": f"{numbers[finding.segment]}: {finding.message}"},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(file.as_posix())},
                        "region": {"startLine": 1},  # GitHub asks for one
                    },
                    "logicalLocations": [{"fullyQualifiedName": numbers[finding.segment]}],
                }
            ],
        }
        for finding in findings
    ]
    driver = {"name": "Bitexte", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def github(file: Path, findings: Sequence[Finding], numbers: Mapping[str, str]) -> str:
    """A workflow command a finding, which GitHub shows beside the file."""
    return "\n".join(
        f"::{_COMMANDS[finding.severity]} file={_property(file.as_posix())},"
        f"title={_property(f'{finding.code} {checks.CODES[finding.code].check}')}"
        f"::{_data(f'{numbers[finding.segment]}: {finding.message}')}"
        for finding in findings
    )


def junit(file: Path, findings: Sequence[Finding], numbers: Mapping[str, str]) -> str:
    """A test case a segment, which fails where it has an error; warnings and notes are its output."""
    by_segment: defaultdict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_segment[finding.segment].append(finding)
    failed = sum(_fails(found) for found in by_segment.values())
    cases = [_case(number, by_segment.get(segment, [])) for segment, number in numbers.items()]
    head = f'<testsuite name={_attribute(file.as_posix())} tests="{len(numbers)}" failures="{failed}" errors="0">'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', head, *cases, "</testsuite>"])


def _case(number: str, findings: Sequence[Finding]) -> str:
    head = f'  <testcase classname="bitexte" name={_attribute(number)}'
    if not findings:
        return head + "/>"
    lines = "\n".join(f"{each.severity}: {each.code}: {each.message}" for each in findings)
    tag = "failure" if _fails(findings) else "system-out"
    first = f" message={_attribute(findings[0].message)}" if tag == "failure" else ""
    return f"{head}><{tag}{first}>{escape(_ILLEGAL.sub(' ', lines))}</{tag}></testcase>"


def _fails(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub(" ", visible(text)))


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORTS = {"sarif": sarif, "github": github, "junit": junit}
