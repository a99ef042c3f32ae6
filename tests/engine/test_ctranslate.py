"""The decoder on a real model: what is too long for it, what its files do not tell, and how many cores it takes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from bitexte.engine.ctranslate import REACH, UNREACHED, CTranslateDecoder, Search
from bitexte.engine.tokenizers import SentencePieces
from bitexte.errors import PackageError
from bitexte.packages import Package
from bitexte.packages.find import embedded


@pytest.fixture(scope="module")
def package() -> Package:
    return embedded().packages[0]


def decoder(package: Package, model: Path | None = None, cores: int = 1) -> CTranslateDecoder:
    search = Search(beam=1, cores=cores)
    return CTranslateDecoder(model or package.model, SentencePieces(package.tokenizer), "test", search)


def test_what_is_beyond_the_positions_of_the_model_is_no_output_and_spoils_no_other(package: Package) -> None:
    made = decoder(package)
    far = "le panier est vide, " * REACH
    alone, beyond, after = made.decode(["Bonjour.", far, "Le panier."], prefixes=[[], [], ["▁The"] * (REACH + 1)])
    assert alone[0].text
    assert (beyond, after) == ((UNREACHED,), (UNREACHED,))
    scores = made.score(["Bonjour.", far], [["▁Hello"], ["▁The", "▁cart"]])
    assert list(map(len, scores)) == [2, 3]
    assert set(scores[1]) == {UNREACHED.score}


def test_a_symbol_before_every_source_is_no_column_of_the_attention(package: Package) -> None:
    search = Search(beam=1, cores=1)
    made = CTranslateDecoder(package.model, SentencePieces(package.tokenizer), "test", search, before="\ue02c")
    (found,) = made.decode(["Le panier est vide."], attention=True)
    assert len(found[0].attention[0]) == len(made.pieces("Le panier est vide."))


def test_a_vocabulary_of_another_model_is_one_line(package: Package, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(package.model, model)
    for path in model.glob("*vocabulary*.json"):
        path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8"))[:100]), encoding="utf-8")
    with pytest.raises(PackageError) as caught:
        decoder(package, model).decode(["Le panier est vide."])
    assert "\n" not in str(caught.value)


def test_more_cores_than_there_are_do_no_harm(package: Package) -> None:
    assert decoder(package, cores=100_000).decode(["Bonjour."])[0][0].text
