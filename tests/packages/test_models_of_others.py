"""Models of others on the same road: recognised by what they hold, made packages, run, removed; bad ones refused."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import known_models
import numpy as np
import pytest
from bitexte import Project
from bitexte.cli.package import app
from bitexte.disk import places
from bitexte.errors import PackageError
from bitexte.packages import convert, find, hub, weights
from bitexte.packages import install as installation
from bitexte.packages.convert import marian
from bitexte.packages.hub import HUB
from bitexte.packages.known import known
from bitexte.packages.offers import pin
from bitexte.packages.package import Origin
from bitexte.settings import Settings
from model_making import (
    arrays,
    browser_binary,
    ctranslate_folder,
    marian_folder,
    multilingual_folder,
    pieces_model,
    vocabulary,
)
from package_making import Answer, empty_machine, ranged, served, sha256, status, whole
from typer.testing import CliRunner, Result

COMMIT = "5f" * 20


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return empty_machine(tmp_path, monkeypatch)


def bitexte(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=True, env={"COLUMNS": "200"})


# CTranslate2's converter leaves the file of a model that it refuses to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


def installed(source: str, **options: Any) -> tuple[installation.Installed, list[tuple[Origin, int]]]:
    told: list[tuple[Origin, int]] = []
    result = installation.from_source(
        source,
        lambda chunks, _label, _total: chunks,
        lambda origin, size: told.append((origin, size)),
        pause=0,
        **options,
    )
    return result, told


def translated(name: str, *texts: str) -> list[str]:
    from bitexte import translate_document
    from bitexte.model import Block, BlockKind, Document

    document = Document("a", "txt", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))
    with Project(Settings(package=name, jobs=1)) as project:
        return [unit.translation.text for unit in translate_document(document, project).units]


def test_a_marian_model_goes_through_install_run_info_and_removal(home: Path) -> None:
    folder = marian_folder(home / "opus-fr-en")
    result = bitexte("install", str(folder))
    assert result.exit_code == 0, result.exception
    assert "opus-fr-en: licence Mozilla Public License 2.0" in result.stderr
    assert "is this a model from French into English?" in result.stderr  # its weights are drawn at random
    described = json.loads(bitexte("info", "opus-fr-en", "--json").stdout)
    assert (described["kind"], described["licence"]) == ("marian", "Mozilla Public License 2.0")
    assert described["origin_files"]["model.npz"] == sha256((folder / "model.npz").read_bytes())
    assert described["properties"]["terms"] == "black-box"
    assert described["properties"]["alignment"] == "lexicon"
    assert len(translated("opus-fr-en", "Le panier est vide.", "Bonjour.")) == 2
    shown = bitexte("info", "opus-fr-en").stdout
    assert "none; words are linked by lexicon" in shown
    assert "literals:" in shown
    assert "kind:        marian" in shown
    assert bitexte("verify", "opus-fr-en").exit_code == 0
    assert bitexte("remove", "opus-fr-en").exit_code == 0
    assert not find.installed().packages


def test_a_folder_of_ctranslate2_gives_what_its_model_gives_outside(home: Path) -> None:
    import ctranslate2

    folder = ctranslate_folder(home / "tiny")
    result, told = installed(str(folder))
    assert told == [(Origin("tiny", "", "cc-by-4.0"), 0)]
    assert result.package.metadata.kind == "ctranslate2"
    assert result.package.target_tokenizer == result.package.tokenizer  # both are the same
    tokens = ["▁le", "▁panier"]
    outside = ctranslate2.Translator(str(folder), compute_type="int8").translate_batch([tokens], beam_size=1)
    inside = ctranslate2.Translator(str(result.package.model), compute_type="int8").translate_batch(
        [tokens], beam_size=1
    )
    assert outside[0].hypotheses == inside[0].hypotheses
    assert installed(str(folder))[0].fresh is False
    assert len(translated("tiny", "Le panier est vide.")) == 1


@pytest.mark.parametrize(
    ("symbols", "kind", "before", "prefix"),
    [
        (("fra_Latn", "eng_Latn"), "nllb-200", ("fra_Latn",), "eng_Latn"),
        (("__fr__", "__en__"), "m2m100", ("__fr__",), "__en__"),
        (("<2en>",), "madlad-400", ("<2en>",), ""),
    ],
)
def test_a_multilingual_model_is_told_its_languages(
    home: Path, symbols: tuple[str, ...], kind: str, before: tuple[str, ...], prefix: str
) -> None:
    said = installed(str(multilingual_folder(home / "many", symbols)))[0].package.metadata
    assert (said.kind, said.before, said.after, said.target_prefix) == (kind, before, ("</s>",), prefix)
    (text,) = translated("many", "Le panier est vide.")
    assert not any(symbol in text for symbol in symbols)


def test_an_end_mark_is_set_where_the_model_has_learnt_it_and_nobody_else_sets_it(home: Path) -> None:
    opus = ctranslate_folder(home / "opus", add_source_eos=False, decoder_start_token="</s>")
    opennmt = ctranslate_folder(home / "opennmt", add_source_eos=False, decoder_start_token="<s>")
    assert convert.recognised(opus).after == ("</s>",)
    assert convert.recognised(opennmt).after == ()
    assert convert.recognised(ctranslate_folder(home / "own")).after == ()


def test_a_tokenizer_of_its_own_for_the_target_is_kept_and_used(home: Path) -> None:
    folder = ctranslate_folder(home / "two")
    (folder / "target.spm").write_bytes(pieces_model(("[x]",)))
    package = installed(str(folder))[0].package
    assert package.target_tokenizer.read_bytes() == (folder / "target.spm").read_bytes()
    assert package.tokenizer.read_bytes() == (folder / "source.spm").read_bytes()
    assert "target.spm" in dict(package.metadata.origin.files) if package.metadata.origin else False


def test_the_vocabulary_of_a_sentencepiece_model_is_its_pieces_in_their_order(home: Path) -> None:
    marian_folder(home / "m")
    marian.convert(home / "m" / "model.npz", [home / "m" / "vocab.spm"] * 2, home / "out")
    assert json.loads((home / "out" / "shared_vocabulary.json").read_text("utf-8")) == vocabulary()


def test_a_vocabulary_in_yaml_serves_as_well(home: Path) -> None:
    folder = marian_folder(home / "yml")
    lines = (f"{json.dumps(piece, ensure_ascii=False)}: {n}\n" for n, piece in enumerate(vocabulary()))
    (folder / "opus.vocab.yml").write_text("".join(lines), encoding="utf-8")
    (folder / "vocab.spm").rename(folder / "source.spm")
    shutil.copy(folder / "source.spm", folder / "target.spm")
    decoder = "models: [model.npz]\nvocabs: [opus.vocab.yml, opus.vocab.yml]\n"
    (folder / "decoder.yml").write_text(decoder, encoding="utf-8")
    package = installed(str(folder))[0].package
    made = json.loads((package.model / "shared_vocabulary.json").read_text("utf-8"))
    assert made == vocabulary()


def zipped(folder: Path, path: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"{inside}{file.name}")
    return path


@pytest.mark.parametrize("inside", ["", "opus/"])
def test_a_zip_is_a_folder(home: Path, inside: str) -> None:
    package = installed(str(zipped(marian_folder(home / "m"), home / "opus-2020-02-26.zip", inside)))[0].package
    assert (package.name, package.metadata.kind) == ("opus-2020-02-26", "marian")


def test_names_do_not_matter_to_what_a_model_is(home: Path) -> None:
    folder = marian_folder(home / "m")
    (folder / "decoder.yml").unlink()
    (folder / "model.npz").rename(folder / "weights.bin")
    (folder / "vocab.spm").rename(folder / "pieces")
    assert convert.recognised(folder).kind == "marian"


def test_convert_makes_a_file_that_install_takes(home: Path) -> None:
    folder = multilingual_folder(home / "many")
    result = bitexte("convert", str(folder), "-o", str(home / "out"))
    assert result.exit_code == 0, result.exception
    path = home / "out" / "many.argosmodel"
    assert sha256(path.read_bytes()) in result.stdout
    package = installed(str(path))[0].package
    assert (package.name, package.metadata.kind, package.metadata.target_prefix) == ("many", "nllb-200", "eng_Latn")
    assert isinstance(bitexte("convert", str(folder), "-o", str(path)).exception, PackageError)
    first = path.read_bytes()
    path.unlink()
    bitexte("convert", str(folder), "-o", str(path))
    assert path.read_bytes() == first


def test_an_unpacked_package_is_installed_as_what_it_is(home: Path) -> None:
    first = installed(str(ctranslate_folder(home / "tiny")))[0].package
    again = installed(str(first.folder), name="again")[0].package
    assert (again.metadata, again.checksum) == (first.metadata, first.checksum)


# From a hub and from an address


def hub_answers(folder: Path, small: tuple[str, ...] = ("config.json", "README.md")) -> dict[str, Answer]:
    """What a hub answers for the files of a folder: large ones with a SHA-256, small ones with git's name."""
    siblings: list[dict[str, object]] = []
    answers: dict[str, Answer] = {}
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        large = {} if file.name in small else {"lfs": {"sha256": sha256(content), "size": len(content)}}
        siblings.append({"rfilename": file.name, "size": len(content), "blobId": blob, **large})
        answers[f"/owner/tiny/resolve/{COMMIT}/{file.name}"] = ranged(content)
    siblings.append({"rfilename": "../../evil.bin", "size": 1, "blobId": COMMIT})
    described = {"sha": COMMIT, "cardData": {"license": "cc-by-nc-4.0"}, "siblings": siblings}
    for revision in ("main", "v1", COMMIT):
        answers[f"/api/models/owner/tiny/revision/{revision}?blobs=true"] = whole(json.dumps(described).encode())
    return answers


