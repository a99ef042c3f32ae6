"""Settings of a project: `[tool.bitexte]` in pyproject.toml, or the whole of bitexte.toml, over the defaults."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from bitexte.errors import ConfigError, nearest
from bitexte.text.characters import shown

FILES = ("bitexte.toml", "pyproject.toml")
# The smallest and the largest value that makes sense.
RANGES = {
    "beam": (1, 64),
    "batch_pieces": (1, 1_000_000),
    "batch_segments": (1, 100_000),
    "jobs": (0, 1024),
    "largest": (1, 100_000),
    "local_tokens": (16, 100_000),
    "local_seconds": (1, 3600),
    "local_requests": (1, 64),
    "subtitle_line": (10, 200),
    "subtitle_speed": (5, 100),
}


CHOICES = {
    "french": ("fr", "fr-BE", "fr-CA", "fr-CH", "fr-FR", "fr-LU"),
    "english": ("en", "en-AU", "en-CA", "en-GB", "en-IE", "en-NZ", "en-US"),
    "wrapped": ("auto", "yes", "no"),
    "revisions": ("keep", "accept"),
    "bilingual": ("no", "interleaved", "columns"),
    "xliff_units": ("block", "segment"),
    "po_drafts": ("fuzzy", "final"),
}


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A check of the project's own: see checks/own for what its patterns mean."""

    message: str = ""
    source: str = ""
    target: str = ""
    lacks: str = ""
    severity: str = "warning"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know; relative paths start at `folder`, the project's own.

    `reviewed` are memories of human work, used before anything is decoded; the first takes what `review apply` brings.
    `references` are memories that are shown beside and never put in place. `engine` names what translates; the `local`
    one asks the server at `local_address` for `local_model`, `local_requests` texts at a time, each of at most
    `local_tokens` tokens and `local_seconds`, on this machine unless `texts_may_leave_this_machine`. `beam` is the
    width of the search; `batch_pieces` the size of a decoding batch in subword pieces, `batch_segments` that of a
    commit to the memory; `jobs` the number of processor cores, 0 for all; `lexicon` whether the package's lexicon is
    asked for hints; `largest` the size in MB up to which a text is read whole. `checks` gives codes of findings another
    severity (error, warning, note or off); the table of checks knows which codes there are. `own_checks` are the tables
    `[[checks.own]]`. `french` and `english` are the language tags of what is written, such as fr-FR and en-GB. From
    `columns` to `keep_selectors`: how documents are read; `subtitle_line` is the most characters of a line of
    subtitles, `subtitle_speed` the most that a cue may show a second. From `bilingual` on: how files beside the English
    ones are written (formats/options for both).
    """

    folder: Path = Path()
    sources: tuple[str, ...] = ("seeds",)
    output: str = "output"
    glossaries: tuple[str, ...] = ("glossary/*.yaml",)
    package: str | None = None
    formats: tuple[str, ...] = ("page", "xliff", "tmx", "index")
    engine: str = "package"
    local_address: str = "http://127.0.0.1:8080/v1"
    local_model: str = ""
    local_tokens: int = 1024
    local_seconds: int = 120
    local_requests: int = 4
    texts_may_leave_this_machine: bool = False
    reviewed: tuple[str, ...] = ("glossary/reviewed.tmx",)
    references: tuple[str, ...] = ()
    srx: str | None = None
    beam: int = 4
    batch_pieces: int = 512
    batch_segments: int = 64
    jobs: int = 0
    lexicon: bool = True
    largest: int = 64
    french: str = "fr"
    english: str = "en"
    columns: tuple[str, ...] = ()
    wrapped: str = "auto"
    only_empty: bool = False
    hidden: bool = False
    comments: bool = False
    revisions: str = "keep"
    keep_styles: tuple[str, ...] = ()
    keep_selectors: tuple[str, ...] = ()
    subtitle_line: int = 42
    subtitle_speed: int = 17
    bilingual: str = "no"
    xliff_units: str = "block"
    po_drafts: str = "fuzzy"
    csv_mark: bool = False
    checks: dict[str, str] = field(default_factory=dict)
    own_checks: tuple[OwnCheck, ...] = ()


def load(folder: Path) -> Settings:
    """The settings of the project in `folder`; the defaults where it has none.

    Raises ConfigError on unreadable TOML, an unknown key or a value of the wrong kind.
    """
    for name in FILES:
        path = folder / name
        if not path.is_file():
            continue
        table = _table(path)
        section = table if name == FILES[0] else _tool(table)
        if section is not None:
            return _settings(section, folder, str(path))
    return Settings(folder=folder)


def _table(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:  # TOML's own errors are ValueErrors, as is a giant number
        reason = error.strerror if isinstance(error, OSError) else error
        if isinstance(error, RecursionError):
            reason = "nested too deeply"
        raise ConfigError(f"not readable as TOML: {reason}", where=str(path)) from error


def _tool(table: dict[str, object]) -> object:
    """The section `[tool.bitexte]` of a pyproject.toml; None where it has none."""
    tools = table.get("tool")
    return tools.get("bitexte") if isinstance(tools, dict) else None


def _settings(section: object, folder: Path, where: str) -> Settings:
    if not isinstance(section, dict):
        raise ConfigError("the settings must be a table", where=where)
    known = {each.name: str(each.type) for each in fields(Settings) if each.name not in ("folder", "own_checks")}
    table = section.get("checks")
    own = table.get("own", []) if isinstance(table, dict) else []
    if isinstance(table, dict):
        section = {**section, "checks": {key: value for key, value in table.items() if key != "own"}}
    values = {key: _value(key, value, known, where) for key, value in section.items()}
    values["own_checks"] = _own_checks(own, where)
    return sound(replace(Settings(folder=folder), **values), where)


def _own_checks(tables: object, where: str) -> tuple[OwnCheck, ...]:
    known = [each.name for each in fields(OwnCheck)]
    hint = "known: " + ", ".join(known)
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise ConfigError("checks.own must be a list of tables", where=where, hint=hint)
    for table in tables:
        for key, value in table.items():
            if key not in known:
                raise ConfigError(f"unknown setting checks.own.{shown(key)}", where=where, hint=hint)
            if not isinstance(value, str):
                raise ConfigError(f"checks.own.{key} must be a text, not {shown(repr(value))}", where=where)
    return tuple(OwnCheck(**table) for table in tables)


def sound(settings: Settings, where: str = "") -> Settings:
    """The settings, if each is in its range; ConfigError if not."""
    for key, (least, most) in RANGES.items():
        if not least <= getattr(settings, key) <= most:
            raise ConfigError(f"{key} must be between {least} and {most}", where=where)
    for key, choices in CHOICES.items():
        if getattr(settings, key) not in choices:
            raise ConfigError(f"{key} must be one of {', '.join(choices)}", where=where)
    return settings


def _value(key: str, value: object, known: dict[str, str], where: str) -> Any:
    if key not in known:
        close = nearest(key, known)
        hint = f"did you mean {close}?" if close else shown("known: " + ", ".join(sorted(known)), 150)
        raise ConfigError(f"unknown setting {shown(key)!r}", where=where, hint=hint)
    kind = known[key]
    if "\0" in str(value):
        raise ConfigError(f"{key} holds a NUL character", where=where, hint="delete it")
    if kind.startswith("tuple") and isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if kind.startswith("dict") and isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
        return value
    if kind == "bool" and isinstance(value, bool):
        return value
    if kind == "int" and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind.startswith("str") and isinstance(value, str):
        return value
    wanted = {"tuple": "a list of texts", "dict": "a table of texts", "int": "a number", "bool": "true or false"}
    raise ConfigError(
        f"{key} must be {wanted.get(kind.partition('[')[0], 'a text')}, not {shown(repr(value))}", where=where
    )
