"""The subword model, and the tags that carry a glossary's terms into a source text."""

from __future__ import annotations

import sentencepiece

from training import corpus
from training.config import Recipe

# Private-use characters: no text to translate holds them, for they are taken out of it first.
OPEN, SEPARATOR, CLOSE = "\ue000", "\ue001", "\ue002"
PAD, UNKNOWN, START, END = 0, 1, 2, 3


def train(recipe: Recipe, sample: int = 400_000) -> None:
    """Train a joint unigram model with byte fallback on both sides of the prepared pairs."""
    pairs = corpus.load(recipe)
    step = max(1, len(pairs) // sample)
    texts = (text for pair in pairs[::step] for text in (pair.source, pair.target))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=texts,
        model_prefix=str(recipe.work / "sentencepiece"),
        vocab_size=recipe.vocabulary,
        model_type="unigram",
        byte_fallback=True,
        split_digits=True,
        character_coverage=0.9999,
        user_defined_symbols=[OPEN, SEPARATOR, CLOSE],
        pad_id=PAD,
        unk_id=UNKNOWN,
        bos_id=START,
        eos_id=END,
        input_sentence_size=300_000,
        shuffle_input_sentence=True,
        num_threads=2,
        max_sentence_length=4000,
    )


def load(recipe: Recipe) -> sentencepiece.SentencePieceProcessor:
    """The recipe's tokenizer."""
    return sentencepiece.SentencePieceProcessor(model_file=str(recipe.work / "sentencepiece.model"))
