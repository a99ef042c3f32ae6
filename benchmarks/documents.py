"""Processor time and peak memory of reading a large document and writing it in English, each in a process of its own.

    python benchmarks/documents.py [docx xlsx ...] [--peer PYTHON]

The documents are made here: 500 pages of Word with bold words, notes and tables; 100,000 rows of Excel and of CSV;
20 MB of HTML. No engine is asked: every text is put in capitals, so that the whole document is written again. `--peer`
is the Python of an environment that argos-translate-files is installed in: it does the same with docx and html.
"""

from __future__ import annotations

import argparse
import io
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from bitexte import formats
from bitexte.formats.options import Options

PAGES = 500
WORDS_A_PAGE = 450
ROWS = 100_000
PEERS = ("docx", "html")
PATIENCE = 600  # seconds
OFFICE = "http://schemas.openxmlformats.org/"
TYPES = "application/vnd.openxmlformats-officedocument."
SENTENCE = "Le prestataire livre la commande au client dans un délai de trois jours ouvrés après la confirmation."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kinds", nargs="*", help=f"which of {', '.join(MADE)}; all without a name")
    parser.add_argument("--measure", action="store_true", help="measure in this process")
    parser.add_argument("--peer", help="the Python of an environment with argos-translate-files")
    arguments = parser.parse_args()
    for kind in arguments.kinds or MADE:
        if arguments.measure:
            measure(kind)
        else:
            subprocess.run([sys.executable, __file__, kind, "--measure"], check=True)
            if arguments.peer and kind in PEERS:
                beside(arguments.peer, kind)


