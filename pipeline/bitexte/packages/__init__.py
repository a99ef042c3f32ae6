"""Model packages (.argosmodel): find, describe, install, verify, remove.

`resolve` is what the road needs; the store commands import the modules they use.
"""

from __future__ import annotations

from bitexte.packages.find import resolve
from bitexte.packages.package import Annotation, Metadata, Package, Source

__all__ = ["Annotation", "Metadata", "Package", "Source", "resolve"]
