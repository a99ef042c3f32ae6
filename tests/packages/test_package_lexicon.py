"""The lexicon file of a package is searched where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte.packages.lexicon import Lexicon


def written(path: Path, content: bytes) -> Lexicon:
    path.write_bytes(content)
    return Lexicon(path)


def test_every_line_is_found_and_nothing_else(tmp_path: Path) -> None:
    words = sorted({f"mot{number}" for number in range(500)} | {"âne", "île", "Zürich", "a", "mot"}, key=str.encode)
    lexicon = written(tmp_path / "l.tsv", "".join(f"{word}\t{word.upper()}|x\n" for word in words).encode())
    assert [lexicon.find(word) for word in words] == [(word.upper(), "x") for word in words]
    assert [lexicon.find(word) for word in ("", "mo", "mot500", "zz", "A", "âne ")] == [()] * 6
    assert lexicon.count == len(words)


@pytest.mark.parametrize("content", [b"", b"\n", b"no tab", b"\xff\xfe\t\xff\n", b"b\t\na\tx\n", b"\t\t\t"])
def test_a_file_that_is_no_lexicon_finds_nothing_and_fails_nowhere(tmp_path: Path, content: bytes) -> None:
    lexicon = written(tmp_path / "l.tsv", content)
    assert lexicon.find("b") == ()
    assert lexicon.find("gravier") == ()
