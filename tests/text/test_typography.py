"""Typography on its way into a model and back to an English reader."""

from __future__ import annotations

import unicodedata

import pytest
from bitexte.engine.prepare import annotate, substitute
from bitexte.model import Designation, Term, TermMatch
from bitexte.packages.package import Annotation
from bitexte.text import typography
from hypothesis import given
from hypothesis import strategies as st

characters = st.characters() | st.sampled_from(" \u00a0\u202f«»’“”…\u00ad\u200b\t\n\ue000'\"")
texts = st.text(characters, max_size=60)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("« Bonjour ! »", '"Bonjour !"'),
        ("L’été\u00a0: 5\u202f%", "L'été : 5 %"),
        ("tra\u00advail\u200b", "travail"),
        ("Attendez…", "Attendez..."),
        ("a\tb\x07c\u2028d", "a b c d"),
        ("e\u0301te\u0301", "été"),
        ("\ue000terme\ue001 term\ue002", "terme term"),
        ("“un” „deux‟", '"un" "deux"'),
        ("  trois   mots  ", "trois mots"),
        ("👩\u200d💻 code", "👩\u200d💻 code"),
        ("", ""),
    ],
)
def test_a_model_gets_plain_text(text: str, plain: str) -> None:
    assert typography.to_model(text) == plain


@given(texts)
def test_what_a_model_gets_is_one_line_without_double_blanks(text: str) -> None:
    plain = typography.to_model(text)
    assert plain == plain.strip()
    assert "  " not in plain
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Co", "Zl", "Zp") for character in plain)


@given(texts)
def test_private_characters_of_the_source_can_not_forge_a_tag(text: str) -> None:
    source, _ = annotate(f"\ue000{text}\ue002", (), Annotation("\ue000", "\ue001", "\ue002"))
    assert not {"\ue000", "\ue001", "\ue002"} & set(source)


@pytest.mark.parametrize(
    ("made", "source", "shown"),
    [
        ("Is it ? Yes !", "Est-ce ? Oui !", "Is it? Yes!"),
        ("It says : no ; well .", "Il dit : non", "It says: no; well."),
        ('He says "yes".', "Il dit « oui ».", "He says “yes”."),
        ('The " good bank".', "La « bonne banque ».", "The “good bank”."),
        ('"Yes" ("no")', "“Oui” (« non »)", "“Yes” (“no”)"),
        ('He says "yes".', 'Il dit "oui".', 'He says "yes".'),
        ("Wait...", "Attendez…", "Wait…"),
        ("Wait...", "Attendez...", "Wait..."),
        ("It's", "C’est", "It’s"),
        ("It's", "C'est", "It's"),
        ("83 % of it", "83 % de cela", "83% of it"),
        ("for 3 %s and 2 %(name)s", "pour 3 %s et 2 %(name)s", "for 3 %s and 2 %(name)s"),
        ("at 15:58 ; .5", "à 15h58 ; .5", "at 15:58; .5"),
    ],
)
def test_a_reader_gets_english_typography(made: str, source: str, shown: str) -> None:
    assert typography.to_reader(made, source) == shown


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("LES PRODUITS ÉLECTRONIQUES", True),
        ("TVA", False),
        ("TVA UE", False),
        ("LES PRODUITS Électroniques", False),
        ("", False),
        ("ATTENTION 5 A", False),
        ("ATTENTION AUX CHIENS", True),
    ],
)
def test_a_line_in_capitals_is_told_from_an_acronym(text: str, answer: bool) -> None:
    assert typography.is_all_caps(text) is answer


@given(texts)
def test_lowering_keeps_every_offset(text: str) -> None:
    assert len(typography.sentence_case(text)) == len(text)


def test_lowering_makes_a_sentence() -> None:
    assert typography.sentence_case("« LES ÉTÉS D’İSTANBUL »") == "« Les étés d’İstanbul »"


PORTE = Term("door", (Designation("porte"),), (Designation("door"),))


@pytest.mark.parametrize(
    "text",
    [
        "Il dit « porte » ici.",
        "Il dit «\u00a0porte\u00a0» ici.",
        "porte",
        "la porte, oui",
        "l’\u00adporte",
        " « porte »",
    ],
)
def test_a_term_is_set_in_its_sentence_as_if_there_were_no_term(text: str) -> None:
    start = text.index("porte")
    source, ((begin, end),) = annotate(text, [((start, start + 5), "door")], None)
    assert source == typography.to_model(text)
    assert source[begin:end] == "porte"


def test_an_annotated_term_takes_the_blank_before_it_into_its_tag() -> None:
    tags = Annotation("\ue000", "\ue001", "\ue002")
    text = "La porte, la porte"
    source, spans = annotate(text, [((3, 8), "door"), ((13, 18), "door")], tags)
    assert source == "La\ue000 porte\ue001 door\ue002, la\ue000 porte\ue001 door\ue002"
    assert [source[start:end] for start, end in spans] == ["\ue000 porte\ue001 door\ue002"] * 2


def test_the_targets_take_the_places_of_the_terms() -> None:
    assert substitute("La porte de l’été", [TermMatch(PORTE, (3, 8), "porte")]) == "La door de l'été"


def test_no_blanks_stand_inside_straight_quotation_marks_unless_the_source_has_them() -> None:
    assert typography.to_reader('It is " shut" now', 'Il est "fermé"') == 'It is "shut" now'
    assert typography.to_reader('See " a " here', 'Voir " a " ici') == 'See " a " here'
    assert typography.to_reader('A 5" or 6" screen', 'Un écran de 5" ou 6"') == 'A 5" or 6" screen'
