"""Charts with the workbook that holds their data: what a chart shows in English, its workbook says in English too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bitexte.errors import InputError
from bitexte.formats import signatures, xlsx, xml_source
from bitexte.formats.office import drawing, opc
from bitexte.formats.options import Options
from bitexte.formats.spots import Blocks
from bitexte.formats.zipped import Archive
from bitexte.model import Block, Remark


def put_chart(blocks: Blocks, archive: Archive, part: str, notes: tuple[str, ...]) -> list[tuple[str, tuple[int, ...]]]:
    """Put the texts of a chart; its embedded workbook with the numbers of the blocks it shares."""
    source = xml_source.read(archive.read(part), f"{archive.name}/{part}")
    numbers = drawing.chart(blocks, part, source, notes)
    if not numbers:
        return []
    linked = [one.target for one in opc.relationships(archive, part).values() if one.kind == "package"]
    books = [target for target in linked if target in archive and signatures.is_excel(archive.read(target))]
    if linked and not books:
        blocks.remarks.append(Remark("chart-workbook", linked[0], numbers[0]))
    return [(book, tuple(numbers)) for book in books]


def in_step(
    archive: Archive,
    books: Sequence[tuple[str, tuple[int, ...]]],
    blocks: Sequence[Block],
    targets: Sequence[Block],
) -> dict[str, bytes]:
    """The embedded workbooks with the texts that their charts now show in English."""
    new: dict[str, bytes] = {}
    for book, numbers in books:
        english = {blocks[n].text: targets[n].text for n in numbers if targets[n].text != blocks[n].text}
        if not english:
            continue
        try:
            document = xlsx.parse(new.get(book) or archive.read(book), book, Options(hidden=True))
        except InputError:
            continue  # what a chart shows is written all the same; the reader has told it
        own = [
            replace(block, text=english[block.text]) if block.text in english and not block.codes else block
            for block in document.blocks
        ]
        rebuilt = xlsx.rebuild(document, own)
        if rebuilt != archive.content:
            new[book] = rebuilt
    return new
