"""Tiny real models of every kind that `package install` takes, with weights drawn at random."""

from __future__ import annotations

import io
import json
import shutil
import struct
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
from bitexte.packages.convert import marian

WIDTH, INNER, HEADS, ENCODER, DECODER = 16, 32, 2, 1, 2
_TEXT = (
    "le panier est vide et la commande arrive demain matin",
    "the cart is empty and the order arrives tomorrow morning",
    "une place de marché vend des livres à Lyon pour 40 euros",
    "a marketplace sells books in Lyon for 40 euros",
)
CONFIGURATION: Mapping[str, object] = {
    "type": "transformer",
    "enc-depth": ENCODER,
    "dec-depth": DECODER,
    "transformer-heads": HEADS,
    "transformer-decoder-autoreg": "self-attention",
    "transformer-no-projection": False,
    "transformer-ffn-activation": "relu",
    "transformer-preprocess": "",
    "transformer-postprocess": "dan",
    "transformer-postprocess-emb": "d",
    "transformer-postprocess-top": "",
    "transformer-guided-alignment-layer": "last",
}


@cache
def pieces_model(symbols: tuple[str, ...] = ()) -> bytes:
    """A SentencePiece model as Marian trains them: </s> is 0, <unk> is 1; with these symbols of its own."""
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(_TEXT * 10),
        model_writer=made,
        vocab_size=96 + len(symbols),
        eos_id=0,
        unk_id=1,
        bos_id=-1,
        hard_vocab_limit=False,
        byte_fallback=False,
        user_defined_symbols=list(symbols),
        minloglevel=2,
        num_threads=1,
    )
    return made.getvalue()


def vocabulary(symbols: tuple[str, ...] = ()) -> list[str]:
    model = sentencepiece.SentencePieceProcessor(model_proto=pieces_model(symbols))
    return [model.id_to_piece(number) for number in range(model.get_piece_size())]


def arrays(size: int, **changed: object) -> dict[str, Any]:
    """The arrays of a Marian model with a vocabulary of this size; `changed` are settings, `_` standing for `-`."""
    draw = np.random.default_rng(7)

    def matrix(rows: int, columns: int) -> Any:
        return draw.normal(0, 0.3, (rows, columns)).astype(np.float32)

    made: dict[str, Any] = {"Wemb": matrix(size, WIDTH), "decoder_ff_logit_out_b": np.zeros((1, size), np.float32)}
    scopes: list[tuple[str, tuple[str, ...]]] = [(f"encoder_l{n + 1}", ("self",)) for n in range(ENCODER)]
    scopes += [(f"decoder_l{n + 1}", ("self", "context")) for n in range(DECODER)]
    for scope, attentions in scopes:
        for attention in attentions:
            for part in "qkvo":
                made[f"{scope}_{attention}_W{part}"] = matrix(WIDTH, WIDTH)
                made[f"{scope}_{attention}_b{part}"] = np.zeros((1, WIDTH), np.float32)
            made |= _norm(f"{scope}_{attention}_Wo")
        made |= {f"{scope}_ffn_W1": matrix(WIDTH, INNER), f"{scope}_ffn_b1": np.zeros((1, INNER), np.float32)}
        made |= {f"{scope}_ffn_W2": matrix(INNER, WIDTH), f"{scope}_ffn_b2": np.zeros((1, WIDTH), np.float32)}
        made |= _norm(f"{scope}_ffn_ffn")
    settings = dict(CONFIGURATION) | {key.replace("_", "-"): value for key, value in changed.items()}
    text = "".join(f"{key}: {json.dumps(value)}\n" for key, value in settings.items())
    made[marian.CONFIGURATION] = np.frombuffer(text.encode() + b"\0", np.int8)
    return made


def _norm(scope: str) -> dict[str, Any]:
    return {
        f"{scope}_ln_scale": np.ones((1, WIDTH), np.float32),
        f"{scope}_ln_bias": np.zeros((1, WIDTH), np.float32),
    }


def marian_folder(folder: Path, content: Mapping[str, Any] | None = None) -> Path:
    """A model of Marian as its trainers pass them on: .npz, SentencePiece vocabulary, decoder.yml, licence."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "model.npz", **(arrays(len(vocabulary())) if content is None else content))
    (folder / "vocab.spm").write_bytes(pieces_model())
    decoder = "relative-paths: true\nmodels:\n  - model.npz\nvocabs:\n  - /data/vocab.spm\n  - /data/vocab.spm\n"
    (folder / "decoder.yml").write_text(decoder, encoding="utf-8")
    (folder / "LICENSE").write_text("Mozilla Public License 2.0\n\ntext\n", encoding="utf-8")
    return folder


def ctranslate_folder(folder: Path, symbols: tuple[str, ...] = (), **configuration: object) -> Path:
    """A CTranslate2 folder with the files that the hub has of such models."""
    tokens = vocabulary(symbols)
    beside = folder.with_name(f"{folder.name}-marian")
    marian_folder(beside, arrays(len(tokens)))
    (beside / "vocab.spm").write_bytes(pieces_model(symbols))
    marian.convert(beside / "model.npz", [beside / "vocab.spm"] * 2, folder)
    shutil.rmtree(beside)
    said = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps(said | configuration), encoding="utf-8")
    for name in ("source.spm", "target.spm"):
        (folder / name).write_bytes(pieces_model(symbols))
    (folder / "README.md").write_text("---\nlanguage: fr\nlicense: cc-by-4.0\n---\n# Tiny\n", encoding="utf-8")
    return folder


def multilingual_folder(folder: Path, symbols: Sequence[str] = ("fra_Latn", "eng_Latn")) -> Path:
    """A CTranslate2 folder as Transformers' converter makes them of multilingual models: one tokenizer, no end mark."""
    ctranslate_folder(folder, tuple(symbols), add_source_eos=False, decoder_start_token="</s>")
    (folder / "source.spm").rename(folder / "sentencepiece.bpe.model")
    (folder / "target.spm").unlink()
    return folder


def browser_binary() -> bytes:
    """The beginning of a Marian binary as browsers load them: one item of 8-bit integers."""
    name = b"decoder_l1_rnn_W\0"
    return struct.pack("<6Q", 1, 1, len(name), 0x4101, 2, 4096) + name + bytes(4200)
