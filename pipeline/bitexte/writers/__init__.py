"""The output formats, by the names `--formats` takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from bitexte.model import Bitext, Provenance, Term
from bitexte.writers import html, jsonl, markdown, po, tmx, txt

Writer = Callable[[Sequence[Bitext], Sequence[Term], Provenance], Iterator[tuple[str, bytes]]]

WRITERS: dict[str, Writer] = {
    "txt": txt.write,
    "markdown": markdown.write,
    "jsonl": jsonl.write,
    "tmx": tmx.write,
    "po": po.write,
    "html": html.write,
}
