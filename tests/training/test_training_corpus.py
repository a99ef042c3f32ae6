"""The recipe's data: reading, filtering, sampling, noise, annotation and batches; none of it needs PyTorch."""

from __future__ import annotations

import gzip
import lzma
import random
import sys
from itertools import islice
from pathlib import Path

import numpy
import pytest
import sentencepiece

from training import annotate, batches, config, corpus, examples, pieces, robustness, terms
from training.align import Text, text_of, words
from training.corpus import Pair
from training.examples import Example

_PARTS = "ba ce di fo gu la me ni po ru sa te vi zo".split()  # noqa: SIM905 - a list of quotes cannot be read
_NAMES = [one + two + three for one in _PARTS for two in _PARTS for three in _PARTS]
PAIRS = [
    (f"Le contrat numéro {n} de {_NAMES[n]} est signé.", f"{_NAMES[n]}: contract {n} is signed.") for n in range(400)
]
RECIPE = """
name = "small"
from_code = "fr"
to_code = "en"
corpus = "corpus"
validation = "validation"
work = "work"
package = "small.argosmodel"
version = "0.1"
held_out = 5
vocabulary = 340
batch_pieces = 256
[weights]
"laws" = 0.25
"extra/*" = 2.0
"""


@pytest.fixture
def recipe(tmp_path: Path) -> config.Recipe:
    """A recipe over a folder of made-up pairs, prepared, with a tokenizer."""
    (tmp_path / "corpus" / "extra").mkdir(parents=True)
    lines = "".join(f"{source}\t{target}\n" for source, target in PAIRS)
    with lzma.open(tmp_path / "corpus" / "laws.tsv.xz", "wt", encoding="utf-8") as file:
        file.write(lines)
    (tmp_path / "corpus" / "extra" / "shop.tsv").write_text("Le panier est vide.\tThe cart is empty.\n", "utf-8")
    (tmp_path / "validation.fr").write_text("LE CONTRAT numéro 7 de babani est signé !\n", "utf-8")
    (tmp_path / "validation.en").write_text("Contract number 7 is signed!\n", "utf-8")
    (tmp_path / "small.toml").write_text(RECIPE, "utf-8")
    read = config.read(tmp_path / "small.toml")
    corpus.prepare(read)
    return read


def test_an_unknown_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(RECIPE.replace("held_out", "hold_out"), "utf-8")
    with pytest.raises(SystemExit, match="hold_out"):
        config.read(tmp_path / "a.toml")


def test_a_missing_setting_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(RECIPE.replace('version = "0.1"', ""), "utf-8")
    with pytest.raises(SystemExit, match="version"):
        config.read(tmp_path / "a.toml")


@pytest.mark.parametrize("name", ["embedded.toml", "large.toml"])
def test_the_recipes_that_come_with_the_project_are_read(name: str) -> None:
    read = config.read(Path(config.__file__).with_name(name))
    assert read.width % read.heads == 0
    assert read.weights["justice-laws"] < 1


def test_plain_and_packed_files_are_read_in_the_order_of_their_names(recipe: config.Recipe) -> None:
    origins = [pair.origin for pair in corpus.read_folder(recipe.corpus, "fr", "en")]
    assert origins == ["extra/shop"] + ["laws"] * 400


def test_a_packed_tmx_file_is_read(tmp_path: Path) -> None:
    tmx = """<tmx version="1.4"><header/><body>
      <tu><tuv xml:lang="fr-FR"><seg>Le <ph>1</ph>«\u00a0panier\u00a0»</seg></tuv>
          <tuv xml:lang="en-GB"><seg>The “cart”</seg></tuv></tu>
      <tu><tuv xml:lang="fr"><seg>Seul</seg></tuv></tu>
    </body></tmx>"""
    (tmp_path / "shop.tmx.gz").write_bytes(gzip.compress(tmx.encode()))
    assert list(corpus.read_folder(tmp_path, "fr", "en")) == [Pair("shop", 'Le 1"panier"', 'The "cart"')]


def test_validation_lines_never_get_into_the_training_data(recipe: config.Recipe) -> None:
    kept = [*corpus.load(recipe), *corpus.load(recipe, "held-out")]
    assert not any("numéro 7 " in pair.source for pair in kept)
    assert len(kept) == 400


