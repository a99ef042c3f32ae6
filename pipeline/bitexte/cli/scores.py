"""How `bitexte eval` shows scores: a table, or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bitexte.cli import console

if TYPE_CHECKING:
    from bitexte.evaluation.quality import Ratio, Scores


def print_table(scores: Sequence[Scores], signature: dict[str, str | int]) -> None:
    columns = [[figure for _, figure in _figures(score)] for score in scores]
    labels = [label for label, _ in _figures(scores[0])]
    header = ("", "plain") if len(scores) == 1 else ("", "without terms asked", "with")
    console.table("", header, [row for row in zip(labels, *columns, strict=True) if row[1] or row[-1]])
    made = {key: value for key, value in signature.items() if value != ""}
    metrics = [f"{name} {made.pop(name)}" for name in ("BLEU", "chrF")]
    for line in (*metrics, "data " + "|".join(f"{key}:{value}" for key, value in made.items())):
        console.result(line)


def _figures(scores: Scores) -> Iterator[tuple[str, str]]:
    """The rows of a column; a figure without a case is empty."""
    for label, quality in (
        ("all lines", scores.every),
        ("lines with terms", scores.with_terms),
        ("lines without terms", scores.without_terms),
    ):
        yield f"BLEU, {label} ({quality.lines:,})", _figure(quality.bleu)
        yield f"chrF, {label} ({quality.lines:,})", _figure(quality.chrf)
    terms = scores.terminology
    yield "terms, exact", _ratio(terms.exact)
    yield "terms, lemma", _ratio(terms.lemma)
    yield "terms, extra", _ratio(terms.extra)
    yield "terms, false application", _ratio(terms.false)
    yield "terms, consistent", _ratio(terms.consistent)


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _ratio(ratio: Ratio) -> str:
    return "" if ratio.percent is None else f"{ratio.percent:.1f}% ({ratio.count:,}/{ratio.of:,})"


def print_json(scores: Sequence[Scores], signature: dict[str, str | int]) -> None:
    """`with` is null where no term was asked for; figures without a case are null."""
    rows = [_row(score) for score in scores]
    console.result_json({"signature": signature, "without": rows[0], "with": rows[1] if len(rows) > 1 else None})


def _row(scores: Scores) -> dict[str, dict[str, object]]:
    sets = {"all": scores.every, "with_terms": scores.with_terms, "without_terms": scores.without_terms}
    terms = scores.terminology
    ratios = {
        "exact": terms.exact,
        "lemma": terms.lemma,
        "over_generation": terms.extra,
        "false_application": terms.false,
        "consistency": terms.consistent,
    }
    return {
        **{name: asdict(quality) for name, quality in sets.items()},
        "terms": {name: asdict(ratio) | {"percent": ratio.percent} for name, ratio in ratios.items()},
    }
