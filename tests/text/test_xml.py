"""XML from outside: what nobody asked for takes no memory."""

from __future__ import annotations

import resource
from io import BytesIO
from pathlib import Path

import pytest
from bitexte.errors import InputError
from bitexte.text import xml


def peak() -> float:
    """The most memory that the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_elements_that_nobody_wants_are_let_go() -> None:
    content = b"<tmx><body>" + b"<x/>" * 1_500_000 + b"<tu><seg>ok</seg></tu>" + b"<x/>" * 500_000 + b"</body></tmx>"
    before = peak()
    assert [xml.text(found) for found in xml.elements(content, "a.tmx", ["tu"], InputError)] == ["ok"]
    assert peak() - before < 60  # 34 MB for a million of them that are kept


def test_a_file_is_read_piece_by_piece(tmp_path: Path) -> None:
    path = tmp_path / "large.tmx"
    unit = b"<tu><seg>" + b"un texte " * 2_000 + b"</seg></tu>\n"
    with path.open("wb") as made:
        made.write(b"<tmx><body>" + unit * 100)
        for _ in range(49):
            made.write(unit * 100)
        made.write(b"</body></tmx>")
    before = peak()
    with path.open("rb") as file:
        assert sum(1 for _ in xml.elements(file, "large.tmx", ["tu"], InputError)) == 5_000
    assert path.stat().st_size > 90_000_000
    assert peak() - before < 30


def test_an_open_file_that_is_empty_or_malformed_is_refused_as_its_bytes_are() -> None:
    for content in (b"", b"\xef\xbb\xbf \n", b"<tmx><body>", b"<tmx></body>"):
        told = []
        for source in (content, BytesIO(content)):
            with pytest.raises(InputError) as refused:
                list(xml.elements(source, "a.tmx", ["tu"], InputError))
            told.append(str(refused.value))
        assert told[0] == told[1]