def test_a_hub_name_is_described_fetched_and_pinned(home: Path) -> None:
    folder = ctranslate_folder(home / "tiny")
    (folder / "pytorch_model.bin").write_bytes(pickle.dumps([1]))
    with served(hub_answers(folder)) as (address, asked):
        result, told = installed("hf:owner/tiny@v1", hub=address)
        assert told[0][0] == Origin("hf:owner/tiny", COMMIT, "cc-by-nc-4.0")
        fetched = [path.rpartition("/")[2] for path, _ in asked]
        assert "pytorch_model.bin" not in fetched
        before = len(asked)
        assert installed(f"hf:owner/tiny@{COMMIT}", hub=address)[0].fresh is False
        assert len(asked) == before + 1  # described, not fetched again
    said = result.package.metadata.origin
    assert said is not None
    assert (said.address, said.revision, said.licence) == ("hf:owner/tiny", COMMIT, "cc-by-nc-4.0")
    assert said.files["model.bin"] == sha256((folder / "model.bin").read_bytes())
    assert result.verified
    assert not (places.cache_folder() / "downloads" / f"owner--tiny-{COMMIT[:12]}").exists()


def test_the_licence_stands_before_the_first_file_is_asked_for(home: Path) -> None:
    folder = ctranslate_folder(home / "tiny")
    answers = hub_answers(folder)
    with served(answers) as (address, asked):
        seen: list[int] = []
        installation.from_source(
            "hf:owner/tiny", lambda c, _l, _t: c, lambda *_: seen.append(len(asked)), hub=address, pause=0
        )
    assert seen == [1]


