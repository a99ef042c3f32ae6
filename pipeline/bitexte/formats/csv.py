"""CSV and TSV: the texts of a table's columns, in place; dialect, quotes, encoding and line ends stay.

Columns are those asked for, or those that hold French words: columns of codes, addresses, flags and numbers are left
out, headers stay. Where a French column has an English one beside it (`TITLE FR`, `TITLE UK`), the empty cells of the
English one are filled and all others left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from bitexte.errors import InputError
from bitexte.formats.options import Options
from bitexte.formats.splice import Found, Inside, Piece, Style, joined, plain_block
from bitexte.formats.strings import Scalar, document, found, rebuilt, translatable
from bitexte.model import Block, BlockKind, Document, Remark
from bitexte.text.encoding import exact

_DELIMITERS = ",;\t|"
_SAMPLE = 200  # rows by which a column is judged
_FRENCH_NAME = regex.compile(r"(?i)(?P<stem>.*?)[\s_.-]*\b(?P<language>fr|fra|fre|fr[-_]fr|français|french)\s*")
_ENGLISH_NAME = regex.compile(r"(?i)(?P<stem>.*?)[\s_.-]*\b(?:en|eng|uk|gb|us|en[-_](?:gb|us|uk)|anglais|english)\s*")
_CODE_NAME = regex.compile(
    r"(?i).*\b(?:ids?|sku|ref|réf|référence|reference|ean|gtin|isbn|code|slug|url|uri|lien|link|image|photo|picture|"
    r"brand|marque|e-?mail|date|type|status|statut|parent|path|fichier|file)\b.*"
)
_LIST_NAME = regex.compile(
    r"(?i).*(?:categor|catégor|tags?\b|mots|étiquette|value|valeur|attribut|rubrique|breadcrumb).*"
)
_LIST_MARKS = regex.compile(r"\s*[>,;|]\s*")
_FORMULA = regex.compile(r"=[A-Za-z(@+-]")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell: where its content stands, quotes left out."""

    start: int
    end: int
    quoted: bool


def parse(content: bytes, name: str, options: Options) -> Document:
    """The document of a table: a block a text of a cell. Raises InputError for a column that it does not have."""
    text, charset, guessed = exact(content, name)
    delimiter, quoted = dialect(text, name)
    start = text.index("\n") + 1 if text.startswith("sep=") and "\n" in text else 0
    rows = list(_rows(text, delimiter, quoted=quoted, start=start))
    header = [_value(text, cell) for cell in rows[0]] if rows else []
    columns, pairs = _asked(header, options.columns, name), dict[int, int]()
    if not options.columns:
        pairs = _pairs(header)
        columns = _columns(text, rows, header, pairs)
    every = _texts(text, rows, header, columns, pairs, name, delimiter if quoted else "")
    result = document(name, "csv", text, charset, every, guessed=guessed)
    left = [one for at, one in enumerate(header) if at not in columns and at not in pairs.values()]
    remarks = (Remark("columns-left", ", ".join(left)),) if left and not options.columns else ()
    return Document(name, "csv", result.blocks, result.skeleton, (*result.warnings, *remarks))


def dialect(text: str, name: str) -> tuple[str, bool]:
    """The delimiter, and whether quotation marks quote: never with tabs where they are unbalanced."""
    tsv = name.lower().endswith((".tsv", ".tab"))
    head = text[:65_536]
    if text.startswith("sep="):
        return text[4:5], True
    best = max(_DELIMITERS, key=lambda one: _fit(head, one)) if not tsv else "\t"
    return best, best != "\t" or _balanced(head)


def _balanced(head: str) -> bool:
    """Whether quotation marks stand only around whole cells."""
    cells = [cell for line in head.splitlines()[:200] for cell in line.split("\t")]
    return all(
        cell.count('"') == 0 or (cell.startswith('"') and cell.endswith('"') and len(cell) > 1) for cell in cells
    )


def _fit(head: str, delimiter: str) -> tuple[float, int]:
    """How well a delimiter parts the first rows: the share of rows as wide as most, and their width."""
    widths = [len(row) for _, row in zip(range(50), _rows(head, delimiter, quoted=True), strict=False)]
    usual = max(set(widths), key=widths.count, default=1)
    return (widths.count(usual) / len(widths) if usual > 1 else 0.0, usual)


def _rows(text: str, delimiter: str, *, quoted: bool, start: int = 0) -> Iterator[list[_Cell]]:
    mark = regex.escape(delimiter)
    whole = r'"(?P<quoted>(?:[^"]|"")*+)"' if quoted else r"(?!)(?P<quoted>)"
    cell = regex.compile(rf"(?:{whole}|(?P<plain>[^{mark}\r\n]*+))(?P<end>{mark}|\r\n|\r|\n|\Z)")
    row: list[_Cell] = []
    position = start
    while position <= len(text):
        match = cell.match(text, position)
        if match is None:  # something stands behind a closing quotation mark
            break
        group = "quoted" if match["quoted"] is not None else "plain"
        row.append(_Cell(*match.span(group), group == "quoted"))
        if match["end"] != delimiter:
            if len(row) > 1 or row[0].start < row[0].end:
                yield row
            row = []
            if not match["end"]:
                return
        position = match.end()


def _value(text: str, cell: _Cell) -> str:
    raw = text[cell.start : cell.end]
    return raw.replace('""', '"') if cell.quoted else raw


