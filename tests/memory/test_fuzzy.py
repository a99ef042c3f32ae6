"""The index of large memories: it finds what a comparison with every unit finds, and is made anew when it must be."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from bitexte import flow
from bitexte.errors import InputError, MemoryStoreError
from bitexte.memory.fuzzy import FuzzyIndex, References, Row
from bitexte.model import Block, BlockKind, Document, Origin
from bitexte.project import Project
from bitexte.settings import Settings
from bitexte.terms import EMPTY
from echo_engine import Marking
from rapidfuzz.distance import Levenshtein

WORDS = [f"mot{number}" for number in range(300)]


def sentence(chosen: random.Random) -> str:
    """Words as languages have them: few common ones, many rare ones."""
    return " ".join(WORDS[min(299, int(chosen.expovariate(0.03)))] for _ in range(chosen.randint(1, 20)))


def test_what_is_similar_is_found_as_by_a_comparison_with_every_unit(tmp_path: Path) -> None:
    chosen = random.Random(4)
    sources = [sentence(chosen) for _ in range(2000)]
    index = FuzzyIndex.open(tmp_path / "i.sqlite", "1", lambda: [Row(source, "x") for source in sources])
    found, wanted = 0, 0
    for source in chosen.sample(sources, k=150):
        words = source.split()
        for _ in range(max(1, len(words) // 6)):
            words[chosen.randrange(len(words))] = "neuf"
        best = max(Levenshtein.normalized_similarity(words, each.split()) for each in sources)
        similar = index.similar(" ".join(words), limit=1)
        assert all(match.similarity == int(best * 100 + 1e-9) for match in similar)
        wanted += best >= 0.7
        found += bool(similar)
    assert wanted > 100
    assert found == wanted
    index.close()


def test_an_index_is_made_once_anew_for_another_memory_and_where_it_is_damaged(tmp_path: Path) -> None:
    path, made = tmp_path / "i.sqlite", []

    def rows() -> Iterator[Row]:
        made.append(1)
        yield Row("Le chat dort.", "The cat sleeps.")

    for checksum, times in (("1", 1), ("1", 1), ("2", 2)):
        index = FuzzyIndex.open(path, checksum, rows)
        assert [match.target for match in index.similar("Le chat dort.")] == ["The cat sleeps."]
        assert len(made) == times
        index.close()
    path.write_bytes(b"no database at all" * 100)
    FuzzyIndex.open(path, "2", rows).close()
    assert len(made) == 3
    assert [each.name for each in tmp_path.iterdir()] == ["i.sqlite"]


def test_a_link_in_its_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "i.sqlite").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(MemoryStoreError):
        FuzzyIndex.open(tmp_path / "i.sqlite", "1", list)


TMX = """<?xml version="1.0"?><tmx version="1.4"><header creationtool="x" srclang="fr"/><body>
<tu creationid="ada"><tuv xml:lang="fr-CA"><seg>Le chat noir dort dans le jardin.</seg></tuv><tuv xml:lang="en"><seg>The
 cat.</seg></tuv></tu></body></tmx>"""


def test_a_reference_is_shown_beside_a_draft_and_never_put_in_place(tmp_path: Path) -> None:
    (tmp_path / "old.tmx").write_text(TMX, encoding="utf-8")
    settings = Settings(folder=tmp_path, engine="echo", references=("old.tmx",))
    opened = Project(settings, cache_folder=tmp_path / "cache")
    vars(opened).update(engine=Marking(), glossary=EMPTY)
    texts = ("Le chat noir dort dans le jardin.", "Le chat blanc dort dans le jardin.", "Il pleut.")
    document = Document("a", "txt", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))
    with opened:
        units = flow.translate_document(document, opened).units
    assert [[match.similarity for match in unit.candidates] for unit in units] == [[95], [80], []]
    assert {unit.translation.origin for unit in units} == {Origin.MACHINE}
    assert units[0].candidates[0].file == "old.tmx"


def test_a_reference_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such memory"):
        References.open([tmp_path / "old.tmx"], tmp_path)