def test_a_broken_fetch_from_a_hub_goes_on_where_it_stopped(home: Path) -> None:
    folder = ctranslate_folder(home / "tiny")
    content = (folder / "model.bin").read_bytes()
    answers = hub_answers(folder)
    path = f"/owner/tiny/resolve/{COMMIT}/model.bin"
    answers[path] = ranged(content, stop_after=1000)
    with served(answers) as (address, asked):
        installed("hf:owner/tiny", hub=address)
    assert [said for each, said in asked if each == path] == ["", "bytes=1000-"]


@pytest.mark.parametrize("name", ["model.bin", "config.json"])
def test_a_file_that_is_not_what_the_hub_describes_is_refused(home: Path, name: str) -> None:
    folder = ctranslate_folder(home / "tiny")
    answers = hub_answers(folder)
    answers[f"/owner/tiny/resolve/{COMMIT}/{name}"] = whole(bytes(len((folder / name).read_bytes())))
    with served(answers) as (address, _), pytest.raises(PackageError, match="differs"):
        installed("hf:owner/tiny", hub=address)
    assert not find.installed().packages


def described(*names: str) -> Answer:
    siblings = [{"rfilename": name, "size": 5, "blobId": COMMIT} for name in names]
    return whole(json.dumps({"sha": COMMIT, "siblings": siblings}).encode())


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (described("pytorch_model.bin", "source.spm"), "PyTorch weights"),
        (described("model.safetensors"), "safetensors"),
        (described("a.gguf"), "GGUF"),
        (described("README.md"), "neither"),
        (whole(b"<html>"), "not valid JSON"),
        (whole(b"[" * 100_000), "not valid JSON"),
        (whole(b'{"sha": "main"}'), "names no commit"),
        (status(401), "401"),
        (status(404), "404"),
    ],
)
def test_a_hub_without_a_usable_model_is_one_line(home: Path, answer: Answer, reason: str) -> None:
    answers = {"/api/models/owner/tiny/revision/main?blobs=true": answer}
    with served(answers) as (address, asked), pytest.raises(PackageError, match=reason) as caught:
        installed("hf:owner/tiny", hub=address)
    assert "\n" not in str(caught.value)
    assert len(asked) == 1


