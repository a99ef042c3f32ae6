"""Export: weights -> CTranslate2 -> one `.argosmodel` archive that Bitexte and Argos Translate both load."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ctranslate2
import numpy
from ctranslate2.specs import TransformerDecoderSpec, TransformerEncoderSpec, TransformerSpec
from torch import Tensor

from training import hints, pieces, stamp, start, train
from training.config import Recipe
from training.network import DecoderLayer, Transformer, shape_of
from training.pieces import CLOSE, MASKS, OPEN, SEPARATOR

NAMES = {"fr": "French", "en": "English", "de": "German", "es": "Spanish", "it": "Italian", "pt": "Portuguese"}
ADDED = "## Lexicon and confidence"  # a section of the README
EPOCH = (1980, 1, 1, 0, 0, 0)  # archives of one model are equal to the byte


def export(recipe: Recipe) -> None:
    """Write the package of the final weights."""
    if not (recipe.work / "final.pt").exists():
        raise SystemExit(f"{recipe.work / 'final.pt'}: not there: train --finish STEPS or --minutes N cools down to it")
    stamp.demand_figures(recipe.work / "README.md", recipe.work / "final.pt")
    archive(recipe, recipe.package, weights(recipe))
    print(f"{recipe.package}: {recipe.package.stat().st_size / 1e6:.1f} MB")


def archive(recipe: Recipe, path: Path, model: Transformer) -> None:
    """Write a package in int8, with the README.md that `evaluate` left in the work folder."""
    with tempfile.TemporaryDirectory() as folder:
        made = convert(recipe, Path(folder) / "model", model)
        readme = recipe.work / "README.md"
        files = {
            "metadata.json": json.dumps(metadata(recipe), indent=2, ensure_ascii=False).encode(),
            "sentencepiece.model": (recipe.work / "sentencepiece.model").read_bytes(),
            **{f"model/{part.name}": part.read_bytes() for part in sorted(made.iterdir())},
            **({"README.md": readme.read_bytes()} if readme.exists() else {}),
            **({"lexicon.tsv": hints.table(recipe.lexicon)} if recipe.lexicon else {}),
        }
    write(recipe, path, files)


def write(recipe: Recipe, path: Path, files: Mapping[str, bytes]) -> None:
    """Write the archive of a package, so that it is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in sorted(files.items()):
            package.writestr(zipfile.ZipInfo(f"{recipe.name}/{name}", EPOCH), content, zipfile.ZIP_DEFLATED)
    partial.replace(path)


def additions(recipe: Recipe, lexicon: bytes) -> str:
    """What the README says of the package's lexicon and of its confidence."""
    lines = []
    if lexicon:
        count = lexicon.count(b"\n")
        lines.append(
            f"`lexicon.tsv` has the English of {count:,} rare French words and names. Where a draft holds none of a "
            "word's renderings the model is asked again with the usual one beside the word, and what it says then is "
            "taken if it is as sure of it; `--no-lexicon` leaves it out. Its entries come from sources of the classes "
            "named under Data (lexicon/lexicon, lexicon/names), some of them share-alike (CC BY-SA, ODbL, LGPL, MPL, "
            "CeCILL-C): the file is a collection of its own under CC BY-SA 4.0, beside the model and apart from it."
        )
    if recipe.calibration:
        lines.append(
            "`confidence` in `metadata.json` was fitted to translations judged by hand (tests/judged in Bitexte's "
            "sources); `python benchmarks/confidence.py` tells how well it does."
        )
    return "\n\n".join(filter(None, [*lines, recipe.added]))


def metadata(recipe: Recipe) -> dict[str, object]:
    """What metadata.json says; from `longest` on the keys are Bitexte's own."""
    given = recipe.calibration
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
        "source_prefix": recipe.tag_at_work,
        "masks": "".join(MASKS),
        **({"confidence": json.loads(given.read_text("utf-8"))} if given else {}),
    }


def weights(recipe: Recipe, name: str = "") -> Transformer:
    """The averaged weights of the named state (the last one) in a float32 network, mixed with the start's.

    Weights that come from one another lie close enough for their mean to be a model as good as either, and what a
    short training made the start forget comes back (Wortsman et al. 2022).
    """
    model = Transformer(shape_of(recipe))
    model.float().eval()
    average: dict[str, Tensor] = saved(recipe, name)["average"]
    if recipe.kept:
        given = start.weights(recipe)
        average = {each: weight.lerp(given.get(each, weight), recipe.kept) for each, weight in average.items()}
    model.load_state_dict(average)
    return model


