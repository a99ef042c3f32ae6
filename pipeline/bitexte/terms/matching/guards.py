"""Whether a folded hit is the term: its accents, its case, what stands inside and beside it."""

from __future__ import annotations

import re
import unicodedata

from bitexte.terms.matching.fold import comparable
from bitexte.text.characters import APOSTROPHES, HYPHEN, HYPHENS


class Guard:
    """What a form asks of its surface and its context: bits of a plain int, for speed."""

    NONE = 0
    EXACT_CASE = 1
    ACRONYM = 2  # capitals stay capitals, dots are allowed
    CAPITAL = 4  # a name that is also a common word: needs its capital
    STRICT = 8  # holds punctuation of its own: R&D, C++, 24/7
    HYPHENATED = 16  # a split compound: "sur-face" yes, "sur face" no
    FINITE = 32  # noun form that is also a finite verb: il marque
    PARTICIPLE = 64  # noun form that is also a participle: a produit
    FUNCTION = 128  # noun form that is also a function word: car, or, son
    NEEDS_VERB = 256  # verb form that is first of all a noun: commande
    NOT_NOUN = 512  # verb form that a determiner makes a noun: le marché


_JOINT = re.compile(r"[^\w\u0300-\u036f\u00ad\u200c-\u200f\u2060]+", re.UNICODE)
_SPACE_JOINT = re.compile(r"(?:[^\S\n\r]|\u200b)*(?:\r?\n|\r)?(?:[^\S\n\r]|\u200b)*")
_HYPHEN_JOINT = re.compile(rf"{HYPHEN}(?:\r?\n\s*)?")
_APOSTROPHE_JOINT = re.compile(rf"[{APOSTROPHES}]\s?")
_CLITIC = re.compile(
    rf"{HYPHEN}(?:t{HYPHEN}(?:il|elle|on)s?|ils?|elles?|on|nous|vous|je|tu|les?|la|lui|leur|moi|toi|y|en|ce)\b",
    re.IGNORECASE,
)
_DEICTIC = re.compile(rf"{HYPHEN}(?:ci|là|la)\b", re.IGNORECASE)
_EX = re.compile(rf"(?:^|\W)ex{HYPHEN}$", re.IGNORECASE)
_ELIDED = re.compile(rf"(?:^|[^{HYPHENS}\w])(?:[ldsnjmtc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)$", re.IGNORECASE)
_KEEPS_CIRCUMFLEX = frozenset(
    ("jeûne", "jeûnes", "croît", "crût", "dû", "mûr", "sûr", "mûre", "sûre", "mûres", "sûres")
)


def spelt(surface: str, form: str, guard: int) -> bool:
    """Whether the surface is the form: accents (free on capitals only), case and joints."""
    found = comparable(surface)
    if found == form:
        return True
    if guard & Guard.EXACT_CASE and _letters(found) != _letters(form):
        return False
    if guard & Guard.ACRONYM and _letters(found).replace(".", "") != _letters(form):
        return False
    if guard & Guard.CAPITAL and not _letters(found)[:1].isupper():
        return False
    return _accents_agree(_letters(found), _letters(form))


def _letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def _accents_agree(found: str, form: str) -> bool:
    if len(found) != len(form):
        return False
    low, wanted = found.lower(), form.lower()
    if low == wanted:
        return True
    return all(
        a == b or (c.isupper() and _base(b) == a) or _reformed(a, b, wanted, place)
        for place, (c, a, b) in enumerate(zip(found, low, wanted, strict=True))
    )


def _reformed(found: str, wanted: str, form: str, place: int) -> bool:
    """Spellings of 1990: chaine, cout, évènement, règlementation - and back."""
    if {found, wanted} in ({"i", "î"}, {"u", "û"}):
        return len(form) > 3 and form not in _KEEPS_CIRCUMFLEX
    if {found, wanted} == {"é", "è"}:
        return re.match(r"[bcdfgjklmnpqrstvz]{1,2}e", form[place + 1 :]) is not None
    return False