@pytest.mark.parametrize("source", ["hf:", "hf:tiny", "hf:../x/y", "hf:owner/..", "hf:owner/tiny@", "hf:owner/a?b"])
def test_what_is_no_name_on_a_hub_asks_nothing(home: Path, source: str) -> None:
    with served({}) as (address, asked), pytest.raises(PackageError, match="no name of a model"):
        installed(source, hub=address)
    assert asked == []


def test_the_hub_is_the_real_one_unless_the_environment_says_otherwise(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert HUB == "https://huggingface.co"
    with served(hub_answers(ctranslate_folder(home / "tiny"))) as (address, _):
        monkeypatch.setenv("HF_ENDPOINT", address)
        result = bitexte("install", "hf:owner/tiny", "--no-probe")
    assert result.exit_code == 0, result.exception
    assert f"hf:owner/tiny at {COMMIT}: licence cc-by-nc-4.0; " in result.stderr
    assert "no commercial use" in result.stderr


def test_an_address_needs_a_checksum_or_trust(home: Path) -> None:
    content = zipped(marian_folder(home / "m"), home / "m.zip").read_bytes()
    with served({"/opus.zip": ranged(content)}) as (address, asked):
        with pytest.raises(PackageError, match="no SHA-256 is known"):
            installed(f"{address}/opus.zip")
        assert asked == []
        result, told = installed(f"{address}/opus.zip", pin=pin(sha256(content)))
        installed(f"{address}/opus.zip", trust=True, name="opus-2")
    with pytest.raises(PackageError, match="other content"):
        installed(str(ctranslate_folder(home / "c")), name="opus-2")
    assert (result.package.name, result.verified) == ("opus", True)
    assert told[0][0].address == f"{address}/opus.zip"


def test_an_address_whose_file_is_another_is_refused(home: Path) -> None:
    with served({"/opus.zip": whole(b"PK")}) as (address, _), pytest.raises(PackageError, match="SHA-256 differs"):
        installed(f"{address}/opus.zip", pin=pin("0" * 64))


# What is refused


def changed(name: str, content: bytes) -> Callable[[Path], None]:
    def changing(folder: Path) -> None:
        (folder / name).write_bytes(content)

    return changing


def cut(name: str, at: float = 0.6) -> Callable[[Path], None]:
    def cutting(folder: Path) -> None:
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content[: int(len(content) * at)])

    return cutting


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def patched(old: bytes, new: bytes) -> Callable[[Path], None]:
    def patching(folder: Path) -> None:
        content = (folder / "model.bin").read_bytes()
        assert old in content
        (folder / "model.bin").write_bytes(content.replace(old, new, 1))

    return patching


def _without_pieces(folder: Path) -> None:
    for name in ("source.spm", "target.spm"):
        (folder / name).unlink()


def _with_strange_pieces(folder: Path) -> None:
    for number, name in enumerate(("source.spm", "target.spm")):
        (folder / name).rename(folder / f"{number}.spm")


def _count(folder: Path) -> int:
    return weights.read(folder / "model.bin").counted


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (cut("model.bin"), "ends "),
        (cut("model.bin", 0.01), "ends "),
        (patched(b"TransformerSpec", b"XransformerSpec"), "no translation model, but XransformerSpec"),
        (lambda folder: _overwritten(folder / "model.bin", _count(folder), b"\xff" * 4), "claims"),
        (lambda folder: _overwritten(folder / "model.bin", 0, b"\x09"), "layout 9"),
        (without("shared_vocabulary.json"), "shared_vocabulary"),
        (changed("shared_vocabulary.json", b"{"), "not valid JSON"),
        (changed("shared_vocabulary.json", b'{"a": 1}'), "JSON list of texts"),
        (changed("config.json", b"[" * 50_000), "not valid JSON"),
        (_without_pieces, "no SentencePiece"),
        (_with_strange_pieces, "cannot be told"),
    ],
)
def test_a_damaged_ctranslate2_folder_is_refused_in_one_line(
    home: Path, spoil: Callable[[Path], None], reason: str
) -> None:
    folder = ctranslate_folder(home / "tiny")
    spoil(folder)
    with pytest.raises(PackageError, match=reason) as caught:
        installed(str(folder))
    assert "\n" not in str(caught.value)
    assert not find.installed().packages


