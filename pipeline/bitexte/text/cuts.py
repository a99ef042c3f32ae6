"""A stretch of text in the pieces that a person cut it into."""

from __future__ import annotations

from bitexte.errors import InputError

Pieces = tuple[str, ...]
"""The segments of a stretch, each but the last with the blanks behind it: joined they are its text."""


def checked(found: object, where: str) -> Pieces:
    """Pieces from what a file holds. Raises InputError where they are none."""
    if not isinstance(found, list) or not found or not all(isinstance(each, str) and each.strip() for each in found):
        raise InputError("a stretch must be a list of texts", where=where, hint='["One sentence. ", "And another."]')
    return tuple(found)
