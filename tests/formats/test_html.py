"""Web pages: what is text, what is kept, and how a translation is put in its place."""

# ruff: noqa: E501  # samples stay in one piece; a refusal is one of two good outcomes

from __future__ import annotations

from dataclasses import replace

import pytest
from bitexte.errors import ConfigError
from bitexte.formats import Options
from bitexte.model import Block, CodeKind
from documents import read, rebuilt, shouted, texts, worded


def page(content: str, **options: object) -> list[str]:
    return texts(read(content, "page.html", replace(Options(), **options)))  # type: ignore[arg-type]


def test_texts_are_cut_at_block_level_tags_and_read_without_their_mark_up() -> None:
    assert page("<h1>Un <b>mot</b></h1><p>Deux&nbsp;mots<p>Trois\n  mots</p>") == [
        "Un mot",
        "Deux\u00a0mots",
        "Trois mots",
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<ul><li>un<li>deux</ul>", ["un", "deux"]),
        ("<select><option>un<option selected>deux</select>", ["un", "deux"]),
        ("<table><tr><th>un<td>deux<tr><td>trois</table>", ["un", "deux", "trois"]),
        ("<dl><dt>un<dd>deux</dl>", ["un", "deux"]),
        ("<noscript><p>Activez</p></noscript>", ["Activez"]),
        ("<template><p>Modèle</p></template>", ["Modèle"]),
        ("<svg><title>Icône</title><text>Offerte</text></svg>", ["Icône", "Offerte"]),
        ("<textarea>Bonjour\n\nmonde</textarea>", ["Bonjour", "monde"]),
        ("<pre>Mode d'emploi :\n  rincer</pre>", ["Mode d'emploi :", "rincer"]),
        ("<ul><li><a href=a>Accueil</a> | <a href=b>Produits</a></ul>", ["Accueil", "Produits"]),
        ('<iframe srcdoc="<p title=&quot;Vue&quot;>Bonjour</p>"></iframe>', ["Vue", "Bonjour"]),
        ("anti&shy;constitu&shy;tionnel", ["anticonstitutionnel"]),
        ("<title>Thé &amp; café</title>", ["Thé & café"]),
    ],
)
def test_text_hides_in_many_places(content: str, expected: list[str]) -> None:
    assert page(content) == expected


@pytest.mark.parametrize(
    "content",
    [
        "<script>var a = '<p>Bonjour</p>';</script>",
        "<style>p::before { content: 'Bonjour' }</style>",
        "<!-- <p>Bonjour</p> -->",
        "<pre><code>x = 'bonjour'</code></pre>",
        '<pre class="brush: html">Le code est ici</pre>',
        "<pre>if (a) { b = c; }</pre>",
        "<p translate=no title='Bonjour'>Bonjour</p>",
        "<p class='x notranslate'>Bonjour <b>vous</b></p>",
        "<blockquote lang=en>Best teapot ever!</blockquote>",
        "<input type=radio value=Bonjour>",
        "<p>{{ bonjour }}</p>",
        "<p>— 🙂</p>",
    ],
)
def test_what_is_no_french_text_is_left_alone(content: str) -> None:
    document = read(content, "page.html")
    assert texts(document) == []
    assert rebuilt(document, shouted) == content.encode()


def test_translate_yes_counts_within_translate_no() -> None:
    content = "<div translate=no>Nom <span translate=yes>de la rue</span> 3</div>"
    assert rebuilt(read(content, "a.html"), shouted).decode() == content.replace("de la rue", "DE LA RUE")


def test_attributes_that_people_read_are_texts_and_others_are_not() -> None:
    content = (
        '<img src="a b" alt="Vue"><input type=submit value=Valider placeholder=\'Nom\'><a aria-label="Fermer" data-x="Non">'
        '</a><meta name=description content="Des mots"><meta property="og:title" content="Titre"><meta name=x content="Non">'
    )
    assert page(content) == ["Vue", "Valider", "Nom", "Fermer", "Des mots", "Titre"]


def test_a_link_text_and_its_title_are_translated_in_one_sentence() -> None:
    document = read('<p>Voir <a title="La page" href="/a?b&c">cette page</a>.</p>', "a.html")
    assert texts(document) == ["Voir cette page.", "La page"]
    translated = rebuilt(document, worded({"Voir cette page.": "See this page.", "La page": 'The "page"'})).decode()
    assert translated == '<p>See t<a title="The &quot;page&quot;" href="/a?b&c">his page.</a></p>'


