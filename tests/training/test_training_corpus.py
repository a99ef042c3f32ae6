"""The recipe's data: reading, filtering, sampling, noise, annotation and batches; none of it needs PyTorch."""

from __future__ import annotations

import gzip
import lzma
import random
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy
import pytest

from training import (
    align,
    annotate,
    batches,
    config,
    corpus,
    examples,
    figures,
    masks,
    mix,
    pieces,
    rehearse,
    robustness,
    stamp,
    terms,
)  # fmt: skip
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
version = "0.1"
corpus = "corpus"
sources = "sources.tsv"
validation = "validation"
work = "work"
package = "small.argosmodel"
held_out = 8
vocabulary = 400
batch_pieces = 128
batches = 2
aligned = 60
"""
SOURCES = "laws\t0.25\tU+E02A\nextra/*\t2.0\tU+E02C\tdomain\n"


def written(folder: Path, recipe: str = RECIPE, sources: str = SOURCES) -> config.Recipe:
    """A recipe over a folder of made-up pairs."""
    (folder / "corpus" / "extra").mkdir(parents=True)
    lines = "".join(f"{source}\t{target}\n" for source, target in PAIRS)
    with lzma.open(folder / "corpus" / "laws.tsv.xz", "wt", encoding="utf-8") as file:
        file.write(lines)
    (folder / "corpus" / "extra" / "shop.tsv").write_text("Le panier est vide.\tThe cart is empty.", "utf-8")
    (folder / "validation.fr").write_text("LE CONTRAT numéro 7 de babani est signé !\n", "utf-8")
    (folder / "validation.en").write_text("Contract number 7 is signed!\n", "utf-8")
    (folder / "sources.tsv").write_text(sources, "utf-8")
    (folder / "small.toml").write_text(recipe, "utf-8")
    return config.read(folder / "small.toml")


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> config.Recipe:
    """A recipe, prepared, with a tokenizer and with links for some pairs."""
    made = written(tmp_path_factory.mktemp("recipe"))
    corpus.prepare(made)
    pieces.make(made)
    stamp.stamp(made, "train")
    stamp.stamp(made, "pieces")
    align.store(made, dict.fromkeys(range(0, len(corpus.load(made)), 3), "0-2 1-2 2-3 3-0 4-4"))
    return made


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("held_out = 8", "hold_out = 8", "unknown settings: hold_out"),
        ('version = "0.1"', "", "missing settings: version"),
        ("held_out = 8", 'held_out = "8"', "held_out must be a whole number from 0 on, not '8'"),
        ("held_out = 8", "held_out = -1", "held_out must be a whole number from 0 on, not -1"),
        ("held_out = 8", "dropout = true", "dropout must be a number from 0 on, not True"),
        ('corpus = "corpus"', "corpus = [1]", "corpus must be a path or a list of paths, not [1]"),
        ('version = "0.1"', "version = 0.1", "version must be a text, not 0.1"),
    ],
)
def test_a_setting_that_is_unknown_missing_or_mistaken_is_named(tmp_path: Path, old: str, new: str, told: str) -> None:
    (tmp_path / "a.toml").write_text(RECIPE.replace(old, new), "utf-8")
    with pytest.raises(SystemExit) as ended:
        config.read(tmp_path / "a.toml")
    assert told in str(ended.value)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("laws", "sources.tsv:1: a line is source, weight, tag, domain"),
        ("laws\tmuch", "sources.tsv:1: a weight is a number from 0 to 100, not 'much'"),
        ("laws\t1\tE02C", "sources.tsv:1: a tag is one of U+E028 to U+E02F, not 'E02C'"),
        ("laws\t1\t\tmine", "sources.tsv:1: the fourth column is `news`, `domain` or empty, not 'mine'"),
    ],
)
def test_a_bad_line_of_the_table_of_sources_is_told_with_its_place(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(SystemExit) as ended:
        config.sources(written(tmp_path, sources=f"{line}\n"))
    assert told in str(ended.value)


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="no source fits lows"):
        corpus.prepare(written(tmp_path, sources=SOURCES.replace("laws", "lows")))


@pytest.mark.parametrize("name", ["embedded.toml", "large.toml"])
def test_the_recipes_that_come_with_the_project_are_read(name: str) -> None:
    read = config.read(Path(config.__file__).with_name(name))
    assert read.width % read.encoder_heads == read.width % read.decoder_heads == 0
    assert config.sources(read)["justice-laws"].weight < 1


def test_plain_and_packed_files_are_read_and_a_last_line_without_an_end(recipe: config.Recipe) -> None:
    pairs = corpus.load(recipe)
    origins = [pairs[number].origin for number in range(len(pairs))]
    assert origins[0] == "extra/shop"
    assert set(origins[1:]) == {"laws"}


def test_lines_without_a_translation_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("Le panier\tThe cart\rold\nseul\n\nLe prix\tThe price", encoding="utf-8", newline="")
    assert list(corpus._read_tsv(path)) == [("Le panier", "The cart\rold"), ("Le prix", "The price")]
    assert "1 lines without a translation" in capsys.readouterr().out


def test_what_the_table_of_sources_does_not_name_stays_out(tmp_path: Path) -> None:
    made = written(tmp_path, sources="extra/shop\t1\tU+E02C\n")
    corpus.prepare(made)
    assert corpus.load(made).origins == ["extra/shop"]


def test_a_packed_tmx_file_is_read_without_the_text_of_its_codes(tmp_path: Path) -> None:
    tmx = """<tmx version="1.4"><header/><body>
      <tu><tuv xml:lang="fr-FR"><seg>Le <ph>1</ph>«\u00a0panier\u00a0» <hi>plein</hi></seg></tuv>
          <tuv xml:lang="en-GB"><seg>The full “cart”</seg></tuv></tu>
      <tu><tuv xml:lang="fr"><seg>Seul</seg></tuv></tu>
    </body></tmx>"""
    made = written(tmp_path, sources="shop\t1\tU+E02C\n")
    (made.corpus[0] / "shop.tmx.gz").write_bytes(gzip.compress(tmx.encode()))
    corpus.prepare(replace(made, held_out=0))
    assert list(corpus.load(made)) == [Pair("shop", 'Le "panier" plein', 'The full "cart"')]


def test_validation_lines_never_get_into_the_training_data(recipe: config.Recipe) -> None:
    kept = [*corpus.load(recipe), *corpus.load(recipe, "held-out")]
    assert not any("numéro 7 " in pair.source for pair in kept)
    assert len(kept) == 400


def test_no_pair_that_is_trained_on_shares_a_side_with_one_held_out(tmp_path: Path) -> None:
    made = written(tmp_path, recipe=RECIPE.replace("held_out = 8", "held_out = 100"))
    extra = made.corpus[0] / "extra" / "twins.tsv"
    extra.write_text("".join(f"Autrement dit {n}.\t{target}\n" for n, (_, target) in enumerate(PAIRS)), "utf-8")
    corpus.prepare(made)
    held, kept = list(corpus.load(made, "held-out")), list(corpus.load(made))
    assert 30 < len(held) < 90
    assert not {pair.target for pair in held} & {pair.target for pair in kept}
    assert not {pair.source for pair in held} & {pair.source for pair in kept}


def test_a_share_of_the_pairs_is_the_same_share_of_each_source(tmp_path: Path) -> None:
    made = written(tmp_path)
    corpus.prepare(replace(made, share=0.5, held_out=0))
    half = set(corpus.load(made))
    assert 150 < len(half) < 250
    corpus.prepare(replace(made, held_out=0))
    assert half < set(corpus.load(made))


def test_a_rehearsal_has_a_folder_and_a_package_of_its_own(recipe: config.Recipe) -> None:
    small = rehearse.rehearsal(recipe)
    assert recipe.work in small.work.parents
    assert recipe.work in small.package.parents
    assert small.share == pytest.approx(0.01)


def test_sides_of_unequal_length_are_told(tmp_path: Path) -> None:
    made = written(tmp_path)
    (tmp_path / "validation.en").write_text("One.\nTwo.\n", "utf-8")
    with pytest.raises(SystemExit, match="1 lines in one language, 2 in the other"):
        corpus.prepare(made)


def test_an_artefact_of_other_settings_is_refused(recipe: config.Recipe) -> None:
    stamp.stamp(recipe, "train")
    stamp.demand(recipe, "train", "prepare")
    with pytest.raises(SystemExit, match="run python -m training prepare again"):
        stamp.demand(replace(recipe, held_out=9), "train", "prepare")
    with pytest.raises(SystemExit, match="not there yet: python -m training mix makes it"):
        stamp.demand(recipe, "mix", "mix")


@pytest.mark.parametrize(
    ("source", "target", "fit"),
    [("Oui.", "Yes.", True), ("", "Yes.", False), ("a" * 901, "b" * 901, False), ("mot " * 30, "word", False)],
)
def test_only_pairs_that_can_be_translations_are_usable(source: str, target: str, fit: bool) -> None:
    assert corpus.usable(source, target) is fit


def test_the_weight_of_a_source_is_its_own_then_a_patterns(recipe: config.Recipe) -> None:
    known = config.sources(recipe)
    weights = [
        found.weight if (found := config.source_of(known, origin)) else None for origin in ("laws", "extra/a", "b")
    ]
    assert weights == [0.25, 2.0, None]


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


def test_annotation_changes_the_source_alone_and_moves_the_links() -> None:
    text = text_of(Pair("x", "La commande est urgente.", "The order is urgent."), "0-0 1-1 2-2 3-3 4-4")
    for seed in range(20):
        made = annotate.annotate(text, annotate.Decoys(), random.Random(seed))
        assert made.source.count(pieces.OPEN) == made.source.count(pieces.CLOSE) > 0
        assert made.target == text.target
        linked = [(made.source[a:b], made.target[c:d]) for (a, b), (c, d) in made.links]
        assert linked == [("La", "The"), ("commande", "order"), ("est", "is"), ("urgente", "urgent"), (".", ".")]


def test_a_phrase_takes_the_place_of_one_of_its_own_number() -> None:
    decoys = annotate.Decoys(("lamp",), ("lamps",))
    pairs = [
        ("La commande part.", "The order leaves.", "lamp"),
        ("Les commandes partent.", "The orders leave.", "lamps"),
    ]
    for source, target, decoy in pairs:
        text = text_of(Pair("x", source, target), "1-1")
        targets = {annotate.annotate(text, decoys, random.Random(seed)).target for seed in range(100)}
        assert targets == {target, target.replace(target.split()[1], decoy)}


def test_a_literal_becomes_the_same_mask_on_both_sides_and_links_move_along() -> None:
    text = text_of(
        Pair("x", "Voir https://a.fr/b?c=1, puis %(name)s.", "See https://a.fr/b?c=1, then %(name)s."), "0-0"
    )
    for seed in range(40):
        made = masks.masked(text, random.Random(seed), eager=False)
        found = [character for character in made.source if character in pieces.MASKS]
        assert 1 <= len(found) <= 2
        assert len(set(found)) == len(found)
        assert sorted(found) == sorted(character for character in made.target if character in pieces.MASKS)
        assert [(made.source[a:b], made.target[c:d]) for (a, b), (c, d) in made.links] == [("Voir", "See")]


def test_without_a_literal_a_mask_is_put_in_where_one_is_wanted() -> None:
    text = Text("Le panier est vide.", "The cart is empty.")
    assert masks.masked(text, random.Random(1), eager=False) == text
    made = masks.masked(text, random.Random(1), eager=True)
    assert set(made.source) & set(pieces.MASKS) == set(made.target) & set(pieces.MASKS) != set()


def test_figures_say_the_same_in_both_languages() -> None:
    found = {(made.source, made.target) for seed in range(3000) for made in [figures.made(random.Random(seed))]}
    assert any(french.startswith("le 1er ") and english.startswith("on 1 ") for french, english in found)
    assert any(french.endswith(" €") and english.startswith("€") for french, english in found)
    for french, english in found:
        assert sum(map(str.isdigit, french)) <= sum(map(str.isdigit, english)) + 1, (french, english)  # 1er is 1, 1st


def test_noise_is_rare_and_settled_by_the_dice() -> None:
    text = Text("L'été est là.", "Summer is here.")
    made = [examples.noisy(text, ["Aude"], random.Random(seed)) for seed in range(2000)]
    assert made == [examples.noisy(text, ["Aude"], random.Random(seed)) for seed in range(2000)]
    assert 0.8 < made.count(text) / len(made) < 0.95
    assert {"L'ÉTÉ EST LÀ.", "L'ete est la.", "L'été est là"} <= {each.source for each in made}


def test_batches_are_filled_up() -> None:
    made = batches.arrange([Example([2, 5, 6, 3], [2, 7, 3], [(0, 1)]), Example([2, 8, 3], [2, 9, 10, 3], [])], 6, 4)
    assert made.source.tolist() == [[2, 5, 6, 3, 0, 0], [2, 8, 3, 0, 0, 0]]
    assert made.target.tolist() == [[2, 7, 3, 0, 0], [2, 9, 10, 3, 0]]
    assert made.guide.tolist() == [[0, 0, 1]]


def test_lengths_are_rounded_up_to_few_sizes() -> None:
    assert [batches.rounded(length) for length in (1, 8, 9, 33, 64, 65)] == [8, 8, 16, 40, 64, 96]


def test_an_epoch_is_the_same_twice_and_the_next_another(recipe: config.Recipe) -> None:
    first, again = (examples.Maker(recipe, mix.STEADY) for _ in range(2))
    assert first.order(0).tolist() == again.order(0).tolist() != first.order(1).tolist()
    assert 60 < len(first.order(0)) < 140  # a quarter of 400, and two of the one that is seen twice
    order = first.order(0)
    assert [first.make(order, 0, n) for n in range(50)] == [again.make(order, 0, n) for n in reversed(range(50))][::-1]


def test_makers_share_an_epoch_between_them(recipe: config.Recipe) -> None:
    several = replace(recipe, makers=3)
    streams = [batches.Stream(several, mix.STEADY, place, 3) for place in batches.beginning(several)]
    seen = [next(iter(stream)).place for stream in streams]
    assert [place.next % 3 for place in seen] == [0, 1, 2]


def test_a_resumed_stream_goes_on_as_if_it_had_never_stopped(recipe: config.Recipe) -> None:
    whole = list(islice(batches.Stream(recipe, mix.STEADY, batches.beginning(recipe)[0]), 30))
    assert whole[-1].place.epoch > 0  # so that what waits has outlived an epoch
    for stopped in (0, 11, 27):
        resumed = islice(batches.Stream(recipe, mix.STEADY, whole[stopped].place), 2)
        for one, other in zip(whole[stopped + 1 :], resumed, strict=False):
            assert all((a.source == b.source).all() for a, b in zip(one.batches, other.batches, strict=True))
            assert (one.place.waiting == other.place.waiting).all()


def test_every_example_that_was_read_is_in_a_batch_or_waits(recipe: config.Recipe) -> None:
    steps = list(islice(batches.Stream(recipe, mix.STEADY, batches.beginning(recipe)[0]), 5))
    learned = sum(len(batch.source) for step in steps for batch in step.batches)
    place = steps[-1].place
    maker = examples.Maker(recipe, mix.STEADY)
    orders = [(epoch, maker.order(epoch)) for epoch in range(place.epoch + 1)]
    ends = [len(order) if epoch < place.epoch else place.next for epoch, order in orders]
    read = sum(
        maker.make(order, epoch, n) is not None
        for (epoch, order), end in zip(orders, ends, strict=True)
        for n in range(end)
    )
    assert learned + len(place.waiting) == read


def test_the_batches_of_a_step_are_of_different_shapes(recipe: config.Recipe) -> None:
    for step in islice(batches.Stream(recipe, mix.STEADY, batches.beginning(recipe)[0]), 6):
        shapes = [(batch.source.shape[1], batch.target.shape[1]) for batch in step.batches]
        assert len(set(shapes)) == len(shapes) == 2


def test_word_links_become_links_of_pieces_past_the_marks_before_the_source(recipe: config.Recipe) -> None:
    model = pieces.load(recipe)
    example = examples.encode(text_of(Pair("x", "contrat signé", "signed contract"), "0-1 1-0"), model, [7])
    assert example.source[:2] == [pieces.START, 7]
    assert {target for target, _ in example.guide} == set(range(len(example.target) - 2))
    first = [model.id_to_piece(example.source[place]) for target, place in example.guide if target == 0]
    signed = len(model.encode("contrat")) + 2
    assert first == [model.id_to_piece(example.source[signed])]


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
        "from training import align, annotate, batches, config, corpus, examples, masks, mix, pieces, robustness, terms"
    )
    root = Path(config.__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_batches_are_made_by_another_process_and_resumed(recipe: config.Recipe) -> None:
    places = batches.beginning(recipe)
    stream = batches.steps(recipe, mix.STEADY, places)
    first = [next(stream) for _ in range(3)]
    here = list(places)
    fourth = next(stream)
    assert all(isinstance(part, numpy.ndarray) for batch in first[0] for part in batch)
    resumed = next(batches.steps(recipe, mix.STEADY, here))
    assert all((one.target == other.target).all() for one, other in zip(fourth, resumed, strict=True))


def test_a_maker_that_dies_ends_the_run_with_its_reason(recipe: config.Recipe) -> None:
    bad = batches.Place(0, 0, numpy.array([[0, 10**6]], dtype=numpy.int32))  # a place beyond the epoch
    with pytest.raises(batches.MakerError, match="IndexError"):
        next(batches.steps(recipe, mix.STEADY, [bad]))


def test_a_cool_down_is_drawn_to_what_is_near_the_domain(recipe: config.Recipe) -> None:
    mix.score(recipe)
    stamp.stamp(recipe, "mix")
    pairs = corpus.load(recipe)
    steady, cooling = (mix.weights(recipe, pairs, phase) for phase in (mix.STEADY, mix.COOLING))
    assert steady.tolist()[:2] == [2.0, 0.25]
    shares = cooling / cooling.sum()
    assert shares[0] == max(shares)
    assert sum(shares > shares.min() * 1.5) == pytest.approx(len(pairs) / 3, abs=2)
