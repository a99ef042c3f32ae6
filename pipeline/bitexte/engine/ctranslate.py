"""Argos packages straight on CTranslate2: batches by pieces, on all cores, nothing decoded one sentence at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bitexte.engine.decoder import Hypothesis
from bitexte.engine.tokenizers import Tokenizer
from bitexte.errors import PackageError

if TYPE_CHECKING:
    from ctranslate2 import TranslationResult, Translator

REACH = 480  # pieces: the positions that all known packages have, less room for their marks
UNREACHED = Hypothesis("", (), -99.0)


@dataclass(frozen=True, slots=True)
class Search:
    """How to decode: beam width, batch size in pieces, processor cores (0 for all)."""

    beam: int = 4
    batch_pieces: int = 512
    cores: int = 0

    @property
    def signature(self) -> str:
        """What of it can change a translation."""
        return f"beam={self.beam}"


class CTranslateDecoder:
    """A CTranslate2 model with its tokenizer. Threads share one copy of the weights.

    It is loaded when there is something to decode: a run that finds all in the memory needs its signature only.
    """

    def __init__(
        self, model: Path, tokenizer: Tokenizer, signature: str, search: Search, prefix: str = "", before: str = ""
    ) -> None:
        """`prefix` and `before` are symbols that every target and every source begins with."""
        self.signature = f"{signature} {search.signature}"
        self._model, self._tokenizer, self._search = model, tokenizer, search
        self._prefix = [prefix] if prefix else []
        self._before = [before] if before else []

    @cached_property
    def _translator(self) -> Translator:
        import ctranslate2

        cores = min(self._search.cores or _cores(), _cores())
        with self._explained("no usable model"):
            return ctranslate2.Translator(
                str(self._model), device="cpu", compute_type="int8", inter_threads=cores, intra_threads=1
            )

    def pieces(self, text: str) -> list[str]:
        return self._tokenizer.encode(text)

    def decode(
        self,
        texts: Sequence[str],
        *,
        hypotheses: int = 1,
        prefixes: Sequence[Sequence[str]] | None = None,
        attention: bool = False,
        cautious: bool = False,
    ) -> list[tuple[Hypothesis, ...]]:
        """As Decoder has it. What is beyond the model's positions comes back as no output at all."""
        sources, given = self._encoded(texts, prefixes or [()] * len(texts))
        near = _within_reach(sources, given)
        with self._explained("the model fails"):
            results = self._translator.translate_batch(
                [sources[number] for number in near],
                target_prefix=[given[number] for number in near] if prefixes or self._prefix else None,
                beam_size=max(self._search.beam, hypotheses),
                num_hypotheses=hypotheses,
                max_batch_size=self._search.batch_pieces,
                batch_type="tokens",
                max_input_length=0,
                max_decoding_length=min(REACH, 2 * max((len(sources[number]) for number in near), default=0) + 32),
                return_scores=True,
                return_attention=attention,
                repetition_penalty=1.2 if cautious else 1.0,
                no_repeat_ngram_size=4 if cautious else 0,
            )
        found = dict(zip(near, map(self._hypotheses, results), strict=True))
        return [found.get(number, (UNREACHED,)) for number in range(len(texts))]

    def score(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[tuple[float, ...]]:
        """As Decoder has it. What is beyond the model's positions is as improbable as can be."""
        sources, given = self._encoded(texts, targets)
        near = _within_reach(sources, given)
        with self._explained("the model fails"):
            results = self._translator.score_batch(
                [sources[number] for number in near],
                [given[number] for number in near],
                max_batch_size=self._search.batch_pieces,
                batch_type="tokens",
            )
        skipped = len(self._prefix)
        found = {number: tuple(result.log_probs[skipped:]) for number, result in zip(near, results, strict=True)}
        return [found.get(number, (UNREACHED.score,) * (len(target) + 1)) for number, target in enumerate(targets)]

    def _encoded(
        self, texts: Sequence[str], targets: Sequence[Sequence[str]]
    ) -> tuple[list[list[str]], list[list[str]]]:
        sources = [[*self._before, *self._tokenizer.encode(text)] for text in texts]
        return sources, [[*self._prefix, *target] for target in targets]

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        """A model whose files do not fit together fails as late as in the middle of a sentence."""
        try:
            yield
        except (RuntimeError, ValueError) as error:
            first = str(error).partition("\n")[0]
            where, hint = str(self._model), "install the package again"
            raise PackageError(f"{what}: {first}", where=where, hint=hint) from error

    def _hypotheses(self, result: TranslationResult) -> tuple[Hypothesis, ...]:
        skipped, columns = len(self._prefix), len(self._before)
        rows = result.attention or [()] * len(result.hypotheses)
        return tuple(
            Hypothesis(
                self._tokenizer.decode(pieces[skipped:]),
                tuple(pieces[skipped:]),
                score,
                tuple(tuple(row[columns:]) for row in attention[skipped:]),
            )
            for pieces, score, attention in zip(result.hypotheses, result.scores, rows, strict=True)
        )


def _within_reach(sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[int]:
    pairs = enumerate(zip(sources, targets, strict=True))
    return [number for number, pair in pairs if max(map(len, pair)) <= REACH]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
