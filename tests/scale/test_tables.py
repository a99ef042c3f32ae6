"""Tables row by row: columns are added, all else stays to the byte, and what is finished is not done again."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from bitexte import limits
from bitexte.disk.outputs import Outputs
from bitexte.errors import ConfigError, InputError
from bitexte.model import Origin, Request, Translation
from bitexte.project import Project
from bitexte.scale import records, slices, tables
from bitexte.scale.tables import Part, translate_table
from bitexte.terms import load_glossary
from projects import project

WHOLE = ("english", "terms", "score", "findings")


class Counting:
    """Puts texts in capitals and remembers what it was asked."""

    def __init__(self) -> None:
        self.signature = "capitals 1"
        self.asked: list[str] = []

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        self.asked += [request.text for request in requests]
        return [Translation(request.text.upper(), Origin.MACHINE, confidence=0.5) for request in requests]


@pytest.fixture
def engine() -> Counting:
    return Counting()


def translated(path: Path, columns: Sequence[str], using: Project, added: Sequence[str] = ("english",)) -> list[Part]:
    outputs = Outputs(path.parent / "out")
    return list(translate_table(tables.job(path, columns, added, using, outputs), outputs))


def result(path: Path) -> bytes:
    (found,) = (path.parent / "out" / "en").iterdir()
    return found.read_bytes()


def test_what_stands_in_a_csv_table_stays_to_the_byte(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes('\ufeffid;nom;prix\r\n007;"Le ""colis""";1.50\r\n008;"Deux\r\nlignes"; 2\r\n'.encode())
    translated(path, ["nom"], project(engine))
    assert (
        result(path)
        == (
            '\ufeffid;nom;prix;nom_en\r\n007;"Le ""colis""";1.50;"LE ""COLIS"""\r\n'
            '008;"Deux\r\nlignes"; 2;"DEUX\r\nLIGNES"\r\n'
        ).encode()
    )