def test_pairs_held_out_are_not_trained_on(recipe: config.Recipe) -> None:
    held = corpus.load(recipe, "held-out")
    assert 0 < len(held) <= recipe.held_out
    assert not set(held) & set(corpus.load(recipe))


@pytest.mark.parametrize(
    ("source", "target", "fit"),
    [("Oui.", "Yes.", True), ("", "Yes.", False), ("a" * 901, "b" * 901, False), ("mot " * 30, "word", False)],
)
def test_only_pairs_that_can_be_translations_are_usable(source: str, target: str, fit: bool) -> None:
    assert corpus.usable(Pair("x", source, target)) is fit


def test_the_weight_of_a_source_is_its_own_then_a_patterns_then_one(recipe: config.Recipe) -> None:
    weights = [corpus.weight_of(recipe, origin) for origin in ("laws", "extra/shop", "else")]
    assert weights == [0.25, 2.0, 1.0]


def test_french_elisions_are_words_of_their_own() -> None:
    text = "L'arc-en-ciel d’hier : 3,5 %"
    assert [text[a:b] for a, b in words(text)] == ["L'", "arc-en-ciel", "d’", "hier", ":", "3,5", "%"]


def test_a_term_is_marked_with_the_blank_before_it_inside_the_tags() -> None:
    marked = annotate.mark("Le panier est vide", [(3, 9, "basket")])
    assert marked == f"Le{pieces.OPEN} panier{pieces.SEPARATOR} basket{pieces.CLOSE} est vide"


def test_terms_are_marked_as_the_road_marks_them() -> None:
    from bitexte.engine.prepare import annotate as annotated
    from bitexte.packages.package import Annotation

    text, tags = "Le panier est vide", Annotation(pieces.OPEN, pieces.SEPARATOR, pieces.CLOSE)
    assert annotated(text, [((3, 9), "basket")], tags)[0] == annotate.mark(text, [(3, 9, "basket")])


def test_a_termbase_holds_the_singular_of_a_plural() -> None:
    forms = {annotate.termbase_form("delivery notes", random.Random(seed)) for seed in range(40)}
    assert "delivery note" in forms
    assert "delivery notes" in forms


def test_a_phrase_whose_link_leads_out_of_it_is_no_phrase() -> None:
    pair = Pair("x", "commande urgente", "urgent order today")
    whole = annotate.phrases(text_of(pair, "0-1 1-0"), random.Random(1))
    assert whole
    crossed = annotate.phrases(text_of(pair, "0-0 0-2 1-1"), random.Random(1))
    assert (0, 8) not in [source for source, _ in crossed]


def test_annotation_changes_the_source_alone_or_swaps_the_term_on_both_sides() -> None:
    text = text_of(Pair("x", "La commande est urgente.", "The order is urgent."), "0-0 1-1 2-2 3-3 4-4")
    for seed in range(20):
        made = annotate.annotate(text, random.Random(seed))
        assert made.source.count(pieces.OPEN) == made.source.count(pieces.CLOSE) > 0
        assert made.target == text.target


def test_a_phrase_takes_the_place_of_one_of_its_own_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annotate, "_DECOYS", {False: ["lamp"] * 501, True: ["lamps"] * 501})
    pairs = [
        ("La commande part.", "The order leaves.", "lamp"),
        ("Les commandes partent.", "The orders leave.", "lamps"),
    ]
    for source, target, decoy in pairs:
        text = text_of(Pair("x", source, target), "1-1")
        targets = {annotate.annotate(text, random.Random(seed)).target for seed in range(100)}
        assert targets == {target, target.replace(target.split()[1], decoy)}


def test_noise_is_rare_and_settled_by_the_dice() -> None:
    text = Text("L'été est là.", "Summer is here.")
    made = [examples.noisy(text, ["Aude"], random.Random(seed)) for seed in range(2000)]
    assert made == [examples.noisy(text, ["Aude"], random.Random(seed)) for seed in range(2000)]
    assert 0.8 < made.count(text) / len(made) < 0.95
    assert {"L'ÉTÉ EST LÀ.", "L'ete est la.", "L'été est là"} <= {each.source for each in made}


