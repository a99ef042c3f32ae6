"""`bitexte config`: the settings in force."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from bitexte.cli import console, options


def config(json: options.Json = False) -> None:
    """Show the settings in force."""
    settings = options.settings()
    values = {field.name: getattr(settings, field.name) for field in fields(settings)}
    values["folder"] = str(Path(values["folder"]).resolve())
    if json:
        console.result_json(values)
        return
    for name, value in values.items():
        console.result(f"{name} = {list(value) if isinstance(value, tuple) else value!r}")
