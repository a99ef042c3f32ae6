"""Translations changed in a file, all else as it was, byte for byte."""

from __future__ import annotations

import pytest
from bitexte.formats.corrections import corrected

TMX = """<?xml version="1.0"?>
<!-- <tuv xml:lang="en"><seg>two  blanks</seg></tuv> -->
<tmx version="1.4"><header/><body>
<tu><tuv lang='EN-gb'><seg>two  blanks &amp; more</seg></tuv><tuv lang="FR"><seg>two  blanks &amp; more</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>a <ph>x</ph>  b</seg></tuv></tu>
</body></tmx>
"""
XLIFF = """<xliff version="1.2"><file><body>
<trans-unit id="1"><source>a</source><target state="new">two  blanks</target>
<alt-trans><target>two  blanks</target></alt-trans></trans-unit>
</body></file></xliff>
"""
PO = 'msgid ""\nmsgstr "Language: en\\n"\n\n#~ msgid "a"\n#~ msgstr "two  blanks"\n\nmsgid "a"\nmsgstr "two  blanks"\n'
JSONL = '{"source": "two  blanks", "target":"two  blanks", "note": {"x": 1}}\n'


@pytest.mark.parametrize(
    ("name", "content", "old", "made"),
    [
        ("m.tmx", TMX, "two  blanks & more", ("EN-gb'><seg>two  blanks", "EN-gb'><seg>two blanks")),
        ("m.xlf", XLIFF, "two  blanks", ('state="new">two  blanks', 'state="new">two blanks')),
        ("m.po", PO, "two  blanks", ('\nmsgstr "two  blanks"', '\nmsgstr "two blanks"')),
        ("m.jsonl", JSONL, "two  blanks", ('"target":"two  blanks"', '"target":"two blanks"')),
    ],
)
def test_the_translation_alone_changes(name: str, content: str, old: str, made: tuple[str, str]) -> None:
    result, done = corrected(content.encode(), name, [(old, old.replace("  ", " "))])
    assert result.decode() == content.replace(*made)
    assert done == {0}


def test_a_translation_with_codes_or_one_that_is_not_found_stays() -> None:
    result, done = corrected(TMX.encode(), "m.tmx", [("a   b", "a b"), ("elsewhere", "else")])
    assert (result, done) == (TMX.encode(), set())


def test_of_equal_translations_only_the_wanted_one_changes() -> None:
    twice = PO + '\nmsgid "b"\nmsgstr "two  blanks"\n'
    result, done = corrected(twice.encode(), "m.po", [("two  blanks", "two  blanks"), ("two  blanks", "two blanks")])
    assert done == {1}
    assert result.decode().endswith('msgid "b"\nmsgstr "two blanks"\n')
    assert result.decode().count("two  blanks") == 2


def test_other_encodings_keep_their_bytes() -> None:
    content = '<?xml version="1.0" encoding="UTF-16"?>' + TMX.partition("?>")[2]
    result, _ = corrected(content.encode("utf-16"), "m.tmx", [("two  blanks & more", "é & more")])
    assert result.decode("utf-16") == content.replace("EN-gb'><seg>two  blanks", "EN-gb'><seg>é", 1)
