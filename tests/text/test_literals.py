"""What no translation may change: addresses, codes and the value of numbers."""

from __future__ import annotations

import time

import pytest
from bitexte.text import literals
from hypothesis import given
from hypothesis import strategies as st


def texts(text: str) -> list[str]:
    return [literal.text for literal in literals.find(text)]


@pytest.mark.parametrize(
    ("french", "english"),
    [
        ("3,35", "3.35"),
        ("1 000", "1,000"),
        ("1\u202f000\u00a0€", "1,000\u00a0€"),
        ("1.250.000", "1,250,000"),
        ("1 250 000,5 km", "1,250,000.5 km"),
        ("83%", "83%"),
        ("83 %", "83 %"),
        ("le 05/08/2024", "le 05/08/2024"),
        ("le 05.08.2024", "le 05.08.2024"),
        ("2024-08-05", "2024-08-05"),
        ("15h58", "15:58"),
        ("à 8 h 30.", "à 8:30."),
        ("24h/24", "24h/24"),
        ("pages 2019", "pages 2019"),
        ("0 800 123 456", "0 800 123 456"),
        ("01 23 45 67 89", "01 23 45 67 89"),
        ("en 2024 1 000 clients", "en 2024 1,000 clients"),
        ("+33 123 456 789", "+33 123 456 789"),
        ("https://a.fr/?p=3,35&h=15h58", "https://a.fr/?p=3,35&h=15h58"),
        ("voir www.a.fr/1,5 et 1,5", "voir www.a.fr/1,5 et 1.5"),
        ("-5,5 °C et +5,5 %", "-5.5 °C et +5.5 %"),
        ("A-5,5", "A-5,5"),
        ("v1.2.3", "v1.2.3"),
        ("192.168.0.1", "192.168.0.1"),
        ("3,5,7", "3,5,7"),
        ("(1,5)", "(1.5)"),
    ],
)
def test_french_figures_get_english_dress(french: str, english: str) -> None:
    assert literals.english_numbers(french) == english


def test_figures_the_engine_has_turned_already_are_left_alone() -> None:
    assert literals.english_numbers("1.250 of 3,000", "1,250 sur 3 000") == "1.250 of 3,000"
    assert literals.english_numbers("1,250 of 3 000", "1,250 sur 3\u202f000") == "1.250 of 3,000"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Voir https://exemple.fr/a_b?c=d, puis.", ["https://exemple.fr/a_b?c=d"]),
        ("(www.exemple.fr).", ["www.exemple.fr"]),
        ("Écrire à jean.dupont+x@exemple.co.uk.", ["jean.dupont+x@exemple.co.uk"]),
        ("{nom} a %d et %(n)s et ${x} et {{ y }}", ["{nom}", "%d", "%(n)s", "${x}", "{{ y }}"]),
        ("100 % de", []),
        ("le XR-200 et A4B2", ["XR-200", "A4B2"]),
        ("#été @jean", ["#été", "@jean"]),
        ("TVA et 2024 et Paris", []),
        ("", []),
    ],
)
def test_literals_are_found(text: str, found: list[str]) -> None:
    assert texts(text) == found


@given(st.text(st.sampled_from("ab1é @.:/-#%{}()$wh tps,\n«»") | st.characters()))
def test_literals_stand_where_they_say_in_order(text: str) -> None:
    last = 0
    for literal in literals.find(text):
        start, end = literal.span
        assert text[start:end] == literal.text
        assert last <= start < end
        last = end


@given(st.text(st.sampled_from("0123456789., h\u00a0€%")))
def test_dressing_figures_neither_adds_nor_drops_a_digit(text: str) -> None:
    digits = "0123456789"
    assert [c for c in literals.english_numbers(text) if c in digits] == [c for c in text if c in digits]


@pytest.mark.parametrize("piece", ["a", "1", "a.", "1.", "A1", "-", "@", "a@", "1 ", "{", "%(", "é'", "http://"])
def test_a_line_of_any_length_is_searched_in_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.perf_counter()
    list(literals.find(text))
    literals.figures(text)
    literals.english_numbers(text)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "answer"),
    [("3,35 € !", True), ("https://a.fr", True), ("15h58", True), ("XR-200", True), ("", True), ("le 5", False)],
)
def test_what_has_no_words_needs_no_model(text: str, answer: bool) -> None:
    assert literals.has_no_words(text) is answer


@pytest.mark.parametrize(
    ("source", "target", "right"),
    [
        ("Voir www.a.fr/é ici.", "See www.a.fr/e here.", "See www.a.fr/é here."),
        ("Écrire à a.b@c.fr vite.", "Write to a.b @c.fr fast.", "Write to a.b@c.fr fast."),
        ("Le code XR-200.", "The code.", "The code XR-200."),
        ("En 1984, rien.", "In 1948, nothing.", "In 1984, nothing."),
        ("Prix : 3,35 €", "Price: 3,35 €", "Price: €3.35"),
        ("Rendez-vous à 15h58", "Meet at 15h58", "Meet at 15:58"),
    ],
)
def test_sure_repairs_are_made(source: str, target: str, right: str) -> None:
    assert literals.restore(source, target) == right


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Le {nom} est là.", "The name is there."),
        ("Il y a 2500 et trois.", "There are 2,500 and 3."),
        ("Entre 1 000 et 2 000", "Between 1000 and two"),
        ("Il en a 150.", "He has some."),
        ("Il en a 5.", "He has 7."),
        ("Voir https://a.fr/x.", "See https://a.fr/x."),
    ],
)
def test_what_is_not_sure_is_left_to_the_checks(source: str, target: str) -> None:
    assert literals.restore(source, target) == target


