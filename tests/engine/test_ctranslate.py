"""The decoder on a real model: what is too long for it, what its files do not tell, and how many cores it takes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from bitexte.engine.ctranslate import REACH, UNREACHED, CTranslateDecoder, Search, _by_limit
from bitexte.engine.tokenizers import SentencePieces
from bitexte.errors import PackageError
from bitexte.packages import Package
from bitexte.packages.find import embedded
from hypothesis import given, settings
from hypothesis import strategies as st


@pytest.fixture(scope="module")
def package() -> Package:
    return embedded().packages[0]


@pytest.fixture(scope="module")
def shared_decoder(package: Package) -> CTranslateDecoder:
    return decoder(package)


def decoder(package: Package, model: Path | None = None, cores: int = 1) -> CTranslateDecoder:
    search = Search(beam=1, cores=cores)
    return CTranslateDecoder(model or package.model, SentencePieces(package.tokenizer), "test", search)


def test_what_is_beyond_the_positions_of_the_model_is_no_output_and_spoils_no_other(package: Package) -> None:
    made = decoder(package)
    far = "le panier est vide, " * REACH
    prefixes = [[], [], ["▁The"] * (REACH + 1)]
    alone, beyond, after = made.decode(["Bonjour.", far, "Le panier."], hypotheses=1, prefixes=prefixes)
    assert alone[0].text
    assert (beyond, after) == ((UNREACHED,), (UNREACHED,))
    scores = made.score(["Bonjour.", far], [["▁Hello"], ["▁The", "▁cart"]])
    assert list(map(len, scores)) == [2, 3]
    assert set(scores[1]) == {UNREACHED.score}


def test_a_symbol_before_every_source_is_no_column_of_the_attention(package: Package) -> None:
    search = Search(beam=1, cores=1)
    made = CTranslateDecoder(package.model, SentencePieces(package.tokenizer), "test", search, before="\ue02c")
    (found,) = made.decode(["Le panier est vide."], hypotheses=1)
    assert len(found[0].attention[0]) == len(made.pieces("Le panier est vide."))


def test_a_vocabulary_of_another_model_is_one_line(package: Package, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(package.model, model)
    for path in model.glob("*vocabulary*.json"):
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))[:100]), encoding="utf-8")
    with pytest.raises(PackageError) as caught:
        decoder(package, model).decode(["Le panier est vide."], hypotheses=1)
    assert "\n" not in str(caught.value)


def test_more_cores_than_there_are_do_no_harm(package: Package) -> None:
    assert decoder(package, cores=100_000).decode(["Bonjour."], hypotheses=1)[0][0].text


TEXTS = (
    "Le panier.",
    "Bonjour, bonjour, bonjour.",
    "non non non non non non non non",
    "La place de marché reçoit deux commandes par jour, et le client attend.",
    "Il faut que nous parlions de ce que la loi prévoit pour les vendeurs qui livrent dans un autre pays de l'Union, "
    "car les règles ne sont pas les mêmes partout et les délais changent d'un transporteur à l'autre.",
    "Rupture de stock",
    "x y z",
)


@given(st.permutations(TEXTS), st.integers(1, len(TEXTS)))
@settings(max_examples=6, deadline=None, derandomize=True)
def test_a_translation_does_not_depend_on_its_neighbours(
    shared_decoder: CTranslateDecoder, order: list[str], size: int
) -> None:
    alone = {text: shared_decoder.decode([text], hypotheses=2)[0] for text in order[:size]}
    together = shared_decoder.decode(order[:size], hypotheses=2)
    for text, found in zip(order[:size], together, strict=True):
        assert [(each.text, each.pieces) for each in found] == [(each.text, each.pieces) for each in alone[text]]
        # Padding leaves its trace in the last digits.
        assert [each.score for each in found] == pytest.approx([each.score for each in alone[text]], abs=1e-5)


def test_the_limit_of_a_text_is_its_own() -> None:
    short, long = ["▁x"] * 3, ["▁x"] * 400
    assert _by_limit([short, long], [0, 1]) == [(480, [1]), (64, [0])]
    assert dict(_by_limit([short], [0])) == {64: [0]}
