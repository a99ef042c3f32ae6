from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bitexte.disk import places
from bitexte.engine.tokenizers import tokenizers
from bitexte.errors import PackageError
from bitexte.packages import Annotation, Source, argos, find, install, resolve
from bitexte.packages import checksums as content
from package_making import NAME, TERMINOLOGY, empty_machine, files, metadata, write_archive, write_folder


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return empty_machine(tmp_path, monkeypatch)


def install_one(home: Path, name: str, version: str, from_code: str = "fr", to_code: str = "en") -> None:
    described = metadata(version, from_code, to_code)
    install.from_file(write_archive(home / f"{name}.argosmodel", files(described), name))


def embed(home: Path, name: str = "bitexte-fr_en-0_1") -> Path:
    described = metadata("0.1", terminology=TERMINOLOGY)
    return write_archive(home / "assets" / f"{name}.argosmodel", files(described), name)


def test_without_any_package_the_error_says_how_to_install_one(home: Path) -> None:
    with pytest.raises(PackageError) as caught:
        resolve(None, None, home)
    assert caught.value.hint == "bitexte package install fr en"


def test_the_embedded_package_is_used_where_none_is_installed(home: Path) -> None:
    embed(home)
    package = resolve(None, None, home)
    assert (package.name, package.version, package.source) == ("bitexte-fr_en-0_1", "0.1", Source.EMBEDDED)
    assert package.annotation == Annotation("\ue000", "\ue001", "\ue002")
    assert (package.model / "model.bin").read_bytes() == b"weights"
    assert package.tokenizer.read_bytes() == b"pieces"
    assert package.readme.startswith("# Modèle")


def test_an_installed_package_comes_before_the_embedded_one(home: Path) -> None:
    embed(home)
    install_one(home, NAME, "2.0")
    assert resolve(None, None, home).source is Source.INSTALLED


def test_the_newest_installed_version_is_used(home: Path) -> None:
    for version in ("1.9", "1.10", "1.2"):
        install_one(home, f"translate-fr_en-{version}", version)
    assert resolve(None, None, home).version == "1.10"


def test_an_installed_package_for_other_languages_is_not_used(home: Path) -> None:
    embed(home)
    install_one(home, "translate-de_en-9_0", "9.0", from_code="de")
    assert resolve(None, None, home).source is Source.EMBEDDED
    assert resolve(None, None, home, "de", "en").name == "translate-de_en-9_0"


def test_the_configured_package_comes_before_the_installed_and_the_wanted_before_both(home: Path) -> None:
    for name in ("first", "second", "third"):
        install_one(home, name, {"first": "1.0", "second": "2.0", "third": "3.0"}[name])
    assert resolve(None, "first", home).name == "first"
    assert resolve("second", "first", home).name == "second"


def test_a_configured_relative_path_starts_at_the_project(home: Path) -> None:
    write_archive(home / "project" / "models" / "own.argosmodel", top="own")
    assert resolve(None, "models/own.argosmodel", home / "project").name == "own"