def _overwritten(path: Path, at: int, content: bytes) -> None:
    whole_file = bytearray(path.read_bytes())
    whole_file[at : at + len(content)] = content
    path.write_bytes(whole_file)


class Danger:
    """Writes a file when it is unpickled."""

    def __reduce__(self) -> tuple[object, ...]:
        return (Path.touch, (Path("unpickled"),))


def with_setting(**settings: object) -> Callable[[Path], None]:
    return lambda folder: np.savez(folder / "model.npz", **arrays(len(vocabulary()), **settings))


def _with_array(name: str, value: object) -> Callable[[Path], None]:
    def adding(folder: Path) -> None:
        np.savez(folder / "model.npz", **(arrays(len(vocabulary())) | {name: value}))

    return adding


def _without_array(name: str) -> Callable[[Path], None]:
    def leaving_out(folder: Path) -> None:
        left = arrays(len(vocabulary()))
        del left[name]
        np.savez(folder / "model.npz", **left)

    return leaving_out


BOMB = b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (c + 1, c + 1, c, c) for c in range(97, 115)) + b"\0"


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (cut("model.npz"), "is damaged"),
        (cut("vocab.spm"), "no sound SentencePiece|cannot be told|no SentencePiece"),
        (_with_array("evil", np.array([Danger()], dtype=object)), "is a pickle"),
        (_with_array("special:model.yml", np.frombuffer(BOMB, np.int8)), "aliases"),
        (_with_array("special:model.yml", np.frombuffer(b"[1]\0", np.int8)), "mapping"),
        (_with_array("special:model.yml", np.frombuffer(b"a: [\0", np.int8)), "YAML"),
        (_without_array("special:model.yml"), "no Marian model"),
        (_without_array("Wemb"), "is not one that CTranslate2 runs"),
        (_without_array("decoder_l1_context_Wq"), "is not one that CTranslate2 runs"),
        (_with_array("Wemb", np.zeros((5, 16), np.float32)), "vocabulary"),
        (with_setting(transformer_decoder_autoreg="rnn"), "autoreg must be 'self-attention'"),
        (with_setting(transformer_ffn_depth=3), "ffn-depth"),
        (with_setting(enc_depth=1_000_000_000), "enc-depth"),
        (with_setting(enc_depth=2), "lacks|not one"),
        (changed("decoder.yml", b"models: [../../../etc/passwd]\nvocabs: [vocab.spm]\n"), "not here"),
        (changed("decoder.yml", b"models: &a [*a]\n"), "aliases|YAML"),
        (changed("model.npz", browser_binary()), "not here|intgemm"),
    ],
)
def test_a_damaged_or_hostile_marian_model_is_refused_in_one_line(
    home: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], None], reason: str
) -> None:
    monkeypatch.chdir(home)
    folder = marian_folder(home / "m")
    spoil(folder)
    with pytest.raises(PackageError, match=reason) as caught:
        installed(str(folder))
    assert "\n" not in str(caught.value)
    assert not (home / "unpickled").exists()
    assert not find.installed().packages


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pickle.dumps(Danger()), "it was not opened"),
        (browser_binary(), "intgemm"),
        (b"\x40\0\0\0\0\0\0\0" + b'{"__metadata__": {}}', "Transformers"),
        (b"\x89HDF\r\n\x1a\n" + bytes(20), "TensorFlow"),
        (b"GGUF\x03\0\0\0" + bytes(20), "language model"),
    ],
)
@pytest.mark.parametrize("alone", [True, False])
def test_what_cannot_be_read_is_refused_with_its_reason(
    home: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, reason: str, alone: bool
) -> None:
    monkeypatch.chdir(home)
    (home / "m").mkdir()
    (home / "m" / "pytorch_model.bin").write_bytes(content)
    with pytest.raises(PackageError, match=reason):
        installed(str(home / "m" / "pytorch_model.bin" if alone else home / "m"))
    assert not (home / "unpickled").exists()


