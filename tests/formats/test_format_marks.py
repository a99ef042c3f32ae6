"""The marks in docs/formats.md are those that the formats earn."""

from __future__ import annotations

from pathlib import Path

import format_marks
import pytest
from bitexte.formats import DOCUMENTS, DocumentFormat

PAGE = Path(__file__).resolve().parents[2] / "docs" / "formats.md"


@pytest.mark.parametrize("row", DOCUMENTS, ids=lambda row: row.name)
def test_the_page_has_the_marks_that_a_format_earns(row: DocumentFormat, shared: Path) -> None:
    assert shared.exists()
    assert f"| {' | '.join(format_marks.marks(row))} |" in PAGE.read_text(encoding="utf-8").splitlines()
