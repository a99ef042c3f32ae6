"""The README of a package: what it is, what it was trained on, how good it is and where it stops."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

from training import corpus, examples, pieces
from training.config import Recipe
from training.export import NAMES

LIBRARIES = ("torch", "ctranslate2", "sentencepiece", "sacrebleu", "eflomal", "lemminflect")


class Row(Protocol):
    """A line of the table of figures."""

    @property
    def measure(self) -> str: ...

    @property
    def value(self) -> str: ...

    @property
    def how(self) -> str: ...


def table(rows: Iterable[Row]) -> str:
    """The rows in Markdown."""
    lines = ["| {} | {} | {} |".format(*map(_cell, (row.measure, row.value, row.how))) for row in rows]
    return "\n".join(["| measure | value | how |", "|---|---|---|", *lines])


def card(recipe: Recipe, saved: dict[str, Any], rows: Iterable[Row]) -> str:
    """The whole README.md of the package of that state of the training."""
    one, other = (NAMES.get(code, code) for code in (recipe.from_code, recipe.to_code))
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"""# {recipe.name} {recipe.version}: {one} to {other}

A small translation model for Bitexte, trained from scratch to run on a processor, and to use the terms that a glossary
asks for. Made by the recipe in `training/`; Argos Translate loads it too (without terms).

## Model

{_shape(recipe, saved)}

A term is asked for in the source text: U+E000, the words to translate, U+E001, a blank, the target term, U+E002, the
opening tag before the blank that precedes the words. `metadata.json` says so under `terminology`.

## Figures

{table(rows)}

Made by `python -m training evaluate` with {versions}, Python {platform.python_version()}; speed on one core of
{_processor()}. Validation lines are in no training data. Held-out pairs are drawn from the training sources, a
hash deciding: they are nearer to the training data than a text of yours. Their terms are noun phrases found by word
alignment, asked for in the singular. "Any form" also takes an inflected form of the term. "Defective" is an output that
is empty, loops, is far longer than its source or holds a tag.

## Limits

{_limits(recipe)}

## Data

{_data(recipe)}

The data were normalised, deduplicated against the validation set, sampled by the shares above, and in part made noisy
(capitals, accents, punctuation, other names and countries) or annotated with terms found by word alignment. Names of
countries and languages are those of Unicode CLDR (Unicode License v3), taken from Babel. No pair of the sources is in
the package. Whoever passes the package on passes on this list.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _shape(recipe: Recipe, saved: dict[str, Any]) -> str:
    count = sum(weight.numel() for weight in saved["average"].values())
    pairs, target = _seen(recipe, saved)
    mixed = f", mixed with {recipe.plain:.0%} of weights cooled down without terms" if recipe.plain else ""
    return (
        f"Pre-norm Transformer, {recipe.encoder_layers} encoder and {recipe.decoder_layers} decoder layers, width "
        f"{recipe.width}, inner width {recipe.inner}, {recipe.heads} heads, {recipe.vocabulary:,} joint SentencePiece "
        f"unigram pieces with byte fallback, tied embeddings: {count / 1e6:.1f} million parameters, in int8. One "
        f"attention head of the last decoder layer was taught word alignments. Trained for {saved['step']:,} steps on "
        f"about {pairs:,} examples ({target / 1e6:.0f} million target pieces), the averaged weights taken{mixed}; "
        f"seed {recipe.seed}."
    )


def _seen(recipe: Recipe, saved: dict[str, Any]) -> tuple[int, int]:
    """About how many examples, and target pieces, the steps so far were made of: places times a sample's means."""
    pairs = corpus.load(recipe)
    size = sum(corpus.weight_of(recipe, origin) * count for origin, count in Counter(p.origin for p in pairs).items())
    places = saved.get("places") or [(saved["epoch"], saved["skip"])]
    read = sum(epoch * size / len(places) + skip for epoch, skip in places)
    sample = list(islice(examples.epoch(recipe, pairs, None, pieces.load(recipe), (), 0), 2000))
    mean = sum(len(example.target) + 1 for example in sample) / len(sample)
    return int(read), int(read * mean)


def _limits(recipe: Recipe) -> str:
    lines = [
        f"- It has {recipe.encoder_layers} + {recipe.decoder_layers} layers of width {recipe.width} and little data: "
        "it mistranslates idioms, rare words and long sentences. Have what it writes reviewed.",
        "- It was trained on the domains listed below; everything else it knows less well.",
        f"- It was trained on one or two sentences of at most {recipe.longest} pieces; Bitexte cuts longer ones.",
        "- A term asked for is mostly obeyed, not always: Bitexte checks every one and reports what is missing.",
    ]
    if recipe.version.startswith("0."):
        lines.insert(0, "- A 0.x model: small and trained for hours, not days. Larger packages translate better; "
                        "`bitexte package install` gets one where there is a network.")  # fmt: skip
    return "\n".join(lines)


def _data(recipe: Recipe) -> str:
    """The sources with their sizes and shares; what SOURCES.md in the corpus folder knows of each beside it."""
    known = _sources(recipe.corpus / "SOURCES.md")
    counts = Counter(pair.origin for pair in corpus.load(recipe))
    lines = ["| source | pairs | share | corpus | repository | licence |", "|---|---|---|---|---|---|"]
    for origin, count in sorted(counts.items()):
        about = known.get(origin.rpartition("/")[2], ("", "see the corpus", "see the corpus"))
        share = f"{corpus.weight_of(recipe, origin):g}"
        lines.append(f"| {origin} | {count:,} | {share} | {about[1]} | {about[0]} | {about[2]} |")
    lines += ["", "Share: how often a pair was seen in one pass. `alt/`: other wordings of a main source's pairs."]
    return "\n".join(lines)


def _sources(path: Path) -> dict[str, tuple[str, str, str]]:
    """Repository, corpus and licence by source, from the Markdown table of a SOURCES.md; `same` is the row above's."""
    if not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in lines if line.startswith("|")]
    known: dict[str, tuple[str, str, str]] = {}
    before = ("", "", "")
    for row in rows:
        if ".tsv" in row[0] and len(row) > 3:
            cells = [cell.replace("same", above, 1) for cell, above in zip(row[1:4], before, strict=True)]
            before = known[row[0].split(".")[0]] = (cells[0], cells[1], cells[2])
    return known


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
