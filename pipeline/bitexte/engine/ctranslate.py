"""Argos packages straight on CTranslate2: batches by pieces, on all cores, nothing decoded one sentence at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bitexte.engine.decoder import Attention, Hypothesis
from bitexte.engine.tokenizers import Tokenizer, tokenizers
from bitexte.errors import PackageError
from bitexte.packages import weights
from bitexte.packages.package import Package

if TYPE_CHECKING:
    from ctranslate2 import AsyncTranslationResult, TranslationResult, Translator

REACH = 480  # pieces: the positions that all known packages have, less room for their marks
ROOM = 32  # positions that marks and symbols may take
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
        self,
        model: Path,
        tokenizer: Tokenizer,
        signature: str,
        search: Search,
        prefix: str = "",
        before: Sequence[str] = (),
        after: Sequence[str] = (),
        *,
        target: Tokenizer | None = None,
        attention: Attention | None = None,
        reach: int = REACH,
    ) -> None:
        """`prefix` is a symbol that every target begins with; `before` and `after` are those around every source.

        `target` is the tokenizer of the target, where it is another; `reach` is how many pieces the model takes.
        """
        self.signature = f"{signature} {search.signature}"
        self._model, self._tokenizer, self._search = model, tokenizer, search
        self._prefix = [prefix] if prefix else []
        self._before, self._after = list(before), list(after)
        self._symbols = {*self._prefix, *self._before}
        self._target = target or tokenizer
        self._attention = attention or Attention(late=0)
        self._reach = reach

    @cached_property
    def _translator(self) -> Translator:
        import ctranslate2

        cores = min(self._search.cores or _cores(), _cores())
        with self._explained("no usable model"):
            return ctranslate2.Translator(
                str(self._model),
                device="cpu",
                compute_type="int8",
                inter_threads=cores,
                intra_threads=1,
                files=self._files(),
            )

    def _files(self) -> dict[str, bytes] | None:
        """The files of the model with the attention that is to be read; None where they serve as they are."""
        layer = self._attention.layer
        if layer is None:
            return None
        files = {path.name: path.read_bytes() for path in sorted(self._model.iterdir()) if path.is_file()}
        table = weights.read(self._model / "model.bin")
        files["model.bin"] = weights.steered(files["model.bin"], table, layer, self._attention.head)
        return files

    def pieces(self, text: str) -> list[str]:
        return self._tokenizer.encode(text)

    def target_pieces(self, text: str) -> list[str]:
        return self._target.encode(text)

    def decode(
        self,
        texts: Sequence[str],
        *,
        hypotheses: int,
        prefixes: Sequence[Sequence[str]] | None = None,
        cautious: bool = False,
    ) -> list[tuple[Hypothesis, ...]]:
        """As Decoder has it. A text of more pieces than the model reaches gives one empty hypothesis, UNREACHED."""
        sources, given = self._encoded(texts, prefixes or [()] * len(texts))
        near = _within_reach(sources, given, self._reach)
        pending: list[tuple[int, AsyncTranslationResult]] = []
        with self._explained("the model fails"):
            for limit, indices in _by_limit(sources, near, self._reach):
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
            found = {index: self._hypotheses(result.result(), len(sources[index])) for index, result in pending}
        return [found.get(index, (UNREACHED,)) for index in range(len(texts))]

    def score(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[tuple[float, ...]]:
        """As Decoder has it. What is beyond the model's positions is as improbable as can be."""
        sources, given = self._encoded(texts, targets)
        near = _within_reach(sources, given, self._reach)
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
        sources = [[*self._before, *self._tokenizer.encode(text), *self._after] for text in texts]
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
        """The hypotheses for a source of `width` symbols; the columns of what stands around the text are left out."""
        first, last = len(self._before), width - len(self._after)
        return tuple(
            self._hypothesis(pieces, score, [row[first:last] for row in attention])
            for pieces, score, attention in zip(result.hypotheses, result.scores, result.attention, strict=True)
        )

    def _hypothesis(self, pieces: list[str], score: float, rows: list[list[float]]) -> Hypothesis:
        """A hypothesis without the symbols of languages, which are no words wherever they stand."""
        rows = in_step(rows, self._attention.late)
        kept = [index for index, piece in enumerate(pieces) if piece not in self._symbols]
        said = [pieces[index] for index in kept]
        return Hypothesis(self._target.decode(said), tuple(said), score, [rows[index] for index in kept])


def in_step(rows: list[list[float]], late: int) -> list[list[float]]:
    """Rows of attention that come late, each with the piece that it belongs to; the last ones keep the last row."""
    return [*rows[late:], *rows[-1:] * min(late, len(rows))]


def decoder_of(
    package: Package, search: Search, attention: Attention | None = None, beside: str = ""
) -> CTranslateDecoder:
    """The decoder of a package, whose attention is the one given; it loads when it is first asked.

    `beside` is what else its translations depend on, for its signature.
    """
    said, found = package.metadata, package.properties
    source, target = tokenizers(package)
    read = f" attention={attention.layer},{attention.head},{attention.late}" if attention else ""
    positions = found.positions if found and found.positions else REACH + ROOM
    return CTranslateDecoder(
        package.model,
        source,
        f"{package.name} {package.version} {package.checksum[:16]}{read}{beside}",
        search,
        said.target_prefix,
        (*filter(None, [said.source_prefix]), *said.before),
        said.after,
        target=target,
        attention=attention,
        reach=max(1, min(REACH, positions - ROOM)),
    )


def _by_limit(
    sources: Sequence[Sequence[str]], indices: Sequence[int], reach: int = REACH
) -> list[tuple[int, list[int]]]:
    """The texts by how many pieces their translations may have, the longest first.

    A limit is set for a whole call: that of a text must not depend on what else is in it.
    """
    groups: dict[int, list[int]] = {}
    for index in indices:
        limit = -(-(2 * len(sources[index]) + 32) // STEP) * STEP
        groups.setdefault(min(reach, limit), []).append(index)
    return sorted(groups.items(), reverse=True)


def _within_reach(sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]], reach: int) -> list[int]:
    pairs = enumerate(zip(sources, targets, strict=True))
    return [number for number, pair in pairs if max(map(len, pair)) <= reach]


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