def test_characters_that_are_mark_up_are_escaped_and_quotes_are_put_where_they_are_needed() -> None:
    document = read("<p title=Vue>Un mot</p>", "a.html")
    translated = rebuilt(document, worded({"Vue": "A view", "Un mot": "A < b & c"})).decode()
    assert translated == '<p title="A view">A &lt; b &amp; c</p>'


def test_a_character_that_the_encoding_lacks_becomes_a_reference() -> None:
    content = '<meta charset="iso-8859-1"><p>Été à Noël</p>'.encode("latin-1")
    translated = rebuilt(read(content, "a.html"), worded({"Été à Noël": "Łódź’s café"}))
    assert translated == b'<meta charset="iso-8859-1"><p>&#321;\xf3d&#378;\x92s caf\xe9</p>'


def test_the_language_becomes_english_only_when_something_is_translated() -> None:
    document = read('<html lang="fr-FR"><meta property="og:locale" content="fr_FR"><p>Un mot</p>', "a.html")
    assert b'lang="en"' in rebuilt(document, shouted)
    assert b'content="en_US"' in rebuilt(document, shouted)
    assert b'lang="fr-FR"' in rebuilt(document)


def test_template_expressions_stay_to_the_letter() -> None:
    content = '<p>Bonjour {{ nom|default:"à tous" }}, {% if a > b %}il reste{% endif %} <?php echo $x > 1 ?> jours</p>'
    document = read(content, "a.html")
    assert [code.kind for code in document.blocks[0].codes] == [CodeKind.ISOLATED] * 4
    for expression in ('{{ nom|default:"à tous" }}', "{% if a > b %}", "{% endif %}", "<?php echo $x > 1 ?>"):
        assert expression in rebuilt(document, shouted).decode()


def test_a_code_that_stood_free_does_not_touch_a_word() -> None:
    document = read("<p>Tapez <code>ls</code> ici</p>", "a.html")
    (block,) = document.blocks
    (code,) = block.codes
    target = replace(block, text="Type here", codes=(replace(code, offset=5),))
    assert rebuilt(document, lambda _: target) == b"<p>Type <code>ls</code> here</p>"


def test_line_breaks_are_codes_whose_equivalent_the_text_holds() -> None:
    document = read("<p>Un<br>\n deux</p>", "a.html")
    assert document.blocks[0].text == "Un\ndeux"
    assert rebuilt(document, shouted) == b"<p>UN<br>DEUX</p>"


def test_hard_wrapped_paragraphs_are_wrapped_again() -> None:
    content = "<p>" + "\n   ".join(["des mots courts et d'autres plus longs"] * 5) + "</p>"
    translated = rebuilt(read(content, "a.html"), shouted).decode()
    assert max(map(len, translated.splitlines())) <= 60
    assert translated.count("\n") >= 3


def test_elements_are_kept_by_selectors_and_a_bad_selector_is_told() -> None:
    content = "<p>Un</p><p class=code>Deux</p><i id=x>Trois</i>"
    assert page(content, keep_selectors=(".code, i#x",)) == ["Un"]
    with pytest.raises(ConfigError, match="not a selector"):
        page(content, keep_selectors=("p > a",))


def test_what_stays_french_is_told() -> None:
    content = '<!--[if lt IE 9]><p>Trop ancien</p><![endif]--><script type="application/ld+json">{}</script><p>Un</p>'
    assert [remark.code for remark in read(content, "a.html").warnings] == ["conditional-comment", "json-ld"]


def test_front_matter_of_three_kinds_stands_before_a_page() -> None:
    for front in (
        "---\ntitle: 'L''été'\nslug: a\n---\n",
        '---\n{\n\t"title": "L\'été"\n}\n---\n',
        '+++\ntitle = "L\'été"\n+++\n',
    ):
        document = read(f"{front}<p>Un mot</p>", "a.html")
        assert texts(document) == ["L'été", "Un mot"]
        assert texts(read(rebuilt(document, worded({"L'été": 'It\'s "summer"'})), "a.html"))[0] == 'It\'s "summer"'


def test_codes_lost_by_an_engine_still_stand_in_the_page() -> None:
    document = read("<p>Un <b>mot</b> ici</p>", "a.html")
    lost = rebuilt(document, lambda block: Block(block.kind, "A word here"))
    assert lost == b"<p>A word here<b></b></p>"
