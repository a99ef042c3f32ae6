"""What is raised by an engine that cannot go on, with what it has done."""

from __future__ import annotations

from collections.abc import Sequence

from bitexte.errors import ServerError
from bitexte.model import Translation


class StoppedError(ServerError):
    """The server cannot be asked any more; `done` has a translation for each request that is answered, else None."""

    def __init__(
        self, message: str, *, where: str = "", hint: str = "", done: Sequence[Translation | None] = ()
    ) -> None:
        super().__init__(message, where=where, hint=hint)
        self.done = tuple(done)
