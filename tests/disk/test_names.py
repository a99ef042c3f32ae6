"""The name of an English document, by that of its French one."""

from __future__ import annotations

from pathlib import Path

import pytest
from bitexte.disk.names import english_name


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("a.txt", "a.en.txt"),
        ("sub/fr.json", "sub/en.json"),
        ("values-fr/strings.xml", "values-en/strings.xml"),
        ("index.fr.md", "index.en.md"),
        ("guide_fr-CA.md", "guide_en.md"),
        ("frais.md", "frais.en.md"),
        ("sans-suffixe", "sans-suffixe.en"),
    ],
)
def test_a_language_part_of_a_name_is_replaced(french: str, english: str) -> None:
    assert english_name(french, Path(french).suffix) == english
