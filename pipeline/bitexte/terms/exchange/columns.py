"""Where a glossary's header is read: which row it is, and what each of its columns holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bitexte import limits
from bitexte.errors import GlossaryError
from bitexte.terms import vocabulary
from bitexte.text.delimited import Record

# Columns that say which language a row is in: each term has a row of its own there.
_LANGUAGES = frozenset(
    [
        *("langue", "language", "lang", "locale", "sprache", "idioma", "culture", "xml lang"),
        *("code langue", "langue code", "language code", "code de langue", "lang code", "locale code"),
    ]
)
_OWN = frozenset(vocabulary.COLUMNS)
REMEDY = (
    "name the columns in a first row such as fr,en or French,English or Terme français;Terme anglais: "
    "`bitexte glossary columns` lists all names"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table: the field of each column by its number, and the titles as they stand.

    `own` tells our own table, in which a cell holds one term to the letter.
    """

    fields: dict[int, str]
    titles: tuple[str, ...] = ()
    own: bool = False

    def title(self, number: int) -> str:
        return self.titles[number] if number < len(self.titles) else f"{number + 1}"


def header(cells: Sequence[str]) -> Layout | None:
    """The layout that a row of column names gives; None where the row does not name French and English."""
    if _is_pair(cells):
        return None
    named = [vocabulary.column(cell) if cell.strip() else ("", None) for cell in cells]
    fields = _settled([field for field, _ in named], [code for _, code in named])
    held = set(fields.values())
    sources = held & {"source", "source_synonym"}
    if not (sources and held & {"target", "forbidden", "keep", "translatable"}) and not (
        "forbidden" in held and len(held) > 1
    ):
        return None
    titles = tuple(cell.strip() for cell in cells)
    own = "id" in titles and all(title in _OWN for title in titles)
    return Layout(fields, titles, own)


def is_header(cells: Sequence[str]) -> bool:
    """Whether a row names French and English columns."""
    return header(cells) is not None


def find_header(records: Sequence[Record]) -> tuple[int, Layout] | None:
    """The place of the header among the first records of a table, and what it says.

    Rows above it have fewer cells filled: a pair of terms that looks like a header further down is none.
    """
    widest = 0
    for place, record in enumerate(records[: limits.ROWS_ABOVE_HEADER]):
        filled = sum(bool(cell.strip()) for cell in record.cells)
        if filled > widest and (layout := header(record.cells)) is not None:
            return place, layout
        widest = max(widest, filled)
    return None


def check_no_header(record: Record, name: str) -> None:
    """Refuse a first row that names columns, but not those that are needed: it would become a term."""
    if _is_pair(record.cells):
        return
    named = [vocabulary.column(cell) for cell in record.cells if cell.strip()]
    if _is_term_a_row(record):
        raise GlossaryError(
            f"{record.place} has a column of languages, a term a row: {_shown(record)}",
            where=f"{name}:{record.line}",
            hint="put the French and the English of a concept into one row, under fr and en",
        )
    languages = {code for _, code in named if code}
    others = {field for field, _ in named if field not in ("", "other", "term", "target", "source", "synonym")}
    if len(languages) < 2 and not (len(others) > 1 and len(named) > 2):
        return
    missing = " and no ".join(label for code, label in (("fr", "French"), ("en", "English")) if code not in languages)
    raise GlossaryError(
        f"{record.place} names columns, but no {missing or 'French and English'} one: {_shown(record)}",
        where=f"{name}:{record.line}",
        hint=REMEDY,
    )


def _is_term_a_row(record: Record) -> bool:
    """Whether every cell names a column, one that of the languages, another that of the terms: langue, terme."""
    cells = [vocabulary.folded(cell) for cell in record.cells if cell.strip()]
    named = [vocabulary.column(cell)[0] for cell in cells if cell not in _LANGUAGES]
    return len(named) < len(cells) and all(named) and "term" in named


def no_header(record: Record, name: str) -> GlossaryError:
    """The error of a table that needs a header and has none."""
    return GlossaryError(
        f"{record.place}: the header names no French and English column: {_shown(record)}",
        where=f"{name}:{record.line}",
        hint=REMEDY,
    )


def _is_pair(cells: Sequence[str]) -> bool:
    """Whether a row is a pair of terms and the codes of their languages, as DeepL writes it."""
    first, last = cells[:2], cells[-2:]
    codes = len(cells) > 3 and all(vocabulary.language(cell) for cell in last)
    return codes and not any(cells[2:-2]) and not any(vocabulary.column(cell)[0] for cell in first)


def _shown(record: Record) -> str:
    text = ", ".join(" ".join(cell.split()) for cell in record.cells if cell.strip())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _settled(named: list[str], codes: list[str | None]) -> dict[int, str]:
    """The field of each known column. Columns of languages win over `source`, `target` and `term`."""
    said = {field for field, code in zip(named, codes, strict=True) if code}
    fields: dict[int, str] = {}
    for number, (field, code) in enumerate(zip(named, codes, strict=True)):
        side = {"term": "source", "synonym": "target_synonym"}.get(field, field)
        weaker = code is None and field in ("source", "target", "term") and {"source", "target"} <= said
        if field and field != "other" and not weaker:
            fields[number] = side
    if "term" in named and not {"source", "target"} <= said and "source" in (*said, *named):
        fields = {number: field for number, field in fields.items() if named[number] != "term"}
    return fields
