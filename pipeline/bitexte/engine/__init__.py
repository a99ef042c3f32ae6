"""Engines: French to English under terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from bitexte.engine.ctranslate import CTranslateDecoder, Search
from bitexte.engine.echo import Echo
from bitexte.engine.model_engine import LONGEST, ModelEngine
from bitexte.engine.prepare import Tags
from bitexte.engine.tokenizers import tokenizer
from bitexte.language import inflected_target, target_forms
from bitexte.model import Request, TermMatch, Translation
from bitexte.packages import Package
from bitexte.settings import Settings
from bitexte.terms.matching.targets import Renderings

__all__ = ["ENGINES", "Engine", "ModelEngine"]


class Engine(Protocol):
    """Translates requests, in their order; equal signatures give equal translations.

    The translation of a request never depends on the others it is asked for with.
    """

    signature: str

    def translate(self, requests: Sequence[Request]) -> list[Translation]: ...


def _of_package(settings: Settings, package: Callable[[], Package], links: bool) -> Engine:
    """The engine of a package: annotation where it was trained for it, the black-box road for all others."""
    chosen = package()
    tags = chosen.annotation
    signature = f"{chosen.name} {chosen.version} {chosen.checksum[:16]}"
    search = Search(settings.beam, settings.batch_pieces, settings.jobs)
    decoder = CTranslateDecoder(chosen.model, tokenizer(chosen), signature, search, chosen.metadata.target_prefix)
    return ModelEngine(
        decoder,
        Renderings(target_forms),
        _inflected,
        Tags(tags.open, tags.separator, tags.close) if tags else None,
        links=links,
        longest=chosen.metadata.longest or LONGEST,
    )


def _echo(_settings: Settings, _package: Callable[[], Package], _links: bool) -> Engine:
    return Echo()


def _inflected(match: TermMatch) -> str:
    return inflected_target(match.term, match.surface)


# What `engine` of the settings may name. The package is resolved only by the engine that needs one.
ENGINES: dict[str, Callable[[Settings, Callable[[], Package], bool], Engine]] = {"package": _of_package, "echo": _echo}
