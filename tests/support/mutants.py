"""Damaged copies of a file, always the same ones: bytes changed, cut out, doubled, swapped, and nasty ones put in."""

from __future__ import annotations

import random
from collections.abc import Iterator

_NASTY = (
    b"\x00",
    b"\xff\xfe",
    b"<",
    b">",
    b"&",
    b"&bomb;",
    b"<!ENTITY a 'b'>",
    b'"',
    b"\\",
    b"]]>",
    b"<!--",
    b"<![CDATA[",
    b"\r",
    b"\xc2\x85",
    b"</target>",
    b"<g id='1'>",
    b'msgid "',
    b"msgstr[999] ",
    b"#~ ",
    b"#,",
    b"\xed\xa0\x80",
    b"<a>" * 300,
)


def mutants(content: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """`count` damaged copies, each with one to three changes."""
    chance = random.Random(seed)
    for _ in range(count):
        made = bytearray(content)
        for _ in range(chance.randint(1, 3)):
            start = chance.randrange(len(made) + 1)
            end = min(len(made), start + chance.choice((0, 1, 1, 4, 30, 300)))
            match chance.randrange(12):
                case 0 | 4:
                    del made[start:end]
                case 1 | 5:
                    made[start:start] = made[start:end]
                case 2 | 6 | 7:
                    made[start:end] = chance.choice(_NASTY)
                case 3 | 8 | 9 | 10 if start < len(made):
                    made[start] = chance.randrange(256)
                case _:
                    del made[start:]
            if not made:
                made[:] = content[:1]
        yield bytes(made)


def told_in_a_line(error: Exception) -> None:
    """What every refusal must be: one line that fits a terminal."""
    assert len(str(error)) <= 300
    assert "\n" not in str(error)
