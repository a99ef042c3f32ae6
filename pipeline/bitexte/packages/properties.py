"""What a package can do, as the probe found it when the package was installed: `.properties.json` beside its files."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from pathlib import Path

from bitexte.disk.replace import write_if_changed
from bitexte.errors import PackageError

PROPERTIES = ".properties.json"


class Terms(StrEnum):
    """How a model is made to use terms."""

    ANNOTATION = "annotation"  # it was trained to obey them in the source
    BLACK_BOX = "black-box"


class Alignment(StrEnum):
    """What says which word translates which."""

    TRAINED = "trained"  # a head that was trained for it
    HEAD = "head"  # the best of the others
    LEXICON = "lexicon"  # none is good enough: names, figures, cognates and the words of a lexicon


class Placeholders(StrEnum):
    """How what no translation may change gets through a model."""

    SYMBOLS = "symbols"  # with a symbol in its place that the model was trained to put back
    KEPT = "kept"  # as it is
    LETTERS = "letters"  # with a capital letter in its place
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Properties:
    """What a package can do.

    `words` is the share (0 to 1) of the words and figures of the probe whose English came out, `obeyed` that of terms
    asked for by annotation. `layer` and `head` are those of the attention that is read (None: that which the model was
    converted with; a layer without a head: the mean of all of its heads), `late` by how many rows it comes late,
    `agreement` the share of known words that it links rightly, `entropy` the mean of its rows in nats. `longest` is the
    number of pieces up to which the model leaves nothing out, `positions` how many it has. `cased`: capitals come out.
    `speed` is in sentences a second on one core, `memory` in bytes at most.
    """

    words: float
    terms: Terms = Terms.BLACK_BOX
    obeyed: float = 0.0
    alignment: Alignment = Alignment.HEAD
    layer: int | None = None
    head: int | None = None
    late: int = 1
    agreement: float = 0.0
    entropy: float = 0.0
    longest: int = 150
    positions: int | None = None
    cased: bool = True
    placeholders: Placeholders = Placeholders.KEPT
    speed: float = 0.0
    memory: int = 0


def write(folder: Path, properties: Properties) -> None:
    """Leave the properties beside the files of a package."""
    write_if_changed(folder / PROPERTIES, (json.dumps(asdict(properties), indent=1) + "\n").encode())


def read(folder: Path) -> Properties | None:
    """The properties of a package; None where none were measured. Raise PackageError where they are damaged."""
    path = folder / PROPERTIES
    if not path.is_file():
        return None
    try:
        return parse(path.read_bytes())
    except (OSError, ValueError) as error:
        hint = "install the package again with --force"
        raise PackageError("what the probe found is damaged", where=str(path), hint=hint) from error


def parse(content: bytes) -> Properties:
    """Properties from their JSON; ValueError where it is not ours."""
    try:
        given = json.loads(content)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(given, dict) or set(given) != {each.name for each in fields(Properties)}:
        raise ValueError("not the fields of Properties")

    def number(name: str) -> float:
        if isinstance(given[name], bool) or not isinstance(given[name], int | float):
            raise ValueError(f"{name} is no number")
        return float(given[name])

    def count(name: str) -> int | None:
        return None if given[name] is None else int(number(name))

    return Properties(
        words=number("words"),
        terms=Terms(given["terms"]),
        obeyed=number("obeyed"),
        alignment=Alignment(given["alignment"]),
        layer=count("layer"),
        head=count("head"),
        late=int(number("late")),
        agreement=number("agreement"),
        entropy=number("entropy"),
        longest=int(number("longest")),
        positions=count("positions"),
        cased=given["cased"] is True,
        placeholders=Placeholders(given["placeholders"]),
        speed=number("speed"),
        memory=int(number("memory")),
    )
