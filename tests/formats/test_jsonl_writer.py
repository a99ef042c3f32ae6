"""JSON Lines: every line a unit, every unit with the same keys."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from typing import Any

import pytest
from bitext_samples import PROVENANCE, arbitrary, bitext, full
from bitexte import formats
from bitexte.model import Bitext
from hypothesis import given


def written(made: Bitext) -> str:
    return formats.serialize(replace(made, provenance=PROVENANCE), "jsonl").decode("utf-8")


def objects(made: Bitext) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written(made).splitlines()]


def test_a_unit_is_one_line_with_all_that_is_known() -> None:
    first, second, third = objects(full())
    assert first == {
        "id": "a/b#0.1",
        "number": "a/b#0.1",
        "block": 0,
        "source": "La porte",
        "target": "The gate",
        "origin": "memory-exact",
        "engine": "",
        "score": 1.0,
        "confidence": None,
        "alternatives": [],
        "state": "initial",
        "terms": [
            {
                "id": "door",
                "source": "porte",
                "target": "gate",
                "surface": "porte",
                "start": 3,
                "end": 8,
                "honour": "substituted",
                "target_start": 4,
                "target_end": 8,
            }
        ],
        "findings": [],
        "links": [[[3, 8], [4, 8]]],
        "provenance": asdict(PROVENANCE),
    }
    assert second["score"] == -0.1235
    assert second["terms"][0]["honour"] == "missed"
    assert second["terms"][0]["target_start"] is None
    assert second["findings"] == [
        {"code": "T001", "severity": "error", "message": "“gate” is missing", "side": "target", "start": 4, "end": 8}
    ]
    assert third["findings"][0]["side"] == "source"


@given(arbitrary())
def test_any_text_comes_back_line_by_line(made: Bitext) -> None:
    def shown(text: str) -> str:
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    pairs = [(line["source"], line["target"]) for line in objects(made)]
    assert pairs == [(shown(unit.segment.text), shown(unit.translation.text)) for unit in made.units]


@pytest.mark.parametrize("score", [float("nan"), float("-inf")])
def test_a_score_that_json_cannot_hold_is_null(score: float) -> None:
    made = bitext(("a", "b"))
    (unit,) = made.units
    made = replace(made, units=(replace(unit, translation=replace(unit.translation, score=score)),))
    assert objects(made)[0]["score"] is None


def test_a_term_of_a_translation_from_elsewhere_has_no_honour() -> None:
    made = full()
    unit = replace(made.units[0], translation=replace(made.units[0].translation, uses=()))
    (line,) = objects(replace(made, units=(unit,)))
    assert line["terms"][0]["honour"] is None


def test_french_stays_readable_in_the_file() -> None:
    assert "déjà\u202f!" in written(bitext(("déjà\u202f!", "already!")))