def test_a_table_keeps_its_encoding_and_a_last_line_without_an_end(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.tsv"
    path.write_bytes("id\ttexte\n1\tL'été à la mer était très ensoleillé\n\n2\tà".encode("cp1252"))
    translated(path, ["texte"], project(engine))
    assert result(path).decode("cp1252") == (
        "id\ttexte\ttexte_en\n"
        "1\tL'été à la mer était très ensoleillé\tL'ÉTÉ À LA MER ÉTAIT TRÈS ENSOLEILLÉ\n\n2\tà\tÀ\n"
    )


def test_several_columns_with_terms_scores_and_findings(tmp_path: Path, engine: Counting) -> None:
    shop = tmp_path / "shop.yaml"
    shop.write_text("source: fr\ntarget: en\nterms:\n  - {fr: colis, en: parcel}\n", encoding="utf-8")
    path = tmp_path / "a.csv"
    path.write_text("titre,texte\nLe colis,Il part.\n,Il vient.\n", encoding="utf-8")
    translated(path, ["texte", "titre"], project(engine, load_glossary([shop])), WHOLE)
    first, second = csv.DictReader(result(path).decode().splitlines())
    assert (first["titre_en"], first["titre_terms"], first["titre_score"]) == ("LE COLIS", "colis → ?", "0.5")
    assert first["titre_findings"].startswith("T001 ")
    assert first["texte_en"] == "IL PART."
    assert [second[name] for name in ("titre_en", "titre_terms", "titre_score", "titre_findings")] == ["", "", "", ""]


def test_json_lines_get_keys_behind_their_own_and_bad_rows_are_told(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.jsonl"
    rows = ['{"n": 1.50, "t": "Un été"}', "broken", '{"t": 4}', '{"n":0}', "{}"]
    path.write_text("\n".join(rows), encoding="utf-8")
    (part,) = translated(path, ["t"], project(engine))
    assert [(fault.row, fault.message.partition(":")[0]) for fault in part.faults] == [
        (1, "Expecting value"),
        (2, "t is no text"),
    ]
    assert result(path).decode() == (
        '{"n": 1.50, "t": "Un été", "t_en": "UN ÉTÉ"}\nbroken\n{"t": 4, "t_en": null}\n{"n":0, "t_en": null}\n'
        '{"t_en": null}\n'
    )


def test_a_row_with_cells_too_few_is_told_and_stays(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\nun,deux\nseul\n", encoding="utf-8")
    (part,) = translated(path, ["b"], project(engine))
    assert [(fault.row, fault.message) for fault in part.faults] == [(1, "has 1 cells instead of 2")]
    assert result(path) == b"a,b,b_en\nun,deux,DEUX\nseul,\n"


def test_what_a_spreadsheet_would_run_is_guarded(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n=cmd()\n", encoding="utf-8")
    translated(path, ["a"], project(engine))
    assert result(path) == b"a,a_en\n=cmd(),'=CMD()\n"


def test_equal_texts_are_decoded_once_and_finished_slices_are_kept(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n" + "".join(f"Texte {n % 3}.\n" for n in range(slices.ROWS + 10)), encoding="utf-8")
    outputs = Outputs(tmp_path / "out")
    work = tables.job(path, ["a"], ["english"], project(engine, memory=tmp_path / "memory.sqlite"), outputs)
    running = translate_table(work, outputs)
    next(running)  # killed after the first slice
    del running
    assert not (tmp_path / "out" / "en").exists()
    again = tables.job(path, ["a"], ["english"], work.project, Outputs(tmp_path / "out"))
    (again.folder / "of-an-older-program.part").touch()
    parts = list(translate_table(again, Outputs(tmp_path / "out")))
    assert [part.kept for part in parts] == [True, False]
    assert sorted(engine.asked) == ["Texte 0.", "Texte 1.", "Texte 2."]
    assert result(path).count(b"\n") == slices.ROWS + 11
    assert list((tmp_path / "out" / tables.PARTS).iterdir()) == []
    work.project.close()


def test_a_finished_slice_counts_only_for_the_same_work(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\nun,deux\n", encoding="utf-8")
    outputs = Outputs(tmp_path / "out")
    using = project(engine)
    work = tables.job(path, ["a"], ["english"], using, outputs)
    (cut,) = work.slices
    other = replace(work, columns=("b",))
    british = replace(work, project=replace(using, settings=replace(using.settings, english="en-GB")))
    vars(british.project).update(engine=engine, glossary=using.glossary)
    assert len({each.finish(cut).path for each in (work, other, british)}) == 3


def test_a_damaged_slice_is_made_anew(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\nun\n", encoding="utf-8")
    work = tables.job(path, ["a"], ["english"], project(engine), Outputs(tmp_path / "out"))
    (cut,) = work.slices
    whole = Path(work.finish(cut).path).read_bytes()
    Path(work.finish(cut).path).write_bytes(b"[1")
    assert Path(work.finish(cut).path).read_bytes() == whole


@pytest.mark.parametrize(
    ("content", "columns", "told"),
    [
        ("a,b\n", ["c"], "there is no column 'c'"),
        ("a,b\n", [], "no column is named"),
        ("a,a_en\nun,\n", ["a"], "has a column 'a_en' already"),
        ("", ["a"], "has no header"),
    ],
)
def test_a_table_that_cannot_be_done_is_refused_in_a_line(
    tmp_path: Path, engine: Counting, content: str, columns: list[str], told: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        translated(path, columns, project(engine))
    assert caught.value.message == told
    assert not (tmp_path / "out" / "en").exists()


def test_a_quotation_mark_that_is_never_closed_ends_the_reading(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    line = "x,y" * 10_000 + "\n"
    path.write_text('a,b\nx,y\n"un,deux\n' + line * (limits.RECORD_BYTES // len(line) + 1), encoding="utf-8")
    with pytest.raises(InputError, match=r"a.csv: row 2 has a quotation mark that is never closed"):
        translated(path, ["a"], project(engine))


def test_an_unknown_addition_is_refused(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\nun\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        translated(path, ["a"], project(engine), ["finding"])
    assert caught.value.hint == "did you mean findings?"


def test_utf_16_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b\nun,deux\n", encoding="utf-16")
    with pytest.raises(InputError, match="UTF-16"):
        records.CsvTable(path)


def test_parquet_keeps_kinds_metadata_and_order(tmp_path: Path, engine: Counting) -> None:
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "a.parquet"
    table = arrow.table(
        {"id": arrow.array([3, 1, 2], arrow.int16()), "t": ["Un.", None, "Deux."], "l": [[1], [], None]}
    ).replace_schema_metadata({"owner": "shop"})
    parquet.write_table(table, path, row_group_size=2)
    translated(path, ["t"], project(engine), WHOLE)
    (found,) = (tmp_path / "out" / "en").iterdir()
    done = parquet.read_table(found)
    assert done.select(["id", "t", "l"]).equals(table)
    assert done.schema.metadata[b"owner"] == b"shop"
    assert done["t_en"].to_pylist() == ["UN.", None, "DEUX."]
    assert done["t_score"].to_pylist() == [0.5, None, 0.5]
    before = found.read_bytes()
    translated(path, ["t"], project(engine), WHOLE)
    assert found.read_bytes() == before


def test_a_parquet_file_that_is_none_is_told(tmp_path: Path, engine: Counting) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(InputError, match="is no Parquet file"):
        translated(path, ["a"], project(engine))


def test_without_pyarrow_a_line_says_what_to_install(
    tmp_path: Path, engine: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(ConfigError, match=r"Parquet tables need pyarrow.*pip install 'bitexte\[tables\]'"):
        translated(path, ["a"], project(engine))


def test_finished_slices_say_what_they_hold(tmp_path: Path, engine: Counting) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\nUn mot.\n", encoding="utf-8")
    work = tables.job(path, ["a"], ["english"], project(engine), Outputs(tmp_path / "out"))
    (cut,) = work.slices
    first = work.finish(cut)
    assert work.finish(cut) == replace(first, kept=True)
    assert json.loads(json.dumps(work.answer([cut.first, cut.rows, cut.start, cut.length])))["figures"]["words"] == 2
