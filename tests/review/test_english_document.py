"""The English document itself comes home: thirty pages edited in forty places and saved again by LibreOffice."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections.abc import Callable
from html import escape
from itertools import cycle
from pathlib import Path

import pytest
from bitexte import cli
from bitexte.memory.reviewed import ReviewedMemory
from bitexte.review import drafts
from bitexte.review.drafts import Draft
from office import packed, relationships, unpacked, word
from typer.testing import CliRunner, Result

EDITS = 40
TRACKED = 'w:id="900" w:author="Anna" w:date="2026-01-01T00:00:00Z"'


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(cli.app, list(arguments))


def run_of(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str, number: int) -> str:
    """A paragraph of real prose: every third has a bold stretch, every fifth a line break, some stand in a list."""
    words = text.split(" ")
    third = len(words) // 3
    if number % 3 == 0 and third:
        parts = (" ".join(words[:third]) + " ", " ".join(words[third : 2 * third]), " " + " ".join(words[2 * third :]))
        inner = run_of(parts[0]) + run_of(parts[1], "<w:b/>") + run_of(parts[2])
    elif number % 5 == 0 and third:
        inner = f"{run_of(' '.join(words[:third]))}<w:r><w:br/></w:r>{run_of(' '.join(words[third:]))}"
    else:
        inner = run_of(text)
    return f"<w:p>{inner}</w:p>"


def table(texts: list[str], number: int) -> str:
    cells = "".join(f'<w:tc><w:tcPr><w:tcW w:w="3000"/></w:tcPr>{paragraph(text, number)}</w:tc>' for text in texts)
    grid = '<w:gridCol w:w="3000"/>' * len(texts)
    look = '<w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid><w:tr>{cells}</w:tr></w:tbl>"


def document(lines: list[str]) -> bytes:
    """Paragraphs of one to four lines, tables and page breaks."""
    chosen, body, number = random.Random(3), [], 0
    waiting = [line.strip() for line in lines if line.strip()]
    while waiting:
        number += 1
        if number % 11 == 0 and len(waiting) > 2:
            body.append(table([waiting.pop(0) for _ in range(3)], number))
            continue
        taken = [waiting.pop(0) for _ in range(min(len(waiting), chosen.randint(1, 4)))]
        body.append(paragraph(" ".join(taken), number))
    size = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    root = relationships(("r1", "officeDocument", "word/document.xml"))
    return word("".join(body) + size, members={"_rels/.rels": root})


def replaced(words: list[str]) -> list[str]:
    return [*words[:3], "replacement", *words[4:]]


def inserted(words: list[str]) -> list[str]:
    return [*words[:4], "as", "was", "said,", *words[4:]]


def deleted(words: list[str]) -> list[str]:
    return [*words[:3], *words[5:]]


def opened_otherwise(words: list[str]) -> list[str]:
    return ["Yesterday,", "then,", *words[1:]]


def closed_otherwise(words: list[str]) -> list[str]:
    return [*words[:-1], "of", "course."]


def rewritten(words: list[str]) -> list[str]:
    return ["Nothing", "of", "this", "was", "kept", "by", *words[-2:]]


KINDS: list[Callable[[list[str]], list[str]]] = [
    replaced,
    inserted,
    deleted,
    opened_otherwise,
    closed_otherwise,
    rewritten,
]


def soffice() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return found


def edited(content: bytes, drafts_of: list[Draft], *, tracked: bool) -> tuple[bytes, dict[str, str]]:
    """The document with edits in sentences that stand in one run, and what each segment is then."""
    members = unpacked(content)
    text = members["word/document.xml"].decode()
    plain = [d for d in drafts_of if len(d.target.split()) > 8 and text.count(escape(d.target)) == 1]
    picked = random.Random(5).sample(plain, k=EDITS)
    wanted: dict[str, str] = {}
    for draft, kind in zip(picked, cycle(KINDS), strict=False):
        wanted[draft.segment.id] = " ".join(kind(draft.target.split(" ")))
        old, new = escape(draft.target), escape(wanted[draft.segment.id])
        text = text.replace(old, new) if not tracked else _tracked(text, old, new)
    return packed({**members, "word/document.xml": text}), wanted


def reshaped(content: bytes, drafts_of: list[Draft], edited_ones: dict[str, str]) -> bytes:
    """The document with a paragraph taken out, one put in and one parted between its sentences."""
    members = unpacked(content)
    text = members["word/document.xml"].decode()
    blocks: dict[int, list[Draft]] = {}
    for draft in drafts_of:
        blocks.setdefault(draft.segment.block, []).append(draft)
    whole = [own for own in blocks.values() if not any(draft.segment.id in edited_ones for draft in own)]
    single = [own[0] for own in whole if len(own) == 1 and text.count(f">{escape(own[0].target)}</w:t>") == 1]
    start, end = _paragraph_of(text, escape(single[0].target))
    text = text[:start] + text[end:]
    start, _ = _paragraph_of(text, escape(single[-1].target))
    text = text[:start] + f"<w:p>{run_of('A paragraph that nobody translated.')}</w:p>" + text[start:]
    first, second = next(
        (escape(own[0].target), escape(own[1].target))
        for own in whole
        if len(own) == 2 and f">{escape(own[0].target)} {escape(own[1].target)}</w:t>" in text
    )
    text = text.replace(f"{first} {second}", f'{first}</w:t></w:r></w:p><w:p><w:r><w:t xml:space="preserve">{second}')
    return packed({**members, "word/document.xml": text})


def _paragraph_of(text: str, sentence: str) -> tuple[int, int]:
    at = text.index(f">{sentence}</w:t>")
    return text.rindex("<w:p>", 0, at), text.index("</w:p>", at) + len("</w:p>")


def _tracked(text: str, old: str, new: str) -> str:
    """The run that holds the sentence, parted: its old text struck out and the new one put in, as Word does."""
    at = text.index(old)
    start, end = text.rindex("<w:r>", 0, at), text.index("</w:r>", at) + len("</w:r>")
    run = text[start:end]
    head, content = re.fullmatch(r"(<w:r>.*?<w:t[^>]*>)(.*?)</w:t></w:r>", run, re.DOTALL).groups()  # type: ignore[union-attr]
    before, _, after = content.partition(old)
    gone = f"{head}{old}</w:t></w:r>".replace("<w:t ", "<w:delText ").replace("</w:t>", "</w:delText>")
    parts = (
        f"{head}{before}</w:t></w:r>" if before else "",
        f"<w:del {TRACKED}>{gone}</w:del><w:ins {TRACKED}>{head}{new}</w:t></w:r></w:ins>",
        f"{head}{after}</w:t></w:r>" if after else "",
    )
    return text[:start] + "".join(parts) + text[end:]


@pytest.mark.parametrize("way", ["plain", "tracked", "reshaped"])
def test_every_edit_inside_a_sentence_comes_back_and_none_in_the_wrong_segment(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    program = soffice()
    monkeypatch.chdir(tmp_path)
    lines = (shared / "eval/news-dev.fr").read_text(encoding="utf-8").splitlines()[:730]
    Path("a.docx").write_bytes(document(lines))
    Path("bitexte.toml").write_text('engine = "echo"\nglossaries = []\nsources = ["a.docx"]\nformats = ["tmx"]\n')
    bitexte("run")
    (given,) = drafts.load(Path("output")).documents
    english = Path("output/en/a.en.docx")
    content, wanted = edited(english.read_bytes(), list(given.drafts), tracked=way == "tracked")
    english.write_bytes(content if way != "reshaped" else reshaped(content, list(given.drafts), wanted))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [program, "--headless", profile, "--convert-to", "docx", "--outdir", "saved", str(english)]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    outcome = bitexte("review", "apply", "saved/a.en.docx")
    assert outcome.exit_code == 0, outcome.output
    found = {
        entry.unit.segment.id: entry.unit.translation.text
        for entry in ReviewedMemory.load([Path("glossary/reviewed.tmx")]).entries
    }
    assert found == wanted
    told = [line for line in outcome.stderr.splitlines() if "paragraph" in line]
    assert bool(told) == (way == "reshaped")
