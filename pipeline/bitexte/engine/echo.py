"""An engine without a model: it gives the French text back, for trying a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bitexte.model import Honour, Origin, Request, TermUse, Translation


@dataclass(slots=True)
class Echo:
    """Every text as its own translation, no term in English."""

    signature: str = "echo"

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        missed = TermUse(Honour.MISSED)
        return [
            Translation(request.text, Origin.MACHINE, self.signature, 0.0, (missed,) * len(request.matches))
            for request in requests
        ]
