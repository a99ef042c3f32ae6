"""`bitexte init`: the folder of a new project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bitexte.cli import console, options
from bitexte.disk.replace import write_if_changed
from bitexte.errors import InputError
from bitexte.settings import FILES

SETTINGS = """\
# The settings of this project: `bitexte config` shows those in force, docs/configuration.md lists all there are.
sources = ["texts"]
output = "output"
glossaries = ["glossary/*.yaml"]
formats = ["page", "xliff", "tmx", "index"]
# english = "en-GB"

# [checks]
# Y011 = "off"
"""
GLOSSARY = """\
# Your terms, French to English. The first term of a language is the preferred one; an entry looks like this:
#
#   - id: marketplace
#     fr: [place de marché, {term: marketplace, status: admitted}]
#     en: [marketplace, {term: market place, status: deprecated}]
#     pos: noun
#     note: One word in our texts.
#
# `bitexte glossary add "place de marché" marketplace` writes one too, `bitexte glossary import` reads other formats.
source: fr
target: en
terms: []
"""
IGNORED = """\
# Results can be made again; what people review is kept in glossary/reviewed.tmx.
output/
.*.undo
*.tmx.before
"""
CONTENTS = {FILES[0]: SETTINGS, "glossary/terms.yaml": GLOSSARY, ".gitignore": IGNORED}
TEXTS = "texts"


def init(
    folder: Annotated[Path, typer.Argument(metavar="[FOLDER]", help="The new project's folder.")] = Path(),
    json: options.Json = False,
) -> None:
    """Make a project: settings, a glossary to fill, a folder for French texts. What is there already stays."""
    if folder.exists() and not folder.is_dir():
        raise InputError("is a file", where=str(folder), hint="name a folder")
    settings = next((folder / name for name in FILES[:1] if (folder / name).exists()), None)
    if settings is not None:
        raise InputError("there is a project already", where=str(settings), hint="bitexte config shows its settings")
    for name, text in CONTENTS.items():
        path = folder / name
        if path.exists():
            console.say(f"{path} is there already and stays as it is")
        elif write_if_changed(path, text.encode("utf-8")):
            console.result_of(str(path), {"file": str(path)}, json=json)
    texts = folder / TEXTS
    if not texts.exists():
        texts.mkdir(parents=True)
        console.result_of(f"{texts}/", {"folder": str(texts)}, json=json)
    place = "" if folder == Path() else f"cd {folder}, "
    console.say(f"Next: {place}put French documents into {TEXTS}/, then bitexte run")
