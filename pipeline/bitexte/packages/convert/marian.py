"""Marian models (.npz) to CTranslate2 by its own converter; nothing that a file holds is run."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Sequence
from math import prod
from pathlib import Path

from bitexte import limits
from bitexte.errors import PackageError
from bitexte.packages.convert.recognise import small

CONFIGURATION = "special:model.yml"
QUANTIZATION = "int8"  # what a run computes with

# Layers that CTranslate2's converter would pass over without a word.
_PLAIN = {"transformer-ffn-depth": 2, "transformer-decoder-ffn-depth": 0, "transformer-tied-layers": []}
_BOUNDS = {"enc-depth": 100, "dec-depth": 100, "transformer-heads": 1_000}


def convert(model: Path, vocabularies: Sequence[Path], output: Path) -> None:
    """Write the CTranslate2 model of `model` to the folder `output`, which must not exist.

    `vocabularies` are those of source and target, vocab.yml or SentencePiece. Raise PackageError where a file is
    damaged, or the model is of a kind that CTranslate2 does not run.
    """
    import yaml
    from ctranslate2.converters import MarianConverter

    _check(model)
    with tempfile.TemporaryDirectory() as folder:
        lists = [_as_yml(path, Path(folder) / f"{n}.yml") for n, path in enumerate(vocabularies)]
        try:
            MarianConverter(str(model), [str(path) for path in lists]).convert(str(output), quantization=QUANTIZATION)
        except (zipfile.BadZipFile, yaml.YAMLError, OSError) as error:
            raise _refused(model, f"is damaged: {_line(error)}") from error
        except KeyError as error:
            raise _refused(model, f"lacks {error}") from error
        except (ValueError, TypeError, AttributeError, IndexError, OverflowError) as error:
            raise _refused(model, f"is not one that CTranslate2 runs: {_line(error)}") from error


def settings(path: Path) -> dict[str, object]:
    """The settings of a YAML file such as decoder.yml; raise PackageError where it holds no mapping."""
    return _mapping(small(path), path)


def _check(model: Path) -> None:
    """Read the header of every array: no objects, which would be pickles, and as many bytes as its shape says."""
    import numpy as np

    try:
        with zipfile.ZipFile(model) as archive:
            members = archive.infolist()
            unpacked = sum(member.file_size for member in members)
            if len(members) > limits.PACKAGE_MEMBERS or unpacked > limits.PACKAGE_BYTES:
                raise _refused(model, f"would unpack to {unpacked:,} bytes in {len(members):,} arrays")
            for member in members:
                with archive.open(member) as file:
                    version = np.lib.format.read_magic(file)
                    read = np.lib.format.read_array_header_1_0 if version == (1, 0) else None
                    read = read or np.lib.format.read_array_header_2_0
                    shape, _, dtype = read(file)
                    if dtype.hasobject:
                        raise _refused(model, f"{member.filename!r} is a pickle, which can run a program")
                    if file.tell() + prod(shape) * dtype.itemsize != member.file_size:
                        raise _refused(model, f"{member.filename!r} has not the size of its shape")
            if f"{CONFIGURATION}.npy" not in archive.namelist():
                raise _refused(model, f"lacks {CONFIGURATION}: no Marian model")
        with np.load(model, allow_pickle=False) as arrays:
            _check_configuration(_mapping(arrays[CONFIGURATION].tobytes()[:-1], model), model)
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise _refused(model, f"is damaged: {_line(error)}") from error


def _check_configuration(configuration: dict[str, object], model: Path) -> None:
    for key, most in _BOUNDS.items():
        value = configuration.get(key)
        if not isinstance(value, int) or not 0 < value <= most:
            raise _refused(model, f"is not one that CTranslate2 runs: {key} is {str(value)[:80]}")
    for key, plain in _PLAIN.items():
        value = configuration.get(key, plain)
        if value != plain and not (key == "transformer-decoder-ffn-depth" and value == 2):
            raise _refused(model, f"is not one that CTranslate2 runs: {key} is {str(value)[:80]}")


def _mapping(content: bytes, path: Path) -> dict[str, object]:
    """A YAML mapping without aliases: a few of them in one another would fill all memory when they are printed."""
    import yaml

    try:
        text = content.decode("utf-8")
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise PackageError("its YAML has aliases", where=str(path))
        value = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise PackageError(f"not readable as YAML: {_line(error)}", where=str(path)) from error
    if not isinstance(value, dict):
        raise PackageError("must hold a YAML mapping", where=str(path))
    return value


def _as_yml(vocabulary: Path, made: Path) -> Path:
    """The vocabulary as the converter reads it: that of a SentencePiece model is written out."""
    if vocabulary.suffix in (".yml", ".yaml"):
        small(vocabulary, limits.LEXICON_BYTES)
        return vocabulary
    quoted = (_ESCAPED.sub(r"\\\g<0>", piece) for piece in pieces_of(vocabulary))
    made.write_text("".join(f'"{piece}": {number}\n' for number, piece in enumerate(quoted)), encoding="utf-8")
    return made


def pieces_of(path: Path) -> list[str]:
    """The pieces of a SentencePiece model, in their order; raise PackageError where it is damaged."""
    import sentencepiece

    try:
        model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    except (OSError, RuntimeError) as error:
        raise PackageError("no sound SentencePiece model", where=str(path)) from error
    return [model.id_to_piece(number) for number in range(model.get_piece_size())]


_ESCAPED = re.compile(r'[\\"]')


def _refused(model: Path, reason: str) -> PackageError:
    return PackageError(reason, where=str(model), hint="take another model: bitexte package list --known")


def _line(error: BaseException) -> str:
    """The message of an error as one line; the converter lists its reasons below one another."""
    text = " ".join(str(error).split())
    return text.partition("following reasons: - ")[2] or text or type(error).__name__
