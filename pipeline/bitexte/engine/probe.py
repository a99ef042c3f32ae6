"""What a package can do, measured once when it is installed, on 200 French sentences whose words are known.

    python -m bitexte.engine.probe FOLDER

prints the properties of the package in a folder as JSON. `probe` runs it in a process of its own: a file made to harm
ends that process alone, and its memory is the model's.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

import regex

from bitexte.engine.ctranslate import ROOM, CTranslateDecoder, Search, decoder_of, in_step
from bitexte.engine.decoder import LONGEST, Attention, Hypothesis
from bitexte.engine.links import inside, mass, piece_spans
from bitexte.engine.prepare import annotate
from bitexte.engine.tokenizers import tokenizers
from bitexte.errors import PackageError
from bitexte.model import Span
from bitexte.packages import weights
from bitexte.packages.package import Package, Source, read
from bitexte.packages.properties import Alignment, Placeholders, Properties, Terms, parse
from bitexte.text.characters import shown
from bitexte.text.words import words

PATIENCE = 3600.0  # seconds that the probe of the largest model may take
SAMPLE = 24  # sentences on which heads are compared; the one chosen is measured on all
ENOUGH = 20  # known words in the English of a sample, with fewer nothing can be said
SURE = 0.8  # share of known words linked rightly by attention that was trained for it
USABLE = 0.5  # share below which a lexicon links better
OBEYED = 0.5  # share of terms obeyed from which they are asked for by annotation
WHOLE = 0.85  # share of the words of short texts that a text of `longest` still has
KEPT = 0.8  # share of placeholders that come through

Known = Mapping[str, frozenset[str]]  # French words, each with its English in small letters


@dataclass(frozen=True, slots=True)
class Sentence:
    """A French sentence and the words of it whose English is known."""

    text: str
    known: Known


def _known(pairs: str) -> dict[str, frozenset[str]]:
    """Pairs such as `livres=books/pounds`; a word alone is the same in both languages."""
    split = (pair.partition("=") for pair in pairs.split())
    return {french: frozenset((english or french).lower().split("/")) for french, _, english in split}


_OPENINGS = {
    "Le 14 mars": "14 mars=march",
    "En 1987": "1987",
    "Selon Marie Dubois": "Marie Dubois",
    "À Lyon": "Lyon",
    "Pendant 3 heures": "3=3/three heures=hours",
    "Avec 25 personnes": "25 personnes=people/persons",
    "Depuis 2004": "2004",
    "Au Portugal": "Portugal",
    "Après la guerre": "guerre=war",
    "Avant la révolution": "révolution=revolution",
    "En janvier": "janvier=january",
    "Le lendemain matin": "matin=morning",
    "Malgré la pluie": "pluie=rain",
    "Pour 40 euros": "40 euros=euros/euro",
    "Chaque lundi": "lundi=monday/mondays",
    "Sans le président": "président=president",
    "Dans la région de Nantes": "région=region/area Nantes",
    "Au mois de juillet": "juillet=july",
    "Avec son frère Thomas": "frère=brother Thomas",
    "Il y a 12 ans": "12=12/twelve ans=years",
}
_STORIES = {
    "le musée de Bordeaux a vendu 320 billets": "musée=museum Bordeaux vendu=sold 320 billets=tickets",
    "l'hôpital a reçu 57 patients et 8 médecins": "hôpital=hospital 57 patients 8=8/eight médecins=doctors/physicians",
    "la bibliothèque ouvre une exposition sur la musique": "bibliothèque=library exposition=exhibition/exhibit "
    "musique=music",
    "le professeur Martin a écrit trois livres": "professeur=professor/teacher Martin écrit=written/wrote "
    "trois=three/3 livres=books",
    "les enfants ont mangé 16 pommes dans le jardin": "enfants=children/kids mangé=eaten/ate 16=16/sixteen "
    "pommes=apples jardin=garden",
    "la banque de Paris finance une nouvelle route": "banque=bank Paris nouvelle=new route=road/route",
    "le train de Marseille arrive avec 45 minutes de retard": "train Marseille 45 minutes=minutes/minute",
    "son équipe a gagné 4 matchs contre Barcelone": "équipe=team gagné=won 4=4/four matchs=matches/games "
    "Barcelone=barcelona",
    "la police cherche une voiture rouge et deux témoins": "police voiture=car rouge=red deux=two/2 témoins=witnesses",
    "l'eau de la rivière est froide et claire": "eau=water rivière=river froide=cold claire=clear",
}
SENTENCES = tuple(
    Sentence(f"{opening}, {story}.", {**_known(_OPENINGS[opening]), **_known(_STORIES[story])})
    for opening, story in product(_OPENINGS, _STORIES)
)
# Words of the stories with targets that nobody would choose unasked.
_ASKED = {
    "musée": "gallery",
    "hôpital": "sanatorium",
    "bibliothèque": "archive",
    "professeur": "lecturer",
    "jardin": "orchard",
    "banque": "lender",
    "équipe": "squad",
    "voiture": "vehicle",
    "rivière": "brook",
}
_PLACEHOLDERS = (
    "{count}",
    "%d",
    "%(name)s",
    "$PRIX",
    "https://exemple.fr/a?b=1",
    "contact@exemple.fr",
    "[[1]]",
    "v2.10.4",
)
_AROUND = ("Le musée de Bordeaux a vendu {} hier.", "Voir {} pour en savoir plus.", "Il reste {} dans le panier.")

_LETTER = "X"
_WORD = regex.compile(r"[\p{L}\p{M}]+|\p{N}+")


def probe(package: Package) -> Properties:
    """The properties of a package, measured in a process of its own; PackageError where the model does not run."""
    weights.read(package.model / "model.bin")
    command = [sys.executable, "-m", "bitexte.engine.probe", str(package.folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own code
    except subprocess.TimeoutExpired as error:
        raise PackageError(f"the model takes more than {PATIENCE:.0f} seconds", where=package.name) from error
    if done.returncode == 0:
        return parse(done.stdout.splitlines()[-1])
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    reason = shown(said[-1], 200) if said else ""
    if done.returncode < 0 or not reason:
        reason = f"CTranslate2 crashes on it (code {done.returncode})"
    raise PackageError(f"the model does not run: {reason}", where=package.name, hint="get it again from its source")


def measured(package: Package, sentences: Sequence[Sentence] = SENTENCES) -> Properties:
    """The properties of a package, measured here."""
    table = weights.read(package.model / "model.bin")
    plain = decoder_of(package, Search(beam=1), Attention(late=0))
    texts = [sentence.text for sentence in sentences]
    found = _best(plain.decode(texts, hypotheses=1))
    properties = Properties(
        words=round(_rendered(sentences, found), 3),
        cased=_cased(sentences, found),
        speed=_speed(package, texts),
        memory=peak_memory(),
        positions=table.positions,
    )
    properties = _with_terms(properties, package, plain)
    properties = _with_attention(properties, package, sentences, found, table)
    return replace(properties, longest=_longest(plain, table), placeholders=_placeholders(plain, package))


def _best(hypotheses: Sequence[tuple[Hypothesis, ...]]) -> list[Hypothesis]:
    return [own[0] for own in hypotheses]


def _rendered(sentences: Sequence[Sentence], found: Sequence[Hypothesis]) -> float:
    """The share of the known words whose English stands in the translations."""
    count, of = 0, 0
    for sentence, hypothesis in zip(sentences, found, strict=True):
        said = set(_WORD.findall(hypothesis.text.lower()))
        count += sum(bool(english & said) for english in sentence.known.values())
        of += len(sentence.known)
    return count / max(1, of)


def _cased(sentences: Sequence[Sentence], found: Sequence[Hypothesis]) -> bool:
    """Whether names come out with their capitals; so it is where none comes out at all."""
    names = [
        word[0].isupper()
        for sentence, hypothesis in zip(sentences, found, strict=True)
        for name in sentence.known
        if name[0].isupper()
        for word in _WORD.findall(hypothesis.text)
        if word.lower() == name.lower()
    ]
    return bool(2 * sum(names) >= len(names))


def _speed(package: Package, texts: Sequence[str]) -> float:
    """Sentences a second on one core, with the beam of a run, the model being loaded."""
    one = decoder_of(package, Search(cores=1), Attention(late=0))
    one.decode(texts[:1], hypotheses=1)
    start = time.perf_counter()
    one.decode(texts[:SAMPLE], hypotheses=4)
    return round(len(texts[:SAMPLE]) / max(1e-6, time.perf_counter() - start), 1)


def peak_memory() -> int:
    """The most memory that this process had, in bytes; 0 where the system does not say."""
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return 0
    found = regex.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def _with_terms(properties: Properties, package: Package, decoder: CTranslateDecoder) -> Properties:
    """Whether terms in an annotation that the package claims to know are obeyed."""
    if package.annotation is None:
        return properties
    asked = []
    for sentence in SENTENCES[: 5 * len(_STORIES)]:
        for french, english in _ASKED.items():
            start = sentence.text.find(french)
            if start >= 0:
                text, _ = annotate(sentence.text, [((start, start + len(french)), english)], package.annotation)
                asked.append((text, english))
    found = _best(decoder.decode([text for text, _ in asked], hypotheses=1))
    obeyed = sum(english in made.text.lower() for (_, english), made in zip(asked, found, strict=True)) / len(asked)
    terms = Terms.ANNOTATION if obeyed >= OBEYED else Terms.BLACK_BOX
    return replace(properties, terms=terms, obeyed=round(obeyed, 3))


def _with_attention(
    properties: Properties,
    package: Package,
    sentences: Sequence[Sentence],
    found: Sequence[Hypothesis],
    table: weights.Weights,
) -> Properties:
    """The attention that the model came with, where it links words well, else the best of all layers and heads."""
    own = _judged(package, sentences[:SAMPLE], Attention())
    chosen = (
        own if own[0] >= SURE else max([own, *_searched(package, sentences[:SAMPLE], table)], key=lambda each: each[:2])
    )
    attention = chosen[2]
    if attention.layer is not None:
        found = _best(
            decoder_of(package, Search(beam=1), replace(attention, late=0)).decode(
                [sentence.text for sentence in sentences], hypotheses=1
            )
        )
    agreement, entropy = _agreement(sentences, found, attention.late, package)
    trained = attention.layer is None and attention.late == 0 and agreement >= SURE
    kind = Alignment.TRAINED if trained else Alignment.HEAD if agreement >= USABLE else Alignment.LEXICON
    return replace(
        properties,
        alignment=kind,
        layer=attention.layer,
        head=attention.head,
        late=attention.late,
        agreement=round(agreement, 3),
        entropy=round(entropy, 3),
    )


_Judged = tuple[float, float, Attention]


def _searched(package: Package, sentences: Sequence[Sentence], table: weights.Weights) -> Iterator[_Judged]:
    """Every layer by the mean of its heads, then every head of the layer that links best."""
    layers = [_judged(package, sentences, Attention(layer)) for layer in range(table.layers)]
    yield from layers
    if layers and table.heads > 1:
        best = max(layers, key=lambda each: each[:2])[2]
        yield from (_judged(package, sentences, Attention(best.layer, head)) for head in range(table.heads))


def _judged(package: Package, sentences: Sequence[Sentence], attention: Attention) -> _Judged:
    """How well an attention links, read in step or a row late, whichever is better: agreement, less entropy."""
    decoder = decoder_of(package, Search(beam=1), replace(attention, late=0))
    found = _best(decoder.decode([sentence.text for sentence in sentences], hypotheses=1))
    tries = []
    for late in (0, 1):
        agreement, entropy = _agreement(sentences, found, late, package)
        tries.append((agreement, -entropy, replace(attention, late=late)))
    return max(tries, key=lambda each: each[:2])


def _agreement(
    sentences: Sequence[Sentence], found: Sequence[Hypothesis], late: int, package: Package
) -> tuple[float, float]:
    """The share of known words whose English attends to them more than to any other word, and the mean entropy."""
    encode = tokenizers(package)[0].encode
    right, of, entropies = 0, 0, []
    for sentence, hypothesis in zip(sentences, found, strict=True):
        rows = in_step([list(row) for row in hypothesis.attention], late)
        entropies += [_entropy(row) for row in rows]
        source = piece_spans(encode(sentence.text), sentence.text)
        target = piece_spans(hypothesis.pieces, hypothesis.text)
        if source is None or target is None:
            continue
        ours = words(sentence.text)
        for french, english in _pairs(sentence, hypothesis.text):
            own = [rows[index] for index in inside(target, english) if index < len(rows)]
            masses = [mass(own, inside(source, word)) for word in ours]
            right += ours[max(range(len(ours)), key=masses.__getitem__)] == french
            of += 1
    agreement = right / of if of >= ENOUGH * min(1, len(sentences) / SAMPLE) else 0.0
    return agreement, sum(entropies) / max(1, len(entropies))


def _pairs(sentence: Sentence, text: str) -> Iterator[tuple[Span, Span]]:
    """The known words that stand once in the source, with their English where that stands once in the translation."""
    ours, theirs = words(sentence.text), words(text)
    for french, english in sentence.known.items():
        here = [span for span in ours if sentence.text[slice(*span)] == french]
        there = [span for span in theirs if text[slice(*span)].lower() in english]
        if len(here) == len(there) == 1:
            yield here[0], there[0]


def _entropy(row: Sequence[float]) -> float:
    total = sum(row) or 1.0
    return -sum(share / total * math.log(share / total) for share in row if share > 0)


def _longest(decoder: CTranslateDecoder, table: weights.Weights) -> int:
    """The number of pieces up to which nothing is left out: texts of more and more sentences in a row."""
    stories = len(_STORIES)
    rows = [[SENTENCES[((n + k) % len(_OPENINGS)) * stories + k] for k in range(stories)] for n in range(5)]
    longest, first = LONGEST, 0.0
    for count in (1, 2, 3, 4, 6, 8, 10):
        texts = [" ".join(sentence.text for sentence in row[:count]) for row in rows]
        known = [Sentence(text, _merged(row[:count])) for text, row in zip(texts, rows, strict=True)]
        share = _rendered(known, _best(decoder.decode(texts, hypotheses=1)))
        first = first or share
        if not first or share < WHOLE * first:
            break
        longest = max(len(decoder.pieces(text)) for text in texts)
    room = (table.positions or longest + ROOM) - ROOM
    return max(16, min(256, longest, room))


def _merged(row: Sequence[Sentence]) -> dict[str, frozenset[str]]:
    return {french: english for sentence in row for french, english in sentence.known.items()}


def _placeholders(decoder: CTranslateDecoder, package: Package) -> Placeholders:
    """Whether placeholders come through as symbols or as they are, else with a letter in their place, else not."""
    symbols = [(around.format(symbol), symbol) for around, symbol in product(_AROUND, package.metadata.masks)]
    if symbols and _through(decoder, symbols) >= KEPT:
        return Placeholders.SYMBOLS
    asked = [(around.format(each), each) for around, each in product(_AROUND, _PLACEHOLDERS)]
    lettered = [(around.format(_LETTER), _LETTER) for around in _AROUND]
    kept, letters = (_through(decoder, texts) for texts in (asked, lettered))
    if kept >= KEPT:
        return Placeholders.KEPT
    return Placeholders.LETTERS if letters >= KEPT and letters > kept else Placeholders.LOST


def _through(decoder: CTranslateDecoder, texts: Sequence[tuple[str, str]]) -> float:
    found = _best(decoder.decode([text for text, _ in texts], hypotheses=1))
    return sum(made.text.count(each) == 1 for (_, each), made in zip(texts, found, strict=True)) / len(texts)


def main(folder: str) -> None:
    """Print the properties of the package in a folder; a PackageError goes to stderr, with exit code 2."""
    try:
        found = measured(read(Path(folder), "", Source.PATH, "probed"))
    except PackageError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from error
    sys.stdout.write(json.dumps(asdict(found)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
