"""The round trip, whatever tool and format: run, edit some targets as the tool would, apply, run.

Exactly the edited segments come back as human work, everything else is as it was, and nothing is decoded again.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import openpyxl
import polib
import pytest
from bitexte import cli
from bitexte.formats.code_notation import OMEGAT, written
from bitexte.model import Origin, State
from bitexte.review import drafts
from bitexte.review.drafts import Draft
from lxml import etree
from office import packed, unpacked
from typer.testing import CliRunner, Result

WORDS = ["vendeur", "client", "commande", "colis", "prix", "stock", "facture", "livraison", "retour", "panier"]
FORMATS = ("tmx", "po", "xliff", "xliff2", "jsonl", "xlsx", "docx", "csv", "omegat")
AUTHOR = "anna"


def page(seed: int) -> str:
    """A French page of some paragraphs, no sentence twice, with codes, line breaks and entities."""
    chosen = random.Random(seed)

    def sentence(number: int) -> str:
        words = ["Le", *chosen.choices(WORDS, k=chosen.randint(3, 7)), f"n{number}"]
        for at in sorted(chosen.sample(range(1, len(words) - 1), k=2), reverse=True):
            word = words[at]
            coded = (
                f"<b>{word}</b>",
                f"<a href='u'>{word}</a>",
                f"{word} :<br>",
                f"{word}<img src='i'>",
                f"{word} &amp;",
            )
            words[at] = chosen.choice(coded)
        return " ".join(words) + "."

    blocks = [" ".join(sentence(2 * number + extra) for extra in range(chosen.randint(1, 2))) for number in range(8)]
    return "<html lang='fr'><body>" + "".join(f"<p>{block}</p>\n" for block in blocks) + "</body></html>"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose engine gives the French back."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    names = ", ".join(f'"{name}"' for name in FORMATS)
    (tmp_path / "bitexte.toml").write_text(f'engine = "echo"\nglossaries = []\nformats = [{names}]\n', encoding="utf-8")
    return tmp_path


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def run() -> dict[str, int]:
    outcome = bitexte("run", "--json")
    assert outcome.exit_code == 1, outcome.output  # every sentence is left in French
    figures: dict[str, int] = json.loads(outcome.stdout)
    return figures


def given() -> dict[str, Draft]:
    (document,) = drafts.load(Path("output")).documents
    return {draft.segment.id: draft for draft in document.drafts}


@dataclass(frozen=True)
class Edit:
    """A segment that a person edits: its draft, and the word that becomes another."""

    draft: Draft
    old: str
    new: str

    @property
    def target(self) -> str:
        return self.draft.target.replace(self.old, self.new)


def chosen(seed: int) -> dict[str, Edit]:
    """Some segments and an edit of each: its last word, which is in it alone, becomes English."""
    every = given()
    picked = random.Random(seed).sample(sorted(every), k=4)
    words = {name: word for name in picked for word in _last(every[name])}
    return {name: Edit(every[name], word, f"number {word[1:]}") for name, word in words.items()}


def _last(draft: Draft) -> list[str]:
    return re.findall(r"n\d+(?=\.|:|&|\s|$)", draft.target)[-1:]


Edits = dict[str, Edit]
Tool = Callable[[Edits], Path]


def _tmx(edits: Edits) -> Path:
    tree = etree.parse("output/machine.tmx")
    for unit in tree.iter("tu"):
        edit = edits.get(unit.findtext("prop[@type='x-segment-id']", ""))
        if edit:
            unit.set("changeid", AUTHOR)
            _replaced(unit.findall("tuv")[1], edit)
    return _written(tree, "back.tmx")


def _xliff(tree_of: str, unit: str) -> Tool:
    def edited(edits: Edits) -> Path:
        tree = etree.parse(f"output/review/{tree_of}")
        for element in tree.iter(f"{{*}}{unit}"):
            identity = str(element.get("id"))
            edit = edits.get(identity) or edits.get(f"a.html#{identity}")
            target = next(element.iter("{*}target"), None)
            if edit and target is not None:
                _replaced(target, edit)
        return _written(tree, f"back.{tree_of}")

    return edited


def _replaced(element: etree._Element, edit: Edit) -> None:
    """The element with the edit made in the text between its codes."""
    for each in element.iter():
        for part in ("text", "tail"):
            value = getattr(each, part)
            if value and edit.old in value and not (each is element and part == "tail"):
                setattr(each, part, value.replace(edit.old, edit.new))


def _written(tree: etree._ElementTree, name: str) -> Path:
    path = Path(name)
    tree.write(str(path), encoding="utf-8", xml_declaration=True)
    return path


def _po(edits: Edits) -> Path:
    """A translator's copy, brought up to date by msgmerge with the catalogue of the run."""
    made, edited, merged = Path("output/review/a.html.po"), Path("edited.po"), Path("back.po")
    catalogue = polib.pofile(str(made))
    for entry in catalogue:
        for edit in edits.values():
            if edit.draft.segment.id in entry.comment.split():
                entry.msgstr = entry.msgstr.replace(edit.old, edit.new)
                entry.flags = []
    catalogue.save(str(edited))
    if shutil.which("msgmerge") is None:
        return edited
    command = ["msgmerge", "--no-fuzzy-matching", "-q", "-o", str(merged), str(edited), str(made)]
    subprocess.run(command, check=True, timeout=60)
    return merged


