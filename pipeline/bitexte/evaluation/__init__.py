"""How good a translation is, with how it was measured."""
