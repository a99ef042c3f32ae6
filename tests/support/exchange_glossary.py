"""A small glossary with everything that exchange formats trip over."""

from __future__ import annotations

from bitexte.model import Designation, Flag, PartOfSpeech, Provenance, Status, Term

PROVENANCE = Provenance(version="0.1", glossary="sha256:abc")

MARKETPLACE = Term(
    "place-de-marche",
    (
        Designation("place de marché", forms=("places de marché",)),
        Designation("marketplace", status=Status.ADMITTED, note="anglicisme"),
    ),
    (
        Designation("marketplace"),
        Designation("online marketplace", status=Status.ADMITTED, note="long form"),
        Designation("market place", status=Status.DEPRECATED),
    ),
    "e-commerce",
    "Site qui met en relation\nvendeurs & acheteurs.",
    'Voir "plateforme".',
)
PLATFORM = Term(
    "plateforme", (Designation("plateforme"), Designation("plate-forme")), (Designation("platform"),), "e-commerce"
)
KEPT = Term(
    "aliexpress",
    (Designation("AliExpress", PartOfSpeech.PROPER_NOUN),),
    (Designation("AliExpress", PartOfSpeech.PROPER_NOUN),),
    flags=frozenset({Flag.KEEP, Flag.EXACT_CASE}),
)
VERB = Term(
    "3-vendre",
    (Designation("vendre en gros", PartOfSpeech.VERB),),
    (Designation("wholesale", PartOfSpeech.VERB, forms=("wholesaled",)),),
    definition="une virgule, un point-virgule ; un <signe>",
)
ODD = tuple(
    Term(name, (Designation(source),), (Designation(target),))
    for name, source, target in (
        ("hash", "#mot-dièse", "#hashtag"),
        ("sum", "=SOMME", "+sum"),
        ("quote", 'dit « "net" »', 'so-called "net"'),
        ("path", "chemin\\réseau", "network\\path"),
        ("rtl", "سوق", "bazaar"),
        ("regex", "c++ (.*)[a]|b", "c++"),
    )
)
ALL = (MARKETPLACE, PLATFORM, KEPT, VERB, *ODD)
PAIRS = {
    ("place de marché", "marketplace"),
    ("marketplace", "marketplace"),
    ("plateforme", "platform"),
    ("plate-forme", "platform"),
    ("AliExpress", "AliExpress"),
    ("vendre en gros", "wholesale"),
    *((term.source, term.target) for term in ODD),
}
SECOND = {("place de marché", "online marketplace"), ("marketplace", "online marketplace")}
