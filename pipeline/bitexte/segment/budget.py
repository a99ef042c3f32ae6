"""How long a rule file may take: anybody's rules run on anybody's text."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bitexte import limits


@dataclass
class Budget:
    """The time that rules have left: limits.SRX_PATIENCE, and what limits.SRX_PACE grants for the texts seen so far."""

    left: float = limits.SRX_PATIENCE

    def grant(self, characters: int) -> None:
        """Let the rules take their time for a text of so many characters."""
        self.left += characters / limits.SRX_PACE

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
