"""Text documents made to be slow: deep, wide, and full of what looks like the beginning of something."""

from __future__ import annotations

import time

import pytest
from bitexte.errors import BitexteError
from documents import read, rebuilt, shouted


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.html", "<b>" * 100_000 + "texte"),
        ("a.html", "<div>" * 100_000 + "texte"),
        ("a.html", '<a b="' * 100_000),
        ("a.html", "<a " * 200_000),
        ("a.html", "{{" * 200_000),
        ("a.html", "<!--" * 100_000),
        ("a.html", "</b>" * 100_000),
        ("a.md", "*a " * 20_000),
        ("a.md", "texte " + "<a>" * 20_000 + " suite"),
        ("a.md", "[" * 100_000),
        ("a.md", "[a](" * 5_000),
        ("a.md", "`" * 20_000),
        ("a.md", "> " * 5_000 + "a"),
        ("a.xlf", '<xliff version="1.2"><notes' + "[" * 100_000 + "<"),
        ("a.xlf", '<xliff version="1.2"><note a="' * 50_000),
        ("a.json", "[" * 100_000 + "]" * 100_000),
        ("a.yml", "[" * 20_000),
        ("a.csv", '"a' * 100_000),
        ("a.properties", "\\" * 100_000),
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:04.000\n" + "texte <b>{{x}}" * 20_000),
        ("a.srt", "00:00:01,000 --> 00:00:02,000\n<i>" * 5_000),
    ],
    ids=lambda value: value[:20],
)
def test_a_hostile_file_takes_no_more_than_seconds(name: str, content: str) -> None:
    begun = time.process_time()
    try:
        document = read(content, name)
        assert rebuilt(document) == content.encode()
        rebuilt(document, shouted)
    except BitexteError as error:
        assert len(str(error)) <= 300  # noqa: PT017 - a refusal is one of two good outcomes
    assert time.process_time() - begun < 10
