"""python -m training STEP RECIPE: prepare, tokenizer, align, train, export, evaluate."""

from __future__ import annotations

import argparse
from pathlib import Path

from training import config


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("step", choices=["prepare", "tokenizer", "align", "train", "export", "evaluate"])
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--minutes", type=float, default=None, help="train: stop after so long, cooled down")
    parser.add_argument("--finish", type=int, default=0, help="train: cool down over that many steps, then stop")
    arguments = parser.parse_args()
    recipe = config.read(arguments.recipe)
    if arguments.step == "prepare":
        from training import corpus

        corpus.prepare(recipe)
    elif arguments.step == "tokenizer":
        from training import pieces

        pieces.train(recipe)
    elif arguments.step == "align":
        from training import align

        align.align(recipe)
    elif arguments.step == "train":
        from training import train

        train.train(recipe, finish=arguments.finish)
    elif arguments.step == "export":
        from training import export

        export.export(recipe)
    else:
        from training import evaluate

        evaluate.evaluate(recipe)


main()
