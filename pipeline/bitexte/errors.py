"""The errors a user can meet: what went wrong, where, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class BitexteError(Exception):
    """One clear line for the user; the command line prints it and exits with code 2.

    `where` is a file, `file:line` or another place; `hint` is what to do about it.
    """

    def __init__(self, message: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{remedy}"


class InputError(BitexteError):
    """A text to translate or to check cannot be read."""


class GlossaryError(BitexteError):
    """A termbase, or a glossary to import, is malformed or contradicts itself."""


class PackageError(BitexteError):
    """A model package is missing, damaged or unsafe."""


class ServerError(BitexteError):
    """The server of a local language model cannot be asked, or answers what is of no use."""


class MemoryStoreError(BitexteError):
    """The translation memory cannot be opened, read or written."""


class ConfigError(BitexteError):
    """A setting is unknown or has an impossible value."""


class OutputError(BitexteError):
    """A result cannot be written."""


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` was most likely meant to be, None where none is near."""
    return next(iter(difflib.get_close_matches(word, list(choices), n=1)), None)
