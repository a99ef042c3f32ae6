"""The checks on numbers, verbatim text, gaps and loops: what they find, and above all what they leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from bitexte.checks import CHECKS, CODES, Check, run
from bitexte.model import Finding, Origin, Remark, Segment, Severity, Side, Translation, Unit


def unit(source: str, target: str, number: int = 0, problems: tuple[Remark, ...] = ()) -> Unit:
    segment = Segment(f"a#{number}", number, source, (0, len(source)))
    return Unit(segment, (), Translation(target, Origin.HUMAN, problems=problems))


def found(check: str, source: str, target: str) -> list[Finding]:
    return list(CHECKS[check]([unit(source, target)]))


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("multipliée par 3,35 fois", "multiplied by 3.35"),
        ("plus de 1000 marchands", "more than 1,000 merchants"),
        ("1 000 € et 2\u202f500\u00a0000 €", "€1,000 and €2,500,000"),
        ("à 15h58 le 05/08", "at 15:58 on 5 August"),
        ("à 15h58", "at 3:58 pm"),
        ("à 10h00", "at 10 am"),
        ("le 1er mars, la 2e fois", "on 1 March, the second time"),
        ("1,5 million d'euros", "1,500,000 euros"),
        ("2 milliards", "2 billion"),
        ("25 000 personnes", "25 thousand people"),
        ("au XXe siècle, sous Louis XIV", "in the 20th century, under Louis 14"),
        ("quatre-vingt-dix-sept ans", "97 years"),
        ("il y a 97 ans", "ninety-seven years ago"),
        ("deux cent mille", "200,000"),
        ("les années 90", "the 1990s"),
        ("une douzaine, la moitié", "12, 50 %"),
        ("de 2 000 à 3 000", "from 2,000 to 3,000"),
        ("en 2019 100 personnes", "in 2019, 100 people"),
        ("l'A380 et le CO2", "the A380 and CO2"),
        ("version 3.11.2", "version 3.11.2"),
        ("chapitres 5,7 et 9", "chapters 5, 7 and 9"),
        ("sans nombre", ""),
    ],
)
def test_numbers_in_another_format_are_the_same(source: str, target: str) -> None:
    assert found("numbers", source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "number", "side"),
    [
        ("multipliée par 3,35", "multiplied by 335", "3,35", Side.SOURCE),
        ("augmenter de 126%", "increase by 162%", "126", Side.SOURCE),
        ("en 2020", "in the year", "2020", Side.SOURCE),
        ("une hausse", "a rise of 20%", "20", Side.TARGET),
        ("1 000 marchands", "100 merchants", "1 000", Side.SOURCE),
        ("à 15h58", "at 15:48", "15h58", Side.SOURCE),
    ],
)
def test_a_changed_number_is_found_at_its_place(source: str, target: str, number: str, side: Side) -> None:
    findings = [finding for finding in found("numbers", source, target) if finding.side is side]
    assert [finding.severity for finding in findings] == [Severity.WARNING]
    span = findings[0].span
    assert span is not None
    assert (source if side is Side.SOURCE else target)[slice(*span)] == number


def test_a_decimal_comma_left_in_english_is_found() -> None:
    findings = found("numbers", "hausse de 3,35", "rise of 3,35")
    assert [finding.message for finding in findings] == ["3,35 has a French decimal comma"]


@pytest.mark.parametrize(
    "kept",
    [
        "https://example.org/fr?a=1&b=2",
        "www.example.org",
        "service@example.org",
        "COVID-19",
        "B2B",
        "SKU-A12",
    ],
)
def test_addresses_and_codes_must_stay(kept: str) -> None:
    assert found("literals", f"Voir {kept}.", f"See {kept}, please") == []
    findings = found("literals", f"Voir {kept}.", "See there.")
    assert [finding.severity for finding in findings] == [Severity.WARNING]
    assert findings[0].span == (5, 5 + len(kept))


@pytest.mark.parametrize(
    "text", ["20% des clients", "20 % de plus", "100 % sûr", "le 2e à 15h58", "10km", "l'UE", "F."]
)
def test_percentages_and_times_are_no_placeholders_or_codes(text: str) -> None:
    assert found("literals", text, "Nothing of it") == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Très bien.", "the the the the"),
        ("La place de marché est ouverte.", "The market is open and the market is open and the market is open and"),
        ("Un texte normal.", "One two three four five six, one two three four five six"),
        ("Non", "Noooooooooo"),
    ],
)
def test_a_loop_is_found(source: str, target: str) -> None:
    assert [finding.severity for finding in found("repetition", source, target)] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Très, très, très bien", "Very, very, very good"),
        ("Non, non, non et non, non", "No, no, no, no, no"),
        ("Bla bla bla bla", "Blah blah blah blah"),
        ("Bravo, bravo", "Well done, well done"),
        ("Nooooooooon", "Noooooooo"),
        ("0 0 0 0 0", "0 0 0 0 0"),
        ("", ""),
    ],
)
def test_what_people_repeat_is_no_loop(source: str, target: str) -> None:
    assert found("repetition", source, target) == []


def test_a_missing_translation_is_an_error() -> None:
    assert [finding.severity for finding in found("empty", "Bonjour", " \n")] == [Severity.ERROR]
    assert found("empty", " ", "") == []


def test_a_sentence_left_in_french_is_an_error_and_a_name_is_not() -> None:
    sentence = "La boutique est ouverte sur le site."
    assert [finding.severity for finding in found("untranslated", sentence, sentence.upper())] == [Severity.ERROR]
    assert found("untranslated", "Alibaba Group Holding Ltd de Chine", "Alibaba Group Holding Ltd de Chine") == []
    assert found("untranslated", sentence, "The shop is open on the site.") == []
    address = "https://exemple.fr/retours-du-marché"
    assert found("untranslated", f"Voir {address}", f"See {address}") == []


def test_length_out_of_proportion_is_found_in_sentences_but_not_in_headings() -> None:
    assert len(found("length", "mot " * 30, "word")) == 1
    assert len(found("length", "mot " * 30, "word " * 60)) == 1
    assert found("length", "TVA", "value added tax") == []
    assert found("length", "Société à responsabilité limitée", "Ltd") == []


LONG = "The order has arrived at the shop in the centre of an old town near our big river on this very fine morning."


@pytest.mark.parametrize(
    ("target", "defect", "code"),
    [("", "empty", "E001"), ("the order the order the order the order", "loop", "R001"), (LONG, "long", "L002")],
)
def test_a_defect_is_told_once(target: str, defect: str, code: str) -> None:
    made = unit("La commande est arrivée.", target, problems=(Remark("defect", defect),))
    assert {finding.code for finding in run([made])} & {"S001", "E001", "R001", "L001"} <= {code}
    assert code in {finding.code for finding in run([made])}
    unseen = unit("La commande est arrivée.", "The order has arrived.", problems=(Remark("defect", defect),))
    assert [finding.code for finding in CHECKS["reported"]([unseen])] == ["S001"]


def test_a_length_that_its_own_check_tells_of_is_told_once() -> None:
    found = run([unit("Le colis.", "The parcel " * 9, problems=(Remark("length", "10.0"),))])
    assert {finding.code for finding in found} & {"L002", "W006"} == {"L002"}


def test_the_problems_of_the_engine_become_warnings() -> None:
    findings = list(CHECKS["reported"]([unit("a", "b", problems=(Remark("cut off"), Remark("unknown letters")))]))
    assert [(finding.severity, finding.message) for finding in findings] == [
        (Severity.WARNING, "cut off"),
        (Severity.WARNING, "unknown letters"),
    ]


def test_findings_come_in_the_order_of_the_units() -> None:
    units = [unit("Bonjour", "", 0), unit("en 2020", "then", 1), unit("Salut", "", 2)]
    assert [finding.segment for finding in run(units)] == ["a#0", "a#1", "a#2"]


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_a_check_stands_everything(name: str) -> None:
    texts = ["", " ", "\u0301", "٣٤", "1" * 5000, "a" * 50_000, "((((", "%", "{" * 3000, "-" * 20_000, "1,2" * 5000]
    units = [unit(source, target) for source in texts for target in texts]
    assert all(CODES[finding.code].check == name for finding in CHECKS[name](units))


@pytest.mark.parametrize("name", ["length", "numbers", "repetition", "untranslated", "literals"])
def test_good_translations_raise_almost_no_alarm(name: str, shared: Path) -> None:
    units = _references(shared)
    assert len({finding.segment for finding in _findings(CHECKS[name], units)}) <= 0.01 * len(units)


def _references(shared: Path) -> list[Unit]:
    french, english = (
        (shared / "eval" / f"flores-dev.{code}").read_text("utf-8").splitlines() for code in ("fr", "en")
    )
    return [unit(*pair, number) for number, pair in enumerate(zip(french, english, strict=True))]


def _findings(check: Check, units: Sequence[Unit]) -> list[Finding]:
    return list(check(units))


def test_a_message_does_not_repeat_a_literal_of_any_length() -> None:
    (finding,) = found("literals", "Voir " + "ab" * 5000, "See there.")
    assert len(finding.message) < 300
