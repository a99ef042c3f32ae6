"""Evaluate: every figure that the package's README states, printed and written into the work folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import sacrebleu
from bitexte.text.typography import to_model

from training import card, corpus, export, naming, pieces, robustness, stamp, terms
from training.config import Recipe
from training.decode import Decoder, Search, greedy
from training.network import Transformer

METRICS = (sacrebleu.BLEU(), sacrebleu.CHRF())
PARITY = 200  # sentences decoded by both libraries
BEAMS = (4, 1)
SEARCHES = tuple(Search(length, coverage) for length in (0.8, 1.0, 1.2) for coverage in (0.0, 0.1, 0.2))


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    measure: str
    value: str
    how: str = ""


@dataclass(frozen=True)
class Bench:
    """What is measured: the network, its two conversions and its package, on as many sentences a set as asked for."""

    recipe: Recipe
    sentences: int
    model: Transformer
    float32: Decoder
    int8: Decoder
    package: Path


def evaluate(recipe: Recipe, sentences: int = 0) -> None:
    """Measure the last state of the training and write `README.md`, which `export` packs; `sentences` 0 for all."""
    with tempfile.TemporaryDirectory() as folder:
        bench = _bench(recipe, sentences, Path(folder))
        rows: list[Row] = []
        for measure in (quality, searches, parity, terminology, names, difficult):
            made = measure(bench)
            print(card.table(made), flush=True)
            rows += made
    readme = recipe.work / "README.md"
    readme.write_text(card.card(recipe, export.saved(recipe), rows), encoding="utf-8")
    stamp.sign(readme, recipe.work / f"{export.last(recipe)}.pt")
    print(f"written to {readme}: python -m training export packs it")


def watched(recipe: Recipe) -> float:
    """The BLEU of the last checkpoint on the first validation lines, greedy."""
    sources, references = corpus.validation(recipe, recipe.watched)
    with tempfile.TemporaryDirectory() as folder:
        model = export.convert(recipe, Path(folder), export.weights(recipe, "checkpoint"))
        decoder = Decoder(model, pieces.load(recipe), "int8", recipe.tag_at_work)
        outputs = decoder.decode(list(map(to_model, sources)), beam=1).texts
    return sacrebleu.corpus_bleu(outputs, [references]).score


def quality(bench: Bench) -> list[Row]:
    """BLEU, chrF and speed by set and beam, raw and down the whole road."""
    rows = []
    for number, path in enumerate(bench.recipe.validation):
        lines, references = corpus.validation(bench.recipe, bench.sentences, number)
        sources = list(map(to_model, lines))
        name = f"{path.name}, {len(lines)} lines"
        bench.int8.decode(sources[:20], beam=1)  # the first batch of a run also readies the library
        for beam in BEAMS:
            made = bench.int8.decode(sources, beam)
            how = f"int8, raw; {made.speed:.0f} sentences/s on one core"
            rows.append(Row(f"{name}: BLEU / chrF, beam {beam}", _scores(made.texts, references), how))
        road = _scores(_road(bench.package, lines), references)
        rows.append(Row(f"{name}: BLEU / chrF of `bitexte translate`", road, "the whole road, no glossary"))
    signatures = [f"`{metric.get_signature()}`" for metric in METRICS]
    return [*rows, Row("sacreBLEU signatures", *signatures)]


def searches(bench: Bench) -> list[Row]:
    """The penalties of the search: the best on the odd lines of the first set, measured on the even ones."""
    lines, references = corpus.validation(bench.recipe, bench.sentences)
    sources = list(map(to_model, lines))

    def score(search: Search, half: int) -> float:
        made = bench.int8.decode(sources[half::2], 4, search).texts
        return sacrebleu.corpus_bleu(made, [references[half::2]]).score

    best = max(SEARCHES, key=lambda search: score(search, 0))
    how = f"length penalty {best.length_penalty:g}, coverage penalty {best.coverage_penalty:g}, chosen on the odd lines"
    value = f"{score(best, 1):.2f}; {score(Search(), 1):.2f} as Bitexte searches"
    return [Row("Best penalties, BLEU on the even lines", value, how)]


def parity(bench: Bench) -> list[Row]:
    """PyTorch against CTranslate2, and what int8 costs."""
    lines, references = corpus.validation(bench.recipe, bench.sentences)
    sources = list(map(to_model, lines))
    some = sources[:PARITY]
    ours = greedy(bench.model, pieces.load(bench.recipe), some, bench.recipe.tag_at_work)
    theirs = bench.float32.decode(sources, beam=1).texts
    same = sum(one == other for one, other in zip(ours, theirs, strict=False))
    exact, small = (
        sacrebleu.corpus_bleu(texts, [references]).score for texts in (theirs, bench.int8.decode(sources, beam=1).texts)
    )
    return [
        Row("PyTorch and CTranslate2 agree", f"{same} of {len(some)}", "greedy, float32, whole outputs"),
        Row("int8 against float32", f"{small - exact:+.2f} BLEU", f"greedy, {len(sources)} lines"),
    ]


def names(bench: Bench) -> list[Row]:
    """Names in sentences, copied to the letter or not."""
    items = naming.items(bench.recipe, bench.sentences)
    made = bench.int8.decode([to_model(item.sentence) for item in items], beam=4).texts
    right = sum(item.name in output for item, output in zip(items, made, strict=True))
    how = f"{len(items)} names, half of them nobody's, in sentences of our own; raw, beam 4, to the letter"
    return [Row("Names copied", f"{right / len(items):.1%}", how)]


def terminology(bench: Bench) -> list[Row]:
    """Terms asked for in their lemma: obeyed or not, and what asking costs."""
    marked = terms.items(bench.recipe, bench.sentences)
    strange = terms.foreign(marked)
    references = [item.reference for item in marked]
    plain, tagged, foreign = (
        bench.int8.decode(texts, beam=4).texts
        for texts in (
            [item.source for item in marked],
            [item.marked for item in marked],
            [item.marked for item in strange],
        )
    )
    count = sum(len(item.terms) for item in marked)
    how = "any form / the reference's form / plurals asked for in the singular"
    how += f"; {count} noun phrases, {len(marked)} held-out pairs, beam 4"
    rows = []
    for name, outputs in (("without tags", plain), ("with tags", tagged)):
        found = terms.accuracy(marked, outputs)
        value = f"{found.any_form:.1%} / {found.exact:.1%} / {found.plural:.1%}"
        rows.append(Row(f"Terms {name}", value, how))
    bleus = [sacrebleu.corpus_bleu(outputs, [references]).score for outputs in (plain, tagged, foreign)]
    rows.append(Row("Terms of another sentence obeyed", f"{terms.accuracy(strange, foreign).any_form:.1%}", "any form"))
    how = "without tags / with tags / with another sentence's terms, same pairs"
    rows.append(Row("BLEU on held-out pairs", " / ".join(f"{score:.2f}" for score in bleus), how))
    return rows


def difficult(bench: Bench) -> list[Row]:
    """Outputs that are empty, loop or are far too long, by kind of input."""
    sources, references = corpus.validation(bench.recipe, min(bench.sentences or 50, 50))
    kinds = robustness.cases(sources, references)
    flat = [text for texts in kinds.values() for text in texts]
    raw, road = bench.int8.decode(list(map(to_model, flat)), beam=4).texts, _road(bench.package, flat)
    rows, start = [], 0
    for kind, texts in kinds.items():
        place = slice(start, start := start + len(texts))
        one, other = robustness.outcome(texts, raw[place]), robustness.outcome(texts, road[place])
        value = f"{one.defects} / {other.defects} of {one.count}"
        how = f"raw / whole road; length {one.ratio:.2f} / {other.ratio:.2f} of the source's"
        if kind == "English":
            kept = sacrebleu.corpus_chrf(road[place], [texts]).score
            how += f"; chrF {kept:.0f} of the output against the input"
        rows.append(Row(f"Defective: {kind}", value, how))
    return rows


def _bench(recipe: Recipe, sentences: int, folder: Path) -> Bench:
    model, processor = export.weights(recipe), pieces.load(recipe)
    package = folder / f"{recipe.name}.argosmodel"
    export.archive(recipe, package, model)
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    export.convert(recipe, folder / "float32", model, quantization=None)
    float32 = Decoder(folder / "float32", processor, "float32", recipe.tag_at_work)
    int8 = Decoder(folder / recipe.name / "model", processor, "int8", recipe.tag_at_work)
    return Bench(recipe, sentences, model, float32, int8, package)


def _scores(outputs: Sequence[str], references: Sequence[str]) -> str:
    return " / ".join(f"{metric.corpus_score(outputs, [references]).score:.2f}" for metric in METRICS)


def _road(package: Path, lines: Sequence[str]) -> list[str]:
    """The lines through `bitexte translate`, just as a user runs it."""
    bitexte = shutil.which("bitexte", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if bitexte is None:
        raise SystemExit("no command `bitexte`: pip install -e '.[training]'")
    command = [bitexte, "translate", "--package", str(package), "--jobs", "1"]
    text = "".join(f"{line}\n" for line in lines)
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode:
        raise SystemExit(f"bitexte translate failed: {done.stderr.strip().splitlines()[-1]}")
    return done.stdout.split("\n")[:-1]
