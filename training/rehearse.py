"""Rehearse: every step on a hundredth of the data, to see in minutes whether a recipe runs and what it will cost."""

from __future__ import annotations

import importlib
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from training import stamp
from training.config import Recipe

SHARE = 0.01
MINUTES = 1.0  # of training
SENTENCES = 20  # of each set that is measured
PLANS = (30, 60, 180, 600)  # minutes
STEPS = (
    ("prepare", "corpus", "prepare", "train"),
    ("pieces", "pieces", "make", "pieces"),
    ("align", "align", "align", "links"),
    ("mix", "mix", "score", "mix"),
)


@dataclass(frozen=True)
class Cost:
    """What a step took: seconds, and the most memory of any process so far, in bytes."""

    step: str
    seconds: float
    memory: int


def rehearse(recipe: Recipe) -> None:
    """Run every step in a folder of its own, print what each cost, and what a training of some lengths would do."""
    small = rehearsal(recipe)
    small.work.mkdir(parents=True, exist_ok=True)
    for path in small.work.glob("*.pt"):
        path.unlink()
    costs = [_timed(step, partial(_run, small, *how)) for step, *how in STEPS]
    costs.append(_timed("train", lambda: importlib.import_module("training.train").train(small, minutes=MINUTES)))
    evaluate, export = (importlib.import_module(f"training.{name}") for name in ("evaluate", "export"))
    costs.append(_timed("evaluate", lambda: evaluate.evaluate(small, sentences=SENTENCES)))
    costs.append(_timed("export", lambda: export.export(small)))
    print("| step | seconds | memory, MB |\n|---|---|---|")
    for cost in costs:
        print(f"| {cost.step} | {cost.seconds:.0f} | {cost.memory / 1e6:.0f} |")
    saved = export.saved(small)
    trained = next(cost.seconds for cost in costs if cost.step == "train")
    for minutes in PLANS:
        steps, seen = (int(saved[key] * 60 * minutes / trained) for key in ("step", "seen"))
        print(f"train --minutes {minutes}: about {steps:,} steps, {seen / 1e6:.1f} million target pieces")


def rehearsal(recipe: Recipe) -> Recipe:
    """The recipe with a hundredth of its data, in a folder of its own."""
    work = recipe.work / "rehearsal"
    return replace(
        recipe,
        work=work,
        package=work / recipe.package.name,
        share=recipe.share * SHARE,
        held_out=max(20, int(recipe.held_out * SHARE)),
        aligned=max(500, int(recipe.aligned * SHARE)),
        checkpoint_minutes=60.0,
    )


def _run(recipe: Recipe, module: str, function: str, made: str) -> None:
    getattr(importlib.import_module(f"training.{module}"), function)(recipe)
    stamp.stamp(recipe, made)


def _timed(step: str, run: Callable[[], None]) -> Cost:
    begun = time.monotonic()
    run()
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Cost(step, time.monotonic() - begun, most * 1024)
