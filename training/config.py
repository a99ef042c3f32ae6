"""The settings of a recipe, from one TOML file a model and the table of its sources."""

from __future__ import annotations

import fnmatch
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import get_args, get_type_hints

PATHS = frozenset(["work", "package", "start", "pieces", "lexicon", "sources", "calibration"])
PATH_LISTS = frozenset(["corpus", "validation"])


@dataclass(frozen=True)
class Source:
    """How often a pair of a source is seen in one pass, and the tag of origin before it ("" for none).

    `domain` marks what is like the texts to come: "news", "domain" or "" for everything else.
    """

    weight: float
    tag: str
    domain: str = ""


@dataclass(frozen=True)
class Recipe:
    """Paths are relative to the recipe's file. training/README.md explains every setting."""

    name: str
    from_code: str
    to_code: str
    version: str
    corpus: tuple[Path, ...]
    sources: Path
    validation: tuple[Path, ...]  # without their suffix: .<from_code> and .<to_code> are added
    work: Path
    package: Path
    lexicon: Path | None = None
    start: Path | None = None  # weights to start from; None: random ones
    calibration: Path | None = None  # JSON: the coefficients of the package's confidence
    pieces: Path | None = None  # a sentencepiece model to take over; None: one is trained
    vocabulary: int = 16384
    width: int = 384
    inner: int = 1536
    encoder_heads: int = 12
    decoder_heads: int = 6
    encoder_layers: int = 8
    decoder_layers: int = 2
    positions: int = 512
    dropout: float = 0.0
    precision: str = "bfloat16"
    smoothing: float = 0.1
    negatives: int = 3072  # random pieces in a step's softmax; 0: the whole vocabulary
    batch_pieces: int = 6144
    batches: int = 3  # a step
    longest: int = 160
    matrix_rate: float = 0.02
    vector_rate: float = 0.002
    encoder_rate: float = 1.5e-4  # of the top encoder layer, where the encoder starts from given weights
    encoder_decay: float = 0.85  # of that rate, a layer downwards
    frozen: int = 0  # target pieces that the decoder learns alone, where only the encoder starts from given weights
    warmup: int = 100
    average: float = 0.9995
    kept: float = 0.0  # the share of the start's own weights that is mixed in at export
    guidance: float = 0.1
    annotated: float = 0.25
    masked: float = 0.06
    tagged: float = 0.5
    tag_at_work: str = "\ue02c"
    share: float = 1.0  # of the pairs of every source that is prepared
    held_out: int = 2000
    aligned: int = 400_000  # pairs whose words are aligned
    common: int = 3  # times a piece stands on the target side, for the decoder to keep it at export; 0: all are kept
    checkpoint_minutes: float = 10.0
    makers: int = 1
    watched: int = 0
    seed: int = 1
    added: str = ""  # what the README is to say of the lexicon and the confidence besides
    note: str = ""  # what the package's README is to say besides, among its limits


def read(path: Path) -> Recipe:
    """Read a recipe; SystemExit says what is wrong with the file, or which settings are unknown, missing, mistaken."""
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise SystemExit(f"{path}: no TOML: {error}") from error
    return _recipe(path, settings)


def _recipe(path: Path, settings: Mapping[str, object]) -> Recipe:
    unknown = sorted(set(settings) - {known.name for known in fields(Recipe)})
    if unknown:
        raise SystemExit(f"{path}: unknown settings: {', '.join(unknown)}")
    needed = sorted(known.name for known in fields(Recipe) if known.default is MISSING)
    if missing := [name for name in needed if name not in settings]:
        raise SystemExit(f"{path}: missing settings: {', '.join(missing)}")
    hints = get_type_hints(Recipe)
    values = {name: _value(path, name, hints[name], value) for name, value in settings.items()}
    return Recipe(**values)  # type: ignore[arg-type]  # _value has checked each against its hint


def _value(path: Path, name: str, kind: object, value: object) -> object:
    """The setting in its type; a path from the recipe's folder on."""
    if name in PATHS and isinstance(value, str):
        return (path.parent / value).resolve()
    if name in PATH_LISTS:
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and values and all(isinstance(each, str) for each in values):
            return tuple((path.parent / each).resolve() for each in values)
    elif kind is str and isinstance(value, str):
        return value
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and value >= 0:
        if kind is float:
            return float(value)
        if kind is int and isinstance(value, int):
            return value
    wanted = "a path or a list of paths" if name in PATH_LISTS else _named(kind)
    raise SystemExit(f"{path}: {name} must be {wanted}, not {value!r}")


def _named(kind: object) -> str:
    kinds = {int: "a whole number from 0 on", float: "a number from 0 on", str: "a text"}
    return kinds.get(kind, "a path") if isinstance(kind, type) else f"a path{' or left out' if get_args(kind) else ''}"


def sources(recipe: Recipe) -> dict[str, Source]:
    """The table of sources: pattern, weight, tag (U+E028 or none) and domain (or none), by tabs; # starts a remark."""
    found: dict[str, Source] = {}
    for number, line in enumerate(_lines(recipe.sources), start=1):
        cells = line.split("\t")
        where = f"{recipe.sources}:{number}"
        if not line or line.startswith("#"):
            continue
        if not 2 <= len(cells) <= 4:
            raise SystemExit(f"{where}: a line is source, weight, tag, domain: {line!r}")
        tag, domain = (*cells[2:], "", "")[:2]
        if domain not in ("", "news", "domain"):
            raise SystemExit(f"{where}: the fourth column is `news`, `domain` or empty, not {domain!r}")
        found[cells[0]] = Source(_weight(where, cells[1]), _tag(where, tag), domain)
    return found


def source_of(known: Mapping[str, Source], origin: str) -> Source | None:
    """What the table says of a source: by its name, else by the first pattern that fits; None where nothing does."""
    if origin in known:
        return known[origin]
    return next((source for pattern, source in known.items() if fnmatch.fnmatch(origin, pattern)), None)


def unused(known: Mapping[str, Source], origins: Iterable[str]) -> list[str]:
    """The lines of the table that no source fits: spelling mistakes, or files that are not there."""
    names = set(origins)
    return [pattern for pattern in known if not fnmatch.filter(names, pattern)]


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from error


def _weight(where: str, cell: str) -> float:
    try:
        weight = float(cell)
    except ValueError:
        weight = -1.0
    if not 0 <= weight <= 100:
        raise SystemExit(f"{where}: a weight is a number from 0 to 100, not {cell!r}")
    return weight


def _tag(where: str, cell: str) -> str:
    if not cell:
        return ""
    if not (cell.startswith("U+E02") and len(cell) == 6 and cell[5] in "89ABCDEF"):
        raise SystemExit(f"{where}: a tag is one of U+E028 to U+E02F, not {cell!r}")
    return chr(0xE020 + int(cell[5], 16))
