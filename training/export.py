"""Export: weights -> CTranslate2 -> one `.argosmodel` archive that Bitexte and Argos Translate both load."""

from __future__ import annotations

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy
import torch
from ctranslate2.specs import TransformerSpec
from torch import Tensor

from training import pieces
from training.config import Recipe
from training.network import Translator, shape_of
from training.pieces import CLOSE, OPEN, SEPARATOR

NAMES = {"fr": "French", "en": "English", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}
EPOCH = (1980, 1, 1, 0, 0, 0)  # archives of one model are equal to the byte


def export(recipe: Recipe) -> None:
    """Write the package of the final weights (of the last checkpoint where training is not finished)."""
    archive(recipe, recipe.package, weights(recipe))
    print(f"{recipe.package}: {recipe.package.stat().st_size / 1e6:.1f} MB")


def archive(recipe: Recipe, path: Path, model: Translator) -> None:
    """Write a package in int8, with the README.md that `evaluate` left in the work folder."""
    with tempfile.TemporaryDirectory() as folder:
        made = convert(recipe, Path(folder) / "model", model)
        readme = recipe.work / "README.md"
        files = {
            "metadata.json": json.dumps(metadata(recipe), indent=2, ensure_ascii=False).encode(),
            "sentencepiece.model": (recipe.work / "sentencepiece.model").read_bytes(),
            **{f"model/{part.name}": part.read_bytes() for part in sorted(made.iterdir())},
            **({"README.md": readme.read_bytes()} if readme.exists() else {}),
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted(files.items()):
            package.writestr(zipfile.ZipInfo(f"{recipe.name}/{name}", EPOCH), content, zipfile.ZIP_DEFLATED)


def metadata(recipe: Recipe) -> dict[str, object]:
    """What metadata.json says; `terminology` is Bitexte's own key."""
    return {
        "package_version": recipe.version,
        "argos_version": "1.9.0",
        "type": "translate",
        "from_code": recipe.from_code,
        "from_name": NAMES.get(recipe.from_code, recipe.from_code),
        "to_code": recipe.to_code,
        "to_name": NAMES.get(recipe.to_code, recipe.to_code),
        "longest": recipe.longest // 2,
        "terminology": {"open": OPEN, "separator": SEPARATOR, "close": CLOSE},
    }


def saved(recipe: Recipe) -> dict[str, Any]:
    """The last state of the training: `final.pt` where it was cooled down, else `checkpoint.pt`."""
    name = "final" if (recipe.work / "final.pt").exists() else "checkpoint"
    state: dict[str, Any] = torch.load(recipe.work / f"{name}.pt", map_location="cpu", weights_only=True)
    return state


def weights(recipe: Recipe) -> Translator:
    """The averaged weights of the last state in a float32 network; where the recipe has `plain`, mixed with plain.pt.

    Weights that were cooled down from one checkpoint lie close enough for their mean to be a model as good as either
    (Wortsman et al. 2022, "Model soups").
    """
    model = Translator(shape_of(recipe))
    model.float().eval()
    average = saved(recipe)["average"]
    if recipe.plain:
        path = recipe.work / "plain.pt"
        if not path.exists():
            raise SystemExit(f"{path}: the recipe mixes it in: train --finish STEPS --plain makes it")
        other = torch.load(path, map_location="cpu", weights_only=True)["average"]
        average = {name: weight.lerp(other[name], recipe.plain) for name, weight in average.items()}
    model.load_state_dict(average)
    return model


def convert(recipe: Recipe, folder: Path, model: Translator, quantization: str | None = "int8") -> Path:
    """Write the CTranslate2 model folder."""
    shape = model.shape
    spec = TransformerSpec.from_config(
        (shape.encoder_layers, shape.decoder_layers),
        shape.heads,
        pre_norm=True,
        alignment_layer=-1,
        alignment_heads=1,
    )
    spec.config.add_source_eos = True
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = "<unk>", "<s>", "</s>"
    for side, norm, layers in (
        (spec.encoder, model.encoder_norm, model.encoder),
        (spec.decoder, model.decoder_norm, model.decoder),
    ):
        embeddings = side.embeddings[0] if isinstance(side.embeddings, list) else side.embeddings
        embeddings.weight = _array(model.embedding.weight)
        side.scale_embeddings = True
        side.position_encodings.encodings = _array(model.positions)
        _norm(side.layer_norm, norm)
        for target, layer in zip(side.layer, layers, strict=True):
            _layer(target, layer)
    _linear(spec.decoder.projection, model.embedding.weight, model.bias)
    tokens = _tokens(recipe)
    spec.register_source_vocabulary(tokens)
    spec.register_target_vocabulary(tokens)
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    return folder


def _tokens(recipe: Recipe) -> list[str]:
    model = pieces.load(recipe)
    return [model.id_to_piece(number) for number in range(model.get_piece_size())]


def _layer(target: Any, layer: Any) -> None:
    _linear(target.self_attention.linear[0], layer.attention.projection.weight, layer.attention.projection.bias)
    _linear(target.self_attention.linear[1], layer.attention.output.weight, layer.attention.output.bias)
    _norm(target.self_attention.layer_norm, layer.attention.norm)
    if hasattr(layer, "crossed"):
        _linear(target.attention.linear[0], layer.crossed.query.weight, layer.crossed.query.bias)
        _linear(target.attention.linear[1], layer.crossed.projection.weight, layer.crossed.projection.bias)
        _linear(target.attention.linear[2], layer.crossed.output.weight, layer.crossed.output.bias)
        _norm(target.attention.layer_norm, layer.crossed.norm)
    _linear(target.ffn.linear_0, layer.feed_forward.inner.weight, layer.feed_forward.inner.bias)
    _linear(target.ffn.linear_1, layer.feed_forward.outer.weight, layer.feed_forward.outer.bias)
    _norm(target.ffn.layer_norm, layer.feed_forward.norm)


def _linear(target: Any, weight: Tensor, bias: Tensor) -> None:
    target.weight, target.bias = _array(weight), _array(bias)


def _norm(target: Any, norm: Any) -> None:
    target.gamma, target.beta = _array(norm.weight), _array(norm.bias)


def _array(tensor: Tensor) -> numpy.ndarray:
    # A copy, for quantisation works in place.
    array: numpy.ndarray = tensor.detach().float().contiguous().numpy().copy()
    return array
