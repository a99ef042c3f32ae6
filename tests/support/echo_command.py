"""`bitexte` as it is, but for the model: an engine that echoes, `ECHO_SECONDS` slow a batch.

Every text it is asked for goes to the file `ECHO_ASKED`, one a line.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

from bitexte import cli, translate
from bitexte.cli import assembly
from bitexte.model import Request, Translation
from echo_engine import Marking as Echo


class Slow:
    """An echo that takes its time and keeps a record."""

    def __init__(self) -> None:
        self.signature = "echo 1"

    def translate(self, requests: Sequence[Request]) -> list[Translation]:
        time.sleep(float(os.environ.get("ECHO_SECONDS", "0")))
        if record := os.environ.get("ECHO_ASKED"):
            with Path(record).open("a", encoding="utf-8") as file:
                file.writelines(request.text + "\n" for request in requests)
        return Echo().translate(requests)


def main() -> None:
    translate.BATCH = int(os.environ.get("ECHO_BATCH", "256"))
    package = SimpleNamespace(name="echo", version="1", checksum="0" * 64)
    vars(assembly).update(package=lambda *_: package, engine=lambda *_, **__: Slow())
    cli.main()


if __name__ == "__main__":
    main()
