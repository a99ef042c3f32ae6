"""Confidence fitted to judged translations: what is read, what is measured, and that a fit tells right from wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bitexte.engine.confidence import Signals, confidence
from bitexte.engine.decoder import Model
from bitexte.errors import InputError
from bitexte.evaluation.calibration import Judged, Measured, Verdict, auc, fit, measure, parse, quality
from bitexte.model import Remark
from scripted_decoder import Scripted

CLEAN = Signals(-0.3, 0.0, 0, 0, 0, 0, 0, 0.1)


def measured(verdict: Verdict, said: Signals, *remarks: Remark) -> Measured:
    return Measured(Judged("Un panier.", "A cart.", verdict), said, remarks)


# Good ones are likely as a whole, bad ones a low one or French words; one of each is the other way round.
SET = (
    [measured(Verdict.OK, replace(CLEAN, total=-0.2 - step / 100)) for step in range(20)]
    + [measured(Verdict.MAJOR, replace(CLEAN, total=-0.5 - step / 100)) for step in range(20)]
    + [measured(Verdict.CRITICAL, replace(CLEAN, left=2), Remark("left-in-french", "a, b")) for _ in range(9)]
    + [measured(Verdict.CRITICAL, CLEAN), measured(Verdict.OK, replace(CLEAN, total=-0.9))]
)


def test_judged_translations_are_read_line_by_line() -> None:
    assert parse("source\toutput\tverdict\nUn panier.\tA cart.\tok\n", "j.tsv") == [
        Judged("Un panier.", "A cart.", Verdict.OK)
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "j.tsv:1"),
        ("source\toutput\n", "j.tsv:1"),
        ("source\toutput\tverdict\na\tb\n", "j.tsv:2"),
        ("source\toutput\tverdict\na\tb\tok\na\tb\tgood\n", "j.tsv:3"),
    ],
)
def test_a_flaw_is_told_with_its_line(text: str, where: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, "j.tsv")
    assert caught.value.where == where


def test_a_fit_gives_likelihoods_that_come_true() -> None:
    found = fit(SET)
    likely = [confidence(each.signals, found) for each in SET]
    right = sum(each.judged.verdict is Verdict.OK for each in SET)
    assert sum(likely) == pytest.approx(right, abs=0.5)
    assert confidence(CLEAN, found) > 0.6 > 0.3 > confidence(replace(CLEAN, left=2), found)
    assert (found.total > 0, found.left < 0, found.uncovered) == (True, True, 0.0)


def test_no_weakness_ever_raises_confidence() -> None:
    odd = [measured(Verdict.OK if each.signals.left else Verdict.MAJOR, each.signals) for each in SET]
    assert fit(odd).left == 0.0


def test_the_quality_of_a_fit_is_told_on_segments_it_has_not_seen() -> None:
    found = quality(SET)
    assert found.segments == len(SET)
    assert found.auc is not None
    assert found.auc > 0.85
    assert found.silent == pytest.approx(0.1)
    assert sum(count for count, _, _ in found.bins) == len(SET)


def test_the_area_under_the_curve_is_a_share_of_pairs() -> None:
    assert auc([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == pytest.approx(3.5 / 4)
    assert auc([0.9], [True]) is None


def test_translations_are_measured_as_the_model_sees_them() -> None:
    decoder = Scripted(scores={"Open the puce": -2.0, "The cart": -0.2})
    judged = [
        Judged("Ouvrir la puce", "Open the puce", Verdict.MAJOR),
        Judged("Le panier", "The cart", Verdict.OK),
        Judged("15h58", "15:58", Verdict.OK),
    ]
    bad, good = measure(judged, Model(decoder))
    # Three words and the end mark; two and the end mark.
    assert (bad.signals.total, bad.signals.worst, bad.signals.left) == (-8.0, -2.0, 1)
    assert good.signals.total == pytest.approx(-0.6)
    assert (good.signals.worst, good.remarks) == (0.0, ())