def test_a_wanted_relative_path_starts_at_the_current_folder(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_archive(home / "here" / "own.argosmodel", top="own")
    monkeypatch.chdir(home / "here")
    assert resolve("own.argosmodel", None, home / "project").name == "own"


def test_an_unpacked_folder_is_used_where_it_lies(home: Path) -> None:
    folder = write_folder(home / "unpacked", files())
    package = resolve(str(folder), None, home)
    assert (package.folder, package.source) == (folder, Source.PATH)


def test_a_package_for_other_languages_is_refused_even_if_wanted(home: Path) -> None:
    install_one(home, "translate-de_en-1_0", "1.0", from_code="de")
    with pytest.raises(PackageError, match="translates de into en, not fr into en"):
        resolve("translate-de_en-1_0", None, home)


def test_a_misspelt_name_is_answered_with_the_nearest_one(home: Path) -> None:
    install_one(home, NAME, "2.0")
    with pytest.raises(PackageError) as caught:
        resolve("translate-fr_en-2.0", None, home)
    assert caught.value.hint == f"did you mean {NAME}?"


def test_a_path_to_nothing_is_named_in_the_error(home: Path) -> None:
    with pytest.raises(PackageError, match=r"no such package file or folder"):
        resolve("models/missing.argosmodel", None, home)


def test_packages_of_argos_translate_are_found_by_name_and_left_untouched(home: Path) -> None:
    folder = write_folder(home / "xdg" / "argos-translate" / "packages" / "fr_en", files())
    before = sorted(folder.rglob("*"))
    assert resolve("fr_en", None, home).source is Source.ARGOS
    assert [package.name for package in find.argos().packages] == ["fr_en"]
    assert sorted(folder.rglob("*")) == before
    with pytest.raises(PackageError, match="no package translates"):
        resolve(None, None, home)


def test_an_older_package_with_a_bpe_model_is_read(home: Path) -> None:
    older = files()
    older["bpe.model"] = older.pop("sentencepiece.model")
    package = resolve(str(write_folder(home / "older", older)), None, home)
    assert package.tokenizer.name == "bpe.model"


def test_a_bpe_package_is_tokenized_as_argos_translate_does(home: Path) -> None:
    older = files()
    older["bpe.model"] = b"#version: 0.2\nl e</w>\n"
    del older["sentencepiece.model"]
    package = resolve(str(write_folder(home / "older", older)), None, home)
    argos_own = argos.bpe_tokenizer(package)
    pieces = argos_own.encode("Voici le sel.")
    assert "le" in pieces
    assert argos_own.decode(pieces) == "Voici le sel."
    assert tokenizers(package)[0].encode("Voici le sel.") == pieces


def test_the_checksum_is_the_same_wherever_the_package_lies(home: Path) -> None:
    archive = write_archive(home / "a.argosmodel")
    folder = write_folder(home / "unpacked", files())
    listing = "".join(f"{entry.sha256}  {path}\n" for path, entry in sorted(content.entries(folder).items()))
    expected = subprocess.run(["sha256sum"], input=listing.encode(), capture_output=True, check=True).stdout.split()[0]
    checksums = {
        install.from_file(archive).package.checksum,
        resolve(str(archive), None, home).checksum,
        resolve(str(folder), None, home).checksum,
    }
    assert checksums == {expected.decode()}


def test_the_checksum_follows_the_content_of_a_folder(home: Path) -> None:
    folder = write_folder(home / "unpacked", files())
    before = resolve(str(folder), None, home).checksum
    (folder / "model" / "model.bin").write_bytes(b"other weights")
    assert resolve(str(folder), None, home).checksum != before


def test_the_model_is_not_read_again_to_find_its_checksum(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, folder = write_archive(home / "a.argosmodel"), write_folder(home / "unpacked", files())
    install.from_file(archive)
    wanted = (NAME, str(archive), str(folder))
    first = [resolve(name, None, home) for name in wanted]

    def read_again(path: Path) -> str:
        raise AssertionError(f"{path} is read again")

    monkeypatch.setattr(content, "file_sha256", read_again)
    assert [resolve(name, None, home) for name in wanted] == first


def test_an_archive_that_changed_is_unpacked_anew(home: Path) -> None:
    path = home / "a.argosmodel"
    first = resolve(str(write_archive(path)), None, home)
    second = resolve(str(write_archive(path, files(model=b"better weights"))), None, home)
    assert (second.model / "model.bin").read_bytes() == b"better weights"
    assert first.checksum != second.checksum


def test_a_cache_that_lost_bytes_is_filled_again_from_the_archive(home: Path) -> None:
    archive = embed(home)
    package = resolve(None, None, home)
    (package.model / "model.bin").write_bytes(b"weig")
    again = resolve(None, None, home)
    assert (again.model / "model.bin").read_bytes() == b"weights"
    (package.folder / content.RECORD).write_bytes(b"{")
    assert resolve(None, None, home) == again
    assert archive.is_file()


def test_an_installed_package_that_lost_bytes_is_not_passed_over_in_silence(home: Path) -> None:
    embed(home)
    install_one(home, NAME, "2.0")
    (places.packages_folder() / NAME / "model" / "model.bin").write_bytes(b"weig")
    with pytest.raises(PackageError, match=r"model/model.bin is not what was installed"):
        resolve(None, None, home)
    install.from_file(home / f"{NAME}.argosmodel", force=True)
    assert resolve(None, None, home).source is Source.INSTALLED


def test_two_runs_that_unpack_one_archive_at_once_both_get_it(home: Path) -> None:
    archive = write_archive(home / "a.argosmodel", files(model=b"\x00\x01" * 200_000))
    program = (
        "import sys; from pathlib import Path; from bitexte.packages import resolve;"
        "p = resolve(sys.argv[1], None, Path()); assert (p.model / 'model.bin').stat().st_size == 400_000"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program, str(archive)]) for _ in range(4)]
    assert [run.wait(timeout=30) for run in runs] == [0, 0, 0, 0]
    assert len(list((places.cache_folder() / "packages").iterdir())) == 1


