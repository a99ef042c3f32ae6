"""What a language model is asked: the text, what must come back, its terms, what stands beside, reviewed examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

import regex

from bitexte.engine.placement.stretches import OBJECTS
from bitexte.model import Flag, Request, Term
from bitexte.text import literals
from bitexte.text.markup import tags

Message = dict[str, str]

_BESIDE = 500  # characters of a text beside, of an example twice as many
_KEPT = 30  # things to keep that are listed; the others are asked for where they are lost
_ENGLISH = {
    "en-AU": "Australian English",
    "en-CA": "Canadian English",
    "en-GB": "British English",
    "en-IE": "Irish English",
    "en-NZ": "New Zealand English",
    "en-US": "American English",
}
_MARKS = {ord(sign): f"⟦{number}⟧" for number, sign in enumerate(OBJECTS)}
_MARK = regex.compile(r"⟦(\d{1,2})⟧")


def asked(request: Request, english: str) -> list[Message]:
    """The messages for a request; `english` is the language tag of what is wanted.

    All stands in one message of the user's: the templates of some models know no other.
    """
    lines = [
        f"Translate the French text at the end into {_ENGLISH.get(english, 'English')}.",
        "Answer with the translation alone: no comment, no alternatives, no quotation marks around it.",
        *_listed("Keep these to the letter:", kept(request)[:_KEPT]),
        *_listed("Use these terms:", _terms(request)),
        *_examples(request),
        *_listed("The text before it, not to be translated:", [request.before[-_BESIDE:]] if request.before else []),
        *_listed("The text after it, not to be translated:", [request.after[:_BESIDE]] if request.after else []),
        "",
        "The text to translate:",
        request.text,
    ]
    return [{"role": "user", "content": masked("\n".join(lines))}]


def again(messages: Sequence[Message], answer: str, faults: Sequence[str]) -> list[Message]:
    """The messages with an answer and what is wrong with it."""
    wrong = "\n".join(["That cannot stand:", *(f"- {fault}" for fault in faults)])
    asks = f"{masked(wrong)}\nAnswer again, with the corrected English translation of the text alone."
    return [*messages, {"role": "assistant", "content": answer}, {"role": "user", "content": asks}]


def kept(request: Request) -> list[str]:
    """What must come back to the letter: literals, tags, what codes stand for."""
    found = [request.text[start:end] for start, end in request.kept]
    found += [literal.text for literal in literals.find(request.text)]
    found += [request.text[slice(*tag.span)] for tag in tags(request.text)]
    return list(dict.fromkeys(found))


def masked(text: str) -> str:
    """A text whose signs for codes are written so that a model can repeat them."""
    return text.translate(_MARKS)


def unmasked(text: str, source: str) -> str:
    """A model's text with the signs for codes that the source has."""

    def sign(found: regex.Match[str]) -> str:
        number = int(found[1])
        own = OBJECTS[number] if number < len(OBJECTS) else ""
        return own if own and own in source else str(found.group())

    return _MARK.sub(sign, text)


def _terms(request: Request) -> list[str]:
    return list(dict.fromkeys(line for match in request.matches for line in _term(match.term, match.surface)))


def _term(term: Term, surface: str) -> Iterator[str]:
    allowed = [target.text for target in term.allowed]
    if Flag.KEEP in term.flags:
        yield f"{_quoted(surface)} stays {_quoted(allowed[0])}"
    elif allowed:
        others = f" (or {', '.join(map(_quoted, allowed[1:]))})" if allowed[1:] else ""
        yield f"{_quoted(surface)} is {_quoted(allowed[0])}{others}"
    if term.forbidden:
        yield f"never write {', '.join(_quoted(target.text) for target in term.forbidden)} for {_quoted(surface)}"


def _examples(request: Request) -> Iterator[str]:
    if request.examples:
        yield "Reviewed translations of similar texts:"
    for source, target in request.examples:
        yield f"French: {source[: 2 * _BESIDE]}"
        yield f"English: {target[: 2 * _BESIDE]}"


def _listed(title: str, items: Sequence[str]) -> list[str]:
    return [title, *(f"- {item}" for item in items)] if items else []


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
