"""Bitexte: French documents into reviewed English ones, offline, with the reader's terminology."""

__version__ = "0.1.0"
