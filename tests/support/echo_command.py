"""`bitexte` as it is, but for the model: an engine that echoes, `ECHO_SECONDS` slow a batch.

Every text it is asked for goes to the file `ECHO_ASKED`, one a line.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bitexte import cli, engine
from bitexte.cli import options
from bitexte.model import Request, Translation
from bitexte.project import load_settings
from bitexte.settings import Settings
from echo_engine import Marking


class Slow:
    """An echo that takes its time and keeps a record."""

    def __init__(self) -> None:
        self.signature = "echo 1"

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        time.sleep(float(os.environ.get("ECHO_SECONDS", "0")))
        if record := os.environ.get("ECHO_ASKED"):
            with Path(record).open("a", encoding="utf-8") as file:
                file.writelines(request.text + "\n" for request in requests)
        return Marking().translate(requests)


def settings(folder: Path) -> Settings:
    """The folder's settings, with the marking engine in place of a package."""
    own = load_settings(folder)
    chosen = "marking" if own.engine == "package" else own.engine
    return replace(own, engine=chosen, batch_segments=int(os.environ.get("ECHO_BATCH", "256")))


def main() -> None:
    """Run the command with the marking engine."""
    engine.ENGINES["marking"] = lambda *_: Slow()
    vars(options).update(load_settings=settings)
    cli.main()


if __name__ == "__main__":
    main()
