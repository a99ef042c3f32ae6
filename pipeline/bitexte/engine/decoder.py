"""What a model is asked and what it gives: the side of an engine that looks down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bitexte.packages.lexicon import Lexicon
from bitexte.packages.package import Annotation, Calibration

LONGEST = 150  # pieces a model is given at once, where its package does not say
BLANK = "▁"  # what SentencePiece begins a word with


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One way to decode a sentence.

    `score` is the mean log-probability a piece; `attention` has one row a target piece and one column a source piece
    (marks of beginning and end dropped), empty where it was not decoded but put together. `rejected` are words of a
    likelier hypothesis that are none, which this one was taken instead of.
    """

    text: str
    pieces: tuple[str, ...]
    score: float
    attention: Sequence[Sequence[float]] = ()
    rejected: tuple[str, ...] = ()


class Decoder(Protocol):
    """A model that decodes plain one-line texts as they are given: no terms, no typography."""

    signature: str

    def pieces(self, text: str) -> list[str]:
        """The subword pieces of a text."""
        ...

    def decode(
        self,
        texts: Sequence[str],
        *,
        hypotheses: int,
        prefixes: Sequence[Sequence[str]] | None = None,
        cautious: bool = False,
    ) -> list[tuple[Hypothesis, ...]]:
        """The best hypotheses of each text, the best first; fewer than asked for where the search is narrower.

        A text's hypotheses do not depend on the other texts. `prefixes` are target pieces each text's decoding starts
        with; `cautious` forbids the model to repeat itself.
        """
        ...

    def score(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[tuple[float, ...]]:
        """The log-probability of each piece of each target (and of the end mark after it), for its text."""
        ...


@dataclass(frozen=True, slots=True)
class Model:
    """A decoder with what its package says of it.

    `annotation` is the one it was trained to obey, None for a model that knows of no terms (a black box). It is at its
    best up to `longest` pieces. `calibration` makes its confidence. `masks` are the symbols that it was trained to put
    back in their places. `lexicon` is asked for hints, where the model was trained to obey annotations.
    """

    decoder: Decoder
    annotation: Annotation | None = None
    longest: int = LONGEST
    calibration: Calibration = field(default_factory=Calibration)
    masks: str = ""
    lexicon: Lexicon | None = None

    @property
    def guided(self) -> bool:
        """Whether its attention was trained to say which word translates which, as that of annotated packages is."""
        return self.annotation is not None
