"""The recipe's model: resume, export, parity with CTranslate2; skipped where PyTorch is absent."""

from __future__ import annotations

import json
import lzma
import os
import signal
import struct
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import numpy
import pytest

from training import align, config, corpus, mix, pieces, stamp

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install -e '.[training]'")
decode, export, loss, network, optimiser, repack, start, train = (
    pytest.importorskip(f"training.{name}")
    for name in ("decode", "export", "loss", "network", "optimiser", "repack", "start", "train")
)

RECIPE = """
name = "tiny"
from_code = "fr"
to_code = "en"
version = "0.1"
corpus = "corpus"
sources = "sources.tsv"
validation = "validation"
work = "work"
package = "out/tiny.argosmodel"
held_out = 5
vocabulary = 400
width = 32
inner = 64
encoder_heads = 2
decoder_heads = 2
encoder_layers = 2
decoder_layers = 1
positions = 512
precision = "float32"
batch_pieces = 256
batches = 2
negatives = 20
warmup = 5
"""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> config.Recipe:
    """A tiny recipe, trained for a few steps."""
    folder = tmp_path_factory.mktemp("recipe")
    (folder / "corpus").mkdir()
    parts = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
    names = ("".join(name) for name in product(parts, repeat=3))
    lines = (
        f"Le contrat {n} de {name} est signé{' aussi' * (n % 9)}.\t"
        f"Contract {n} of {name} is{' also' * (n % 9)} signed.\n"
        for n, name in enumerate(names)
    )
    (folder / "corpus" / "laws.tsv").write_text("".join(lines), "utf-8")
    (folder / "sources.tsv").write_text("laws\t1\tU+E02C\tnews\n", "utf-8")
    (folder / "validation.fr").write_text("Rien de cela.\n", "utf-8")
    (folder / "validation.en").write_text("None of it.\n", "utf-8")
    (folder / "tiny.toml").write_text(RECIPE, "utf-8")
    read = config.read(folder / "tiny.toml")
    corpus.prepare(read)
    stamp.stamp(read, "train")
    pieces.make(read)
    stamp.stamp(read, "pieces")
    align.store(read, dict.fromkeys(range(0, 2000, 2), "1-0 2-1 4-3"))
    stamp.stamp(read, "links")
    mix.score(read)
    stamp.stamp(read, "mix")
    state = train.State.resume(read, "checkpoint")
    for _, step in zip(range(8), state.steps(mix.STEADY), strict=False):
        state.learn(step, 1.0)
    state.save("checkpoint")
    return read


def test_a_run_resumes_at_the_step_and_with_the_weights_it_stopped_at(recipe: config.Recipe) -> None:
    saved = torch.load(recipe.work / "checkpoint.pt", weights_only=True)
    state = train.State.resume(recipe, "checkpoint")
    assert (state.step, state.seen, state.places[0].next) == (8, saved["seen"], saved["places"][0][1])
    assert len(state.places[0].waiting) > 0
    assert all(torch.equal(weight, saved["masters"][name]) for name, weight in state.masters.items())
    assert all(torch.equal(weight, state.masters[name]) for name, weight in state.model.named_parameters())


def test_a_resumed_run_makes_the_weights_of_one_that_never_stopped(recipe: config.Recipe) -> None:
    once, twice = (train.State.resume(recipe, "checkpoint") for _ in range(2))
    for _, step in zip(range(4), once.steps(mix.STEADY), strict=False):
        once.learn(step, 1.0)
    for _, step in zip(range(2), twice.steps(mix.STEADY), strict=False):
        twice.learn(step, 1.0)
    twice.save("halfway")
    again = train.State.resume(recipe, "halfway")
    for _, step in zip(range(2), again.steps(mix.STEADY), strict=False):
        again.learn(step, 1.0)
    assert all(torch.equal(weight, again.masters[name]) for name, weight in once.masters.items())


