"""String files and tables: keys, escapes and placeholders stay, messages are parsed, texts change."""

# ruff: noqa: E501  # samples stay in one piece; a refusal is one of two good outcomes

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
import yaml
from bitexte.errors import InputError
from bitexte.formats import Options
from documents import read, rebuilt, shouted, texts, worded
from lxml import etree


def made(content: str | bytes, name: str, words: dict[str, str]) -> str:
    return rebuilt(read(content, name), worded(words)).decode()


def test_json_keeps_order_indentation_and_escapes() -> None:
    content = '{\n\t"b": "Un \\"mot\\"",\n\t"a": "l\\u2019\\u00e9t\\u00e9", "n": 3, "u": "https://example.org"}'
    assert texts(read(content, "a.json")) == ['Un "mot"', "l’été"]
    target = made(content, "a.json", {'Un "mot"': 'A "word"', "l’été": "café"})
    assert target == '{\n\t"b": "A \\"word\\"",\n\t"a": "caf\\u00e9", "n": 3, "u": "https://example.org"}'


def test_icu_messages_are_translated_branch_by_branch() -> None:
    content = json.dumps({"a": "{n, plural, one{# mot d''ici} other{# mots de {nom}}} trouvés"})
    document = read(content, "a.arb")
    assert texts(document) == [" trouvés", "# mot d'ici", "# mots de {nom}"]
    value = json.loads(rebuilt(document, worded({"# mot d'ici": "# it's here", " trouvés": "found"})))["a"]
    assert value == "{n, plural, one{# it''s here} other{# mots de {nom}}} found"


def test_only_messages_of_browser_extensions_and_texts_of_data_trees_are_texts() -> None:
    extension = {"a": {"message": "Bonjour $NOM$", "description": "Un salut"}}
    assert texts(read(json.dumps(extension), "a.json")) == ["Bonjour "]
    assert [code.content for code in read(json.dumps(extension), "a.json").blocks[0].codes] == ["$NOM$"]
    tree = {"children": [{"type": "titre", "text": "Un mot"}]}
    assert texts(read(json.dumps(tree), "a.json")) == ["Un mot"]


def test_mark_up_in_a_string_is_codes() -> None:
    content = '{"a": "<p>Un <b>mot</b> &amp; <a href=\\"#\\">lien</a></p><p>Deux</p>"}'
    document = read(content, "a.json")
    assert texts(document) == ["Un mot & lien", "Deux"]
    assert rebuilt(document, shouted).decode() == content.replace("Un", "UN").replace("mot", "MOT").replace(
        "lien", "LIEN"
    ).replace("Deux", "DEUX")


def test_yaml_keeps_comments_quotes_and_anchors_and_takes_quotes_where_english_needs_them() -> None:
    content = "# note\nfr:\n  a: &x Bonjour  # ici\n  b: 'l''été'\n  c: *x\n  d: {e: Oui, f: 3}\n  g: |\n    Deux\n    lignes\n"
    words = {"Bonjour": "Hello: you", "l'été": "it's", "Oui": "Yes, [we]", "Deux": "Two", "lignes": "lines"}
    target = made(content, "a.yml", words)
    assert target.startswith("# note\nen:\n  a: &x \"Hello: you\"  # ici\n  b: 'it''s'\n  c: *x\n")
    assert yaml.safe_load(target)["en"] == {
        "a": "Hello: you", "b": "it's", "c": "Hello: you", "d": {"e": "Yes, [we]", "f": 3}, "g": "Two\nlines\n"
    }  # fmt: skip


def test_keys_that_are_french_phrases_make_a_tree_of_data() -> None:
    document = read("départ à la retraite:\n  valeur: trois mois\n  title: Un titre\n", "a.yaml")
    assert texts(document) == ["Un titre"]
    assert [remark.code for remark in read("départ à la retraite: un\n", "a.yaml").warnings] == ["no-strings"]


def test_properties_read_continuations_and_write_escapes() -> None:
    content = "a = Bonjour \\\n    \\u00e0 tous\nb=L''article {0}\nc={0,choice,0#Rien|1#Un}\n"
    assert texts(read(content, "a.properties")) == ["Bonjour à tous", "L'article {0}", "Rien", "Un"]
    target = made(content, "a.properties", {"Bonjour à tous": "Café", "L'article {0}": "It's {0}", "Rien": "None"})
    assert target == "a = Caf\\u00E9\nb=It''s {0}\nc={0,choice,0#None|1#Un}\n"


