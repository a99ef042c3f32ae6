"""Package and Metadata: a model package, read from its folder."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from bitexte import limits
from bitexte.errors import PackageError
from bitexte.packages import properties
from bitexte.packages.lexicon import FILE as LEXICON
from bitexte.packages.lexicon import Lexicon
from bitexte.packages.properties import Properties
from bitexte.text.characters import shown

METADATA = "metadata.json"
README = "README.md"
TOKENIZERS = ("sentencepiece.model", "bpe.model")  # Argos Translate prefers the first where both are there
TARGET_TOKENIZER = "target.model"  # the SentencePiece model of the target, where it is another than the source's
REQUIRED = (METADATA, "model/model.bin")

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_VERSION = re.compile(r"\d{1,6}([._-][0-9A-Za-z]{1,12}){0,8}")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}")
_KIND = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
_TOKEN = re.compile(r"[^\s\x00-\x1f\x7f]{1,64}")


class Source(StrEnum):
    """Where a package was found."""

    PATH = "path"
    INSTALLED = "installed"
    EMBEDDED = "embedded"
    ARGOS = "argos"


@dataclass(frozen=True, slots=True)
class Annotation:
    """The tags a model was trained to obey: in the source text they stand as `open` term `separator` target `close`.

    In metadata.json: `"terminology": {"open": "...", "separator": "...", "close": "..."}`.
    """

    open: str
    separator: str
    close: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """The coefficients of a package's confidence (see engine/confidence.Signals, whose fields the weights name).

    A translation whose mean log-probability a piece is below `doubtful` is looked at word by word. In metadata.json:
    `"confidence": {"bias": 1.5, "total": 0.2, ...}`; what is not named there has the value given here.
    """

    bias: float = 1.4
    total: float = 0.2
    worst: float = 0.1
    uncovered: float = -0.25
    left: float = -2.5
    unknown: float = -2.0
    dropped: float = -1.0
    doubled: float = -1.0
    length: float = -1.0
    doubtful: float = -0.3


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a package that was made of another's model comes from, and under which licence.

    `files` has the SHA-256 of each file that it was made of, by its name.
    """

    address: str
    revision: str = ""
    licence: str = ""
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metadata:
    """What metadata.json says.

    From `terminology` on they are Bitexte's own keys, absent from other Argos packages. `longest` is the number of
    subword pieces up to which the model is at its best; `source_prefix` is a symbol to put before every source, which
    tells what kind of text it is; `masks` are symbols that come back as they went in, each in its place, so that they
    can stand for what no translation may change. `before` and `after` are symbols of the vocabulary that every source
    is put between; `kind` is what the model was before it was made a package, `origin` where that was had.
    """

    package_version: str
    argos_version: str
    from_code: str
    from_name: str
    to_code: str
    to_name: str
    target_prefix: str = ""
    terminology: Annotation | None = None
    longest: int | None = None
    source_prefix: str = ""
    masks: str = ""
    confidence: Calibration = field(default_factory=Calibration)
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    kind: str = "argos"
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose files lie in `folder`; `checksum` is the SHA-256 of its content (see content.checksum)."""

    name: str
    folder: Path
    tokenizer: Path
    metadata: Metadata
    readme: str
    checksum: str
    source: Source

    @property
    def version(self) -> str:
        return self.metadata.package_version

    @property
    def from_code(self) -> str:
        return self.metadata.from_code

    @property
    def to_code(self) -> str:
        return self.metadata.to_code

    @property
    def annotation(self) -> Annotation | None:
        return self.metadata.terminology

    @property
    def lexicon(self) -> Lexicon | None:
        """The lexicon that came with it."""
        path = self.folder / LEXICON
        return Lexicon(path) if path.is_file() else None

    @property
    def properties(self) -> Properties | None:
        """What the probe found it can do; None where it was not probed, as packages that were not installed by us."""
        return properties.read(self.folder)

    @property
    def target_tokenizer(self) -> Path:
        """The tokenizer of the target: a file of its own, or that of the source."""
        path = self.folder / TARGET_TOKENIZER
        return path if path.is_file() else self.tokenizer

    @property
    def model(self) -> Path:
        """The CTranslate2 model folder."""
        return self.folder / "model"

    @property
    def rank(self) -> tuple[tuple[int, ...], str]:
        """Sorts packages of one language pair: the newest version is the greatest."""
        return version_rank(self.version), self.name


def read(folder: Path, checksum: str, source: Source, name: str = "") -> Package:
    """Read the package in `folder`; raise PackageError where something it needs is missing or malformed."""
    for required in REQUIRED:
        if not (folder / required).is_file():
            raise PackageError(f"not a package: {required} is missing", where=str(folder))
    return Package(
        name=check_name(name or folder.resolve().name, str(folder)),
        folder=folder,
        tokenizer=_tokenizer(folder),
        metadata=parse_metadata(_small_file(folder / METADATA), str(folder / METADATA)),
        readme=_small_file(folder / README).decode("utf-8", "replace") if (folder / README).is_file() else "",
        checksum=checksum,
        source=source,
    )


def parse_metadata(content: bytes, where: str) -> Metadata:
    """Read the bytes of a metadata.json; raise PackageError where it is no JSON object or makes no sense."""
    try:
        fields = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise PackageError(f"not valid JSON: {error}", where=where) from error
    if not isinstance(fields, dict):
        raise PackageError("must hold one JSON object", where=where)
    text = {key: value for key, value in fields.items() if isinstance(value, str)}
    version, from_code, to_code = (text.get(key, "") for key in ("package_version", "from_code", "to_code"))
    _must(bool(_VERSION.fullmatch(version)), f"package_version {shown(version)!r} is no version number", where)
    for key, code in (("from_code", from_code), ("to_code", to_code)):
        _must(bool(_LANGUAGE.fullmatch(code)), f"{key} {shown(code)!r} is no language code", where)
    _must(from_code != to_code, f"translates {shown(from_code)!r} into itself", where)
    return Metadata(
        package_version=version,
        argos_version=text.get("argos_version", ""),
        from_code=from_code,
        from_name=text.get("from_name", from_code),
        to_code=to_code,
        to_name=text.get("to_name", to_code),
        target_prefix=text.get("target_prefix", ""),
        terminology=_annotation(fields.get("terminology"), where),
        longest=_longest(fields.get("longest"), where),
        source_prefix=_symbols(fields, "source_prefix", where, most=1),
        masks=_symbols(fields, "masks", where, most=64),
        confidence=_calibration(fields.get("confidence"), where),
        before=_tokens(fields, "before", where),
        after=_tokens(fields, "after", where),
        kind=_kind(fields.get("kind", "argos"), where),
        origin=_origin(fields.get("origin"), where),
    )


def check_name(name: str, where: str) -> str:
    """Give the name back, or raise PackageError if it cannot name a folder on every platform."""
    plain = bool(_NAME.fullmatch(name)) and not name.endswith(".")
    _must(plain, f"{shown(name)!r} cannot name a package: letters, digits, '_', '-', '+' and '.' can", where)
    return name


def version_rank(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing: 1.10 is above 1.9."""
    # In pieces: Python refuses to read numbers of thousands of digits.
    return tuple(int(number) for number in re.findall(r"\d{1,18}", version))