def test_a_checkpoint_of_another_shape_is_refused(recipe: config.Recipe) -> None:
    with pytest.raises(SystemExit, match="other data or settings"):
        train.load(replace(recipe, inner=128), "checkpoint")


def test_another_number_of_makers_starts_the_next_epoch(recipe: config.Recipe) -> None:
    epoch = train.State.resume(recipe, "checkpoint").places[0].epoch
    places = train.State.resume(replace(recipe, makers=2), "checkpoint").places
    assert [(place.epoch, place.next) for place in places] == [(epoch + 1, 0), (epoch + 1, 1)]


def test_a_cool_down_leaves_the_checkpoint_and_writes_the_final_weights(recipe: config.Recipe) -> None:
    before = (recipe.work / "checkpoint.pt").read_bytes()
    train.train(recipe, finish=3)
    try:
        saved = export.saved(recipe)
        assert (saved["step"], saved["cooling"]) == (11, (8, 11))
    finally:
        (recipe.work / "final.pt").unlink()
    assert (recipe.work / "checkpoint.pt").read_bytes() == before


def test_a_stopped_cool_down_does_not_pass_for_a_finished_one_and_is_taken_up_again(
    recipe: config.Recipe, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Asked:
        def __init__(self) -> None:
            self.asked = False

    def stopping(state: object, batches: object, scale: float) -> object:
        made = learn(state, batches, scale)
        stop.asked = stop.asked or train.State.step_of(state) == 10
        return made

    stop, learn = Asked(), train.State.learn
    monkeypatch.setattr(train, "Stop", lambda: stop)
    monkeypatch.setattr(train.State, "step_of", lambda state: state.step, raising=False)
    monkeypatch.setattr(train.State, "learn", stopping)
    train.train(recipe, finish=4)
    assert not (recipe.work / "final.pt").exists()
    with pytest.raises(SystemExit, match="cools down to it"):
        export.export(recipe)
    stop.asked = False
    monkeypatch.setattr(train.State, "learn", learn)
    train.train(recipe, finish=4)
    assert export.saved(recipe)["step"] == 12
    assert not (recipe.work / "cooling.pt").exists()
    (recipe.work / "final.pt").unlink()


def test_sigterm_ends_a_run_at_the_border_of_a_step(recipe: config.Recipe) -> None:
    work = recipe.work.parent / "stopped"
    work.mkdir()
    for path in recipe.work.iterdir():
        if path.suffix not in (".pt", ".part"):
            (work / path.name).write_bytes(path.read_bytes())
    (work.parent / "stopped.toml").write_text(RECIPE.replace('"work"', '"stopped"'), "utf-8")
    root = Path(config.__file__).parent.parent
    running = subprocess.Popen(
        [sys.executable, "-m", "training", "train", str(work.parent / "stopped.toml")],
        env={**os.environ, "PYTHONPATH": f"{root}:{root / 'pipeline'}"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    assert running.stdout.readline().startswith("step 25 ")
    running.send_signal(signal.SIGTERM)
    told = running.stdout.read()
    assert running.wait(60) == 0
    assert "saved checkpoint.pt" in told
    assert torch.load(work / "checkpoint.pt", weights_only=True)["step"] >= 25


def test_an_encoder_that_starts_from_given_weights_is_led_and_its_table_stays(recipe: config.Recipe) -> None:
    model = network.Transformer(network.shape_of(recipe))
    masters = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    made = optimiser.rules(recipe, masters, led=True)
    assert "encoder.positions" not in made
    assert "encoder.embedding_norm.weight" not in made
    lower, upper = (made[f"encoder.layers.{n}.feed_forward.inner.weight"].rate for n in (0, 1))
    assert lower == pytest.approx(upper * recipe.encoder_decay)
    before = masters["encoder.embedding"].clone()
    for weight in model.parameters():
        weight.grad = torch.ones_like(weight)
    optimiser.Optimiser(masters, made).learn(dict(model.named_parameters()), 1.0)
    changed = (masters["encoder.embedding"] != before).any(1).nonzero().flatten().tolist()
    first = pieces.FIRST_RESERVED
    assert changed == list(range(first, first + len(pieces.RESERVED)))


def test_weights_are_read_back_from_a_warm_start_and_from_a_package(recipe: config.Recipe, tmp_path: Path) -> None:
    model = export.weights(recipe, "checkpoint")
    start.save(tmp_path / "start.npz", dict(model.named_parameters()))
    export.archive(replace(recipe, common=0), tmp_path / "start.argosmodel", model)
    for name in ("start.npz", "start.argosmodel"):
        found = start.weights(replace(recipe, start=tmp_path / name))
        assert set(found) == {name for name, _ in model.named_parameters()}
        for each, weight in model.named_parameters():
            step = weight.abs().max() / 127 if weight.dim() == 2 else 1e-6
            assert (found[each] - weight).abs().max() <= step, each


def test_rows_that_a_package_s_decoder_lacks_come_back_as_never_likely(recipe: config.Recipe, tmp_path: Path) -> None:
    model = export.weights(recipe, "checkpoint")
    export.archive(replace(recipe, common=10**6), tmp_path / "cut.argosmodel", model)
    found = start.weights(replace(recipe, start=tmp_path / "cut.argosmodel"))
    tokens = pieces.symbols(pieces.load(recipe))
    lost = [number for number, token in enumerate(tokens) if len(token.removeprefix("▁")) > 1 and token[0] != "<"]
    assert len(lost) > 10
    assert torch.equal(found["decoder.bias"][lost], found["decoder.bias"].min().expand(len(lost)))


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [("a.npz", b"PK", "not such weights"), ("a.txt", b"", "not known as a start"), ("a.whl", b"x", "not such weights")],
)
def test_a_start_that_is_none_is_told_in_a_line(
    recipe: config.Recipe, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        start.weights(replace(recipe, start=tmp_path / name))
    assert told in str(ended.value)
    assert "\n" not in str(ended.value)


def test_safetensors_are_cut_down_to_the_recipe_s_pieces_and_layers(recipe: config.Recipe, tmp_path: Path) -> None:
    known = ["<s>", "<pad>", "</s>", "<unk>", *pieces.symbols(pieces.load(recipe))[3:]]
    (tmp_path / "sentencepiece.bpe.model").write_bytes((recipe.work / "sentencepiece.model").read_bytes())
    shapes: dict[str, tuple[int, ...]] = {
        "embeddings.word_embeddings.weight": (len(known), 32), "embeddings.position_embeddings.weight": (514, 32),
        "embeddings.token_type_embeddings.weight": (2, 32), "embeddings.LayerNorm.weight": (32,),
        "embeddings.LayerNorm.bias": (32,),
    }  # fmt: skip
    maps: dict[str, tuple[int, ...]] = {
        "attention.self.query": (32, 32), "attention.self.key": (32, 32), "attention.self.value": (32, 32),
        "attention.output.dense": (32, 32), "attention.output.LayerNorm": (32,), "intermediate.dense": (64, 32),
        "output.dense": (32, 64), "output.LayerNorm": (32,),
    }  # fmt: skip
    for number in range(2):
        for part, shape in maps.items():
            shapes[f"encoder.layer.{number}.{part}.weight"] = shape
            shapes[f"encoder.layer.{number}.{part}.bias"] = (shape[0],)
    header, body = {}, b""
    for number, (name, size) in enumerate(shapes.items()):
        array = numpy.full(size, number, dtype="<f4")
        header[name] = {"dtype": "F32", "shape": size, "data_offsets": [len(body), len(body) + array.nbytes]}
        body += array.tobytes()
    described = json.dumps(header).encode()
    (tmp_path / "model.safetensors").write_bytes(struct.pack("<Q", len(described)) + described + body)
    found = start.weights(replace(recipe, start=tmp_path / "model.safetensors"))
    names = list(shapes)
    queries = found["encoder.layers.1.attention.projection.weight"]
    assert queries.shape == (96, 32)
    wanted = [names.index(f"encoder.layer.1.attention.self.{part}.weight") for part in ("query", "key", "value")]
    assert queries[::32, 0].tolist() == wanted
    model = network.Transformer(network.shape_of(recipe))
    start.take(model, found)
    assert model.encoder.layers[0].feed_forward.outer.weight[0, 0] == names.index("encoder.layer.0.output.dense.weight")


def test_random_pieces_stand_for_all_that_were_not_drawn() -> None:
    torch.manual_seed(1)
    states, weight, bias = torch.randn(50, 16), torch.randn(5000, 16) * 0.1, torch.randn(5000) * 0.1
    expected = torch.randint(0, 40, (50,))
    whole = loss.SmoothedLoss.apply(states, weight, bias, expected, 0.1, 64)
    found = [
        float(loss.sampled(states, weight, bias, expected, 0.1, 64, 900, torch.Generator().manual_seed(seed)))
        for seed in range(8)
    ]
    assert sum(found) / len(found) == pytest.approx(float(whole), abs=0.02)


def test_the_loss_is_cross_entropy_with_the_slope_of_the_smoothed_one() -> None:
    torch.manual_seed(1)
    states, weight, bias = (torch.randn(*shape, requires_grad=True) for shape in ((7, 4), (11, 4), (11,)))
    expected = torch.tensor([3, 4, 5, 1, 10, 4, 2])
    found_loss = loss.SmoothedLoss.apply(states, weight, bias, expected, 0.1, 3)
    found = torch.autograd.grad(found_loss, (states, weight, bias))
    logits = states @ weight.t() + bias
    smoothed = torch.nn.functional.cross_entropy(logits, expected, label_smoothing=0.1)
    wanted = torch.autograd.grad(smoothed, (states, weight, bias), retain_graph=True)
    assert torch.allclose(found_loss, torch.nn.functional.cross_entropy(logits, expected))
    assert all(torch.allclose(one, other, atol=1e-6) for one, other in zip(found, wanted, strict=True))


def test_pytorch_and_ctranslate2_decode_alike(recipe: config.Recipe, tmp_path: Path) -> None:
    model, processor = export.weights(recipe, "checkpoint"), pieces.load(recipe)
    export.convert(recipe, tmp_path / "float32", model, quantization=None)
    texts = [f"Le contrat {n} est signé." for n in range(20)] + ["Oui", "signé " * 20]
    theirs = decode.Decoder(tmp_path / "float32", processor, "float32", "\ue02c").decode(texts, beam=1).texts
    assert theirs == decode.greedy(model, processor, texts, "\ue02c")


def test_converting_a_model_leaves_its_weights_alone(recipe: config.Recipe, tmp_path: Path) -> None:
    model = export.weights(recipe, "checkpoint")
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    export.convert(recipe, tmp_path, model)
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())


def test_the_package_is_one_that_the_pipeline_reads_and_the_same_each_time(recipe: config.Recipe) -> None:
    from bitexte.packages.package import parse_metadata

    (recipe.work / "final.pt").write_bytes((recipe.work / "checkpoint.pt").read_bytes())
    export.export(recipe)
    first = recipe.package.read_bytes()
    export.export(recipe)
    readme = recipe.work / "README.md"
    readme.write_text("BLEU 99", encoding="utf-8")
    with pytest.raises(SystemExit, match="figures are those of other weights"):
        export.export(recipe)
    stamp.sign(readme, recipe.work / "final.pt")
    export.export(recipe)
    with zipfile.ZipFile(recipe.package) as archive:
        assert archive.read("tiny/README.md") == b"BLEU 99"
    readme.unlink()
    export.export(recipe)
    (recipe.work / "final.pt").unlink()
    assert recipe.package.read_bytes() == first
    with zipfile.ZipFile(recipe.package) as archive:
        metadata = parse_metadata(archive.read("tiny/metadata.json"), "metadata.json")
        assert "tiny/model/model.bin" in archive.namelist()
    assert metadata.terminology is not None
    assert metadata.terminology.open == pieces.OPEN


def test_a_package_is_repacked_with_its_weights_as_they_are(recipe: config.Recipe, tmp_path: Path) -> None:
    folder = tmp_path / "lexicon"
    folder.mkdir()
    lists = {
        "lexicon": [
            "gravier\tnoun\tgravel|grit\tAL|FD\tA|C\t3",
            "pavé\tnoun\tpavement\tFD\tC\t3",
            "table\tnoun\ttable\tAL\tA\t90",
            "bu\tadj\tdrunk\tAL\tA\t1",
            "port de pêche\tnoun\tpoint of call\tAL\tA\t1",
            "porte\tnoun\tdoor\tAL\tA\t2",
            "porter\tverb\tcarry\tAL\tA\t9",
        ],
        # "bu" is short, "port de pêche" no word, "porte" rather a verb's form, "table" frequent, GPL's are not ours.
        "forms-fr": ["graviers\tgravier\tn:mp", "tables\ttable\tn:fp", "porte\tporter\tv:P3s", "porte\t\tn:fs"],
        "names": [
            "Londres\tLondon\tcity\t\t\tGN\tA",
            "Paris\tParis\tcity\t\t\tGN\tA",
            "Jilin\tJilin City\tcity\t\t\tGN\tA",
            "Rome\tRoom\tcity\t\t\tFD\tC",
        ],
    }
    for name, lines in lists.items():
        with lzma.open(folder / f"{name}.tsv.xz", "wt", encoding="utf-8") as file:
            file.write("".join(f"{line}\n" for line in lines))
    calibration = tmp_path / "confidence.json"
    calibration.write_text('{"bias": 1.5}', encoding="utf-8")
    path = tmp_path / "tiny.argosmodel"
    own = replace(recipe, package=path)
    export.archive(own, path, export.weights(own, "checkpoint"))
    with zipfile.ZipFile(path) as archive:
        before = archive.read(f"{recipe.name}/model/model.bin")
    for note in ("Once.", "Twice."):
        repack.repack(replace(own, version="0.9", lexicon=folder, calibration=calibration, added=note))
    with zipfile.ZipFile(path) as archive:
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    assert files["model/model.bin"] == before
    assert files["lexicon.tsv"].decode() == "Londres\tLondon\ngravier\tgravel\ngraviers\tgravels|gravel\n"
    said = json.loads(files["metadata.json"])
    assert (said["package_version"], said["confidence"]) == ("0.9", {"bias": 1.5})
    readme = files["README.md"].decode()
    assert readme.startswith("# tiny 0.9")
    assert (readme.count("Twice."), readme.count("Once."), readme.count("English of 3 rare")) == (1, 0, 1)


def test_makers_end_when_the_training_is_killed(recipe: config.Recipe) -> None:
    import time

    code = (
        "import os, sys, multiprocessing; from pathlib import Path; from training import config, batches, mix\n"
        "if __name__ == '__main__':\n"
        "    recipe = config.read(Path(sys.argv[1]))\n"
        "    stream = batches.steps(recipe, mix.STEADY, batches.beginning(recipe)); next(stream)\n"
        "    print(multiprocessing.active_children()[0].pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    script = recipe.work / "killed.py"
    script.write_text(code, "utf-8")
    folder = Path(config.__file__).parent.parent
    root = f"{folder}{os.pathsep}{folder / 'pipeline'}"
    done = subprocess.run(
        [sys.executable, str(script), str(recipe.work.parent / "tiny.toml")],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    maker, until = Path(f"/proc/{json.loads(done.stdout)}"), time.monotonic() + 20
    while maker.exists() and time.monotonic() < until:
        time.sleep(0.2)
    assert not maker.exists()
