"""What users of comparable programs reported, in other words: what is wrong is told, what is right is not."""

from __future__ import annotations

import pytest
from bitexte.checks import run
from bitexte.model import Severity
from published import unit


def loud(source: str, target: str) -> list[str]:
    """The codes of what is found, notes left out."""
    return [finding.code for finding in run([unit(source, target)]) if finding.severity is not Severity.NOTE]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("La version 3.12.4 est sortie.", "Version 3.12.4 is out."),
        ("Le taux est de 0,05 %.", "The rate is 0.05%."),
        ("Température : \u22125 °C", "Temperature: -5 °C"),
        ("1 234 567 habitants", "1,234,567 inhabitants"),
        ("Le 3 mai 2021, à 14 h 30", "On 3 May 2021, at 2:30 p.m."),
        ("Le 03/05/2021", "3 May 2021"),
        ("Au XIXe siècle", "In the 19th century"),
        ("De 10 à 15 personnes", "10–15 people"),
        ("Trois douzaines d'œufs", "Three dozen eggs"),
        ("Vingt-cinq places", "Twenty-five seats"),
        ("Vingt-cinq places", "25 seats"),
        ("Le 2e étage", "The 2nd floor"),
        ("2,5 millions d'euros", "€2.5 million"),
        ("Quatre-vingt-dix pour cent", "90 percent"),
        ("Il coûte 45 €.", "It costs €45."),
        ("Il coûte 45 €.", "It costs 45 euros."),
        ("Il coûte 45 €.", "It costs EUR 45."),
        ("120 dollars", "US$120"),
        ("120 livres sterling", "£120"),
        ("120 francs suisses", "CHF 120"),
        ("Pesez 500 g de farine.", "Weigh 500 g of flour."),
        ("Pesez 500 g de farine.", "Weigh 500 grams of flour."),
        ("Une pause de 15 min", "A 15-minute break"),
        ("Un disque de 2 To", "A 2 TB drive"),
        ("Bonjour %name%, entrez.", "Hello %name%, come in."),
        ("Le fichier %1 dépasse %2 octets.", "File %1 exceeds %2 bytes."),
        ("%n fichier(s) trouvé(s)", "%n file(s) found"),
        ("Total : {{ total }} pour {{client.nom}}", "Total: {{ total }} for {{client.nom}}"),
        ("Envoyé à ${email} par $USER", "Sent to ${email} by $USER"),
        ("{0} sur {1}", "{0} of {1}"),
        ("Page {0:N0}", "Page {0:N0}"),
        ("%1$s a écrit à %2$s", "%2$s received a message from %1$s"),
        ("{count, plural, one {# jour} other {# jours}}", "{count, plural, one {# day} other {# days}}"),
        (
            "{g, select, male {Il} female {Elle} other {On}} part",
            "{g, select, male {He} female {She} other {They}} leaves",
        ),
        ("Cliquez sur {link}ici{/link}.", "Click {link}here{/link}."),
        ("Bonjour :name", "Hello :name"),
        ("Bonjour @user !", "Hello @user!"),
        ("Bonjour %{user}", "Hello %{user}"),
        ("%(count)s éléments", "%(count)s items"),
        ("Bonjour {{var customer.name}}", "Hello {{var customer.name}}"),
        ("100 % coton", "100% cotton"),
        ("50 % d'espace libre", "50% disk space"),
        ("Remise de 20 % sur tout", "20% off everything"),
        ("Appuyez sur &Fichier", "Press &File"),
        ("<b>Oui</b> ou <i>non</i>", "<b>Yes</b> or <i>no</i>"),
        ('Voir <a href="/fr">ici</a>.', 'See <a href="/fr">here</a>.'),
        ("Ligne 1<br>Ligne 2", "Line 1<br>Line 2"),
        ("Rock &amp; roll", "Rock & roll"),
        ("Moins de 5 : x &lt; 5", "Less than 5: x < 5"),
        ("Menu", "Menu"),
        ("Microsoft Office 365", "Microsoft Office 365"),
        ("Jean-Pierre Martin", "Jean-Pierre Martin"),
        ("12 km", "12 km"),
        ("Description : 500 Mo", "Description: 500 MB"),
        ("Le Monde", "Le Monde"),
        ("Le le chat dort.", "The the cat sleeps."),
        ("Il dit que cela suffit.", "He says that that is enough."),
        ("Non, non et non !", "No, no and no!"),
        ("Il avait eu tort.", "He had had it wrong."),
        ("Attention !", "Warning!"),
        ("Nom :", "Name:"),
        ("Enregistrement…", "Saving..."),
        ("Un\nDeux\nTrois", "One\nTwo\nThree"),
        ("Bonjour  à tous", "Hello  all"),
        ("Écrire à a@b.fr", "Write to a@b.fr"),
    ],
)
def test_a_right_translation_is_left_alone(source: str, target: str) -> None:
    assert loud(source, target) == []


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("La version 3.12.4 est sortie.", "Version 3.4.12 is out."),
        ("Installez 1.8.x ou plus.", "Install 1,8.x or later."),
        ("Installez la v2.0b3.", "Install v2.0b2."),
        ("Le taux est de 0,05 %.", "The rate is 0.5%."),
        ("Il a perdu -12 points.", "It lost 12 points."),
        ("1 234 567 habitants", "1,243,567 inhabitants"),
        ("Le 3 mai 2021, à 14 h 30", "On 3 May 2021, at 4:30 p.m."),
        ("Le 03/05/2021", "On 5 March 2021"),
        ("Au XIXe siècle", "In the 18th century"),
        ("De 10 à 15 personnes", "10–50 people"),
        ("Vingt-cinq places", "Twenty-four seats"),
        ("Trois chats", "Four cats"),
        ("Le 2e étage", "The 3rd floor"),
        ("2,5 millions d'euros", "€2.5 billion"),
        ("2 milliards de dollars", "2 million dollars"),
        ("Réf. 007-B", "Ref. 7-B"),
        ("Il coûte 45 €.", "It costs $45."),
        ("Il coûte 45 €.", "It costs 45 pounds."),
        ("120 francs suisses", "€120"),
        ("Pesez 500 g de farine.", "Weigh 500 kg of flour."),
        ("Roulez 30 km.", "Drive 30 miles."),
        ("Une pause de 15 min", "A 15-hour break"),
        ("Un disque de 2 To", "A 2 GB drive"),
        ("Chauffez à 180 °C", "Heat to 180 °F"),
        ("Bonjour %name%, entrez.", "Hello %nom%, come in."),
        ("Bonjour %name%, entrez.", "Hello, come in."),
        ("Le fichier %1 dépasse %2 octets.", "File %1 exceeds bytes."),
        ("%n fichier(s) trouvé(s)", "n file(s) found"),
        ("Total : {{ total }} pour {{client.nom}}", "Total: {{ total }} for {{client.name}}"),
        ("{{#si}}Oui{{/si}}", "{{#si}}Yes{{/if}}"),
        ("Envoyé à ${email} par $USER", "Sent to ${email} by $UTILISATEUR"),
        ("{0} sur {1}", "{0} of {0}"),
        ("Page {0:N0}", "Page {0:N1}"),
        ("%1$s a écrit à %2$s", "%1$s wrote to %1$s"),
        ("%s a écrit à %d", "%d was written to by %s"),
        ("{count, plural, one {# jour} other {# jours}}", "{count, plural, one {# day} others {# days}}"),
        ("{count, plural, one {# jour} other {# jours}}", "{nombre, plural, one {# day} other {# days}}"),
        (
            "{g, select, male {Il} female {Elle} other {On}} part",
            "{g, select, homme {He} female {She} other {They}} leaves",
        ),
        ("Cliquez sur {link}ici{/link}.", "Click {link}here."),
        ("Bonjour :name", "Hello :nom"),
        ("Bonjour @user !", "Hello @utilisateur!"),
        ("Bonjour %{user}", "Hello %{utilisateur}"),
        ("%(count)s éléments", "%(compte)s items"),
        ("%(count)s éléments", "%(count) items"),
        ("Bonjour {{var customer.name}}", "Hello {{var client.name}}"),
        ("%s et %s", "%s and %s and %s"),
        ("Télécharger", "Download %s"),
        ("<b>Oui</b> ou <i>non</i>", "<b>Yes</b> or <i>no<i>"),
        ("<b>Oui</b> ou <i>non</i>", "<i>Yes</b> or <b>no</i>"),
        ('Voir <a href="/fr">ici</a>.', "See <a>here</a>."),
        ("Ligne 1<br>Ligne 2", "Line 1 Line 2"),
        ("Votre panier est vide.", "Votre panier est vide."),
        ("Mot de passe", "Mot de passe"),
        ("Nom d'utilisateur", "Nom d'utilisateur"),
        ("Images, vidéos et documents", "Images, vidéos and documents"),
        ("Supprimer", "Supprimer"),
        ("Enregistrer", "Enregistrer"),
        ("La commande a été expédiée hier matin.", "The order a été expédiée yesterday morning."),
        ("Il vient vite.", "He comes comes quickly."),
        ("La route est longue.", "The road is long, the road is long, the road is long."),
        ("Vous venez ?", "You are coming."),
        ("Nom :", "Name :"),
        ("Un\nDeux\nTrois", "One\nTwo Three"),
        ("Fini\n", "Done"),
        ("\nFini", "Done"),
        ("Un (petit) test", "A (small test"),
        ("Un « petit » test", "A “small test"),
        ("Le prix : 3 €", "The price : €3"),
        ("C'est « bon »", "It is « good »"),
        ("La maison est grande et belle et tout le monde y vit heureux.", "House."),
        ("Oui", "Yes indeed it is so and it will always be so, whatever people may say about it"),
        ("Voir https://exemple.fr/a", "See https://exemple.fr/b"),
        ("Écrire à a@b.fr", "Write to a@c.fr"),
        ("Bonjour", "\u202eHello"),
        ("Bonjour", "Hel\u200blo"),
        ("Bonjour", "Hello<script>alert(1)</script>"),
        ("Cliquez sur {lien}ici{/lien}.", "Click {lien}here{/link}."),
    ],
)
def test_a_wrong_translation_is_told(source: str, target: str) -> None:
    assert loud(source, target)