def last(recipe: Recipe) -> str:
    """The state that counts: `final` where the training was cooled down, else `checkpoint`."""
    return "final" if (recipe.work / "final.pt").exists() else "checkpoint"


def saved(recipe: Recipe, name: str = "") -> dict[str, Any]:
    """The named state of the training, without a name the last one."""
    name = name or last(recipe)
    state = train.load(recipe, name)
    if state is None:
        raise SystemExit(f"{recipe.work / name}.pt: not there yet: python -m training train makes it")
    return dict(state)


def convert(recipe: Recipe, folder: Path, model: Transformer, quantization: str | None = "int8") -> Path:
    """Write the CTranslate2 model folder."""
    shape = model.shape
    encoder = TransformerEncoderSpec(
        shape.encoder_layers,
        shape.encoder_heads,
        pre_norm=False,
        activation=ctranslate2.specs.Activation.GELU,
        layernorm_embedding=True,
    )
    decoder = TransformerDecoderSpec(
        shape.decoder_layers, shape.decoder_heads, pre_norm=True, alignment_layer=-1, alignment_heads=1
    )
    spec = TransformerSpec(encoder, decoder)
    spec.config.add_source_bos = spec.config.add_source_eos = True
    spec.config.decoder_start_token = "<s>"
    spec.config.unk_token, spec.config.bos_token, spec.config.eos_token = "<unk>", "<s>", "</s>"
    _encoder(encoder, model)
    tokens = pieces.symbols(pieces.load(recipe))
    kept = _kept(recipe, tokens)
    _decoder(decoder, model, kept)
    spec.register_source_vocabulary(list(tokens))
    spec.register_target_vocabulary([tokens[number] for number in kept])
    spec.validate()
    spec.optimize(quantization=quantization)
    folder.mkdir(parents=True, exist_ok=True)
    spec.save(str(folder))
    return folder


def _kept(recipe: Recipe, tokens: Sequence[str]) -> list[int]:
    """The pieces that the decoder keeps: those that targets hold, and all symbols, bytes and single characters.

    What no target holds costs time at every step, and is mostly French that was left over when it is written.
    """
    path = recipe.work / "counts.npy"
    if not recipe.common or not path.exists():
        return list(range(len(tokens)))
    counts = numpy.load(path)
    return [n for n, token in enumerate(tokens) if counts[n] >= recipe.common or _always(token)]


def _always(token: str) -> bool:
    return len(token.removeprefix("▁")) <= 1 or (token.startswith("<") and token.endswith(">"))


def _encoder(spec: Any, model: Transformer) -> None:
    encoder = model.encoder
    embeddings = spec.embeddings[0] if isinstance(spec.embeddings, list) else spec.embeddings
    embeddings.weight = _array(encoder.embedding)
    spec.scale_embeddings = False
    spec.position_encodings.encodings = _array(encoder.positions)
    _norm(spec.layernorm_embedding, encoder.embedding_norm)
    for target, layer in zip(spec.layer, encoder.layers, strict=True):
        _layer(target, layer)


def _decoder(spec: Any, model: Transformer, kept: list[int]) -> None:
    decoder = model.decoder
    spec.embeddings.weight = _array(decoder.embedding[kept])
    spec.scale_embeddings = True
    spec.position_encodings.encodings = _array(decoder.sinusoids)
    _norm(spec.layer_norm, decoder.norm)
    for target, layer in zip(spec.layer, decoder.layers, strict=True):
        _layer(target, layer)
    _linear(spec.projection, decoder.embedding[kept], decoder.bias[kept])


def _layer(target: Any, layer: Any) -> None:
    _linear(target.self_attention.linear[0], layer.attention.projection.weight, layer.attention.projection.bias)
    _linear(target.self_attention.linear[1], layer.attention.output.weight, layer.attention.output.bias)
    _norm(target.self_attention.layer_norm, layer.attention.norm)
    if isinstance(layer, DecoderLayer):
        assert layer.crossed.query is not None
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
