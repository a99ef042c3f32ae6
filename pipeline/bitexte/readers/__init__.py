"""The formats that are read: one module each, documents to translate and bilingual files to check."""

from __future__ import annotations

from collections.abc import Callable

from bitexte.model import Document, Unit
from bitexte.readers import po, tmx, txt, xliff

Reader = Callable[[bytes, str], Document]
BilingualReader = Callable[[bytes, str], tuple[Unit, ...]]

READERS: dict[str, Reader] = {
    ".text": txt.read,
    ".txt": txt.read,
}

BILINGUAL: dict[str, BilingualReader] = {
    ".po": po.read,
    ".tmx": tmx.read,
    ".xlf": xliff.read,
    ".xliff": xliff.read,
}
