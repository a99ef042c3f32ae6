"""What an exchange gives: the file that was made or the terms that were read, and what could not be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bitexte.model import Provenance, Term


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
    """The terms of a file, and a line for everything in it that was left out or changed."""

    terms: tuple[Term, ...]
    losses: tuple[str, ...]


Exporter = Callable[[Sequence[Term], Provenance], Export]
Importer = Callable[[bytes, str], Import]
