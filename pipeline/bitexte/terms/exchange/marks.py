"""What a person's cell says besides its term: several terms in it, and marks of grammar behind them."""

from __future__ import annotations

import re

from bitexte.model import PartOfSpeech
from bitexte.terms import vocabulary


def _marks(names: str, pos: PartOfSpeech | None, *, note: bool) -> dict[str, tuple[PartOfSpeech | None, bool]]:
    return dict.fromkeys(names.split(), (pos, note))


# What parts several terms in one cell, and the name by which it is told.
SEPARATORS = (("a line break", r"[\r\n]+"), ("; between terms", r"\s*;\s*"), ("/ between blanks", r"\s+/\s+"))
# Marks behind a term, in brackets or after a comma: what they say of the part of speech, and whether they become a
# note of the term. They are compared without dots, blanks, accents and capitals.
MARKS: dict[str, tuple[PartOfSpeech | None, bool]] = {
    **_marks("n nm nf m f s sm sf nmf mf masc fem masculin feminin nom noun nc", PartOfSpeech.NOUN, note=False),
    **_marks("npl nmpl nfpl pl plur pluriel plural mpl fpl sg sing singulier singular inv", None, note=True),
    **_marks("v vt vi vtr vintr vpr vb verbe verb", PartOfSpeech.VERB, note=False),
    **_marks("adj adjectif adjective", PartOfSpeech.ADJECTIVE, note=False),
    **_marks("adv adverbe adverb", PartOfSpeech.ADVERB, note=False),
    **_marks("npr propn nompropre propernoun", PartOfSpeech.PROPER_NOUN, note=False),
    **_marks("us uk gb br am usa ca be ch fam abr abrev acr sigle acronyme rare vieilli anglicisme", None, note=True),
}  # fmt: skip
_BRACKETED = re.compile(r"\s*[(\[]([^()\[\]]{1,20})[)\]]\s*$")
_ABBREVIATED = re.compile(
    r"(?:,\s*|\s+)((?:n|s)\.\s?(?:[mf]|pr)\.(?:\s?pl\.)?|n\.\s?pl\.|adj\.|adv\.|v\.(?:\s?(?:tr|intr|t|i|pr)\.)?|pl\.)$"
)


def parted(cell: str) -> tuple[list[str], list[str]]:
    """The terms in a cell, and the names of the separators that part them."""
    texts, rules = [cell.strip()], []
    for rule, pattern in SEPARATORS:
        parts = [part.strip() for text in texts for part in re.split(pattern, text)]
        if len(parts) > len(texts):
            rules.append(rule)
        texts = [part for part in parts if any(sign.isalnum() for sign in part)] or texts
    return texts, rules


def last_mark(term: str) -> tuple[str, str, tuple[PartOfSpeech | None, bool]] | None:
    """(the term without its last mark, the mark as it stands, what it says)."""
    for pattern in (_BRACKETED, _ABBREVIATED):
        found = pattern.search(term)
        if found is None or not found.start():
            continue
        said = vocabulary.folded(found[1]).replace(" ", "")
        if said in MARKS:
            return term[: found.start()].rstrip(" ,"), found[1].strip(), MARKS[said]
    return None
