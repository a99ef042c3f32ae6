"""Damaged documents end in a document or in one line: no traceback, no hang.

MUTANTS asks for more of them than the few that run every time.
"""

from __future__ import annotations

import os
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from bitexte import formats
from bitexte.errors import InputError
from bitexte.formats.options import Options
from bitexte.model import Block
from office import packed, unpacked

COUNT = int(os.environ.get("MUTANTS", "40"))
KINDS = ("docx", "xlsx", "pptx", "odt", "ods", "odp")
LARGEST = 60_000  # bytes: small files give more mutants a second
BITS = (b"<", b">", b"&", b'"', b"</", b"&#0;", b"&x;", b"\xff", b"-1", b"99999999999999999999")
VALUES = ('""', '"-1"', '"99999999999"', '"é&amp;"', '"A1:ZZZZ9"', '"true"')
TAG = re.compile(r'<[^<>]*/>|\w+="[^"]*"|<(\w+:\w+)[^<>]*>[^<>]*</\1>')


@pytest.mark.parametrize("kind", KINDS)
def test_mutants_are_read_or_told(kind: str, shared: Path) -> None:
    chance = random.Random(f"{kind} {COUNT}")
    files = [path.read_bytes() for path in sorted((shared / "cases/documents" / kind).iterdir())]
    files = [content for content in files if len(content) < LARGEST]
    outcomes = [outcome(mutant(chance.choice(files), chance), kind, chance) for _ in range(COUNT)]
    assert {"read", "told"} >= set(outcomes)
    assert "read" in outcomes


def outcome(content: bytes, kind: str, chance: random.Random) -> str:
    """What becomes of a damaged file: it is read and written again, translated and not, or told in one line."""
    options = Options(hidden=chance.random() < 0.3, comments=chance.random() < 0.5)
    start = time.process_time()
    try:
        document = formats.parse(content, f"a.{kind}", options)
        module: Any = import_module(next(row.module for row in formats.DOCUMENTS if row.name == document.format))
        assert module.rebuild(document, document.blocks) == content
        strewn = [shuffled(block, chance) for block in document.blocks]
        formats.parse(module.rebuild(document, strewn), f"a.{kind}", options)
    except InputError as error:
        said = str(error)
        return "told" if len(said.splitlines()) == 1 and len(said) <= 300 else f"told at length: {said}"
    assert time.process_time() - start < 5
    return "read"


def shuffled(block: Block, chance: random.Random) -> Block:
    """Another text with the codes anywhere in it."""
    places = sorted(chance.randint(0, len(block.text)) for _ in block.codes)
    codes = [replace(code, offset=place) for code, place in zip(block.codes, places, strict=True)]
    chance.shuffle(codes)
    return replace(block, text=block.text[::-1], codes=tuple(sorted(codes, key=lambda code: code.offset)))


def mutant(content: bytes, chance: random.Random) -> bytes:
    """A damaged copy: of the archive's bytes, or of one of its members packed soundly again."""
    if chance.random() < 0.2:
        return scarred(content, chance)
    members = unpacked(content)
    name = chance.choice([name for name in members if name.endswith((".xml", ".rels"))])
    if chance.random() < 0.05:
        del members[name]
        return packed(members)
    damage: Callable[[bytes, random.Random], bytes] = scarred if chance.random() < 0.3 else exchanged
    return packed({**members, name: damage(members[name], chance)})


def scarred(content: bytes, chance: random.Random) -> bytes:
    """Bytes taken out, doubled, changed, put in or cut off."""
    scars = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5))):
        at = chance.randrange(len(scars) + 1)
        end = at + chance.choice((1, 2, 8, 60, 400))
        match chance.randrange(4):
            case 0:
                del scars[at:end]
            case 1:
                scars[at:at] = scars[at:end]
            case 2:
                scars[at:at] = chance.choice(BITS)
            case _:
                del scars[at + len(scars) // 2 :]
    return bytes(scars)


def exchanged(content: bytes, chance: random.Random) -> bytes:
    """Elements put in the place of others or left out, attributes with other values: mostly well-formed."""
    text = content.decode("utf-8", "replace")
    tags = [found[0] for found in TAG.finditer(text)]
    for _ in range(chance.choice((1, 2, 6)) if tags else 0):
        one, other = chance.choice(tags), chance.choice(tags)
        if one.startswith("<") and other.startswith("<"):
            text = text.replace(one, chance.choice((other, "", other + one)), chance.choice((1, -1)))
        elif not one.startswith("<"):
            text = text.replace(one, re.sub('"[^"]*"', lambda _: chance.choice(VALUES), one), 1)
    return text.encode()
