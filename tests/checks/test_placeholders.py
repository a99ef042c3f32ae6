"""Placeholders of many systems: lost, damaged, doubled, invented, in another order; and what is none."""

from __future__ import annotations

import pytest
from bitexte.checks import placeholders
from bitexte.text.placeholders import placeholders as find
from published import unit


def codes(source: str, target: str) -> list[str]:
    return [finding.code for finding in placeholders.check([unit(source, target)])]


@pytest.mark.parametrize(
    "placeholder",
    [
        "%s",
        "%d",
        "%i",
        "%5.2f",
        "%-10s",
        "%lu",
        "%@",
        "%(name)s",
        "%(total).2f",
        "%{count}",
        "%<amount>d",
        "%1$s",
        "%2$-5d",
        "%1",
        "%L1",
        "%n",
        "%customer_name",
        "%product%",
        "%PATH%",
        "{0}",
        "{}",
        "{name}",
        "{ $user }",
        "{item.price}",
        "{0:N2}",
        "{0,-10}",
        "{when, date, long}",
        "{{ total }}",
        "{{order.increment_id}}",
        "{{{html}}}",
        "{{#if new}}",
        "{% if user %}",
        "${HOME}",
        "${user.name}",
        "#{count}",
        "$HOME",
        "$NAME$",
        "__count__",
        "$t(common:close)",
        "&brandShortName;",
    ],
)
def test_a_placeholder_must_stay_whole(placeholder: str) -> None:
    source = f"Voir {placeholder} ici."
    assert [each.text for each in find(source)] == [placeholder]
    assert codes(source, f"See {placeholder} here.") == []
    assert codes(source, "See it here.") == ["P001"]
    assert codes(source, f"See {placeholder[:-1]} here.") != []
    assert codes("Voir ici.", f"See {placeholder} here.") == ["P002"]


@pytest.mark.parametrize(
    "text",
    [
        "15 % de remise",
        "50 % du trafic",
        "100 % satisfait",
        "10% des clients, 20 % d'un lot",
        "le 5 % suivant",
        "coûte 5 $US ou 3 $",
        "Q&amp;A, R&D et caf&eacute;",
        "l'ensemble {a, b, c} et {texte libre en accolades}",
        "un mot_clé et snake__case",
        "\\u{a0} et \\x{20}",
        "dossier C:\\temp #1",
    ],
)
def test_signs_of_french_texts_are_no_placeholders(text: str) -> None:
    assert list(find(text)) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("%s vendus, %s restants", "%s sold, % left", ["P001"]),
        ("%s vendus, %s restants", "%s sold, the rest left", ["P001"]),
        ("%s restants", "%s of %s left", ["P002"]),
        ("Bonjour {nom}", "Hello {name}", ["P001", "P002"]),
        ("Bonjour {nom}", "Hello {nom}, dear {nom}", ["P005"]),
        ("%i fichiers", "%1 files", ["P001", "P002"]),
        ("%d %% fait", "%d%% done", []),
        ("%s a %d points", "%d points for %s", ["P003"]),
        ("%s a %d points", "%2$d points for %1$s", []),
        ("{} sur {}", "{1} of {0}", []),
        ("%1$s : %2$d", "%2$d of %1$s", []),
        ("{0} à {1}", "{1} at {0}", []),
        ("%sajouter%s un lien", "%sadd%s a link", []),
        ("Le %1$sretour%2$s", "The %1$s return%2$s", []),
        ("%dx%d pixels", "%dx%d pixels", []),
        ("sans rien", "", []),
    ],
)
def test_placeholders_are_counted_and_ordered(source: str, target: str, expected: list[str]) -> None:
    assert codes(source, target) == expected


PLURAL = "{total, plural, =0 {Aucun colis} one {# colis pour {who}} other {# colis pour {who}}}"


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("{total, plural, =0 {No parcel} one {# parcel for {who}} other {# parcels for {who}}}", []),
        ("{total, plural, one {# parcel for {who}} other {# parcels for {who}}}", []),
        ("{count, plural, =0 {No parcel} one {# for {who}} other {# for {who}}}", ["P004"]),
        ("{total, plural, =0 {No parcel} un {# for {who}} other {# for {who}}}", ["P004"]),
        ("{total, plural, =0 {No parcel} one {# for {who}}}", ["P004"]),
        ("{total, pluriel, =0 {No parcel} one {# for {who}} other {# for {who}}}", ["P004"]),
        ("{total, plural, =0 {No parcel} one {# for {who}} other {# for {who}}", ["P004"]),
        ("{total, plural, =0 {No parcel} one {# for you} other {# for you}}", ["P001"]),
        ("{total, plural, =0 {No parcel} one {# for {whom}} other {# for {whom}}}", ["P001", "P002"]),
    ],
)
def test_the_skeleton_of_a_plural_message_stays_and_its_words_are_free(target: str, expected: list[str]) -> None:
    assert codes(PLURAL, target) == expected


def test_the_keys_of_a_select_are_those_of_the_source() -> None:
    source = "{who, select, elle {Elle vient} lui {Il vient} other {On vient}}"
    assert codes(source, "{who, select, elle {She comes} lui {He comes} other {They come}}") == []
    assert codes(source, "{who, select, she {She comes} lui {He comes} other {They come}}") == ["P004"]


def test_messages_in_messages_are_compared_too() -> None:
    source = "{who, select, f {{n, plural, one {Elle a # an} other {Elle a # ans}}} other {x}}"
    assert codes(source, "{who, select, f {{n, plural, one {She is #} other {She is #}}} other {x}}") == []
    assert codes(source, "{who, select, f {{n, plural, one {She is #} autre {She is #}}} other {x}}") == ["P004"]


@pytest.mark.parametrize("text", ["{" * 5000, "{a, plural, " * 2000, "%" * 5000, "{{" * 3000 + "}}", "%(" * 3000])
def test_odd_texts_end_soon(text: str) -> None:
    assert codes(text, text) == []