def _asked(header: Sequence[str], columns: Sequence[str], name: str) -> list[int]:
    """The numbers of the columns asked for, by header or by letter."""
    numbers = []
    names = [one.strip().casefold() for one in header]
    for column in columns:
        wanted = column.strip().casefold()
        if wanted in names:
            numbers.append(names.index(wanted))
        elif regex.fullmatch(r"[a-z]{1,2}", wanted) and _letter(wanted) < len(header):
            numbers.append(_letter(wanted))
        else:
            known = ", ".join(header)[:150]
            raise InputError(f"there is no column {column!r}", where=name, hint=f"columns: {known}")
    return numbers


def _letter(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 96
    return number - 1


def _pairs(header: Sequence[str]) -> dict[int, int]:
    """French columns with the English ones of the same name."""
    english = {
        match["stem"].strip().casefold(): at for at, one in enumerate(header) if (match := _ENGLISH_NAME.fullmatch(one))
    }
    return {
        at: english[stem]
        for at, one in enumerate(header)
        if (match := _FRENCH_NAME.fullmatch(one)) and (stem := match["stem"].strip().casefold()) in english
    }


def _columns(text: str, rows: Sequence[Sequence[_Cell]], header: Sequence[str], pairs: dict[int, int]) -> list[int]:
    """The columns that hold words and are no codes, flags or English."""
    english = (
        {at for at, one in enumerate(header) if _ENGLISH_NAME.fullmatch(one)} if pairs or _has_french(header) else set()
    )
    chosen: list[int] = []
    for at, title in enumerate(header):
        if at in english or at in pairs.values() or (_CODE_NAME.fullmatch(title) and at not in pairs):
            continue
        values = [_value(text, row[at]) for row in rows[1 : _SAMPLE + 1] if len(row) > at]
        if at in pairs or _is_text([one for one in values if one.strip()]):
            chosen.append(at)
    return chosen


def _has_french(header: Sequence[str]) -> bool:
    return any(_FRENCH_NAME.fullmatch(one) for one in header)


def _is_text(values: Sequence[str]) -> bool:
    words = sum(translatable(one) for one in values)
    flags = all(one.isascii() and one.islower() and " " not in one for one in values)
    return words * 2 > len(values) and not (flags and len(set(values)) <= max(2, len(values) // 5)) and bool(values)


def _texts(
    text: str,
    rows: Sequence[Sequence[_Cell]],
    header: Sequence[str],
    columns: Sequence[int],
    pairs: dict[int, int],
    name: str,
    delimiter: str,
) -> Iterator[Found | None]:
    for number, row in enumerate(rows[1:], start=2):
        for at in columns:
            if at >= len(row):
                continue
            cell = target = row[at]
            value = _value(text, cell)
            if at in pairs:
                if pairs[at] >= len(row) or _value(text, row[pairs[at]]).strip():
                    continue
                target = row[pairs[at]]
            if _FORMULA.match(value) or not value.strip():
                continue
            scalar = Scalar(
                (f"row {number}", header[at]),
                value,
                target.start,
                target.end,
                "cell-quoted" if target.quoted else f"cell{delimiter}",
            )
            if target is not cell:
                yield _beside(scalar)
            elif _LIST_NAME.fullmatch(header[at]) and _LIST_MARKS.search(value) and "<" not in value:
                yield _list(scalar)
            else:
                yield found(scalar, name, kind=BlockKind.TABLE_CELL)


def _beside(scalar: Scalar) -> Found | None:
    """A French text whose translation goes into an empty cell."""
    if not translatable(scalar.value):
        return None
    block = plain_block(BlockKind.TABLE_CELL, key=scalar.key)
    text = " ".join(scalar.value.split())
    return Found(scalar.start, scalar.end, scalar.style, Block(block.kind, text, key=block.key))


def _list(scalar: Scalar) -> Found | None:
    """A cell that is a list or a path: each item is a text."""
    items: list[Found] = []
    position = 0
    for mark in [*_LIST_MARKS.finditer(scalar.value), None]:
        end = mark.start() if mark else len(scalar.value)
        item = scalar.value[position:end]
        if translatable(item):
            stripped = item.strip()
            start = position + item.index(stripped)
            block = Block(BlockKind.TABLE_CELL, stripped, key=scalar.key)
            items.append(Found(start, start + len(stripped), "plain", block))
        position = mark.end() if mark else end
    return Found(scalar.start, scalar.end, scalar.style, inside=Inside(scalar.value, tuple(items))) if items else None


def rebuild(document: Document, targets: Sequence[Block]) -> bytes:
    """The table with the targets in their cells."""
    plain = {f"cell{delimiter}": _plain(delimiter) for delimiter in _DELIMITERS}
    return rebuilt(document, targets, {"cell-quoted": _quoted, "cell": _unquotable, **plain})


def _quoted(pieces: Sequence[Piece], _original: str) -> str:
    return joined(pieces, str).replace('"', '""')


def _unquotable(pieces: Sequence[Piece], _original: str) -> str:
    return " ".join(joined(pieces, str).split())


def _plain(delimiter: str) -> Style:
    """A cell without quotes gets them where it needs them."""

    def written(pieces: Sequence[Piece], _original: str) -> str:
        text = joined(pieces, str)
        if not set(text) & {delimiter, '"', "\r", "\n"}:
            return text
        return '"' + text.replace('"', '""') + '"'

    return written