def _annotation(value: object, where: str) -> Annotation | None:
    if value is None:
        return None
    keys = ("open", "separator", "close")
    tags = [value.get(key) for key in keys] if isinstance(value, dict) else []
    texts = [tag for tag in tags if isinstance(tag, str) and tag.strip()]
    _must(len(set(texts)) == len(keys), f"`terminology` must name three different tags: {', '.join(keys)}", where)
    return Annotation(*texts)


def _longest(value: object, where: str) -> int | None:
    if value is None:
        return None
    _must(isinstance(value, int) and 16 <= value <= 256, "`longest` must be a number from 16 to 256", where)
    return value if isinstance(value, int) else None


def _symbols(fields: dict[str, object], key: str, where: str, most: int) -> str:
    """Distinct private-use characters, at most so many; empty where the key is absent."""
    value = fields.get(key, "")
    text = value if isinstance(value, str) else "?"
    fit = len(set(text)) == len(text) <= most and all(unicodedata.category(each) == "Co" for each in text)
    _must(fit, f"`{key}` must be {'one private-use character' if most == 1 else 'private-use characters'}", where)
    return text


def _tokens(fields: dict[str, object], key: str, where: str) -> tuple[str, ...]:
    """Up to four symbols of a vocabulary; none where the key is absent."""
    value = fields.get(key, [])
    texts = tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
    fit = isinstance(value, list) and len(texts) == len(value) <= 4 and all(map(_TOKEN.fullmatch, texts))
    _must(fit, f"`{key}` must be a list of up to four symbols of the vocabulary", where)
    return texts


def _kind(value: object, where: str) -> str:
    fit = isinstance(value, str) and bool(_KIND.fullmatch(value))
    _must(fit, "`kind` must be a short name in small letters", where)
    return str(value)


def _origin(value: object, where: str) -> Origin | None:
    if value is None:
        return None
    given = value if isinstance(value, dict) else {}
    texts = {key: shown(given.get(key, ""), 300) for key in ("address", "revision", "licence")}
    files = given.get("files", {})
    sums = files.items() if isinstance(files, dict) else ()
    fit = isinstance(value, dict) and all(isinstance(given.get(key, ""), str) for key in texts)
    _must(fit and isinstance(files, dict), "`origin` must say `address`, `revision`, `licence` and `files`", where)
    return Origin(**texts, files={shown(str(name)): shown(str(digest), 64) for name, digest in sums})


def _calibration(value: object, where: str) -> Calibration:
    if value is None:
        return Calibration()
    known = Calibration.__dataclass_fields__
    given = value if isinstance(value, dict) else {}
    numbers = {name: float(each) for name, each in given.items() if name in known and isinstance(each, int | float)}
    fit = isinstance(value, dict) and len(numbers) == len(given)
    _must(fit, f"`confidence` must give numbers for some of {', '.join(known)}", where)
    return Calibration(**numbers)


def _tokenizer(folder: Path) -> Path:
    for name in TOKENIZERS:
        if (folder / name).is_file():
            return folder / name
    raise PackageError(f"not a package: {' or '.join(TOKENIZERS)} is missing", where=str(folder))


def _small_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(limits.METADATA_BYTES + 1)
    except OSError as error:
        raise PackageError(f"cannot be read: {error.strerror}", where=str(path)) from error
    _must(len(content) <= limits.METADATA_BYTES, f"larger than {limits.METADATA_BYTES:,} bytes", str(path))
    return content


def _must(holds: bool, message: str, where: str) -> None:
    if not holds:
        raise PackageError(message, where=where)
