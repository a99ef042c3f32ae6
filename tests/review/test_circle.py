"""The review circle: drafts out, human work back, never translated twice, whatever tool it came through."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import polib
import pytest
from bitexte import cli
from bitexte.formats import tmx
from bitexte.formats.units import Returned
from bitexte.memory.reviewed import EXACT, ICE, NEAR, ReviewedMemory
from bitexte.model import Origin, Segment, State, Translation, Unit
from office import packed, unpacked
from typer.testing import CliRunner, Result

LINES = [
    "Le vendeur expédie la commande.",
    "Le client attend son colis. Il pleut depuis ce matin.",
    "La boutique ouvre à neuf heures.",
    "Le vendeur expédie la commande.",
    "Les prix baissent en janvier.",
]
EDITED = {
    "Le client attend son colis.": "The customer waits.",
    "Les prix baissent en janvier.": "Prices fall in January.",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose engine gives the French back."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("\n\n".join(LINES) + "\n", encoding="utf-8")
    (tmp_path / "bitexte.toml").write_text(
        'engine = "echo"\nglossaries = []\n'
        'formats = ["tmx", "po", "xliff", "xliff2", "jsonl", "xlsx", "docx", "csv"]\n',
        encoding="utf-8",
    )
    assert run().exit_code == 1  # every sentence is left in French
    return tmp_path


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def run() -> Result:
    return bitexte("run", "--json")


def units() -> list[dict[str, object]]:
    lines = Path("output/review/a.txt.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _tmx(folder: Path) -> Path:
    path = folder / "back.tmx"
    text = (folder / "output" / "machine.tmx").read_text(encoding="utf-8")
    for source, target in EDITED.items():
        text = re.sub(
            rf'<tu creationid="MT!">((?:(?!</tu>).)*)(<tuv xml:lang="en"><seg>){re.escape(source)}</seg>',
            rf'<tu changeid="anna">\1\2{target}</seg>',
            text,
            count=1,
            flags=re.DOTALL,
        )
    path.write_text(text, encoding="utf-8")
    return path


def _xliff(name: str) -> Callable[[Path], Path]:
    def edited(folder: Path) -> Path:
        path = folder / "output" / "review" / name
        text = path.read_text(encoding="utf-8")
        for source, target in EDITED.items():
            text = re.sub(rf"(<target[^>]*>){re.escape(source)}</target>", rf"\g<1>{target}</target>", text, count=1)
        path.write_text(text, encoding="utf-8")
        return path

    return edited


def _po(folder: Path) -> Path:
    path = folder / "output" / "review" / "a.txt.po"
    catalogue = polib.pofile(str(path))
    for entry in catalogue:
        if entry.msgid in EDITED:
            entry.msgstr = EDITED[entry.msgid]
            entry.flags = []
    catalogue.save(str(path))
    return path


def _jsonl(folder: Path) -> Path:
    path = folder / "output" / "review" / "a.txt.jsonl"
    rows = units()
    for row in rows:
        row["target"] = EDITED.get(str(row["source"]), row["target"])
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _page(folder: Path) -> Path:
    path = folder / "a.review.json"
    rows = [
        {"id": row["id"], "source": row["source"], "target": EDITED[str(row["source"])], "state": "reviewed"}
        for row in units()
        if row["source"] in EDITED
    ]
    path.write_text(json.dumps({"bitexte": "review", "reviewer": "anna", "units": rows}), encoding="utf-8")
    return path


def _document(folder: Path) -> Path:
    path = folder / "output" / "en" / "a.en.txt"
    text = path.read_text(encoding="utf-8")
    for source, target in EDITED.items():
        text = text.replace(source, target, 1)
    path.write_text(text, encoding="utf-8")
    return path


def _xlsx(folder: Path) -> Path:
    path = folder / "output" / "review" / "a.txt.review.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["review"]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    for row in range(2, sheet.max_row + 1):
        source = sheet.cell(row, columns["source"]).value
        if source in EDITED:
            sheet.cell(row, columns["target"]).value = EDITED[str(source)]
    book.save(path)
    return path


def _docx(folder: Path) -> Path:
    """The French of the target is struck out and the English put in, as Word tracks it."""
    path = folder / "output" / "review" / "a.txt.review.docx"
    members = unpacked(path.read_bytes())
    text = members["word/document.xml"].decode()
    tracked = 'w:id="900" w:author="Anna" w:date="2026-01-01T00:00:00Z"'
    for source, target in EDITED.items():
        run = f'<w:t xml:space="preserve">{source}</w:t></w:r>'
        at = text.rindex(run)
        start = text.rindex("<w:r>", 0, at)
        old = text[start : at + len(run)]
        new = f"<w:del {tracked}>{old.replace('w:t>', 'w:delText>').replace('<w:t ', '<w:delText ')}</w:del>"
        new += f"<w:ins {tracked}>{old.replace(source, target)}</w:ins>"
        text = text[:start] + new + text[at + len(run) :]
    path.write_bytes(packed({**members, "word/document.xml": text}))
    return path


def _csv(folder: Path) -> Path:
    path = folder / "output" / "review" / "a.txt.review.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["target"] = EDITED.get(row["source"], row["target"])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.mark.parametrize(
    "edited",
    [_tmx, _xliff("a.txt.xlf"), _xliff("a.txt.xliff2.xlf"), _po, _jsonl, _page, _xlsx, _docx, _csv, _document],
    ids=["tmx", "xliff 1.2", "xliff 2.1", "po", "jsonl", "page", "xlsx", "docx", "csv", "document"],
)
def test_exactly_what_a_person_changed_comes_back_and_nothing_is_decoded_again(
    folder: Path, edited: Callable[[Path], Path]
) -> None:
    outcome = bitexte("review", "apply", str(edited(folder)))
    assert (outcome.exit_code, len(outcome.stdout.splitlines())) == (0, 2), outcome.output
    summary = json.loads(run().stdout)
    assert (summary["segments"], summary["recalled"]) == (6, 6)
    made = {str(row["source"]): row for row in units()}
    human = {source: row["target"] for source, row in made.items() if row["origin"] != Origin.MACHINE}
    assert human == EDITED
    assert all(row["state"] == State.INITIAL for source, row in made.items() if source not in EDITED)
    text = Path("output/en/a.en.txt").read_text(encoding="utf-8")
    assert "The customer waits. Il pleut depuis ce matin." in text


def test_a_dry_run_shows_the_words_and_writes_nothing(folder: Path) -> None:
    outcome = bitexte("review", "apply", "--dry-run", str(_document(folder)))
    assert "a.txt#2.1: [-Le-]{+The+} [-client-]{+customer+} [-attend son colis-]{+waits+}." in outcome.stdout
    assert not (folder / "glossary" / "reviewed.tmx").exists()


def test_what_is_no_segment_of_ours_or_has_another_source_is_told(folder: Path) -> None:
    rows = units()
    rows[0]["source"] = "Un autre texte."
    rows[0]["target"] = "Another text."
    rows.append({"id": "b.txt#0000000000", "source": "Inconnu.", "target": "Unknown."})
    path = folder / "back.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    outcome = bitexte("review", "apply", str(path))
    assert "a.txt#1.1: its French text is another now" in outcome.stderr
    assert "b.txt#0000000000: is no segment of the last run" in outcome.stderr
    assert outcome.stdout == ""


def test_drafts_that_came_back_as_they_were_count_only_where_the_whole_file_was_read(folder: Path) -> None:
    path = folder / "output" / "review" / "a.txt.jsonl"
    assert bitexte("review", "apply", str(path)).stdout == ""
    outcome = bitexte("review", "apply", "--accept-unchanged", str(path))
    assert len(outcome.stdout.splitlines()) == 6


def test_the_last_apply_can_be_taken_back(folder: Path) -> None:
    bitexte("review", "apply", str(_jsonl(folder)))
    memory = folder / "glossary" / "reviewed.tmx"
    assert memory.read_text(encoding="utf-8").count("<tu ") == 2
    assert bitexte("review", "undo").exit_code == 0
    assert "<tu " not in memory.read_text(encoding="utf-8")
    assert bitexte("review", "undo").exit_code != 0


def test_the_reviewed_memory_is_sorted_and_valid(folder: Path, shared: Path) -> None:
    from lxml import etree

    bitexte("review", "apply", str(_jsonl(folder)))
    content = (folder / "glossary" / "reviewed.tmx").read_bytes()
    dtd = etree.DTD(str(shared / "schemas" / "tmx" / "tmx14.dtd"))
    assert dtd.validate(etree.fromstring(content)), dtd.error_log
    found = tmx.parse_returned(content, "reviewed.tmx")
    assert tmx.serialize_reviewed(found[::-1], "fr", "en") == content


def entry(source: str, target: str, before: str = "", after: str = "", date: str = "") -> Returned:
    segment = Segment(f"d#{source[:4]}", 0, source, (0, len(source)))
    unit = Unit(segment, (), Translation(target, Origin.HUMAN), state=State.REVIEWED)
    from bitexte.formats.units import Approval, Standing

    return Returned(unit, Standing(Approval.APPROVED, State.REVIEWED), "anna", date, before, after)


def recalled(memory: Sequence[Returned], source: str, before: str = "", after: str = "") -> tuple[int, State] | None:
    found = ReviewedMemory(memory).recall(Segment("x#1", 0, source, (0, len(source))), before, after)
    return (found.similarity, found.state) if found else None


def test_only_a_match_in_context_inherits_reviewed() -> None:
    memory = [entry("Il pleut.", "It rains.", "Avant.", "Après.")]
    assert recalled(memory, "Il pleut.", "Avant.", "Après.") == (ICE, State.REVIEWED)
    assert recalled(memory, "Il pleut.", "Avant.", "Autre.") == (EXACT, State.TRANSLATED)
    assert recalled(memory, "il  pleut.") == (NEAR, State.INITIAL)
    assert recalled(memory, "Il neige.") is None


def test_similar_texts_are_shown_beside_and_never_put_in_place() -> None:
    memory = ReviewedMemory([entry("Le vendeur expédie la commande au client.", "The seller ships the order.")])
    (match,) = memory.fuzzy("Le vendeur expédie la commande au magasin.")
    assert (match.similarity, match.target) == (85, "The seller ships the order.")
    assert memory.fuzzy("Tout autre chose.") == ()


def test_every_file_has_the_language_tags_of_the_settings(folder: Path) -> None:
    with (folder / "bitexte.toml").open("a", encoding="utf-8") as settings:
        settings.write('french = "fr-CA"\nenglish = "en-GB"\n')
    assert bitexte("run", "--formats", "tmx,po,xliff,xliff2,docx,omegat").exit_code == 1
    bitexte("review", "apply", str(_po(folder)))
    wanted = {
        "output/machine.tmx": ('srclang="fr-CA"', '<tuv xml:lang="fr-CA">', '<tuv xml:lang="en-GB">'),
        "output/review/a.txt.po": ('"Language: en_GB\\n"', '"X-Source-Language: fr_CA\\n"'),
        "output/review/a.txt.xlf": ('source-language="fr-CA"', 'target-language="en-GB"', '<target xml:lang="en-GB"'),
        "output/review/a.txt.xliff2.xlf": ('srcLang="fr-CA"', 'trgLang="en-GB"'),
        "omegat/omegat.project": ("<source_lang>fr-CA</source_lang>", "<target_lang>en-GB</target_lang>"),
        "omegat/tm/mt/penalty-010/machine.tmx": ('srclang="fr-CA"', '<tuv xml:lang="en-GB">'),
        "glossary/reviewed.tmx": ('srclang="fr-CA"', '<tuv xml:lang="fr-CA">', '<tuv xml:lang="en-GB">'),
    }
    for name, tags in wanted.items():
        text = (folder / name).read_text(encoding="utf-8")
        assert [tag for tag in tags if tag not in text] == [], name
        assert not re.search(r'(?:xml:|-|src|trg)[lL]ang(?:uage)?="(fr|en)"', text), name
    table = unpacked((folder / "output/review/a.txt.review.docx").read_bytes())["word/document.xml"].decode()
    assert set(re.findall(r'<w:lang w:val="([^"]*)"', table)) == {"fr-CA", "en-GB"}
    assert json.loads(run().stdout)["recalled"] == 6


def test_drafts_of_a_final_catalogue_compile_and_stay_drafts(folder: Path) -> None:
    assert bitexte("run", "--formats", "po,jsonl", "--po-drafts", "final").exit_code == 1
    path = folder / "output" / "review" / "a.txt.po"
    assert not any(entry.fuzzy for entry in polib.pofile(str(path)))
    outcome = bitexte("review", "apply", str(path))
    assert (outcome.stdout, "0 taken, 6 drafts came back unchanged" in outcome.stderr) == ("", True)
    assert len(bitexte("review", "apply", str(_po(folder))).stdout.splitlines()) == 2


def test_xliff_2_can_have_a_unit_for_each_segment(folder: Path) -> None:
    name = folder / "output" / "review" / "a.txt.xliff2.xlf"
    shapes = {}
    for division in ("block", "segment"):
        assert bitexte("run", "--formats", "xliff2,jsonl", "--xliff-units", division).exit_code == 1
        text = name.read_text(encoding="utf-8")
        shapes[division] = (text.count("<unit "), text.count("<segment "), text.count("<ignorable>"))
    assert shapes == {"block": (5, 6, 1), "segment": (6, 6, 0)}
    assert len(bitexte("review", "apply", str(_xliff(name.name)(folder))).stdout.splitlines()) == 2


def test_csv_begins_with_a_mark_where_the_settings_ask_for_it(folder: Path) -> None:
    plain = (folder / "output" / "review" / "a.txt.review.csv").read_bytes()
    with (folder / "bitexte.toml").open("a", encoding="utf-8") as settings:
        settings.write("csv_mark = true\n")
    run()
    assert (folder / "output" / "review" / "a.txt.review.csv").read_bytes() == b"\xef\xbb\xbf" + plain
    assert len(bitexte("review", "apply", str(_csv_with_mark(folder))).stdout.splitlines()) == 2


def _csv_with_mark(folder: Path) -> Path:
    path = folder / "output" / "review" / "a.txt.review.csv"
    text = path.read_text(encoding="utf-8")
    for source, target in EDITED.items():
        text = text.replace(f"{source},{source}", f"{source},{target}")
    path.write_text(text, encoding="utf-8")
    return path


def test_leverage_is_told_before_the_run(folder: Path) -> None:
    bitexte("review", "apply", str(_jsonl(folder)))
    lines = bitexte("run", "--leverage", "--json").stdout.splitlines()
    rows = json.loads(lines[0])["rows"]
    assert [rows[name]["segments"] for name in ("ICE", "repetitions", "none", "total")] == [2, 1, 3, 6]
    assert json.loads(lines[1])["segments"] == 6
