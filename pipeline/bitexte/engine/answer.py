"""What a language model answered: the translation taken out of what it says about it, and what is wrong with that."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator

import regex

from bitexte.engine.prompt import unmasked
from bitexte.language import detection
from bitexte.language.wordlists import is_french, is_usual_english
from bitexte.model import Request
from bitexte.terms.matching.compliance import compliance
from bitexte.text import literals, typography
from bitexte.text.characters import even, shown
from bitexte.text.defects import Defect, defect, out_of_proportion
from bitexte.text.markup import tags
from bitexte.text.spans import overlaps

_PREAMBLE = regex.compile(
    r"(?i)(?:(?:sure|certainly|of course|okay|ok|voici)\b[^\n:]{0,60}|here(?:['’]s| is| are)\b[^\n:]{0,60}"
    r"|(?:the |english |corrected )*(?:translation|traduction|english)(?: into english| in english)?)\s*:[*_]*\s+"
)
_QUOTES = ('""', "“”", "«»", "''", "‘’", "``")
_MARKS = "".join(_QUOTES)
_WORDS = regex.compile(r"\p{L}+")
_SHOWN = 60  # characters of a term or a literal in what is said of it


def cleaned(said: str, source: str) -> str:
    """The translation in what a model says: without its thoughts, preamble, code fence and quotation marks.

    Nothing is taken away that the source has, too.
    """
    text = _thought_out(unicodedata.normalize("NFC", said), source)
    text = "".join(
        sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs", "Co", "Cn")
    )
    text = _bare(text.strip(), source)
    preamble = _PREAMBLE.match(text)
    if preamble and not _PREAMBLE.match(source):
        text = _bare(text[preamble.end() :].strip(), source)
    text = unmasked(text, source)
    return literals.restore(source, typography.to_reader(text, source)) if text else ""


def faults(request: Request, text: str) -> list[str]:
    """What is wrong with a translation, in sentences for the model and for the reviewer; none where it can stand."""
    if not text:
        return ["there is no translation in it"]
    return [*_whole(request.text, text), *_missing(request, text), *_terms(request, text)]


def _thought_out(said: str, source: str) -> str:
    """What stands after a model's thoughts; nothing where it never came to an end of them."""
    for opening, closing in (("<think>", "</think>"), ("<thinking>", "</thinking>")):
        if opening in source or closing in source:
            continue
        if closing in said:  # some templates give the opening one themselves
            said = said.rpartition(closing)[2]
        elif opening in said:
            said = said.partition(opening)[0]
    return said


def _bare(text: str, source: str) -> str:
    """A text without the fence and the quotation marks around the whole of it."""
    lines = text.split("\n")
    if len(lines) > 2 and lines[0].startswith("```") and lines[-1].strip() == "```" and "```" not in source:
        text = "\n".join(lines[1:-1]).strip()
    around = next((pair for pair in _QUOTES if len(text) > 2 and text[0] + text[-1] == pair), None)
    if around and source.strip()[:1] not in _MARKS and not set(around) & set(text[1:-1]):
        text = text[1:-1].strip()
    return text


def _whole(source: str, text: str) -> Iterator[str]:
    if len(list(filter(str.strip, text.splitlines()))) > max(1, len(list(filter(str.strip, source.splitlines())))):
        yield "it is more than the one translation: several answers, or a comment"
    kind = defect(source, text) or out_of_proportion(source, text)
    if kind is Defect.LOOP:
        yield "it repeats itself"
    elif kind is Defect.LONG:
        yield "it is far longer than the French"
    elif kind is Defect.SHORT:
        yield "it is far shorter than the French: translate all of it"
    if not _is_english(source, text):
        yield "it is not English"


def _is_english(source: str, text: str) -> bool:
    """Whether it is English as far as words tell: those with a capital are names."""
    words = [word for word in _WORDS.findall(text) if word.islower()]
    french = [word for word in words if is_french(word) and not is_usual_english(word)]
    unchanged = even(source).casefold() == even(text).casefold()
    if french and (unchanged or (len(french) > 1 and 2 * len(french) > len(words))):
        return False
    return detection.evident(text) == "en" or detection.looks(text) in (None, "en")


def _missing(request: Request, text: str) -> Iterator[str]:
    """What must stand in it to the letter, or in its value, and does not."""
    spans = [match.span for match in request.matches]
    wanted = Counter(form for span, form in literals.must_stand(request.text) if not overlaps(span, spans))
    wanted |= Counter(request.text[start:end] for start, end in request.kept)
    wanted |= Counter(request.text[slice(*tag.span)] for tag in tags(request.text))
    for form, count in wanted.items():
        if text.count(form) < count:
            yield f"it lacks {_quoted(form)}, which must stand in it as it is"
    strange = Counter(text[slice(*tag.span)] for tag in tags(text)) - wanted
    if strange:
        yield f"it has mark-up that the French has not: {_quoted(next(iter(strange)))}"


def _terms(request: Request, text: str) -> Iterator[str]:
    found = compliance(request.matches, text)
    for match, rendering in zip(request.matches, found.renderings, strict=True):
        if rendering.span is None and match.term.allowed:
            yield f"it does not say {_quoted(match.term.target)} for {_quoted(match.surface)}"
    for forbidden in found.forbidden:
        yield f"it must not say {_quoted(forbidden.designation.text)}"


def _quoted(text: str) -> str:
    return json.dumps(shown(text, _SHOWN), ensure_ascii=False)
