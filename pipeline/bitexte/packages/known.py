"""Models of others that are known to serve, with what was published about them: assets/known.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from bitexte.disk import places

FILE = "known.toml"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model, what `bitexte package install` is given for it, and its published BLEU; `sources` are addresses.

    `megabytes` is the size of what is fetched, None where nobody states it.
    """

    name: str
    install: str
    kind: str
    licence: str
    sources: tuple[str, ...]
    megabytes: int | None = None
    flores_dev: float | None = None
    flores_test: float | None = None
    note: str = ""


def known(path: Path | None = None) -> list[KnownModel]:
    """The models of the file, in its order."""
    content = tomllib.loads((path or Path(places.__file__).parents[1] / "assets" / FILE).read_text("utf-8"))
    said = content["sources"]
    return [
        KnownModel(**{**each, "sources": tuple(said[name] for name in each["sources"])}) for each in content["model"]
    ]
