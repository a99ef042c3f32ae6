"""Inputs that trip models up: how often the output is empty, loops, or says far more than the source."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import regex
from bitexte.text.defects import defect

from training.pieces import CLOSE, OPEN, SEPARATOR

FIXED: Mapping[str, Sequence[str]] = {
    "titles and labels": ["Conditions générales de vente", "À propos", "Ajouter au panier", "FAQ", "Réf. n° 4512-B"],
    "lists": [
        "- deux chaises ; - une table ; - quatre lampes",
        "1. Ouvrez le colis. 2. Vérifiez le contenu. 3. Signez le bon.",
        "pommes, poires, cerises, prunes, abricots, pêches, raisins, figues",
        "a) le vendeur, b) l'acheteur, c) le transporteur",
    ],
    "numbers": [
        *("1 234,56 €", "3,5 %", "12/03/2024", "42", "10 × 15 cm", "Tél. : 01 23 45 67 89"),
        "Le 14 juillet 1789 à 17 h 30.",
    ],
    "names": [
        "Mme Lefèvre-Dubois a rencontré M. Nguyen chez Dassault Systèmes.",
        "Jean-Baptiste Kouassi travaille pour Saint-Gobain.",
        *("Åsa Öberg", "Société Générale", "Zinédine Zidane et Kylian Mbappé"),
    ],
    "emoji and signs": [
        *("Merci beaucoup 😊", "🎉🎉🎉", "Livraison offerte 🚚 !", "★★★★☆", "Prix : ***"),
        *("...", "?", "« »", "---", "@#%&"),
    ],
    "other languages": [
        *("Der Vertrag wird um ein Jahr verlängert.", "El pedido llegará mañana por la mañana."),
        *("Il prezzo non comprende le spese.", "De levering is gratis vanaf vijftig euro."),
        *("Заказ будет доставлен завтра.", "配送は無料です。", "الطلب جاهز للاستلام", "Tak for din bestilling."),
    ],
}


@dataclass(frozen=True)
class Outcome:
    """How many outputs are defective, and the mean ratio of their length to the source's, both in characters."""

    count: int
    defects: int
    ratio: float


def cases(sources: Sequence[str], references: Sequence[str]) -> dict[str, list[str]]:
    """Texts by kind: sentences made difficult, and fixed ones."""
    words = [word for line in sources for word in regex.findall(r"\p{Ll}{4,}", line)]
    endless = " ".join(" ".join(line.rstrip(" .!?").lower() for line in sources).split()[:300])
    return {
        "as they are": list(sources),
        "all capitals": [line.upper() for line in sources],
        "lower case": [line.lower() for line in sources],
        "no accents": [_bare(line) for line in sources],
        "no final punctuation": [line.rstrip(" .!?…") for line in sources],
        "single words": words[:: max(1, len(words) // len(sources))],
        "300 words without a full stop": [endless],
        "English": list(references),
        **{kind: list(lines) for kind, lines in FIXED.items()},
    }


def outcome(sources: Sequence[str], outputs: Sequence[str]) -> Outcome:
    """What became of the texts of one kind; a tag left in an output is a defect too."""
    bad = sum(bool(defect(source, made) or _tagged(made)) for source, made in zip(sources, outputs, strict=True))
    return Outcome(len(sources), bad, sum(map(len, outputs)) / sum(map(len, sources)))


def _tagged(text: str) -> bool:
    return any(tag in text for tag in (OPEN, SEPARATOR, CLOSE))


def _bare(text: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFD", text) if not unicodedata.combining(part))
