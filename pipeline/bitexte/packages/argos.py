"""What Argos Translate itself answers: the address of its index, and the tokenizer of its older packages."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, cast

from bitexte.disk import places
from bitexte.errors import PackageError
from bitexte.packages.package import Package

_FOLDERS = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")


class Tokenizer(Protocol):
    """Splits a sentence into the pieces a model knows, and joins such pieces."""

    def encode(self, text: str) -> list[str]: ...

    def decode(self, pieces: Sequence[str]) -> str: ...


def index_address() -> str:
    """The address of the package index that Argos Translate uses."""
    with _own_folders():
        from argostranslate import settings
    return str(settings.remote_package_index)


def bpe_tokenizer(package: Package) -> Tokenizer:
    """Argos Translate's tokenizer for a package that comes with a bpe.model (Moses words, then BPE)."""
    with _own_folders():
        from argostranslate.tokenizer import BPETokenizer
    return cast("Tokenizer", BPETokenizer(package.tokenizer, package.from_code, package.to_code))


@contextmanager
def _own_folders() -> Iterator[None]:
    """Argos Translate's settings make folders and set variables at import: let it do so in our cache alone."""
    before = dict(os.environ)
    own = places.cache_folder() / "argos"
    os.environ.update({variable: str(own / variable.lower()) for variable in _FOLDERS})
    os.environ["ARGOS_PACKAGES_DIR"] = str(own / "packages")
    try:
        yield
    except (OSError, ValueError, KeyError) as error:
        raise PackageError(f"Argos Translate's settings cannot be read: {error}", hint="check ARGOS_*") from error
    finally:
        os.environ.clear()
        os.environ.update(before)
