"""`bitexte glossary renderings` and `adopt`: words that a run renders in several ways, and one made the rule."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bitexte import formats
from bitexte.checks import renderings as consistency
from bitexte.checks.renderings import Place, Rendering
from bitexte.cli import glossary_changes, options
from bitexte.cli import run as running
from bitexte.cli.console import result, result_json, say
from bitexte.model import PartOfSpeech, Unit
from bitexte.stages.checking import matched_units
from bitexte.text.characters import visible

_PLACES = 5  # places of a rendering that are named

Bilingual = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="TMX, XLIFF, PO or JSON Lines, such as output/machine.tmx.")
]
Least = Annotated[int, typer.Option(min=1, help="How often a rendering must stand.")]


def renderings(
    files: Bilingual, glossary: options.Glossaries = None, least: Least = consistency.LEAST, json: options.Json = False
) -> None:
    """List words and phrases that the glossary lacks and that files render in several ways, with counts and places.

    Words are linked by how often they stand in the same segments, over all files together. `glossary adopt` makes one
    of the renderings the rule.
    """
    with options.project(options.settings(), glossary) as project:
        options.tell_remarks(project)
        units = list(matched_units((unit for file in files for unit in formats.load_units(file)), project.glossary))
    found = consistency.phrases(units, least=least)
    for phrase in found:
        if json:
            rows = [_record(rendering, units) for rendering in phrase.renderings]
            result_json({"phrase": phrase.text, "count": phrase.count, "renderings": rows})
        else:
            told = "; ".join(_told(rendering, units) for rendering in phrase.renderings)
            result(f"{visible(phrase.text)}\t{visible(told)}")
    say(f"{len(units):,} segments, {len(found):,} phrases with several renderings")


def adopt(
    french: Annotated[str, typer.Argument(metavar="FRENCH")],
    english: Annotated[str, typer.Argument(metavar="ENGLISH", help="The rendering that is to stand everywhere.")],
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="The documents of the run. Default: as `run`.")
    ] = None,
    glossary: glossary_changes.GlossaryFile = None,
    pos: glossary_changes.PartOption = PartOfSpeech.NOUN,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder of the results.")] = None,
    json: options.Json = False,
) -> None:
    """Make a rendering an entry of the glossary and run again: only segments that hold the term are drafted anew.

    All others come from the store of drafts in the output folder. `glossary undo` takes the entry back.
    """
    file = glossary or glossary_changes.only_file()
    glossary_changes.add(french, english, glossary=file, pos=pos, json=json)
    running.run(paths, output=output, glossary=[file] if glossary else None, json=json)


def _told(rendering: Rendering, units: list[Unit]) -> str:
    named = ", ".join(_number(place, units) for place in rendering.places[:_PLACES])
    more = ", …" if len(rendering.places) > _PLACES else ""
    return f"{rendering.text} {len(rendering.places)} ({named}{more})"


def _record(rendering: Rendering, units: list[Unit]) -> dict[str, object]:
    places = [
        {"segment": _number(place, units), "source": place.source, "target": place.target} for place in rendering.places
    ]
    return {"text": rendering.text, "count": len(rendering.places), "places": places}


def _number(place: Place, units: list[Unit]) -> str:
    segment = units[place.unit].segment
    return segment.number or segment.id