def test_a_pickle_in_a_zip_is_refused_unopened(home: Path) -> None:
    with zipfile.ZipFile(home / "model.pt", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Danger()))
    with pytest.raises(PackageError, match="it was not opened"):
        installed(str(home / "model.pt"))


def test_a_zip_that_leaves_its_folder_is_refused(home: Path) -> None:
    with zipfile.ZipFile(home / "a.zip", "w") as archive:
        archive.writestr("../evil/model.bin", b"x")
    with pytest.raises(PackageError, match="unsafe path"):
        installed(str(home / "a.zip"))


def test_the_heads_of_a_model_change_places_without_changing_what_it_says(home: Path) -> None:
    import ctranslate2

    folder = ctranslate_folder(home / "tiny")
    table = weights.read(folder / "model.bin")
    assert (table.layers, table.heads) == (2, 2)
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    asked: dict[str, Any] = {"return_attention": True, "return_scores": True, "beam_size": 1, "max_decoding_length": 12}
    plain = ctranslate2.Translator(str(folder), files=files).translate_batch([["▁le", "▁panier", "▁est"]], **asked)[0]
    seen = set()
    for layer in (0, 1):
        means = []
        for head in (0, 1, None):
            changed_files = files | {"model.bin": weights.steered(files["model.bin"], table, layer, head)}
            made = ctranslate2.Translator(str(folder), files=changed_files)
            other = made.translate_batch([["▁le", "▁panier", "▁est"]], **asked)[0]
            assert other.hypotheses == plain.hypotheses
            assert other.scores == pytest.approx(plain.scores, abs=1e-5)
            means.append(np.array(other.attention[0]))
            seen.add(tuple(np.round(means[-1].ravel(), 4)))
        assert np.allclose((means[0] + means[1]) / 2, means[2], atol=1e-5)
    assert len(seen) == 6  # each head looks elsewhere


def test_one_of_several_models_of_a_repository_is_taken_by_its_folder(home: Path) -> None:
    folder = ctranslate_folder(home / "tiny")
    answers: dict[str, Answer] = {}
    siblings = []
    for file in sorted(folder.iterdir()):
        content = file.read_bytes()
        large = {"lfs": {"sha256": sha256(content), "size": len(content)}}
        siblings += [
            {"rfilename": f"{inside}/{file.name}", "size": len(content), **large} for inside in ("mt/fr-en", "de")
        ]
        answers[f"/owner/tiny/resolve/{COMMIT}/mt/fr-en/{file.name}"] = ranged(content)
    listing = json.dumps({"sha": COMMIT, "siblings": siblings}).encode()
    answers["/api/models/owner/tiny/revision/main?blobs=true"] = whole(listing)
    with served(answers) as (address, asked):
        package = installed("hf:owner/tiny/mt/fr-en", hub=address)[0].package
    assert package.name == "fr-en"
    assert package.metadata.origin is not None
    assert package.metadata.origin.address == "hf:owner/tiny/mt/fr-en"
    assert not any("/de/" in path for path, _ in asked)


def test_the_known_models_can_be_named_to_install_and_each_has_its_sources() -> None:
    models = known()
    assert len({model.name for model in models}) == len(models) >= 5
    for model in models:
        assert model.sources
        assert model.install == "fr en" or model.install.startswith(("hf:", "https://"))
        if model.install.startswith("hf:"):
            assert hub._NAME.fullmatch(model.install.removeprefix("hf:"))
        assert {"argos", "marian", "ctranslate2", "nllb-200", "m2m100", "madlad-400"} >= {model.kind}


def test_list_known_shows_licences_scores_and_commands(home: Path) -> None:
    result = bitexte("list", "--known")
    assert "bitexte package install hf:skywood/nllb-200-distilled-600M-ct2-int8" in result.stdout
    assert "CC BY-NC 4.0" in result.stdout
    assert [each["name"] for each in json.loads(bitexte("list", "--known", "--json").stdout)] == [
        model.name for model in known()
    ]


def test_the_page_on_engines_has_the_list_of_known_models() -> None:
    page = (Path(__file__).parents[2] / "docs" / "engines.md").read_text("utf-8")
    hint = "python tests/support/known_models.py prints the table and the sources"
    assert all(line in page for line in [*known_models.rows(), *known_models.sources()]), hint
