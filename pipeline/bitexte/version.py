"""The version of Bitexte."""

__version__ = "0.2.0"