def test_android_strings_get_their_backslashes() -> None:
    content = (
        '<resources><string name="a">L\\\'été <xliff:g id="n">%d</xliff:g></string><string name="b" translatable="false">'
        'Non</string><string name="c"><![CDATA[<b>Un mot</b>]]></string><string name="d">Un\\nDeux</string></resources>'
    )
    content = content.replace("<resources>", '<resources xmlns:xliff="x">')
    document = read(content, "strings.xml")
    assert texts(document) == ["L'été ", "Un mot", "Un", "Deux"]
    target = rebuilt(document, worded({"L'été ": "It's ", "Un mot": "It's", "Un": "@one", "Deux": "2 < 3"})).decode()
    etree.fromstring(target)
    assert "It\\'s " in target
    assert "<![CDATA[<b>It\\'s</b>]]>" in target
    assert "\\@one\\n2 &lt; 3" in target


def test_resx_apple_ini_and_fluent() -> None:
    resx = '<root><data name="a"><value>Un &amp; deux</value><comment>note</comment></data><data name="b" type="x"><value>Non</value></data></root>'
    assert texts(read(resx, "a.resx")) == ["Un & deux"]
    assert read(resx, "a.resx").blocks[0].notes == ("note",)
    assert (
        made('/* note */\n"a" = "Un \\"mot\\"";\n', "a.strings", {'Un "mot"': 'A "word"'})
        == '/* note */\n"a" = "A \\"word\\"";\n'
    )
    assert made('A="dit "_QQ_"oui"_QQ_""\nB=Un\n', "a.ini", {'dit "oui"': 'says "yes"', "Un": "One"}) == (
        'A="says "_QQ_"yes"_QQ_""\nB=One\n'
    )
    fluent = 'a = { $n ->\n    [one] Un mot\n   *[other] Des mots { "{" }\n}\n    .title = Titre\n# non\n'
    assert texts(read(fluent, "a.ftl")) == ["Un mot", "Des mots ", "Titre"]
    assert made(fluent, "a.ftl", {"Un mot": "{one}"}) == fluent.replace("Un mot", '{"{"}one{"}"}')


TABLE = 'réf;titre;texte\r\n1;"Une ""théière""";<p>Belle & <b>noire</b></p>\r\n2;Un bol;Pour le thé\r\n'


def test_a_table_keeps_its_dialect_and_its_headers() -> None:
    document = read(TABLE, "a.csv")
    assert texts(document) == ['Une "théière"', "Belle & noire", "Un bol", "Pour le thé"]
    assert [remark.detail for remark in document.warnings] == ["réf"]
    target = rebuilt(
        document, worded({'Une "théière"': 'A "teapot"', "Un bol": "A bowl; two", "Pour le thé": "For\ntea"})
    ).decode()
    rows = list(csv.reader(io.StringIO(target, newline=""), delimiter=";"))
    assert rows[0] == ["réf", "titre", "texte"]
    assert rows[1] == ["1", 'A "teapot"', "<p>Belle & <b>noire</b></p>"]
    assert rows[2] == ["2", "A bowl; two", "For\ntea"]
    assert target.endswith("\r\n")


def test_columns_are_chosen_by_header_or_letter_and_an_unknown_one_is_told() -> None:
    assert texts(read(TABLE, "a.csv", replace(Options(), columns=("titre",)))) == ['Une "théière"', "Un bol"]
    assert texts(read(TABLE, "a.csv", replace(Options(), columns=("C",))))[0] == "Belle & noire"
    with pytest.raises(InputError, match="no column 'prix'"):
        read(TABLE, "a.csv", replace(Options(), columns=("prix",)))


def test_an_empty_english_column_is_filled_and_a_full_one_left() -> None:
    content = "TITRE FR,TITRE UK\nUne chaise,\nUn bol,A bowl\n"
    document = read(content, "a.csv")
    assert texts(document) == ["Une chaise"]
    assert (
        rebuilt(document, worded({"Une chaise": "A chair"})).decode()
        == "TITRE FR,TITRE UK\nUne chaise,A chair\nUn bol,A bowl\n"
    )


def test_tabs_have_no_quotes_and_lists_are_translated_item_by_item() -> None:
    assert made('a\tb\n1\tUn "bol\n', "a.tsv", {'Un "bol': 'A "bowl\tof tea'}) == 'a\tb\n1\tA "bowl of tea\n'
    document = read('nom,Catégories\nBol,"Maison > Thé, Cadeaux"\n', "a.csv")
    assert texts(document) == ["Bol", "Maison", "Thé", "Cadeaux"]


def test_formulas_are_left_alone() -> None:
    assert texts(read('Libellé\n"=SOMME(A1)"\n- à vérifier\n', "a.csv")) == ["- à vérifier"]
