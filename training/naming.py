"""Names in sentences, to measure how many are copied to the letter: real ones, and ones that nobody bears."""

from __future__ import annotations

import random
from dataclasses import dataclass

from training import corpus, names
from training.config import Recipe

COUNT = 300
SENTENCES = (
    "{} a annoncé hier la fermeture de deux usines.", "La ministre a reçu {} à Paris.",
    "Selon {}, les prix vont baisser.",
    "Les clients de {} attendent leur remboursement.", "Né à {}, il vit aujourd'hui en Bretagne.",
    "Le groupe {} rachète son concurrent.", "Bonjour, je m'appelle {} et je cherche un emploi.",
    "Il a quitté {} en 2012 pour rejoindre une jeune entreprise.", "La ville de {} accueille le festival en juillet.",
    "« Nous sommes prêts », assure {}, le directeur.", "Le livre de {} paraît la semaine prochaine.",
    "Contactez {} pour toute question sur votre commande.", "L'avocat de {} n'a pas souhaité répondre.",
    "Le site {} vend des chaussures et des sacs.", "Avec {}, vous payez en trois fois sans frais.",
    "La société {} compte trois cents salariés.", "D'après une étude de {}, un tiers des jeunes lisent chaque jour.",
    "Le train pour {} partira avec dix minutes de retard.", "{} et son frère ont ouvert une boulangerie.",
    "Le joueur {} a marqué deux buts dimanche soir.",
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A sentence and the name in it."""

    sentence: str
    name: str


def items(recipe: Recipe, count: int = 0) -> list[Item]:
    """At most `count` sentences (0 for all 300), always the same ones."""
    rng = random.Random(f"{recipe.seed} naming")
    known = names.known(corpus.load(recipe))
    found = []
    for number in range(min(count or COUNT, COUNT)):
        name = rng.choice(known) if number % 2 else names.spliced(known, rng)
        found.append(Item(SENTENCES[number % len(SENTENCES)].format(name), name))
    return found
