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


@dataclass(frozen=True, slots=True)
class Attention:
    """Which attention of a model is read, as the probe chose it (packages/properties.py).

    `layer` None: that which the model was converted with; `head` None: the mean of all heads of the layer. A piece's
    own row comes `late` rows late. `sure`: it links words as well as one that was trained for it; `blind`: it links
    them so badly that a lexicon does it better.
    """

    layer: int | None = None
    head: int | None = None
    late: int = 1
    sure: bool = False
    blind: bool = False


class Decoder(Protocol):
    """A model that decodes plain one-line texts as they are given: no terms, no typography."""

    signature: str

    def pieces(self, text: str) -> list[str]:
        """The subword pieces of a French text."""
        ...

    def target_pieces(self, text: str) -> list[str]:
        """The subword pieces of an English text."""
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
    back in their places. `lexicon` is asked for hints, where the model was trained to obey annotations. `attention` is
    what was found out about it, None where nobody looked. `letters`: what no translation may change gets through it
    best as a capital letter. `cased`: capitals come out of it. `dictionary` links words where attention is blind.
    """

    decoder: Decoder
    annotation: Annotation | None = None
    longest: int = LONGEST
    calibration: Calibration = field(default_factory=Calibration)
    masks: str = ""
    lexicon: Lexicon | None = None
    attention: Attention | None = None
    letters: bool = False
    cased: bool = True
    dictionary: Lexicon | None = None

    @property
    def guided(self) -> bool:
        """Whether its attention says which word translates which, as that of annotated packages was trained to."""
        return self.annotation is not None if self.attention is None else self.attention.sure

    @property
    def blind(self) -> bool:
        """Whether its attention says nothing."""
        return self.attention is not None and self.attention.blind

    @property
    def late(self) -> int:
        """By how many rows a piece's own row of attention comes late: what was probed is in step."""
        return 0 if self.annotation is not None or self.attention is not None else 1
