"""Text to subword pieces and back: SentencePiece, and what Argos Translate uses for its older packages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from bitexte.engine.decoder import BLANK
from bitexte.errors import PackageError
from bitexte.packages.argos import bpe_tokenizer
from bitexte.packages.package import Package

if TYPE_CHECKING:
    from sentencepiece import SentencePieceProcessor


class Tokenizer(Protocol):
    """Text to subword pieces and back."""

    def encode(self, text: str) -> list[str]: ...

    def decode(self, pieces: Sequence[str]) -> str: ...


def tokenizers(package: Package) -> tuple[Tokenizer, Tokenizer]:
    """The tokenizers of a package, that of the source and that of the target: one and the same, as a rule."""
    if package.tokenizer.name == "bpe.model":
        both = bpe_tokenizer(package)
        return both, both
    source = SentencePieces(package.tokenizer)
    own = package.target_tokenizer != package.tokenizer
    return source, SentencePieces(package.target_tokenizer) if own else source


class SentencePieces:
    """The SentencePiece model of a package, loaded when it is first asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _model(self) -> SentencePieceProcessor:
        import sentencepiece

        try:
            return sentencepiece.SentencePieceProcessor(model_file=str(self._path))
        except (OSError, RuntimeError) as error:
            where, hint = str(self._path), "install the package again"
            raise PackageError("no SentencePiece model", where=where, hint=hint) from error

    def encode(self, text: str) -> list[str]:
        return list(self._model.encode(text, out_type=str))

    def decode(self, pieces: Sequence[str]) -> str:
        return str(self._model.decode_pieces(list(pieces))).replace(BLANK, " ").strip()
