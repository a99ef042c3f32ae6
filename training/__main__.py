"""python -m training STEP RECIPE: the steps are named in training/README.md."""

from __future__ import annotations

import argparse
import importlib
from dataclasses import dataclass
from pathlib import Path

from training import config


@dataclass(frozen=True)
class Step:
    """Where a step's function is, and the artefact that it makes (see `stamp`)."""

    module: str
    function: str
    artefact: str = ""


# A step's module is imported only when it runs: each needs other libraries.
STEPS = {
    "prepare": Step("corpus", "prepare", "train"),
    "pieces": Step("pieces", "make", "pieces"),
    "align": Step("align", "align", "links"),
    "mix": Step("mix", "score", "mix"),
    "train": Step("train", "train"),
    "evaluate": Step("evaluate", "evaluate"),
    "export": Step("export", "export"),
    "repack": Step("repack", "repack"),
    "rehearse": Step("rehearse", "rehearse"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--finish", type=int, default=0, help="train: cool down over that many steps, then stop")
    parser.add_argument("--minutes", type=float, default=0.0, help="train: so long in all, a cool-down at the end")
    parser.add_argument("--sentences", type=int, default=0, help="evaluate: on so many sentences a set, not on all")
    arguments = parser.parse_args()
    options = {
        "train": {"finish": arguments.finish, "minutes": arguments.minutes},
        "evaluate": {"sentences": arguments.sentences},
    }
    step = STEPS[arguments.step]
    recipe = config.read(arguments.recipe)
    try:
        function = getattr(importlib.import_module(f"training.{step.module}"), step.function)
    except ModuleNotFoundError as error:
        parser.error(f"no module {error.name}: pip install -e '.[training]'")
    function(recipe, **options.get(arguments.step, {}))
    if step.artefact:
        stamp = importlib.import_module("training.stamp")
        stamp.stamp(recipe, step.artefact)


if __name__ == "__main__":
    main()
