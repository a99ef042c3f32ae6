"""How much a rule file may ask for, and how long it may take: anybody's rules run on anybody's text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

RULES = 5_000  # of a language
LENGTH = 50_000  # characters of an expression
DEPTH = 50  # groups inside one another
COPIES = 10_000  # pieces of an expression once its repetitions ({1000}) are written out: that is what the library does
ALL_COPIES = 200_000  # of all rules together
REPEATS_BEFORE = 100  # repetitions that a rule sees before a position and after it: it keeps long lines linear
REPEATS_AFTER = 1_000
PATIENCE = 5.0  # seconds of processor time that rules may take on any text
PACE = 20_000  # characters a second that they must manage beyond; our own manage two hundred times as many


@dataclass
class Budget:
    """The time that rules have left: PATIENCE, and what PACE grants for the texts seen so far."""

    left: float = PATIENCE

    def grant(self, characters: int) -> None:
        """Let the rules take their time for a text of so many characters."""
        self.left += characters / PACE

    @contextmanager
    def clock(self) -> Iterator[Callable[[], float]]:
        """What tells the seconds that are left, and raises TimeoutError where none are."""
        granted, started = self.left, time.thread_time()

        def left() -> float:
            self.left = granted - (time.thread_time() - started)
            if self.left <= 0:
                raise TimeoutError
            return self.left

        yield left
        self.left = granted - (time.thread_time() - started)
