"""Bitexte: French documents into reviewed English ones, offline, with the reader's terminology."""

from bitexte.version import __version__

__all__ = ["__version__"]
