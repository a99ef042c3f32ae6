"""How `bitexte eval` shows scores: a table, or JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from bitexte.cli import console

if TYPE_CHECKING:
    from bitexte.evaluation.comparison import Compared, Estimate
    from bitexte.evaluation.quality import Ratio, Scores, TermScores


def print_table(scores: Sequence[Scores], signature: dict[str, str | int]) -> None:
    columns = [[figure for _, figure in _figures(score)] for score in scores]
    labels = [label for label, _ in _figures(scores[0])]
    header = ("", "plain") if len(scores) == 1 else ("", "without terms asked", "with")
    console.table("", header, [row for row in zip(labels, *columns, strict=True) if row[1] or row[-1]])
    _print_signature(signature)


def _print_signature(signature: dict[str, str | int]) -> None:
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
    yield from _term_figures(scores.terminology)


def _term_figures(terms: TermScores) -> Iterator[tuple[str, str]]:
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
    return {**{name: asdict(quality) for name, quality in sets.items()}, "terms": _term_record(scores.terminology)}


def _term_record(terms: TermScores) -> dict[str, object]:
    ratios = {
        "exact": terms.exact,
        "lemma": terms.lemma,
        "over_generation": terms.extra,
        "false_application": terms.false,
        "consistency": terms.consistent,
    }
    return {name: asdict(ratio) | {"percent": ratio.percent} for name, ratio in ratios.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """One package of a comparison: as it was asked for, what it is, its scores, seconds, and most bytes of memory."""

    name: str
    package: dict[str, str]
    compared: Compared
    terms: TermScores
    seconds: float
    memory: int


def print_compared(rows: Sequence[Row], signature: dict[str, str | int]) -> None:
    """A column for each package; packages of one name are told apart by what was asked for."""
    columns = [[figure for _, figure in _compared_figures(row)] for row in rows]
    labels = [label for label, _ in _compared_figures(rows[0])]
    lines = [line for line in zip(labels, *columns, strict=True) if any(line[1:])]
    console.table("", ("", *(row.name for row in rows)), lines)
    for row in rows:
        console.result("package " + "|".join(row.package.values()))
    _print_signature(signature)


def _compared_figures(row: Row) -> Iterator[tuple[str, str]]:
    for name, estimate in (("BLEU", row.compared.bleu), ("chrF", row.compared.chrf)):
        yield name, _estimate(estimate)
        yield f"{name}, p", "" if estimate.p is None else f"{estimate.p:.3f}"
    yield from _term_figures(row.terms)
    yield "seconds", f"{row.seconds:,.1f}"
    yield "memory, MB", f"{row.memory / 1e6:,.0f}" if row.memory else ""


def _estimate(estimate: Estimate) -> str:
    return f"{estimate.score:.2f} ± {estimate.margin:.2f}"


def print_compared_json(rows: Sequence[Row], signature: dict[str, str | int]) -> None:
    """`p` is null for the first package, `memory` where the system does not say."""
    packages = [
        {
            "asked": row.name,
            **row.package,
            **asdict(row.compared),
            "terms": _term_record(row.terms),
            "seconds": round(row.seconds, 3),
            "memory": row.memory or None,
        }
        for row in rows
    ]
    console.result_json({"signature": signature, "packages": packages})
