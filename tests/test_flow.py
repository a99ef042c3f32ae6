"""The road as a whole, with an engine that echoes: order, windows, and nothing done twice."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from bitexte import flow
from bitexte.disk.outputs import Outputs
from bitexte.formats import Options, load_documents, txt
from bitexte.model import Bitext, Document, Origin, Request, Translation
from bitexte.project import Project
from bitexte.review import COLLECTIONS
from bitexte.settings import Settings
from bitexte.stages.figures import Summary
from bitexte.terms import EMPTY, Glossary, compiled
from echo_engine import Marking as Echo
from projects import project

YAML = "domain: shop\nsource: fr\ntarget: en\nterms:\n  - {{fr: panier, en: {}}}\n  - {{fr: commande, en: order}}\n"
FORMATS = ("page", "markdown", "jsonl", "tmx", "po")
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
    return compiled([("shop.yaml", YAML.format(cart).encode())])


def document(name: str, text: str = TEXT) -> Document:
    return txt.parse(text.encode(), name, Options())


def road(memory: Path | None = None, glossary: Glossary = EMPTY, engine: Counting | None = None) -> Project:
    return project(engine or Counting(), glossary, memory)


def taken(
    project: Project,
    documents: Iterable[Document],
    output: Path,
    names: Sequence[str] = FORMATS,
    window: int = flow.WINDOW,
) -> list[Summary]:
    """The figures of a run, document by document."""
    with project:
        return [summary for _, summary in flow.run(documents, project, output, names, window=window)]


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns) for path in files}


def test_documents_come_out_in_order_whatever_the_windows() -> None:
    documents = [document(str(number), f"Un {number}. Deux.\n" * (number % 4 + 1)) for number in range(9)]
    results = {}
    for window in (1, 3, 1000):
        results[window] = list(flow.translate_documents(documents, road(), window))
    assert [bitext.document for bitext in results[3]] == documents
    assert results[1] == results[3] == results[1000]


def test_no_more_than_a_window_of_documents_is_held() -> None:
    read = 0

    def reading() -> Iterator[Document]:
        nonlocal read
        for number in range(20):
            read += 1
            yield document(str(number), "Un. Deux.\n")

    done = flow.translate_documents(reading(), road(), 6)
    for finished in range(1, 21):
        next(done)
        assert read <= finished + 6


def test_each_segment_is_there_once_and_rebuilds_its_block() -> None:
    bitext = flow.translate_document(document("a"), road())
    assert [unit.segment.text for unit in bitext.units] == ["Ouvrir le panier.", "La commande est prête.", "Rien ici."]
    assert [unit.translation.text for unit in bitext.units] == [f"<{unit.segment.text}>" for unit in bitext.units]


class American(Counting):
    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        return [Translation(f"Open the cart, color {len(request.text)}", Origin.MACHINE) for request in requests]


def test_drafts_are_in_the_variant_of_english_that_is_wanted_and_remembered_as_they_came(tmp_path: Path) -> None:
    remembered = tmp_path / "memory.sqlite"
    for tag, word in (("en-GB", "colour"), ("en-US", "color"), ("en", "color")):
        wanted = project(American(), memory=remembered, settings=Settings(engine="echo", english=tag))
        with wanted:
            bitext = flow.translate_document(document("a"), wanted)
        assert [unit.translation.text.split()[-2] for unit in bitext.units] == [word] * 3
        assert bitext.target_language == tag


def test_the_english_document_keeps_its_place_and_files_for_review_lie_apart(tmp_path: Path) -> None:
    (summary,) = taken(road(glossary=shop()), [document("sub/a.txt")], tmp_path)
    written = set(contents(tmp_path))
    assert written == {
        "en/sub/a.en.txt",
        "review/sub/a.txt.bitext.md",
        "review/sub/a.txt.jsonl",
        "review/sub/a.txt.po",
        "review/sub/a.txt.review.html",
        "review/sub/a.txt.tmx",
    }
    assert summary.written == len(written)
    assert (tmp_path / "en/sub/a.en.txt").read_text() == "<Ouvrir le cart.> <La order est prête.>\n\n<Rien ici.>\n"
    assert (summary.documents, summary.segments, summary.words, summary.terms, summary.honoured) == (1, 3, 9, 2, 2)


def test_only_the_formats_asked_for_are_written(tmp_path: Path) -> None:
    taken(road(), [document("a.txt")], tmp_path, ["po"])
    assert list(contents(tmp_path)) == ["en/a.en.txt", "review/a.txt.po"]


def test_a_collection_holds_every_document_of_a_run(tmp_path: Path) -> None:
    (row,) = (row for row in COLLECTIONS if row.name == "tmx")
    opened = road()
    with row.open(Outputs(tmp_path), opened) as memory:
        for _ in flow.run([document("a.txt"), document("b.txt", "Autre.\n")], opened, tmp_path, [], [memory]):
            pass
    assert (tmp_path / "machine.tmx").read_text().count("<tu ") == 4


def test_a_second_run_writes_nothing_and_decodes_nothing(tmp_path: Path) -> None:
    documents = [document("a"), document("b", "Autre chose.\n")]
    first, second, store = Counting(), Counting(), tmp_path / ".cache" / "m"
    taken(road(store, shop(), first), documents, tmp_path)
    before = contents(tmp_path)
    summaries = taken(road(store, shop(), second), documents, tmp_path)
    assert contents(tmp_path) == before
    assert (len(first.asked), second.asked) == (4, [])
    assert [(summary.written, summary.recalled) for summary in summaries] == [(0, 3), (0, 1)]


def test_a_changed_term_retranslates_only_the_segments_that_hold_it(tmp_path: Path) -> None:
    engine, store = Counting(), tmp_path / ".cache" / "m"
    taken(road(store, shop("cart")), [document("a.txt")], tmp_path)
    (summary,) = taken(road(store, shop("basket"), engine), [document("a.txt")], tmp_path)
    assert engine.asked == ["Ouvrir le panier."]
    assert summary.recalled == 2
    assert "basket" in (tmp_path / "en" / "a.en.txt").read_text()


def test_a_reader_that_fails_midway_leaves_what_was_finished_before(tmp_path: Path) -> None:
    def reading() -> Iterator[Document]:
        yield document("a.txt")
        raise KeyboardInterrupt

    finished: list[Bitext] = []
    (row,) = (row for row in COLLECTIONS if row.name == "tmx")
    opened = road()

    def walked() -> None:
        with row.open(Outputs(tmp_path), opened) as memory:
            for bitext, _ in flow.run(reading(), opened, tmp_path, FORMATS, [memory], window=1):
                finished.append(bitext)

    with pytest.raises(KeyboardInterrupt):
        walked()
    assert [bitext.document.name for bitext in finished] == ["a.txt"]
    assert (tmp_path / "en" / "a.en.txt").exists()
    assert not (tmp_path / "machine.tmx").exists()
    assert not list(tmp_path.rglob("*.part"))


def test_a_project_travels_and_opens_what_it_needs_again(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(YAML.format("cart"), encoding="utf-8")
    with Project(Settings(engine="echo"), (tmp_path / "shop.yaml",), tmp_path / "m") as opened:
        before = flow.translate_document(document("a.txt"), opened)
        travelled = pickle.loads(pickle.dumps(opened))
    with travelled:
        assert flow.translate_document(document("a.txt"), travelled) == before


def test_the_figures_of_documents_add_up() -> None:
    one = Summary(1, 2, 3, 4, 5, 5, 0, 1, 2, 6)
    assert one + Summary() == one
    assert (one + one).words == 6


LARGE = "Bonjour.\n" + "\n" * 10_000 + "Merci.\n" + "\n" * 10_000 + "Adieu.\n"


def large(tmp_path: Path) -> Iterator[Document]:
    (tmp_path / "gros.txt").write_text(LARGE, encoding="utf-8-sig")
    return load_documents(tmp_path / "gros.txt", "gros.txt", Options())


def test_a_large_text_is_translated_in_parts_and_comes_out_as_one(tmp_path: Path) -> None:
    assert [each.name for each in large(tmp_path)] == [f"gros.part-00{number}.txt" for number in (1, 2, 3)]
    output = tmp_path / "out"
    total = Summary()
    for _, figures in flow.run(large(tmp_path), road(), output, ["tmx"]):
        total += figures
    english = (output / "en" / "gros.en.txt").read_text(encoding="utf-8-sig")
    assert english == re.sub(r"(\w+\.)", r"<\1>", LARGE)
    assert (total.documents, total.segments, total.written) == (1, 3, 4)
    assert sorted(path.name for path in (output / "review").iterdir()) == [
        f"gros.part-00{number}.txt.tmx" for number in (1, 2, 3)
    ]


def test_a_run_that_ends_within_a_large_text_leaves_the_english_document_as_it_was(tmp_path: Path) -> None:
    results = flow.run(large(tmp_path), road(), tmp_path / "out", [])
    next(results)
    del results
    assert not list((tmp_path / "out" / "en").iterdir())
