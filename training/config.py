"""The settings of a recipe, from one TOML file a model."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path


@dataclass(frozen=True)
class Recipe:
    """Paths are relative to the recipe's file; `weights` says how often a pair of a source is seen an epoch.

    `makers` is the number of processes that make batches (another number, another order of the data), `watched` the
    number of validation lines translated at every checkpoint. training/README.md explains all of them.
    """

    name: str
    from_code: str
    to_code: str
    corpus: Path
    validation: Path  # without its suffix: .<from_code> and .<to_code> are added
    work: Path
    package: Path
    version: str
    seed: int = 1
    vocabulary: int = 8000
    width: int = 256
    inner: int = 1024
    heads: int = 4
    encoder_layers: int = 6
    decoder_layers: int = 2
    dropout: float = 0.0
    precision: str = "bfloat16"
    smoothing: float = 0.1
    batch_pieces: int = 4096
    longest: int = 160
    matrix_rate: float = 0.02
    vector_rate: float = 0.002
    warmup: int = 300
    average: float = 0.998
    guidance: float = 0.1
    annotated: float = 0.3
    plain: float = 0.0  # the share of the weights of plain.pt, cooled down without annotation
    held_out: int = 1000
    checkpoint_minutes: float = 10.0
    makers: int = 1
    watched: int = 0
    weights: dict[str, float] = field(default_factory=dict)


def read(path: Path) -> Recipe:
    """Read a recipe; SystemExit says what is wrong with the file, or which settings do not exist or are missing."""
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SystemExit(f"{path}: {error.strerror}") from error
    except ValueError as error:
        raise SystemExit(f"{path}: no TOML: {error}") from error
    unknown = sorted(set(settings) - {known.name for known in fields(Recipe)})
    if unknown:
        raise SystemExit(f"{path}: unknown settings: {', '.join(unknown)}")
    needed = sorted(known.name for known in fields(Recipe) if known.default is known.default_factory is MISSING)
    if missing := [name for name in needed if name not in settings]:
        raise SystemExit(f"{path}: missing settings: {', '.join(missing)}")
    for key in ("corpus", "validation", "work", "package"):
        settings[key] = (path.parent / settings[key]).resolve()
    return Recipe(**settings)
