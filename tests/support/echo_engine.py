"""An engine for tests: it says what it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bitexte.model import Honour, Origin, Request, TermUse, Translation


@dataclass(slots=True)
class Marking:
    """Gives every text back between angle brackets, with its terms replaced by their targets."""

    signature: str = "echo 1"

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        return [self._translation(request) for request in requests]

    def _translation(self, request: Request) -> Translation:
        parts, uses, last, length = ["<"], [], 0, 1
        for match in request.matches:
            start, end = match.span
            parts += [request.text[last:start], match.term.target]
            length += start - last
            uses.append(TermUse(Honour.ANNOTATED, (length, length + len(match.term.target))))
            length, last = length + len(match.term.target), end
        text = "".join(parts) + request.text[last:] + ">"
        return Translation(text, Origin.MACHINE, self.signature, 0.0, tuple(uses))
