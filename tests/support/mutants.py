"""Damaged copies of a file, always the same ones: bytes changed, cut out, doubled, swapped, and nasty ones put in."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from office import packed, unpacked

_NASTY = (
    b"\x00",
    b"\xff\xfe",
    b"\xff",
    b"\xc3",
    b"\xef\xbb\xbf",
    b"\xc2\x85",
    b"\xed\xa0\x80",
    b"\r",
    b"\n\n",
    b"\t",
    b"<",
    b">",
    b"&",
    b"&bomb;",
    b"&#0;",
    b"<!ENTITY a 'b'>",
    b"]]>",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"</target>",
    b"</p>",
    b"<g id='1'>",
    b"<script>",
    b"<title>",
    b"<pre>",
    b"<p translate=no>",
    b"<a>" * 300,
    b'"',
    b"'",
    b"\\",
    b"{{",
    b"}}",
    b"{%",
    b"{n, plural, other{",
    b"`",
    b"*",
    b"_",
    b"[",
    b"](",
    b"]:",
    b"|",
    b"- ",
    b"    ",
    b"#",
    b"---\n",
    b"```",
    b";",
    b"=",
    b"%",
    b": &a [*a]",
    b'msgid "',
    b"msgstr[999] ",
    b"#~ ",
    b"#,",
    b"00:00:01,000 --> 00:00:02,000\n",
    b"-1",
    b"99999999999999999999",
    b"[" * 2_000,
    b'{"a":' * 2_000,
)
_VALUES = ('""', '"-1"', '"99999999999"', '"é&amp;"', '"A1:ZZZZ9"', '"true"')
_TAG = re.compile(r'<[^<>]*/>|[\w:]+="[^"]*"|<(\w+:?\w+)[^<>]*>[^<>]*</\1>')


def mutants(content: bytes, count: int, seed: int = 0) -> Iterator[bytes]:
    """`count` damaged copies: of the bytes, of archives in turn that of one member packed soundly again."""
    chance = random.Random(seed)
    members = unpacked(content) if content.startswith(b"PK\x03\x04") else {}
    for _ in range(count):
        if not members or chance.random() < 0.2:
            yield _damaged(content, chance)
            continue
        name = chance.choice(list(members))
        if chance.random() < 0.05:
            yield packed({other: part for other, part in members.items() if other != name})
        else:
            yield packed({**members, name: _damaged(members[name], chance)})


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """A copy with a few changes; one of XML is often well-formed."""
    xml = content.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<")
    damage: Callable[[bytes, random.Random], bytes] = _exchanged if xml and chance.random() < 0.6 else _scarred
    return damage(content, chance)


def _scarred(content: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randrange(len(made) + 1)
        end = min(len(made), start + chance.choice((0, 1, 1, 4, 30, 300)))
        match chance.randrange(12):
            case 0 | 4:
                del made[start:end]
            case 1 | 5:
                made[start:start] = made[start:end]
            case 2 | 6 | 7:
                made[start:end] = chance.choice(_NASTY) * chance.choice((1, 1, 1, 30))
            case 3 | 8 | 9 | 10 if start < len(made):
                made[start] = chance.randrange(256)
            case _:
                del made[start:]
        if not made:
            made[:] = content[:1]
    return bytes(made)


def _exchanged(content: bytes, chance: random.Random) -> bytes:
    """Elements put in the place of others or left out, attributes with other values: mostly well-formed."""
    text = content.decode("utf-8", "replace")
    tags = [found[0] for found in _TAG.finditer(text)]
    for _ in range(chance.choice((1, 2, 6)) if tags else 0):
        one, other = chance.choice(tags), chance.choice(tags)
        if one.startswith("<") and other.startswith("<"):
            text = text.replace(one, chance.choice((other, "", other + one)), chance.choice((1, -1)))
        elif not one.startswith("<"):
            text = text.replace(one, re.sub('"[^"]*"', lambda _: chance.choice(_VALUES), one), 1)
    return text.encode()
