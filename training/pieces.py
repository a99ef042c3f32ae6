"""The subword model, and the reserved symbols in it that no text to translate holds."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

import sentencepiece
from bitexte.packages.symbols import CLOSE, MASKS, OPEN, RESERVED, SEPARATOR

from training import corpus
from training.config import Recipe

__all__ = ["CLOSE", "MASKS", "OPEN", "RESERVED", "SEPARATOR"]

PAD, UNKNOWN, START, END = 0, 1, 2, 3
FIRST_RESERVED = 4  # the number of the first of them, after the control symbols
SAMPLE = 400_000


def make(recipe: Recipe) -> None:
    """Put `sentencepiece.model` into the work folder: the recipe's own, or one trained on the prepared pairs."""
    path = recipe.work / "sentencepiece.model"
    if recipe.pieces is not None:
        shutil.copyfile(recipe.pieces, path)
        _check(recipe)
    else:
        _train(recipe)


def load(recipe: Recipe) -> sentencepiece.SentencePieceProcessor:
    """The recipe's tokenizer."""
    path = recipe.work / "sentencepiece.model"
    if not path.exists():
        raise SystemExit(f"{path}: not there yet: python -m training pieces makes it")
    return sentencepiece.SentencePieceProcessor(model_file=str(path))


def symbols(model: sentencepiece.SentencePieceProcessor) -> Sequence[str]:
    """All pieces by number."""
    return [model.id_to_piece(number) for number in range(model.get_piece_size())]


def _check(recipe: Recipe) -> None:
    model = load(recipe)
    if model.get_piece_size() != recipe.vocabulary:
        raise SystemExit(f"{recipe.pieces}: {model.get_piece_size()} pieces, the recipe says {recipe.vocabulary}")
    last = FIRST_RESERVED + len(RESERVED)
    if tuple(symbols(model)[FIRST_RESERVED:last]) != RESERVED:
        raise SystemExit(f"{recipe.pieces}: pieces {FIRST_RESERVED} to {last - 1} must be the reserved symbols")


def _train(recipe: Recipe) -> None:
    """A joint unigram model with byte fallback on both sides of evenly drawn pairs: always the same ones."""
    pairs = corpus.load(recipe)
    step = max(1, len(pairs) // SAMPLE)
    chosen = (pairs[number] for number in range(0, len(pairs), step))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(text for pair in chosen for text in (pair.source, pair.target)),
        model_prefix=str(recipe.work / "sentencepiece"),
        vocab_size=recipe.vocabulary,
        model_type="unigram",
        byte_fallback=True,
        split_digits=True,
        character_coverage=0.9999,
        user_defined_symbols=list(RESERVED),
        pad_id=PAD,
        unk_id=UNKNOWN,
        bos_id=START,
        eos_id=END,
        input_sentence_size=0,
        shuffle_input_sentence=False,
        num_threads=2,
        max_sentence_length=4000,
    )
