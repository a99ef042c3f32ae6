"""`bitexte segment`: the segments of a text, and the rules that cut it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bitexte import segment as segmentation
from bitexte.cli import console, options
from bitexte.errors import InputError


def segment(
    file: Annotated[Path | None, typer.Argument(metavar="FILE|-", help="A French document; - for stdin.")] = None,
    srx: options.Srx = None,
    export_srx: Annotated[bool, typer.Option("--export-srx", help="Print the rules in use and stop.")] = False,
    json: options.Json = False,
) -> None:
    """Print the segments of a text, one a line; with --json an object each, text + tail rebuild their block."""
    project = options.project(options.settings(srx=srx), None, default=False)
    if export_srx:
        console.result(project.srx.decode("utf-8").rstrip("\n"))
        return
    if file is None:
        raise InputError("no text named", hint="bitexte segment FILE, or - for stdin")
    for found in segmentation.segment(options.document(file, project), project.rules):
        if json:
            console.result_json(
                {
                    "id": found.id,
                    "number": found.number,
                    "block": found.block,
                    "text": found.text,
                    "tail": found.tail,
                }
            )
        else:
            console.result(found.text)
