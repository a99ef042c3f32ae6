"""Markdown documents: marks stay, texts change, and nothing in a translation reads as a mark."""

# ruff: noqa: E501  # samples stay in one piece; a refusal is one of two good outcomes

from __future__ import annotations

from dataclasses import replace

import pytest
from documents import read, rebuilt, shouted, texts, worded


def told(content: str, name: str = "a.md") -> list[str]:
    return texts(read(content, name))


def translated(content: str, words: dict[str, str], name: str = "a.md") -> str:
    return rebuilt(read(content, name), worded(words)).decode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# Un titre #\n", ["Un titre"]),
        ("Un titre\n===\n", ["Un titre"]),
        ("- [ ] à faire\n- [x] fait\n", ["à faire", "fait"]),
        ("> cité\n> encore\n", ["cité encore"]),
        ("> [!NOTE]\n> cité\n", ["cité"]),
        ("| a | b \\| c |\n|---|---|\n| `x` | d |\n", ["a", "b | c", "d"]),
        ("Texte[^1].\n\n[^1]: La note.\n", ["Texte.", "La note."]),
        ("Terme\n: Définition\n", ["Terme", "Définition"]),
        ("[lien][r]\n\n[r]: /u 'Titre'\n", ["lien", "Titre"]),
        ('![image](i.png "Titre")\n', ["image", "Titre"]),
        ("a *b* __c__ ~~d~~ `e` [f](g) <b>h</b>\n", ["a b c d  f h"]),
        ("\\*pas gras\\* &amp; 3 * 4 = 12\n", ["*pas gras* & 3 * 4 = 12"]),
        ('<aside markdown="1">\nDu **texte**\n</aside>\n', ["Du texte"]),
        ("<details><summary>Voir</summary>\n\nDu *texte*\n\n</details>\n", ["Voir", "Du texte"]),
        ('{{< figure src="a" alt="Une vue" >}}\n', ["Une vue"]),
        (":::tip[Astuce]\nDu texte\n:::\n", ["Astuce", "Du texte"]),
        ("---\ntitle: Été\ntags: [a]\n---\nTexte\n", ["Été", "Texte"]),
    ],
)
def test_texts_are_found_in_every_construct(content: str, expected: list[str]) -> None:
    assert told(content) == expected
    assert rebuilt(read(content, "a.md")) == content.encode()


@pytest.mark.parametrize(
    "content",
    [
        "```\ncode\n```\n",
        "    code\n",
        "$$\nx = y\n$$\n",
        "{% include a %}\n",
        "{: .classe }\n",
        "<!-- rien -->\n",
        "[a]: /u\n",
    ],
)
def test_code_and_the_like_are_kept(content: str) -> None:
    assert told(content) == []


def test_mdx_keeps_modules_components_and_expressions() -> None:
    content = 'import A from "a"\n\nexport const b = "texte"\n\n<A\n  label="Le titre"\n>\n\nVotre {solde} {/* x */}.\n\n</A>\n'
    document = read(content, "a.mdx")
    assert texts(document) == ["Le titre", "Votre  ."]
    assert rebuilt(document, shouted).decode() == content.replace("Le titre", "LE TITRE").replace("Votre", "VOTRE")


@pytest.mark.parametrize(
    ("target", "written"),
    [
        ("1. January", "1\\. January"),
        ("- no list", "\\- no list"),
        ("# no title", "\\# no title"),
        ("a *b* c", "a \\*b\\* c"),
        ("snake_case and _x_", "snake_case and \\_x\\_"),
        ("see [a](b)", "see \\[a](b)"),
        ("a <b> c", "a \\<b> c"),
    ],
)
def test_nothing_in_a_translation_reads_as_a_mark(target: str, written: str) -> None:
    assert translated("Un mot\n", {"Un mot": target}) == f"{written}\n"
    assert told(f"{written}\n") == [target]


def test_a_bar_in_a_cell_is_escaped() -> None:
    assert translated("| Un mot |\n|---|\n", {"Un mot": "a | b"}) == "| a \\| b |\n|---|\n"


def test_links_to_a_heading_follow_its_new_name_and_explicit_ids_stay() -> None:
    content = "# Bien débuter\n\n## Fin {#la-fin}\n\n[a](#bien-débuter) [b](#la-fin)\n"
    made = translated(content, {"Bien débuter": "Getting started", "Fin": "End"})
    assert made == "# Getting started\n\n## End {#la-fin}\n\n[a](#getting-started) [b](#la-fin)\n"


def test_a_shortcut_reference_keeps_its_label() -> None:
    content = "Voir [le guide] ou [la page][].\n\n[le guide]: /g\n[la page]: /p\n"
    document = read(content, "a.md")
    made = rebuilt(document, shouted).decode()
    assert "[LE GUIDE][le guide]" in made
    assert "[LA PAGE][la page]" in made


def test_paragraphs_are_wrapped_as_wide_as_they_were_without_beginning_a_list() -> None:
    content = "> " + "\n> ".join(["des mots qui vont jusqu'au bord de la page"] * 4) + "\n"
    target = "words " * 10 + "- and more words " * 6
    made = rebuilt(read(content, "a.md"), lambda block: replace(block, text=target.strip(), codes=())).decode()
    assert all(line.startswith("> ") and len(line) <= 52 for line in made.splitlines())
    assert told(made) == [target.strip()]


def test_a_line_a_sentence_stays_so() -> None:
    made = translated("Un. \nDeux.\n", {"Un. Deux.": "One. Two. Three."})
    assert made == "One.\nTwo.\nThree.\n"


def test_blanks_are_put_outside_of_emphasis() -> None:
    document = read("Un **mot** ici\n", "a.md")
    (block,) = document.blocks
    opening, closing = block.codes
    target = replace(block, text="A word here", codes=(replace(opening, offset=1), replace(closing, offset=7)))
    assert rebuilt(document, lambda _: target) == b"A **word** here\n"


def test_code_and_pictures_between_words_are_there_for_words() -> None:
    document = read("![Logo](a.png) Tapez `npm` sur ![Fin](b.png) ici[^1].\n\n[^1]: Note.\n", "a.md")
    block = next(block for block in document.blocks if "Tapez" in block.text)
    assert [code.content for code in block.codes if code.stands] == ["`npm`", "![Fin](b.png)"]


def test_braces_that_never_close_are_text_and_cost_no_more_than_others() -> None:
    source = '{"a":' * 20_000 + " fin {nom}\n"
    document = read(source, "page.mdx")
    assert rebuilt(document) == source.encode()
    assert [code.content for code in document.blocks[0].codes] == ["{nom}"]
