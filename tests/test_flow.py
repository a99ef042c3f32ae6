"""The road as a whole, with an engine that echoes: order, windows, and nothing done twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from bitexte import checks, flow
from bitexte.flow import Road
from bitexte.formats import txt_reader as txt
from bitexte.formats.writers import WRITERS
from bitexte.language import target_forms
from bitexte.memory import Memory
from bitexte.model import Bitext, Document, Provenance, Request, Translation
from bitexte.segment import default_rules
from bitexte.summary import Summary
from bitexte.terms.matching import EMPTY, Glossary
from echo_engine import Marking as Echo

YAML = "domain: shop\nsource: fr\ntarget: en\nterms:\n  - {{fr: panier, en: {}}}\n  - {{fr: commande, en: order}}\n"
FORMATS = tuple(WRITERS)
TEXT = "Ouvrir le panier. La commande est prête.\n\nRien ici.\n"


class Counting:
    """An echo that keeps what it was asked."""

    def __init__(self) -> None:
        self.signature = Echo().signature
        self.asked: list[str] = []

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        self.asked += [request.text for request in requests]
        return Echo().translate(requests)


def shop(cart: str = "cart") -> Glossary:
    return Glossary.build([("shop.yaml", YAML.format(cart).encode())])


def document(name: str, text: str = TEXT) -> Document:
    return txt.read(text.encode(), name)


def road(memory: Memory, glossary: Glossary = EMPTY, engine: Counting | None = None) -> Road:
    return Road(
        default_rules(), glossary, engine or Counting(), memory, checks.every(target_forms), Provenance("1", "echo 1")
    )


def taken(road: Road, documents: Sequence[Document], output: Path, formats: Sequence[str] = FORMATS) -> list[Summary]:
    summaries: list[Summary] = []
    flow.run(road, iter(documents), output, formats, lambda _, summary: summaries.append(summary))
    return summaries


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_documents_come_out_in_order_whatever_the_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [document(str(number), f"Un {number}. Deux.\n" * (number % 4 + 1)) for number in range(9)]
    results = {}
    for window in (1, 3, 1000):
        monkeypatch.setattr(flow, "WINDOW", window)
        results[window] = list(flow.bitexts(road(Memory.none()), documents))
    assert [bitext.document for bitext, _ in results[3]] == documents
    assert results[1] == results[3] == results[1000]


def test_no_more_than_a_window_of_documents_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow, "WINDOW", 6)
    read = 0

    def reading() -> Iterator[Document]:
        nonlocal read
        for number in range(20):
            read += 1
            yield document(str(number), "Un. Deux.\n")

    done = flow.bitexts(road(Memory.none()), reading())
    for finished in range(1, 21):
        next(done)
        assert read <= finished + 6


def test_each_segment_is_there_once_and_rebuilds_its_block() -> None:
    ((bitext, _),) = flow.bitexts(road(Memory.none()), [document("a")])
    assert [unit.segment.text for unit in bitext.units] == ["Ouvrir le panier.", "La commande est prête.", "Rien ici."]
    assert [unit.translation.text for unit in bitext.units] == [f"<{unit.segment.text}>" for unit in bitext.units]


def test_every_format_is_written_in_the_folder_of_its_document(tmp_path: Path) -> None:
    (summary,) = taken(road(Memory.none(), shop()), [document("sub/a")], tmp_path)
    written = set(contents(tmp_path))
    assert {"sub/a/a.en.txt", "sub/a/a.bitext.md", "sub/a/a.jsonl", "sub/a/a.tmx", "sub/a/a.po"} < written
    assert "corpus.tmx" in written
    assert summary.written == len(written) - 1
    assert (tmp_path / "sub/a/a.en.txt").read_text() == "<Ouvrir le cart.> <La order est prête.>\n\n<Rien ici.>\n"
    assert (summary.documents, summary.segments, summary.words, summary.terms, summary.honoured) == (1, 3, 9, 2, 2)


def test_only_the_formats_asked_for_are_written(tmp_path: Path) -> None:
    taken(road(Memory.none()), [document("a")], tmp_path, ["po"])
    assert list(contents(tmp_path)) == ["a/a.po"]


def test_a_second_run_writes_nothing_and_decodes_nothing(tmp_path: Path) -> None:
    documents = [document("a"), document("b", "Autre chose.\n")]
    first, second = Counting(), Counting()
    with Memory.open(tmp_path / ".cache" / "m") as memory:
        taken(road(memory, shop(), first), documents, tmp_path)
    before = contents(tmp_path)
    with Memory.open(tmp_path / ".cache" / "m") as memory:
        summaries = taken(road(memory, shop(), second), documents, tmp_path)
    assert contents(tmp_path) == before
    assert (len(first.asked), second.asked) == (4, [])
    assert [(summary.written, summary.recalled) for summary in summaries] == [(0, 3), (0, 1)]


def test_a_changed_term_retranslates_only_the_segments_that_hold_it(tmp_path: Path) -> None:
    engine = Counting()
    with Memory.open(tmp_path / ".cache" / "m") as memory:
        taken(road(memory, shop("cart")), [document("a")], tmp_path)
        (summary,) = taken(road(memory, shop("basket"), engine), [document("a")], tmp_path)
    assert engine.asked == ["Ouvrir le panier."]
    assert summary.recalled == 2
    assert "basket" in (tmp_path / "a" / "a.en.txt").read_text()


def test_without_documents_an_earlier_corpus_is_left_alone(tmp_path: Path) -> None:
    taken(road(Memory.none()), [document("a")], tmp_path)
    before = contents(tmp_path)
    assert taken(road(Memory.none()), [], tmp_path) == []
    assert contents(tmp_path) == before


def test_a_reader_that_fails_midway_leaves_what_was_finished_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "WINDOW", 1)

    def reading() -> Iterator[Document]:
        yield document("a")
        raise KeyboardInterrupt

    finished: list[Bitext] = []
    with pytest.raises(KeyboardInterrupt):
        flow.run(road(Memory.none()), reading(), tmp_path, FORMATS, lambda bitext, _: finished.append(bitext))
    assert [bitext.document.name for bitext in finished] == ["a"]
    assert (tmp_path / "a" / "a.en.txt").exists()
    assert not (tmp_path / "corpus.tmx").exists()
    assert not list(tmp_path.rglob("*.part"))


def test_the_figures_of_documents_add_up() -> None:
    one = Summary(1, 2, 3, 4, 5, 5, 0, 1, 2, 6)
    assert one + Summary() == one
    assert (one + one).words == 6