@pytest.mark.parametrize(
    ("source", "target", "code"),
    [
        ("Il part demain.", "He leaves tomorrow", "Y004"),
        ("Il part demain", "He leaves tomorrow.", "Y004"),
        ("Enregistrement…", "Saving", "Y004"),
        ("Il gagne 3 milliards par an.", "It earns 3 million a year.", "N010"),
        ("Il vient vite chez nous.", "He comes comes to us quickly.", "R003"),
        ('Lisez <a href="/cgv">ceci</a>.', "Read <a>this</a>.", "M007"),
        ("Il dit « oui » à tous.", "He says “yes to all.", "Y009"),
        ("Le 04/09/2022, à Lyon", "Lyon, 9 April 2022", "N006"),
        ("Code 0042 valide", "Code 42 valid", "N004"),
        ("Salut :prenom, entrez.", "Hi :first, come in.", "P001"),
        ("Jouets, vêtements et livres", "Toys, vêtements and books", "U002"),
    ],
)
def test_a_kind_of_fault_has_its_code(source: str, target: str, code: str) -> None:
    assert code in [finding.code for finding in run([unit(source, target)])]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Entre 9 et 15 milliards d'euros", "Between 9 and 15 thousand million euros"),
        ("Deux mille milliards, soit 2 mille milliards d'euros", "Two trillion, that is 2 trillion euros"),
        ("La valeur de l'attribut attribute", "The value of the attribute attribute"),
        ("Il croit que ce fait est connu.", "He thinks that that fact is known."),
        ("Le 04/09/2022, à Lyon", "Lyon, 4 September 2022"),
        ("Un café, un résumé", "A café, a résumé"),
        ("Prix :voir plus bas", "Price: see below"),
    ],
)
def test_what_looks_like_such_a_fault_is_none(source: str, target: str) -> None:
    assert loud(source, target) == []