@given(st.text(st.sampled_from("ab 1,.@#XR-é{}"), max_size=40))
def test_a_text_that_kept_everything_is_not_touched(text: str) -> None:
    english = literals.english_numbers(text)
    assert literals.restore(text, english) == english


@given(st.text(st.sampled_from("ab 123,.@XR-é{}h+"), max_size=40))
def test_what_must_not_change_is_found_in_order_without_overlaps(text: str) -> None:
    last = 0
    for (start, end), _ in literals.must_stand(text):
        assert last <= start < end <= len(text)
        last = end


def test_what_no_language_has_words_for_is_kept() -> None:
    blob = "aZ9+" * 60
    assert texts(f"Voici {blob} du panier") == [blob]
    assert literals.has_no_words("a" * 1_000_000)
    assert texts("anticonstitutionnellement" + "." * 300) == []


def test_dates_times_and_figures_are_fixed_in_their_english_dress() -> None:
    text = "à 15h58 le 05/08/2020, 3,35 fois 1 000 colis"
    assert [(text[a:b], wanted) for (a, b), wanted in literals.must_stand(text)] == [
        ("15h58", "15:58"),
        ("05/08/2020", "05/08/2020"),
        ("3,35", "3.35"),
        ("1 000", "1,000"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("au XVIIe siècle", ["17th"]),
        ("du XIXe et du début du XXe", ["19th", "20th"]),
        ("le Ier siècle, le Xe arrondissement, la Ve République", ["1st", "10th", "5th"]),
        ("au IIe et au IIIème siècle", ["2nd", "3rd"]),
        ("Napoléon Ier, la Vie, un Xe", []),
    ],
)
def test_roman_ordinals_are_fixed_as_english_ones(text: str, found: list[str]) -> None:
    assert [english for _, english in literals.must_stand(text)] == found


@pytest.mark.parametrize(
    ("number", "ordinal"), [(1, "1st"), (12, "12th"), (22, "22nd"), (103, "103rd"), (111, "111th")]
)
def test_english_ordinals(number: int, ordinal: str) -> None:
    assert literals.english_ordinal(number) == ordinal


@pytest.mark.parametrize(
    ("source", "garbled", "right"),
    [
        (
            "Voir https://www.exemple.fr/a?b=1 ici.",
            "See https://www. example.fr/a?b=1 here.",
            "See https://www.exemple.fr/a?b=1 here.",
        ),
        (
            "Écrire à jean@exemple.fr ou non.",
            "Write to (jean @ exemple. fr) or not.",
            "Write to (jean@exemple.fr) or not.",
        ),
        ("La COVID-19 et le reste.", "COVID-1-19 and the rest.", "COVID-19 and the rest."),
        ("Le prix est de 1 250,50 €.", "The price is $1,250.50 \ufffd\ufffd.", "The price is €1,250.50."),
        ("Soit 12,5 % de moins.", "$12.5% less.", "12.5% less."),
        ("Il coûte 5 euros.", "It costs €5.", "It costs €5."),
        ("5 € ou 6 $ en 2020.", "$5 or 6 $ in 2020.", "€5 or $6 in 2020."),
    ],
)
def test_garbled_literals_and_currencies_are_put_right(source: str, garbled: str, right: str) -> None:
    assert literals.restore(source, garbled) == right


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le fichier /etc/hosts, puis ~/.ssh/config.", ["/etc/hosts", "~/.ssh/config"]),
        ("Dans C:\\Temp\\a.txt, oui", ["C:\\Temp\\a.txt"]),
        ("IBAN FR76 3000 6000 0112 3456 7890 189 merci", ["FR76 3000 6000 0112 3456 7890 189"]),
        ("le champ mot_de_passe est vide", ["mot_de_passe"]),
        ("et/ou 12/05/2012, 1/2, km/h, 9h/18h et _important_", []),
    ],
)
def test_paths_accounts_and_identifiers_are_kept(text: str, found: list[str]) -> None:
    assert texts(text) == found


@pytest.mark.parametrize(
    ("source", "made", "text"),
    [
        ("Le 05/08/2021, 1 234,56 €", "On 05/08/2021, 1,234.56", "On 05/08/2021, €1,234.56"),
        ("Soit 1 234,56 €.", "That is 1,234.56 euros.", "That is 1,234.56 euros."),
        ("Voir %1$d", "See %1$d", "See %1$d"),
    ],
)
def test_a_sign_is_put_before_its_own_amount_only(source: str, made: str, text: str) -> None:
    assert literals.restore(source, made) == text
