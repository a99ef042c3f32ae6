"""A decoder that says what a test wrote down for it: pieces are words, and word translates word in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bitexte.engine.decoder import BLANK, Hypothesis


@dataclass
class Scripted:
    """Answers by source text, the best first (a tenth of a nat between them); `asked` tells what it was asked.

    `cautious` has the answers of a model forbidden to repeat itself, `endings` what follows a prefix, `scores` the
    log-probability a piece of a target (-0.1 where none is given). Attention comes `late` by so many rows.
    """

    answers: dict[str, list[str]] = field(default_factory=dict)
    cautious: dict[str, str] = field(default_factory=dict)
    endings: dict[str, str] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    late: int = 1
    signature: str = "scripted 1"
    asked: list[tuple[str, str]] = field(default_factory=list)

    def pieces(self, text: str) -> list[str]:
        return [BLANK + word for word in text.split(" ")] if text else []

    def target_pieces(self, text: str) -> list[str]:
        return self.pieces(text)

    def decode(
        self,
        texts: Sequence[str],
        *,
        hypotheses: int,
        prefixes: Sequence[Sequence[str]] | None = None,
        cautious: bool = False,
    ) -> list[tuple[Hypothesis, ...]]:
        made = []
        for number, text in enumerate(texts):
            prefix = "".join(prefixes[number]).replace(BLANK, " ").strip() if prefixes else ""
            self.asked.append(("prefix" if prefix else "cautious" if cautious else "plain", text))
            if prefix:
                known = [f"{prefix} {self.endings.get(prefix, '')}".strip()]
            elif cautious:
                known = [self.cautious.get(text, text)]
            else:
                known = self.answers.get(text, [text])
            made.append(
                tuple(self._hypothesis(each, text, -0.1 - place / 10) for place, each in enumerate(known[:hypotheses]))
            )
        return made

    def score(self, texts: Sequence[str], targets: Sequence[Sequence[str]]) -> list[tuple[float, ...]]:
        wholes = ["".join(target).replace(BLANK, " ").strip() for target in targets]
        return [
            (self.scores.get(whole, -0.1),) * (len(target) + 1) for whole, target in zip(wholes, targets, strict=True)
        ]

    def _hypothesis(self, text: str, source: str, score: float) -> Hypothesis:
        pieces, width = self.pieces(text), len(self.pieces(source))
        rows = tuple(
            tuple(float(column == min(row - self.late, width - 1)) for column in range(width))
            for row in range(len(pieces))
        )
        return Hypothesis(text, tuple(pieces), score, rows)