def _jsonl(edits: Edits) -> Path:
    lines = Path("output/review/a.html.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for row in rows:
        row["target"] = edits[row["id"]].target if row["id"] in edits else row["target"]
    path = Path("back.jsonl")
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def _page(edits: Edits) -> Path:
    rows = [
        {"id": name, "source": edit.draft.segment.text, "target": edit.target, "state": "reviewed"}
        for name, edit in edits.items()
    ]
    path = Path("a.review.json")
    path.write_text(json.dumps({"bitexte": "review", "reviewer": AUTHOR, "units": rows}), encoding="utf-8")
    return path


def _csv(edits: Edits) -> Path:
    path = Path("output/review/a.html.review.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["id"] in edits:
            edit = edits[row["id"]]
            row["target"] = row["target"].replace(edit.old, edit.new)
    back = Path("back.review.csv")
    with back.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return back


def _saved_again(path: Path, kind: str) -> Path:
    """The file as LibreOffice saves it, as it is where there is no LibreOffice."""
    if shutil.which("soffice") is None:
        return path
    profile = f"-env:UserInstallation=file://{Path.cwd()}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", kind, "--outdir", "saved", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return Path("saved") / path.name


def _xlsx(edits: Edits) -> Path:
    path = Path("output/review/a.html.review.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["review"]
    columns = {str(cell.value): number for number, cell in enumerate(sheet[1], start=1)}
    for row in range(2, sheet.max_row + 1):
        edit = edits.get(str(sheet.cell(row, columns["id"]).value))
        if edit:
            cell = sheet.cell(row, columns["target"])
            cell.value = str(cell.value).replace(edit.old, edit.new)
    back = Path("back.review.xlsx")
    book.save(back)
    return _saved_again(back, "xlsx")


def _docx(edits: Edits) -> Path:
    """The last word of a target is typed anew in the row of its segment."""
    members = unpacked(Path("output/review/a.html.review.docx").read_bytes())
    text = members["word/document.xml"].decode()
    for edit in edits.values():
        start = text.index(edit.draft.segment.id)
        row = text[start : text.index("</w:tr>", start)]
        at = row.rindex(f"{edit.old}.")
        text = text.replace(row, row[:at] + edit.new + row[at + len(edit.old) :])
    back = Path("back.review.docx")
    back.write_bytes(packed({**members, "word/document.xml": text}))
    return _saved_again(back, "docx")


def _document(edits: Edits) -> Path:
    path = Path("output/en/a.en.html")
    text = path.read_text(encoding="utf-8")
    for edit in edits.values():
        text = text.replace(f"{edit.old}.", f"{edit.new}.")
    path.write_text(text, encoding="utf-8")
    return path


def _omegat(wanted: str) -> Tool:
    def edited(edits: Edits) -> Path:
        """OmegaT's own memory with the edits as it writes them; then its console makes the documents and memories."""
        if shutil.which("omegat") is None and wanted != "omegat/project_save.tmx":
            pytest.skip("OmegaT is not installed")
        folder = Path("omegat")
        (folder / "omegat/project_save.tmx").write_text(project_save(edits), encoding="utf-8")
        if shutil.which("omegat") is not None:
            options = ["--mode=console-translate", f"--config-dir={Path.cwd() / 'config'}", "--no-team"]
            command = ["omegat", str(folder), *options, "--disable-project-locking"]
            told = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
            assert "TF_TM_LOAD_ERROR" not in told.stdout + told.stderr
        return folder / wanted

    return edited


def project_save(edits: Edits) -> str:
    units = "".join(_unit_of_omegat(edit) for edit in edits.values())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx11.dtd">\n<tmx version="1.1">\n'
        '  <header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" '
        'creationtoolversion="3.6.0_10" segtype="paragraph" srclang="fr"/>\n  <body>\n<!-- Default translations -->\n'
        f"{units}<!-- Alternative translations -->\n  </body>\n</tmx>\n"
    )


def _unit_of_omegat(edit: Edit) -> str:
    draft = edit.draft
    numbers = {name: str(at) for at, name in enumerate(dict.fromkeys(code.id for code in draft.segment.codes), start=1)}
    source = written(draft.segment.text, draft.segment.codes, OMEGAT, numbers)
    target = written(draft.target, draft.codes, OMEGAT, numbers).replace(edit.old, edit.new)
    when = "20261130T120000Z"
    return (
        f'    <tu>\n      <tuv lang="FR">\n        <seg>{escape(source, quote=False)}</seg>\n      </tuv>\n'
        f'      <tuv lang="EN" changeid="{AUTHOR}" changedate="{when}" creationid="{AUTHOR}" creationdate="{when}">\n'
        f"        <seg>{escape(target, quote=False)}</seg>\n      </tuv>\n    </tu>\n"
    )


TOOLS: dict[str, Tool] = {
    "tmx": _tmx,
    "xliff 1.2": _xliff("a.html.xlf", "trans-unit"),
    "xliff 2.1": _xliff("a.html.xliff2.xlf", "segment"),
    "po": _po,
    "jsonl": _jsonl,
    "page": _page,
    "csv": _csv,
    "xlsx": _xlsx,
    "docx": _docx,
    "document": _document,
    "omegat project_save": _omegat("omegat/project_save.tmx"),
    "omegat target": _omegat("target/a.html.po"),
    "omegat -omegat": _omegat("omegat-omegat.tmx"),
    "omegat -level1": _omegat("omegat-level1.tmx"),
    "omegat -level2": _omegat("omegat-level2.tmx"),
}
# What these keep of inline codes is nothing: they are put back by the words around them.
NO_CODES = {"omegat -level1", "page", "jsonl", "document"}


@pytest.mark.parametrize(("tool", "seed"), [(tool, number) for number, tool in enumerate(TOOLS)])
def test_exactly_the_edited_segments_come_back_and_nothing_is_decoded_again(folder: Path, tool: str, seed: int) -> None:
    (folder / "seeds" / "a.html").write_text(page(seed), encoding="utf-8")
    run()
    before, edits = given(), chosen(seed)
    assert len(edits) > 2
    outcome = bitexte("review", "apply", str(TOOLS[tool](edits)))
    assert outcome.exit_code == 0, outcome.output
    told = [line for line in outcome.stderr.splitlines() if "another now" in line or "no segment" in line]
    assert told == []
    figures = run()
    assert figures["recalled"] == figures["segments"]
    after = given()
    assert after.keys() == before.keys()
    for name, draft in after.items():
        if name in edits:
            assert draft.state is not State.INITIAL, name
            assert _words(draft.target) == _words(edits[name].target)
            if tool not in NO_CODES:
                assert draft.target == edits[name].target
                assert [code.id for code in draft.codes] == [code.id for code in before[name].codes]
        else:
            assert draft == before[name]
    lines = Path("output/review/a.html.jsonl").read_text(encoding="utf-8").splitlines()
    human = {row["id"] for line in lines if (row := json.loads(line))["origin"] != Origin.MACHINE}
    assert human == edits.keys()


def _words(text: str) -> str:
    return "".join(text.split())
