"""Delimited text: decoding, separators and quoting of the CSV and TSV files that glossaries come in."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bitexte import limits
from bitexte.errors import GlossaryError

_BOMS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
COMMENT = "# "  # begins lines that are no rows
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_REMARK = re.compile(rf"'*{COMMENT}")
_DELIMITERS = ",;\t"
_SAMPLE = 64 * 1024  # characters


@dataclass(frozen=True, slots=True)
class Record:
    """A row of a table: `row` counts records from 1, header included; `line` is where it begins in the file.

    Worksheets alone have `struck`, the text that is struck through by the number of its cell, and `comments`.
    """

    row: int
    line: int
    cells: tuple[str, ...]
    struck: tuple[tuple[int, str], ...] = ()
    comments: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        return f"row {self.row}"


def encoding(content: bytes, name: str) -> str:
    """The encoding of a text: by its BOM, else UTF-8 where valid, UTF-16 where half of it is NUL, else Windows-1252."""
    for bom, codec in _BOMS.items():
        if content.startswith(bom):
            return codec
    if zeros := content[:_SAMPLE].count(0):
        if zeros * 4 < len(content[:_SAMPLE]):
            raise GlossaryError(
                "the file holds NUL characters: it is no text", where=name, hint="save it as UTF-8 text"
            )
        return "utf-16-le" if content[1:_SAMPLE:2].count(0) > content[:_SAMPLE:2].count(0) else "utf-16-be"
    for codec in ("utf-8", "cp1252"):
        if _decodes(content, codec):
            return codec
    raise GlossaryError(
        "the text is neither UTF-8 nor UTF-16 nor Windows-1252", where=name, hint="save the file as UTF-8"
    )


HeaderTest = Callable[[Sequence[str]], object]


def _no_header(_row: Sequence[str]) -> bool:
    return False


def records(
    content: bytes, name: str, delimiter: str = "", quoted: bool = True, is_header: HeaderTest = _no_header
) -> Iterator[Record]:
    """The rows that hold anything, one at a time.

    A `delimiter` that fits the first rows is taken, else the one of comma, semicolon and tab that fits them best;
    `is_header` tells a row of column names, which decides first.
    A malformed row raises GlossaryError with its line.
    """
    codec = encoding(content, name)
    sample = _sample(content, codec)
    text = io.TextIOWrapper(io.BytesIO(content), codec, newline="")
    if sample.startswith("sep="):  # Excel's own first line
        delimiter = sample[4:5] if sample[4:5] in _DELIMITERS else delimiter
        try:
            text.readline()
        except UnicodeError as error:
            raise _malformed(error, name, 1, 1) from error
        sample = sample.partition("\n")[2]
    reader = csv.reader(text, _dialect(_delimiter(delimiter, sample, quoted, is_header), quoted))
    number, line = 0, 1
    while True:
        try:
            cells = next(reader, None)
        except (csv.Error, UnicodeError) as error:
            raise _malformed(error, name, number + 1, line) from error
        if cells is None:
            return
        number += 1
        if len(cells) > limits.TABLE_CELLS:
            raise GlossaryError(f"row {number} has {len(cells):,} cells", where=f"{name}:{line}", hint="is it a table?")
        if any(cell.strip() for cell in cells):
            yield Record(number, line, tuple(cells))
        line = reader.line_num + 1
        if number > limits.TABLE_ROWS:
            raise GlossaryError(
                f"more than {limits.TABLE_ROWS:,} rows", where=f"{name}:{line}", hint="split the file, a termbase each"
            )


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet program runs the cell when it opens a text table, or its guarded form looks like one."""
    return _FORMULA.match(cell) is not None


def guarded(cell: str) -> str:
    """The cell with an apostrophe before what would be run as a formula, or read as a comment.

    `unguarded` takes it away again.
    """
    return f"'{cell}" if is_formula(cell) or _REMARK.match(cell) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell[:1] == "'" and (is_formula(cell[1:]) or _REMARK.match(cell[1:])) else cell


def render(
    rows: Iterable[Sequence[str]],
    delimiter: str = ",",
    quoted: bool = True,
    every: bool = False,
    raw: bool = False,
    line_end: str = "\n",
) -> bytes:
    """The rows as UTF-8 text; `quoted` quotes the cells that need it, `every` all of them.

    Cells that a spreadsheet program would run are guarded, unless the reader needs them `raw`.
    """
    text = io.StringIO()
    if not raw:
        rows = ([guarded(cell) for cell in row] for row in rows)
    if quoted:
        writer = csv.writer(
            text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL if every else csv.QUOTE_MINIMAL
        )
        writer.writerows(rows)
    else:
        text.writelines(delimiter.join(row) + line_end for row in rows)
    return text.getvalue().encode()


def _decodes(content: bytes, codec: str) -> bool:
    decoder = codecs.getincrementaldecoder(codec)()
    view = memoryview(content)
    try:
        for start in range(0, len(view), 1 << 20):
            decoder.decode(bytes(view[start : start + (1 << 20)]))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _sample(content: bytes, codec: str) -> str:
    return codecs.getincrementaldecoder(codec)("replace").decode(content[:_SAMPLE])


def _dialect(separator: str, quoted: bool) -> type[csv.Dialect]:
    class Style(csv.Dialect):
        delimiter = separator
        quotechar = '"'
        quoting = csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
        doublequote = True
        strict = quoted
        lineterminator = "\n"

    return Style


def _delimiter(expected: str, sample: str, quoted: bool, is_header: HeaderTest) -> str:
    """The expected delimiter where it parts every row of the sample, else the one that fits best."""
    if expected and all(len(row) > 1 for row in _rows(expected, sample, quoted)):
        return expected
    return max(dict.fromkeys(expected + _DELIMITERS), key=lambda one: _fit(_rows(one, sample, quoted), is_header))


def _fit(rows: Sequence[Sequence[str]], is_header: HeaderTest) -> tuple[bool, float]:
    """Whether the first row is a header, and the share of the rows that have as many cells as most, two or more."""
    widths = Counter(len(row) for row in rows)
    width, count = max(widths.items(), key=lambda item: item[1], default=(0, 0))
    return (bool(rows and is_header(rows[0])), count / widths.total() if width > 1 else 0.0)


def _rows(delimiter: str, sample: str, quoted: bool) -> list[list[str]]:
    """The first rows that hold anything, read with this delimiter."""
    rows: list[list[str]] = []
    with contextlib.suppress(csv.Error):  # the sample may end within quotes
        rows.extend(islice(csv.reader(io.StringIO(sample, newline=""), _dialect(delimiter, quoted)), 20))
    filled = [row for row in rows if any(row) and not row[0].startswith(COMMENT)]
    return filled[:-1] if len(filled) > 1 and len(sample) * 4 >= _SAMPLE else filled


def _malformed(error: Exception, name: str, number: int, line: int) -> GlossaryError:
    if isinstance(error, UnicodeError):
        return GlossaryError(f"row {number}: the text breaks off within a character", where=f"{name}:{line}")
    hint = "is a quotation mark left open, or not doubled?"
    return GlossaryError(f"row {number}: {error}", where=f"{name}:{line}", hint=hint)
