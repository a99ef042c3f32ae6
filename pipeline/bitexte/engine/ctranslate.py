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
    from ctranslate2 import AsyncTranslationResult, TranslationResult, Translator

REACH = 480  # pieces: the positions that all known packages have, less room for their marks
STEP = 64  # pieces: limits of length are rounded up to a multiple of it, so that texts share one
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
        hypotheses: int,
        prefixes: Sequence[Sequence[str]] | None = None,
        cautious: bool = False,
    ) -> list[tuple[Hypothesis, ...]]:
        """As Decoder has it. A text of more pieces than REACH gives one empty hypothesis, UNREACHED."""
        sources, given = self._encoded(texts, prefixes or [()] * len(texts))
        near = _within_reach(sources, given)
        pending: list[tuple[int, AsyncTranslationResult]] = []
        with self._explained("the model fails"):
            for limit, indices in _by_limit(sources, near):
                results = self._translator.translate_batch(
                    [sources[index] for index in indices],
                    target_prefix=[given[index] for index in indices] if prefixes or self._prefix else None,
                    beam_size=self._search.beam,
                    num_hypotheses=min(hypotheses, self._search.beam),
                    max_batch_size=self._search.batch_pieces,
                    batch_type="tokens",
                    asynchronous=True,  # or the cores would wait at the end of every group
                    max_input_length=0,
                    max_decoding_length=limit,
                    return_scores=True,
                    return_attention=True,
                    repetition_penalty=1.2 if cautious else 1.0,
                    no_repeat_ngram_size=4 if cautious else 0,
                )
                pending += zip(indices, results, strict=True)
            found = {
                index: self._hypotheses(result.result(), len(sources[index]) - len(self._before))
                for index, result in pending
            }
        return [found.get(index, (UNREACHED,)) for index in range(len(texts))]

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

    def _hypotheses(self, result: TranslationResult, width: int) -> tuple[Hypothesis, ...]:
        """The hypotheses for a source of `width` pieces; a mark or symbol before it has a column too, left out here."""
        skipped = len(self._prefix)
        return tuple(
            Hypothesis(
                self._tokenizer.decode(pieces[skipped:]),
                tuple(pieces[skipped:]),
                score,
                [row[len(row) - width :] for row in attention[skipped:]],
            )
            for pieces, score, attention in zip(result.hypotheses, result.scores, result.attention, strict=True)
        )


def _by_limit(sources: Sequence[Sequence[str]], indices: Sequence[int]) -> list[tuple[int, list[int]]]:
    """The texts by how many pieces their translations may have, the longest first.

    A limit is set for a whole call: that of a text must not depend on what else is in it.
    """
    groups: dict[int, list[int]] = {}
    for index in indices:
        limit = -(-(2 * len(sources[index]) + 32) // STEP) * STEP
        groups.setdefault(min(REACH, limit), []).append(index)
    return sorted(groups.items(), reverse=True)


def _within_reach(sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]]) -> list[int]:
    pairs = enumerate(zip(sources, targets, strict=True))
    return [number for number, pair in pairs if max(map(len, pair)) <= REACH]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