def _base(letter: str) -> str:
    return unicodedata.normalize("NFD", letter)[0]


def joined(surface: str, form: str, guard: int) -> bool:
    """Whether nothing but blanks, hyphens and apostrophes stands inside, each where the term allows it."""
    found = _JOINT.findall(surface)
    if not found:
        return not guard & Guard.HYPHENATED
    if guard & Guard.STRICT:
        return comparable(surface).casefold() == form.casefold()
    if guard & Guard.ACRONYM and not _JOINT.search(form):
        return all(joint == "." for joint in found)
    if guard & Guard.HYPHENATED and not any(_HYPHEN_JOINT.fullmatch(joint) for joint in found):
        return False
    wanted = _JOINT.findall(form)
    if len(wanted) != len(found):
        return all(_SPACE_JOINT.fullmatch(joint) or _HYPHEN_JOINT.fullmatch(joint) for joint in found)
    return all(_joint_agrees(a, b) for a, b in zip(found, wanted, strict=True))


def _joint_agrees(found: str, wanted: str) -> bool:
    if _SPACE_JOINT.fullmatch(found):
        return True
    if wanted.strip() and wanted.strip() in APOSTROPHES:
        return _APOSTROPHE_JOINT.fullmatch(found) is not None
    return _HYPHEN_JOINT.fullmatch(found) is not None


def _inner(form: str) -> str:
    return form.strip("".join(sign for sign in form if not sign.isalnum()))


def edges(form: str) -> tuple[str, str]:
    """The punctuation a strict form begins and ends with: ".NET" -> ("." , ""), "C++" -> ("", "++")."""
    inner = _inner(form)
    before, _, after = form.partition(inner)
    return before, after


def stands_free(text: str, start: int, end: int, *, verb: bool) -> bool:
    """Whether the span touches no hyphen, address or foreign apostrophe."""
    before, after = text[start - 1 : start] or " ", text[end : end + 1] or " "
    if before.isspace() and (after.isspace() or after in ",;!)"):
        return True
    if before in HYPHENS and _hyphen_before(text, start):
        return False
    if after in HYPHENS and _hyphen_after(text, end, verb):
        return False
    if before in APOSTROPHES and _foreign_apostrophe(text, start):
        return False
    if after in APOSTROPHES and _apostrophe_after(text, end):
        return False
    return not (before in "./@\\=&%:?#~" or after in "./@\\=&%:") or not _in_address(text, start, end)


def _foreign_apostrophe(text: str, start: int) -> bool:
    """prud'homme, grand'mère: what stands before is no elided word."""
    if start < 2 or not text[start - 2].isalnum():
        return False
    return _ELIDED.search(text[max(start - 10, 0) : start - 1]) is None


def _apostrophe_after(text: str, end: int) -> bool:
    return text[end + 1 : end + 2].isalpha() and not re.match(r"s\b", text[end + 1 : end + 3])


def _hyphen_before(text: str, start: int) -> bool:
    return start > 1 and text[start - 2].isalnum() and not _EX.search(text[max(start - 5, 0) : start])


def _hyphen_after(text: str, end: int, verb: bool) -> bool:
    if not text[end + 1 : end + 2].isalnum():
        return False
    return not ((verb and _CLITIC.match(text, end)) or _DEICTIC.match(text, end))


def _in_address(text: str, start: int, end: int) -> bool:
    """Whether the word is part of a URL, an e-mail address, a domain or a file name."""
    left = start - len(re.split(r"\s", text[max(start - 200, 0) : start])[-1])
    right = end + len(re.split(r"\s", text[end : end + 200])[0])
    token = text[left:right]
    if "://" in token or "@" in token.strip("@") or token.lower().startswith("www."):
        return True
    after, before = text[end : end + 2], text[max(start - 2, 0) : start]
    return bool(re.match(r"\.[a-z0-9]", after)) or (bool(re.match(r"[a-z0-9]\.", before)) and text[start].islower())