def test_a_cache_that_cannot_be_written_is_done_without(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "file").write_bytes(b"")
    monkeypatch.setenv("BITEXTE_HOME", str(home / "file"))
    package = resolve(str(write_archive(home / "a.argosmodel")), None, home)
    assert (package.model / "model.bin").read_bytes() == b"weights"
    assert home not in package.folder.parents


def _alter(path: Path) -> None:
    """Other bytes, the same size and time of change: only the content tells."""
    before = path.stat()
    path.write_bytes(bytes(byte ^ 255 for byte in path.read_bytes()))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_altered_weights_of_an_installed_package_are_never_used(home: Path) -> None:
    install_one(home, NAME, "2.0")
    weights = resolve(None, None, home).model / "model.bin"
    _alter(weights)
    with pytest.raises(PackageError, match=r"model/model.bin is not what was installed"):
        resolve(None, None, home)
    _alter(weights)
    assert resolve(None, None, home).source is Source.INSTALLED


def test_altered_weights_in_the_cache_are_unpacked_again(home: Path) -> None:
    embed(home)
    weights = resolve(None, None, home).model / "model.bin"
    _alter(weights)
    assert (resolve(None, None, home).model / "model.bin").read_bytes() == b"weights"


def test_unchanged_files_are_not_read_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    embed(home)
    resolve(None, None, home)

    def read(path: Path) -> str:
        raise AssertionError(f"{path} was read")

    monkeypatch.setattr(content, "file_sha256", read)
    assert resolve(None, None, home).version == "0.1"


@pytest.mark.parametrize(
    ("described", "complaint"),
    [
        (b"{", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "one JSON object"),
        (b"{}", "package_version '' is no version"),
        (metadata(version="../.."), "is no version"),
        (metadata(version="1" + "a" * 5000), "is no version"),
        (metadata(from_code=""), "from_code '' is no language"),
        (metadata(to_code="../../etc"), "is no language code"),
        (metadata(to_code="fr"), "into itself"),
        (metadata(terminology={"open": "<t>"}), "three different tags"),
        (metadata(terminology={"open": "<t>", "separator": "<t>", "close": "</t>"}), "three different tags"),
        (metadata(terminology="yes"), "three different tags"),
        (metadata(source_prefix="fr"), "`source_prefix` must be one private-use character"),
        (metadata(source_prefix="\ue028\ue029"), "`source_prefix` must be one private-use character"),
        (metadata(masks="ab"), "`masks` must be private-use characters"),
        (metadata(masks="\ue010\ue010"), "`masks` must be private-use characters"),
        (metadata(masks=["\ue010"]), "`masks` must be private-use characters"),
        (b" " * 2_000_000, "larger than"),
    ],
)
def test_metadata_that_makes_no_sense_is_refused(home: Path, described: bytes, complaint: str) -> None:
    folder = write_folder(home / "unpacked", files(described))
    with pytest.raises(PackageError, match=complaint):
        resolve(str(folder), None, home)


@pytest.mark.parametrize("missing", ["metadata.json", "model/model.bin", "sentencepiece.model"])
def test_a_folder_without_a_needed_file_is_no_package(home: Path, missing: str) -> None:
    content_ = files()
    del content_[missing]
    with pytest.raises(PackageError, match=f"{missing}.* is missing"):
        resolve(str(write_folder(home / "unpacked", content_)), None, home)


@pytest.mark.skipif(sys.platform != "linux", reason="the folders of Linux")
def test_folders_follow_the_platform_where_no_home_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BITEXTE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/user")
    monkeypatch.setenv("XDG_DATA_HOME", "relative/is/ignored")
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/cache/user")
    assert places.packages_folder() == Path("/home/user/.local/share/bitexte/packages")
    assert places.cache_folder() == Path("/var/cache/user/bitexte")


def test_a_package_may_say_how_long_a_text_it_takes_at_once(home: Path) -> None:
    folder = write_folder(home / "long", files(metadata("1.0", longest=80)))
    assert resolve(str(folder), None, home).metadata.longest == 80
    with pytest.raises(PackageError, match="longest"):
        resolve(str(write_folder(home / "silly", files(metadata("1.0", longest="very")))), None, home)
