"""LibreOffice opens what was translated: as many pages, all of the text."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from bitexte import formats
from bitexte.formats.options import Options

FILES = (
    "docx/champs.docx",
    "docx/controles.docx",
    "docx/notes-entetes.docx",
    "docx/fiche-defi-eig5.docx",
    "pptx/lancement-direct.pptx",
    "xlsx/catalogue-calc.xlsx",
    "odt/rapport-audit.odt",
    "ods/catalogue-lo.ods",
    "odp/lancement-lo.odp",
)
# Vowels for vowels: other words that take the room of the old ones.
OTHER = str.maketrans("aeouéèà", "eaoièàé")


@pytest.fixture(scope="module")
def soffice() -> str:
    """The program; the test skips where it is not installed."""
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    return found


def test_translated_documents_open_with_as_many_pages(soffice: str, shared: Path, tmp_path: Path) -> None:
    for folder in ("fr", "en"):
        (tmp_path / folder).mkdir()
    for file in FILES:
        content = (shared / "cases/documents" / file).read_bytes()
        document = formats.parse(content, file, Options())
        module: Any = import_module(next(row.module for row in formats.DOCUMENTS if row.name == document.format))
        targets = [replace(block, text=block.text.translate(OTHER)) for block in document.blocks]
        name = file.replace("/", "-")
        (tmp_path / "fr" / name).write_bytes(content)
        (tmp_path / "en" / name).write_bytes(module.rebuild(document, targets))
    pages = {folder: converted(soffice, tmp_path / folder, tmp_path) for folder in ("fr", "en")}
    assert pages["fr"].keys() == pages["en"].keys()
    assert len(pages["en"]) == len(FILES)
    assert all(abs(count - pages["en"][name]) <= 1 for name, count in pages["fr"].items()), pages


def converted(soffice: str, folder: Path, scratch: Path) -> dict[str, int]:
    """The number of pages of each document in a folder, made PDF."""
    profile = f"-env:UserInstallation=file://{scratch}/profile"
    command = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(folder / "pdf")]
    subprocess.run([*command, *map(str, sorted(folder.glob("*.*")))], check=True, capture_output=True, timeout=600)
    return {
        path.name: len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))
        for path in sorted((folder / "pdf").glob("*.pdf"))
    }
