"""Damaged files of every text format: read and given back to the letter, or refused in one line, and soon."""

# ruff: noqa: E501, PT017  # samples stay in one piece; a refusal is one of two good outcomes

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from bitexte.errors import BitexteError
from bitexte.model import Block
from documents import read, rebuilt, shouted

SAMPLES = {
    "page.html": '---\ntitle: Été\n---\n<html lang="fr"><p title="Vue">Un <b>mot</b> {{ nom }}<br>l\'été &amp; {% if x %}l\'hiver'
    "<ul><li>a<li>b</ul><select><option>Noir<option>Rouge</select><pre>Mode d'emploi</pre><!-- x --></html>",
    "page.md": "---\ntitle: 'Été'\n---\n# Le *titre*\n\n- un [lien](x 'Titre') et `code`\n  suite\n\n| a | b |\n|--|--|\n| c \\| d | e |\n\n"
    '> cité\n\n<div>Du <i>HTML</i></div>\n\n[x]: /u "Vers"\n\n```\ncode\n```\n![alt](i.png)\n',
    "page.mdx": 'import A from "a"\n\n<A label="Le titre">\n\n:::tip[Astuce]\nDu texte {x} **gras**.\n:::\n\n</A>\n',
    "a.srt": "1\r\n00:00:01,000 --> 00:00:03,000\r\n<i>Bonjour à tous\r\net bienvenue</i> dans\r\n\r\n2\r\n00:00:03,100 --> 00:00:05,000\r\nnotre émission.\r\n",
    "a.vtt": "WEBVTT\n\nNOTE x\n\n00:01.000 --> 00:04.000 line:9%\n<v Camille>Bonjour <b>à tous</b> &amp;\n\n00:04.000 --> 00:05.000\n- Oui.\n- Non.\n",
    "a.ass": "[Script Info]\n\n[Events]\nFormat: Layer, Start, End, Text\nDialogue: 0,0:00:01.00,0:00:04.00,{\\k20}Au {\\k30}mar\\Nché\n",
    "a.csv": 'réf;titre;texte\r\n1;"Une ""théière""";<p>Belle & <b>noire</b></p>\r\n2;Un bol;Pour le thé\r\n',
    "a.json": '{"a": {"b": "Bonjour {nom}", "c": ["Un \\"mot\\"", 3]}, "d": "{n, plural, one{# mot} other{# mots}}"}',
    "a.yml": 'fr:\n  a: &x "Bonjour %{nom}"\n  b: >-\n    Une phrase\n    pliée\n  c: |\n    Deux\n    lignes\n  d: {e: l\'été, f: *x}\n',
    "a.properties": "# x\na = Bonjour \\\n   {0} et \\u00e9t\\u00e9\nb: L''article {0}\n",
    "a.ini": '[s]\nA="Voir <a href=\\"x\\">l’aide</a>"\nB=Du texte ; x\n',
    "strings.xml": "<?xml version='1.0'?><resources><string name='a'>L\\'été <b>doux</b></string><plurals name='b'>"
    "<item quantity='one'>%d mot</item></plurals><string name='c'><![CDATA[<p>Du texte</p>]]></string></resources>",
    "a.resx": "<root><data name='a'><value>Du texte &amp; {0}</value><comment>x</comment></data></root>",
    "a.strings": '/* note */\n"a" = "Bonjour \\"%@\\"";\nb = "Non";\n',
    "a.txt": "Une première ligne de texte, assez longue pour aller jusqu'au bord de la\npage, une seconde qui la suit de près et qui \
va presque aussi loin qu'elle,\nune troisième enfin.\n\n> cité\n",
}
JUNK = [
    b"<", b">", b'"', b"'", b"{{", b"}}", b"{%", b"<!--", b"-->", b"&", b"\\", b"\n\n", b"\r\n", b"\t", b"`", b"*", b"_",
    b"[", b"](", b"]:", b"\x00", b"\xff", b"\xc3", b"<script>", b"</p>", b"<svg>", b"<title>", b"|", b"- ", b"    ", b"#",
    b"---\n", b"```", b"$$", b"<![CDATA[", b"]]>", b"00:00:01,000 --> 00:00:02,000\n", b";", b"=", b"%", b"\xed\xa0\x80",
    b"\xef\xbb\xbf", b"<select>", b"<pre>", b"<p translate=no>", b"{n, plural, other{",
]  # fmt: skip
MUTANTS = 60  # a format; more were tried by hand


def mutant(chance: random.Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 10])):
        at = chance.randrange(len(damaged) + 1)
        match chance.randrange(5):
            case 0:
                damaged[at:at] = chance.choice(JUNK) * chance.choice([1, 1, 1, 30])
            case 1:
                del damaged[at : at + chance.randrange(1, 30)]
            case 2:
                damaged[at:at] = damaged[at // 2 : at // 2 + chance.randrange(1, 60)]
            case 3:
                damaged[at : at + 1] = bytes([chance.randrange(256)])
            case _:
                del damaged[max(1, at) :]
    return bytes(damaged)


def turned(block: Block) -> Block:
    """A text of another length and other signs, with all codes somewhere in it."""
    text = f"X{block.text[::-1]}"
    return replace(block, text=text, codes=tuple(replace(code, offset=code.offset // 2) for code in block.codes))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_comes_out_to_the_letter_or_is_refused_in_one_line(name: str) -> None:
    chance = random.Random(name)
    for _ in range(MUTANTS):
        content = mutant(chance, SAMPLES[name].encode())
        begun = time.process_time()
        try:
            document = read(content, name)
            assert rebuilt(document) == content
            rebuilt(document, shouted)
            rebuilt(document, turned)
        except BitexteError as error:
            assert "\n" not in str(error)
            assert len(str(error)) <= 300
        assert time.process_time() - begun < 5


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
        ("a.md", "[" * 20_000),
        ("a.md", "[a](" * 5_000),
        ("a.md", "`" * 20_000),
        ("a.md", "> " * 5_000 + "a"),
        ("a.json", "[" * 100_000 + "]" * 100_000),
        ("a.yml", "[" * 20_000),
        ("a.csv", '"a' * 100_000),
        ("a.properties", "\\" * 100_000),
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
        assert len(str(error)) <= 300
    assert time.process_time() - begun < 10