def test_batches_are_filled_up_and_shifted() -> None:
    made = batches.arrange([Example([5, 6], [7], [(0, 1)]), Example([8], [9, 10], [])], 4, 4)
    assert made.source.tolist() == [[5, 6, 3, 0], [8, 3, 0, 0]]
    assert made.target.tolist() == [[2, 7, 3, 0, 0], [2, 9, 10, 3, 0]]
    assert made.guide.tolist() == [[0, 0, 1]]


def test_lengths_are_rounded_up_to_few_sizes() -> None:
    assert [batches.rounded(length) for length in (1, 4, 5, 33, 64, 65)] == [4, 4, 8, 40, 64, 96]


def test_an_epoch_is_the_same_twice_and_the_next_another(recipe: config.Recipe) -> None:
    model = _tokenizer(recipe)
    first, again, next_one = (_epoch(recipe, model, number) for number in (0, 0, 1))
    assert first == again != next_one
    assert 60 < len(first) < 140  # a quarter of 400, and two of the one that is seen twice


def test_makers_share_an_epoch_between_them(recipe: config.Recipe) -> None:
    from dataclasses import replace

    model, several = _tokenizer(recipe), replace(recipe, makers=3)
    shares = [_epoch(several, model, 0, maker) for maker in range(3)]
    assert sum(map(len, shares)) == len(_epoch(recipe, model, 0))
    assert shares[0] != shares[1]


def test_word_links_become_links_of_pieces(recipe: config.Recipe) -> None:
    model = _tokenizer(recipe)
    example = examples.encode(text_of(Pair("x", "contrat signé", "signed contract"), "0-1 1-0"), model)
    pairs = {(model.decode([example.target[t]]), model.decode([example.source[s]])) for t, s in example.guide}
    assert {target for target, _ in example.guide} == set(range(len(example.target)))
    assert pairs


def test_a_term_counts_in_its_own_form_and_in_another() -> None:
    item = terms.Item("", "", (terms.Term(0, 1, "orders", "order"),))
    for output, expected in (("Two orders.", (1, 1, 1)), ("An Order", (0, 1, 0)), ("It borders it", (0, 0, 0))):
        found = terms.accuracy([item], [output])
        assert (found.exact, found.any_form, found.plural) == expected


def test_foreign_terms_are_another_sentences() -> None:
    marked = [terms.Item(f"mot {n}", "", (terms.Term(0, 3, f"w{n}", f"w{n}"),)) for n in range(4)]
    assert [item.terms[0].target for item in terms.foreign(marked)] == ["w2", "w3", "w0", "w1"]


def test_a_loop_an_empty_output_and_a_tag_are_defects() -> None:
    outputs = ["The order is urgent.", "", "the the the the the the", f"The{pieces.OPEN} order"]
    assert robustness.outcome(["La commande est urgente."] * 4, outputs).defects == 3


def test_the_data_side_of_the_recipe_imports_without_pytorch() -> None:
    import subprocess

    code = (
        "import sys; sys.modules['torch'] = sys.modules['eflomal'] = None\n"
        "from training import align, annotate, batches, config, corpus, examples, pieces, robustness, terms"
    )
    root = Path(config.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_batches_are_made_by_another_process_and_resumed(recipe: config.Recipe) -> None:
    _tokenizer(recipe)
    places = [(0, 0)]
    stream = batches.batches(recipe, places)
    first = [next(stream) for _ in range(3)]
    here = list(places)
    assert here[0][1] > 0
    assert all(isinstance(part, numpy.ndarray) for part in first[0])
    again = list(islice(batches.batches(recipe, [(0, 0)]), 3))
    assert all((one.source == other.source).all() for one, other in zip(first, again, strict=True))
    resumed = [(0, here[0][1])]
    next(batches.batches(recipe, resumed))
    assert resumed[0] > here[0]


def _epoch(
    recipe: config.Recipe, model: sentencepiece.SentencePieceProcessor, number: int, maker: int = 0
) -> list[Example]:
    return list(examples.epoch(recipe, corpus.load(recipe), None, model, [], number, maker))


def _tokenizer(recipe: config.Recipe) -> sentencepiece.SentencePieceProcessor:
    pieces.train(recipe)
    return pieces.load(recipe)
