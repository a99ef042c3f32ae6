"""Decoding for measurements: a CTranslate2 model on one core, and greedy search in PyTorch to hold it against."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import ctranslate2
import sentencepiece
import torch
from bitexte.engine.ctranslate import REACH
from bitexte.settings import Settings
from torch import Tensor

from training.network import Transformer
from training.pieces import END, PAD, START, UNKNOWN

LONGEST = 256  # pieces of an output


@dataclass(frozen=True)
class Decoded:
    """Translations in the order of their sources, and the seconds of a core they took."""

    texts: list[str]
    seconds: float

    @property
    def speed(self) -> float:
        """Sentences a second, on one core."""
        return len(self.texts) / self.seconds


@dataclass(frozen=True)
class Search:
    """The penalties of the search, as CTranslate2 has them."""

    length_penalty: float = 1.0
    coverage_penalty: float = 0.0


class Decoder:
    """A CTranslate2 model folder, decoded raw: no segmentation, no repair, no typography."""

    def __init__(self, folder: Path, pieces: sentencepiece.SentencePieceProcessor, kind: str, prefix: str = "") -> None:
        """`prefix` is the symbol of origin that stands before a source at work."""
        self._pieces, self._prefix = pieces, [prefix] if prefix else []
        self._translator = ctranslate2.Translator(
            str(folder), device="cpu", compute_type=kind, inter_threads=1, intra_threads=1
        )

    def decode(self, texts: Sequence[str], beam: int, search: Search | None = None) -> Decoded:
        """The best translation of each text, in batches as Bitexte makes them; what is beyond its reach is cut off."""
        search = search or Search()
        begun = time.process_time()
        results = self._translator.translate_batch(
            [[*self._prefix, *self._pieces.encode(text, out_type=str)] for text in texts],
            beam_size=beam,
            max_batch_size=Settings().batch_pieces,
            batch_type="tokens",
            max_input_length=REACH,
            max_decoding_length=LONGEST,
            length_penalty=search.length_penalty,
            coverage_penalty=search.coverage_penalty,
            disable_unk=True,
        )
        found = [self._pieces.decode_pieces(result.hypotheses[0]) for result in results]
        return Decoded(found, time.process_time() - begun)


def greedy(
    model: Transformer, pieces: sentencepiece.SentencePieceProcessor, texts: Sequence[str], prefix: str = ""
) -> list[str]:
    """The likeliest piece at every place; like CTranslate2, never an empty output."""
    before = [START, *([pieces.piece_to_id(prefix)] if prefix else [])]
    found: list[str] = []
    with torch.inference_mode():
        for start in range(0, len(texts), 32):
            sources = [[*before, *pieces.encode(text), END] for text in texts[start : start + 32]]
            longest = max(map(len, sources))
            memory, mask = model.encode(torch.tensor([source + [PAD] * (longest - len(source)) for source in sources]))
            found += map(pieces.decode, _greedy(model, memory, mask))
    return found


def _greedy(model: Transformer, memory: Tensor, mask: Tensor) -> list[list[int]]:
    """The pieces of each row up to its end mark; rows that have ended are decoded no further."""
    made: list[list[int]] = [[START] for _ in memory]
    going = list(range(len(made)))
    for length in range(1, LONGEST + 1):
        states, _ = model.decode(torch.tensor([made[row] for row in going]), memory[going], mask[going])
        scores = model.logits(states[:, -1])
        scores[:, UNKNOWN] = -torch.inf
        if length == 1:
            scores[:, END] = -torch.inf
        for row, best in zip(going, scores.argmax(-1).tolist(), strict=True):
            made[row].append(best)
        going = [row for row in going if made[row][-1] != END]
        if not going:
            break
    return [[piece for piece in row[1:] if piece != END] for row in made]
