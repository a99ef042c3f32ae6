"""Models of others made packages: CTranslate2 folders and Marian models, bilingual and multilingual.

A package made here has the files that one of Argos Translate has, and in its metadata.json what kind it is, where it
comes from with the SHA-256 of each file, under which licence, and the symbols of its languages. Nothing of the files is
run: no pickle is opened.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bitexte import limits
from bitexte.errors import PackageError
from bitexte.packages import checksums, weights
from bitexte.packages.convert import marian, recognise
from bitexte.packages.convert.recognise import Contents
from bitexte.packages.package import METADATA, README, TARGET_TOKENIZER, TOKENIZERS, Origin
from bitexte.text.characters import shown

NO_LICENCE = "not stated"
_LICENCES = ("LICENSE", "LICENSE.md", "LICENSE.txt", "LICENCE", "COPYING")
_FRONT_MATTER = re.compile(r"\A---\n.*?^license:\s*['\"]?([\w.+-]{1,60})", re.MULTILINE | re.DOTALL)
_SOURCE = re.compile(r"(?i)(?<![a-z])(?:source|src|fra?)(?![a-z])")
_TARGET = re.compile(r"(?i)(?<![a-z])(?:target|tgt|trg|eng?)(?![a-z])")
_TRANSLATION_MODEL = "TransformerSpec"


@dataclass(frozen=True, slots=True)
class Family:
    """How a multilingual model is told its languages: symbols before the source and before the target."""

    name: str
    source: tuple[str, ...]
    target: str = ""


# Told by their vocabulary, which holds the symbols; the first that fits decides.
FAMILIES = (
    Family("nllb-200", ("fra_Latn",), "eng_Latn"),  # source: language, pieces, </s> (NllbTokenizer of Transformers)
    Family("m2m100", ("__fr__",), "__en__"),
    Family("madlad-400", ("<2en>",)),  # T5: the target language before the source
    Family("opus-mt", (">>eng<<",)),  # OPUS-MT with several target languages
)


@dataclass(frozen=True, slots=True)
class Model:
    """A model that can be made a package, with the files that it needs.

    `vocabularies` are files: those of a CTranslate2 folder, or those of source and target of a Marian model.
    `tokenizers` are the SentencePiece models of source and target. `before` and `after` are symbols around every
    source, `prefix` the one every target begins with.
    """

    kind: str
    model: Path
    vocabularies: tuple[Path, ...]
    tokenizers: tuple[Path, Path]
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    prefix: str = ""


def recognised(folder: Path) -> Model:
    """The model in a folder, by what its files hold; raise PackageError, which says why, where none can be used."""
    found = recognise.contents(folder)
    if found.of(recognise.MODEL):
        return _ctranslate(found)
    if found.of(recognise.MARIAN):
        return _marian(found)
    raise recognise.refusal(found)


def licence(folder: Path) -> str:
    """The licence that a model card (README.md) or a licence file names; NO_LICENCE where none does."""
    card = folder / README
    if card.is_file():
        stated = _FRONT_MATTER.match(recognise.small(card).decode("utf-8", "replace").replace("\r\n", "\n"))
        if stated:
            return stated[1]
    for name in _LICENCES:
        if (folder / name).is_file():
            text = recognise.small(folder / name).decode("utf-8", "replace")
            return next((shown(line.strip(), 80) for line in text.splitlines() if line.strip()), NO_LICENCE)
    return NO_LICENCE


def digests(model: Model) -> dict[str, str]:
    """The SHA-256 of each file that a package is made of, by its name."""
    files = {model.model, *model.vocabularies, *model.tokenizers}
    configuration = model.model.with_name("config.json")
    files |= {configuration} if configuration.is_file() and model.kind != "marian" else set()
    return {path.name: checksums.file_sha256(path) for path in sorted(files)}


def package(model: Model, origin: Origin, card: Path, folder: Path) -> None:
    """Write the package of a model to the empty `folder`; `card` is its README, where it has one."""
    if model.kind == "marian":
        marian.convert(model.model, model.vocabularies, folder / "model")
    else:
        _copied_model(model, folder / "model")
    source, target = model.tokenizers
    shutil.copyfile(source, folder / TOKENIZERS[0])
    if checksums.file_sha256(source) != checksums.file_sha256(target):
        shutil.copyfile(target, folder / TARGET_TOKENIZER)
    if card.is_file() and card.stat().st_size <= limits.METADATA_BYTES:
        shutil.copyfile(card, folder / README)
    content = json.dumps(_metadata(model, origin), ensure_ascii=False, indent=1)
    (folder / METADATA).write_text(content + "\n", encoding="utf-8")


def _metadata(model: Model, origin: Origin) -> dict[str, object]:
    return {
        "package_version": "-".join(filter(None, ("0", origin.revision[:12]))),
        "from_code": "fr",
        "from_name": "French",
        "to_code": "en",
        "to_name": "English",
        "kind": model.kind,
        "origin": asdict(origin),
        "before": list(model.before),
        "after": list(model.after),
        "target_prefix": model.prefix,
    }


def _copied_model(model: Model, folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(model.model, folder / "model.bin")
    for path in model.vocabularies:
        shutil.copyfile(path, folder / path.name)
    configuration = model.model.with_name("config.json")
    if configuration.is_file():
        shutil.copyfile(configuration, folder / "config.json")


def _ctranslate(found: Contents) -> Model:
    model = _only(found.of(recognise.MODEL), "CTranslate2 models")
    table = weights.read(model)
    if table.specification != _TRANSLATION_MODEL:
        raise PackageError(f"no translation model, but {shown(table.specification)}", where=str(model))
    vocabularies = _ctranslate_vocabularies(model.parent)
    configuration = model.with_name("config.json")
    said = recognise.json_object(configuration) if configuration.is_file() else {}
    tokens = [set(_tokens(path)) for path in vocabularies]
    family = _family(tokens[0], tokens[-1])
    return Model(
        family.name if family else "ctranslate2",
        model,
        vocabularies,
        _tokenizers(found),
        family.source if family else (),
        _after(said, tokens[0]),
        family.target if family else "",
    )


def _after(said: Mapping[str, object], tokens: set[str]) -> tuple[str, ...]:
    """The mark of the end that a source needs and that CTranslate2 does not set by itself.

    Models of Marian and Transformers, whose decoder does not begin with `<s>`, have learnt it; OpenNMT's have not.
    """
    end = said.get("eos_token", "</s>")
    opennmt = said.get("decoder_start_token", "<s>") == "<s>"
    if said.get("add_source_eos") or opennmt or not isinstance(end, str) or end not in tokens:
        return ()
    return (end,)


def _marian(found: Contents) -> Model:
    decoders = [path for path in _named(found.folder, ".yml") if _is_decoder(path)]
    said = marian.settings(min(decoders)) if decoders else {}
    named = [_beside(found, name) for name in _texts(said.get("models"))]
    model = named[0] if named else _only(found.of(recognise.MARIAN), "Marian models")
    listed = [_beside(found, name) for name in _texts(said.get("vocabs"))]
    tokenizers = _tokenizers(found, listed)
    vocabularies = tuple(listed) or _marian_vocabularies(found, tokenizers)
    symbols = _marian_tokens(vocabularies[0])
    family = next((each for each in FAMILIES if each.name == "opus-mt" and {*each.source} <= symbols), None)
    return Model("marian", model, vocabularies, tokenizers, family.source if family else ())


def _is_decoder(path: Path) -> bool:
    return path.stat().st_size <= limits.METADATA_BYTES and b"models:" in path.read_bytes()


def _marian_vocabularies(found: Contents, tokenizers: Sequence[Path]) -> tuple[Path, ...]:
    lists = [path for path in _named(found.folder, ".yml") if not _is_decoder(path) and "vocab" in path.name]
    return (lists[0], lists[-1]) if lists else (tokenizers[0], tokenizers[1])


def _marian_tokens(path: Path) -> set[str]:
    if recognise.kind_of(path) == recognise.PIECES:
        return set(marian.pieces_of(path))
    text = recognise.small(path, limits.LEXICON_BYTES).decode("utf-8", "replace")
    return {line.rpartition(":")[0].strip("\"'") for line in text.splitlines()}


def _beside(found: Contents, name: str) -> Path:
    """The file that decoder.yml names, wherever in the folder it lies: its path may be one of another machine."""
    last = re.split(r"[/\\]", name)[-1]
    paths = [path for path in found.folder.rglob("*") if path.name == last and path.is_file()]
    if not paths:
        raise PackageError(f"decoder.yml names {shown(name)!r}, which is not here", where=str(found.folder))
    return min(paths)


def _family(source: set[str], target: set[str]) -> Family | None:
    return next(
        (each for each in FAMILIES if {*each.source} <= source and (not each.target or each.target in target)), None
    )


def _ctranslate_vocabularies(folder: Path) -> tuple[Path, ...]:
    """The vocabulary files under the names by which CTranslate2 finds them."""
    for names in (("shared_vocabulary",), ("source_vocabulary", "target_vocabulary")):
        paths = [_first(folder / f"{name}.json", folder / f"{name}.txt") for name in names]
        if all(paths):
            return tuple(path for path in paths if path)
    raise PackageError("shared_vocabulary, or source_vocabulary and target_vocabulary, is missing", where=str(folder))


def _first(*paths: Path) -> Path | None:
    return next((path for path in paths if path.is_file()), None)


def _tokens(path: Path) -> list[str]:
    content = recognise.small(path, limits.LEXICON_BYTES)
    if path.suffix == ".txt":
        return content.decode("utf-8", "replace").split("\n")
    try:
        tokens = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise PackageError(f"not valid JSON: {error}", where=str(path)) from error
    if not isinstance(tokens, list) or not all(isinstance(token, str) for token in tokens):
        raise PackageError("must hold a JSON list of texts", where=str(path))
    return tokens


def _tokenizers(found: Contents, listed: Sequence[Path] = ()) -> tuple[Path, Path]:
    """The SentencePiece models of source and target, those that decoder.yml lists before others."""
    pieces = found.of(recognise.PIECES)
    named = [path for path in listed if path in pieces]
    if named:
        return named[0], named[-1]
    sources, targets = ([path for path in pieces if role.search(path.name)] for role in (_SOURCE, _TARGET))
    if len(sources) == len(targets) == 1 and sources != targets:
        return sources[0], targets[0]
    if len(pieces) == 1:
        return pieces[0], pieces[0]
    if not pieces:
        raise PackageError(
            "no SentencePiece model is with it (source.spm and target.spm, or one for both)",
            where=str(found.folder),
            hint="models with subword-nmt (.bpe) or tokenizer.json alone are not read",
        )
    names = ", ".join(path.name for path in pieces[:5])
    hint = "name them source.spm and target.spm"
    raise PackageError(
        f"which SentencePiece model is whose cannot be told: {names}", where=str(found.folder), hint=hint
    )


def _only(paths: Sequence[Path], what: str) -> Path:
    if len(paths) > 1:
        names = ", ".join(path.name for path in paths[:5])
        hint = "give the folder of one, or name it in decoder.yml"
        raise PackageError(f"{len(paths)} {what} are here: {names}", where=str(paths[0].parent), hint=hint)
    return paths[0]


def _named(folder: Path, suffix: str) -> list[Path]:
    return sorted(path for path in folder.rglob(f"*{suffix}") if path.is_file())


def _texts(value: object) -> Iterator[str]:
    yield from (each for each in (value if isinstance(value, list) else []) if isinstance(each, str))
