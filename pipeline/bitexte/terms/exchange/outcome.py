"""What an exchange gives: the file that was made or the terms that were read, and what could not be kept."""

from __future__ import annotations

from dataclasses import dataclass

from bitexte.model import Term
from bitexte.terms.termbase import Entry


@dataclass(frozen=True, slots=True)
class Export:
    """A glossary in another format: `suffix` completes the file's name, without the leading dot.

    `losses` names, a line each, everything that the format could not hold.
    """

    suffix: str
    content: bytes
    losses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Import:
    """The entries of a file, each with its line, and a message for everything in it that was left out or changed."""

    entries: tuple[Entry, ...]
    losses: tuple[str, ...]

    @property
    def terms(self) -> tuple[Term, ...]:
        return tuple(entry.term for entry in self.entries)
