"""python -m training STEP RECIPE: prepare, tokenizer, align, train, evaluate, export (training/README.md)."""

from __future__ import annotations

import argparse
import importlib
from pathlib import Path

from training import config

# A step's module is imported only when it runs: each needs other libraries.
STEPS = {
    "prepare": ("corpus", "prepare"),
    "tokenizer": ("pieces", "train"),
    "align": ("align", "align"),
    "train": ("train", "train"),
    "evaluate": ("evaluate", "evaluate"),
    "export": ("export", "export"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=STEPS)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--finish", type=int, default=0, help="train: cool down over that many steps, then stop")
    parser.add_argument("--plain", action="store_true", help="train --finish: without terms, into plain.pt")
    parser.add_argument("--sentences", type=int, default=0, help="evaluate: on so many sentences a set, not on all")
    arguments = parser.parse_args()
    if arguments.plain and not arguments.finish:
        parser.error("--plain goes with --finish")
    options = {
        "train": {"finish": arguments.finish, "plain": arguments.plain},
        "evaluate": {"sentences": arguments.sentences},
    }
    module, function = STEPS[arguments.step]
    recipe = config.read(arguments.recipe)
    try:
        step = getattr(importlib.import_module(f"training.{module}"), function)
    except ModuleNotFoundError as error:
        parser.error(f"no module {error.name}: pip install -e '.[training]'")
    step(recipe, **options.get(arguments.step, {}))


if __name__ == "__main__":
    main()
