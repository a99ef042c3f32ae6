"""Literals behind masks: what no translation may change stands as one reserved symbol on both sides, and comes back.

The same symbols stand at work in place of addresses, placeholders, codes and emoji, so that none is ever spelled by
the model. In training they stand in place of what both sides of a pair share: real literals, figures, names.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator

import regex

from training.align import Text, replaced, shifted
from training.pieces import MASKS

# What both sides may share to the letter: literals, and figures and names that a mask can stand for as well.
_LITERAL = regex.compile(
    r"""(?:https?|ftp)://[^\s<>"«»]+[^\s<>"«».,;:!?)\]}'] | www\.[^\s<>"«»]+[^\s<>"«».,;:!?)\]}']
    | (?<![\w.+-])[\w.+-]++@[\w-]++(?:\.[\w-]++)+
    | %\(\w+\)[sdifr] | %\d+\$[sdif] | (?<![\w%])%[sdif\d](?!\w)
    | \$\{[\w.]+\} | \{\{\s*[\w.]+\s*\}\} | (?<![\w{])\{\w*\}(?!\})
    | (?<![\w.@/-])(?=[\w-]*\d)(?=(?:[\w-]*[A-Z]){2})[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?![\w@/-])
    | (?<![\w/.])(?:~|\.{1,2})?/[\w.-]+(?:/[\w.-]+)+/? | (?<!\w)[A-Z]:\\[\w\\.-]+
    | \b\w+_\w+\b | \b[a-z]+(?:\.[a-z]+){2,}\b | \b[a-z]+[A-Z]\w+\b(?:\(\))? | \p{Emoji_Presentation}+
    """,
    regex.VERBOSE,
)
_FIGURE = regex.compile(r"(?<![\w.,/:-])\d{3,}(?![\w/:]|[.,-]\d)|(?<![\w.,/:-])\d{1,2}(?:\.\d+)+(?![\w/:]|[.,-]\d)")
_NAME = regex.compile(r"(?<=[\p{Ll},;] )\p{Lu}\p{L}{2,}(?: \p{Lu}\p{L}{2,})?\b")
# Where something may be put into a sentence without harm, French and English: after it, and before its full stop.
_FRAMES = (
    (" {}", " {}"), (" : {}", ": {}"), (" ({})", " ({})"), (" - {}", " - {}"), (", {}", ", {}"), (" {} {}", " {} {}"),
    (" {} : {}", " {}: {}"), (" ({}, {})", " ({}, {})"), (" {} et {}", " {} and {}"), (" (voir {})", " (see {})"),
    (" pour {}", " for {}"), (" avec {}", " with {}"), (" sur {}", " on {}"), (" à {}", " at {}"),
)  # fmt: skip
_ALONE = (
    ("{}", "{}"), ("{} : {}", "{}: {}"), ("Écrivez à {}.", "Write to {}."), ("Voir {}.", "See {}."),
    ("{} ou {}", "{} or {}"), ("Prix : {}", "Price: {}"), ("Contactez {} ou {}.", "Contact {} or {}."),
    ("Total : {} ({})", "Total: {} ({})"), ("Du {} au {}", "From {} to {}"), ("Par {}", "By {}"),
    ("Le fichier {} n'existe pas.", "The file {} does not exist."), ("{} articles", "{} items"),
    ("Bonjour {},", "Hello {},"), ("Commande {} du {}", "Order {} of {}"), ("à partir de {}", "from {}"),
    ("Le prix est de {}.", "The price is {}."), ("{} par mois", "{} per month"),
    ("soit {} au lieu de {}", "that is {} instead of {}"),
    ("Ouvrez {} puis {}.", "Open {}, then {}."), ("Erreur : {}", "Error: {}"), ("{} de réduction", "{} off"),
)  # fmt: skip


def masked(text: Text, rng: random.Random, *, eager: bool) -> Text:
    """The pair with its literals masked on both sides; `eager` also masks names and figures, or puts masks in."""
    found = [*_shared(text, _LITERAL.findall(text.source))]
    if eager:
        others = [*_FIGURE.findall(text.source), *_NAME.findall(text.source)]
        found += _shared(text, rng.sample(others, len(others)))
    symbols = _symbols(rng)
    ordered = sorted(dict.fromkeys(found), key=lambda wording: (-len(wording), wording))[: rng.choice((1, 2, 3, 6))]
    for wording, symbol in zip(ordered, symbols, strict=False):
        text = put_for(text, wording, symbol)
    if eager and (not ordered or rng.random() < 0.3):
        text = _framed(text, symbols, rng)
    return text


def alone(rng: random.Random) -> Text:
    """Masks in a short line of their own."""
    symbols = _symbols(rng)
    french, english = rng.choice(_ALONE)
    made = [next(symbols) for _ in range(french.count("{}"))]
    return Text(french.format(*made), english.format(*made))


def _symbols(rng: random.Random) -> Iterator[str]:
    """Mostly in order, as at work; now and then any, so that all are learned."""
    return iter(MASKS if rng.random() < 0.6 else rng.sample(MASKS, len(MASKS)))


def _shared(text: Text, wordings: Iterable[str]) -> list[str]:
    """Those that stand once on both sides, so that there is no doubt which belongs to which."""
    return [each for each in wordings if text.source.count(each) == 1 == text.target.count(each)]


def put_for(text: Text, wording: str, symbol: str) -> Text:
    """The pair with the symbol in the one place of the wording on each side; links move along."""
    left, right = text.source.find(wording), text.target.find(wording)
    if left < 0 or right < 0:  # a longer literal held it and is masked already
        return text
    edits = [(left, left + len(wording), symbol)], [(right, right + len(wording), symbol)]
    links = tuple((shifted(a, edits[0]), shifted(b, edits[1])) for a, b in text.links)
    source, target = replaced(text.source, edits[0]), replaced(text.target, edits[1])
    return Text(source, target, tuple(dict.fromkeys(link for link in links if link[0][0] < link[0][1])))


def _framed(text: Text, symbols: Iterator[str], rng: random.Random) -> Text:
    """The pair with one or two masks put in before the end."""
    french, english = rng.choice(_FRAMES)
    made = [symbol for _, symbol in zip(range(french.count("{}")), symbols, strict=False)]
    if len(made) < french.count("{}"):
        return text
    source, target = (
        _put(side, frame.format(*made)) for side, frame in ((text.source, french), (text.target, english))
    )
    return Text(source, target, text.links)


def _put(text: str, addition: str) -> str:
    bare = text.rstrip(" .!?")
    return bare + addition + text[len(bare) :]
