"""Numbers, amounts and units in both dresses: the same value is left alone, anything else is found."""

from __future__ import annotations

import pytest
from bitexte.checks import amounts, numbers
from published import unit


def codes(source: str, target: str) -> set[str]:
    units = [unit(source, target)]
    return {finding.code for check in (numbers, amounts) for finding in check.check(units)}


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("La note moyenne est de 4,50 sur 5.", "The average score is 4.5 out of 5."),
        ("Les versions 2.0.x et v3.1.4 sont closes.", "Versions 2.0.x and v3.1.4 are closed."),
        ("Il fait \u22127 °C dehors.", "It is -7 °C outside."),
        ("Il fait moins 7.", "It is -7."),
        ("Livré le 03/11/2024 avant 18h.", "Delivered on 3 November 2024 before 6 pm."),
        ("Livré le 3 novembre 2024.", "Delivered on 2024-11-03."),
        ("Entre 8h30 et 17h00", "Between 8.30 am and 5 pm"),
        ("Deux cent trente-quatre colis", "234 parcels"),
        ("354 colis", "three hundred and fifty-four parcels"),
        ("Le 2e étage, la 21e rue", "The second floor, 21st street"),
        ("Il coûte 1 250,99 €", "It costs €1,250.99"),
        ("Trois millions d'euros, soit 3 M€", "€3 million"),
        ("Il y a 1,2 milliard de pages", "There are 1.2 billion pages"),
        ("Pages 12-15", "Pages 12 to 15"),
        ("une remise de 15 %", "a 15% discount"),
        ("Le paquet %1$s pèse {0} kg", "Package %1$s weighs {0} kg"),
        ("Serveur 192.168.0.1", "Server 192.168.0.1"),
        ("dans les années 80", "in the 1980s"),
        ("chapitres 2,3 et 7", "chapters 2, 3 and 7"),
        ("Les deux sont là.", "Both are there."),
        ("Quatre-vingt-dix-sept pages", "Ninety-seven pages"),
        ("Soixante-treize pages", "seventy-three pages"),
        ("Une douzaine d'œufs, six par boîte", "Twelve eggs, six a box"),
        ("À deux pas de la gare", "A stone's throw from the station"),
        ("trois", "3"),
        ("C&#39;est l&#39;heure", "It is time"),
    ],
)
def test_the_same_value_in_either_dress_is_right(source: str, target: str) -> None:
    assert codes(source, target) == set()


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("La version 4.12.3 corrige tout.", "Version 4.13.2 mends everything.", "N004"),
        ("Serveur 192.168.0.1", "Server 192.168.1.0", "N004"),
        ("Exige Python 3.10.", "Requires Python 3.1.", "N004"),
        ("Avant 1.7.x", "Before 1,7 x", "N004"),
        ("Le total est de 92,15.", "The total is 9.15.", "N001"),
        ("Le total est de 92,15.", "The total is 15.92.", "N001"),
        ("Il y a 40 colis.", "There are 400 parcels.", "N002"),
        ("Il y a quarante colis.", "There are 14 parcels.", "N002"),
        ("Il fait -7 dehors.", "It is 7 outside.", "N005"),
        ("Il fait 7 dehors.", "It is -7 outside.", "N005"),
        ("Le 4 juin 2021", "4 July 2021", "N006"),
        ("Le 4 juin 2021", "2021-07-04", "N006"),
        ("Ouvert à 9h45", "Open at 9:54", "N001"),
        ("Hausse de 4,6", "A rise of 4,6", "N003"),
        ("Cinq candidats restent.", "Seven candidates are left.", "N009"),
        ("Les vingt-trois élèves", "The twenty-four pupils", "N009"),
        ("Douze mois après", "Ten months later", "N009"),
    ],
)
def test_any_other_value_is_found(source: str, target: str, code: str) -> None:
    assert code in codes(source, target)


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("Il coûte 18 €.", "It costs €18.", False),
        ("Il coûte 18 euros.", "It costs 18 EUR.", False),
        ("Il coûte 18 €.", "It costs $18.", True),
        ("Il coûte 18 €.", "It costs 18.", True),
        ("Il coûte 640 dollars.", "It costs £640.", True),
        ("Il coûte 640 dollars canadiens.", "It costs CA$640.", False),
        ("2,5 millions d'euros", "2.5 million pounds", True),
        ("2,5 millions d'euros", "€2.5 million", False),
        ("Il pèse 3 kg.", "It weighs 3 kilograms.", False),
        ("Il pèse 3 kg.", "It weighs 3 g.", True),
        ("Un fichier de 20 Mo", "A 20 MB file", False),
        ("Un fichier de 20 Mo", "A 20 GB file", True),
        ("Après 30 minutes", "After 30 hours", True),
        ("Sur 12 mois", "Over a 12-month period", False),
        ("5 pour cent", "5 percent", False),
        ("La place 5 a 2 m", "Seat 5 has 2 metres", False),
    ],
)
def test_a_number_keeps_its_currency_and_its_unit(source: str, target: str, wrong: bool) -> None:
    assert bool(codes(source, target) & {"N007", "N008"}) is wrong