def beside(python: str, kind: str) -> None:
    """Let the peer do one document; what takes it more than ten minutes is given up."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"large.{kind}"
        path.write_bytes(MADE[kind]())
        try:
            subprocess.run([python, Path(__file__).with_name("documents_peer.py"), path], check=True, timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            print(f"    argos-translate-files: not done after {PATIENCE} s")


def measure(kind: str) -> None:
    """Print what reading and writing one document costs."""
    content = MADE[kind]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    document = formats.parse(content, f"large.{kind}", Options())
    read = time.process_time() - start
    module: Any = import_module(next(row.module for row in formats.DOCUMENTS if row.name == document.format))
    targets = [replace(block, text=block.text.upper()) for block in document.blocks]
    start = time.process_time()
    rebuilt = module.rebuild(document, targets)
    written = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        f"{kind}: {len(content) / 1e6:.1f} MB, {len(document.blocks):,} blocks; processor time: read {read:.1f} s, "
        f"written {written:.1f} s ({len(rebuilt) / 1e6:.1f} MB); "
        f"peak {peak / 1024:.0f} MB (before: {before / 1024:.0f} MB)"
    )


def docx() -> bytes:
    """Some 225,000 words in paragraphs of five sentences, a bold word and a changed language in each, and tables."""
    bold, language = "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:lang w:val="fr-FR"/></w:rPr>'
    sentences = PAGES * WORDS_A_PAGE // len(SENTENCE.split())
    body = []
    for number in range(sentences // 5):
        runs = "".join(
            f'<w:r w:rsidR="00{number % 97:06X}"><w:t xml:space="preserve">{SENTENCE[:15]}</w:t></w:r>'
            f'<w:r w:rsidRPr="00{number % 89:06X}">{bold}<w:t>{SENTENCE[15:20]}</w:t></w:r>'
            f'<w:r>{language}<w:t xml:space="preserve">{SENTENCE[20:]} {number}-{each} </w:t></w:r>'
            for each in range(5)
        )
        paragraph = f'<w:p w:rsidR="00{number % 83:06X}"><w:pPr><w:jc w:val="both"/></w:pPr>{runs}</w:p>'
        cell = f"<w:tc><w:p><w:r><w:t>Livraison {number}</w:t></w:r></w:p></w:tc>"
        body.append(paragraph if number % 10 else f"{paragraph}<w:tbl><w:tr>{cell * 3}</w:tr></w:tbl>")
    word = f"{OFFICE}wordprocessingml/2006/main"
    document = f'<w:document xmlns:w="{word}"><w:body>{"".join(body)}</w:body></w:document>'
    return package({"word/document.xml": (f"{TYPES}wordprocessingml.document.main+xml", document)})


def xlsx() -> bytes:
    """Rows of a catalogue: reference, name, description, price, stock; names and descriptions are all different."""
    strings: list[str] = ["Référence", "Désignation", "Description", "Prix", "Disponible", "Oui", "Non"]
    rows = ['<row r="1">' + "".join(f'<c r="{c}1" t="s"><v>{n}</v></c>' for n, c in enumerate("ABCDE")) + "</row>"]
    for row in range(2, ROWS + 2):
        first = len(strings)
        strings += [f"Nappe en lin numéro {row}", f"{SENTENCE} Article {row} &amp; suivants."]
        cells = f'<c r="A{row}"><v>{row}</v></c><c r="B{row}" t="s"><v>{first}</v></c>'
        cells += f'<c r="C{row}" t="s"><v>{first + 1}</v></c><c r="D{row}"><v>{row / 7:.2f}</v></c>'
        rows.append(f'<row r="{row}">{cells}<c r="E{row}" t="s"><v>{5 + row % 2}</v></c></row>')
    space = f'xmlns="{OFFICE}spreadsheetml/2006/main"'
    links = f"{OFFICE}officeDocument/2006/relationships"
    book = f'<workbook {space} xmlns:r="{links}"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
    table = "".join(f"<si><t>{one}</t></si>" for one in strings)
    rels = (
        f'<Relationships xmlns="{OFFICE}package/2006/relationships"><Relationship Id="r1" Type="{links}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    )
    kind = f"{TYPES}spreadsheetml."
    return package(
        {
            "xl/workbook.xml": (f"{kind}sheet.main+xml", book),
            "xl/_rels/workbook.xml.rels": ("", rels),
            "xl/worksheets/sheet1.xml": (
                f"{kind}worksheet+xml",
                f"<worksheet {space}><sheetData>{''.join(rows)}</sheetData></worksheet>",
            ),
            "xl/sharedStrings.xml": (f"{kind}sharedStrings+xml", f"<sst {space}>{table}</sst>"),
        }
    )


def html() -> bytes:
    """A page of 20 MB: headings, paragraphs with links and bold words, lists, attributes."""
    section = (
        f'<h2 id="s">Les conditions</h2>\n<p class="x">{SENTENCE} <b>{SENTENCE}</b> '
        f'<a href="/a?b=1&amp;c=2" title="La page">{SENTENCE}</a> &eacute;t&eacute;&nbsp;!</p>\n'
        f'<ul><li>{SENTENCE}<li><img src="a.png" alt="Une vue"> {SENTENCE}</ul>\n'
    )
    sections = section * (20_000_000 // len(section.encode()))
    return f'<!DOCTYPE html>\n<html lang="fr"><body>\n{sections}</body></html>\n'.encode()


def csv() -> bytes:
    """A catalogue of 100,000 rows with mark-up in a column, in Windows-1252."""
    rows = (f'"R{row}";"Théière n° {row}";"<p>{SENTENCE} <b>{row}</b></p>";12,50\r\n' for row in range(ROWS))
    return ("ref;titre;description;prix\r\n" + "".join(rows)).encode("cp1252")


def package(parts: dict[str, tuple[str, str]]) -> bytes:
    """An Office package of these parts, each with its content type and its text."""
    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, (kind, _) in parts.items() if kind
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        space = f'xmlns="{OFFICE}package/2006/content-types"'
        archive.writestr("[Content_Types].xml", f"<Types {space}>{overrides}</Types>")
        for name, (_, text) in parts.items():
            archive.writestr(name, text)
    return buffer.getvalue()


MADE: dict[str, Callable[[], bytes]] = {"docx": docx, "xlsx": xlsx, "html": html, "csv": csv}

if __name__ == "__main__":
    main()
