"""The recipe's model: resume, export, parity with CTranslate2; skipped where PyTorch is absent."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from training import config, corpus, pieces
from training.batches import batches

torch = pytest.importorskip("torch", reason="PyTorch is not installed: pip install -e '.[training]'")
decode, export, loss, train = (
    pytest.importorskip(f"training.{name}") for name in ("decode", "export", "loss", "train")
)

RECIPE = """
name = "tiny"
from_code = "fr"
to_code = "en"
corpus = "corpus"
validation = "validation"
work = "work"
package = "out/tiny.argosmodel"
version = "0.1"
held_out = 5
vocabulary = 340
width = 32
inner = 64
heads = 2
encoder_layers = 2
decoder_layers = 1
precision = "float32"
batch_pieces = 512
warmup = 5
"""


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> config.Recipe:
    """A tiny recipe, trained for a few steps and cooled down."""
    folder = tmp_path_factory.mktemp("recipe")
    (folder / "corpus").mkdir()
    parts = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo")
    names = ("".join(name) for name in product(parts, repeat=3))
    lines = (
        f"Le contrat {n} de {name} est signé.\tContract {n} of {name} is signed.\n" for n, name in enumerate(names)
    )
    (folder / "corpus" / "laws.tsv").write_text("".join(lines), "utf-8")
    (folder / "validation.fr").write_text("Rien de cela.\n", "utf-8")
    (folder / "validation.en").write_text("None of it.\n", "utf-8")
    (folder / "tiny.toml").write_text(RECIPE, "utf-8")
    read = config.read(folder / "tiny.toml")
    corpus.prepare(read)
    pieces.train(read)
    state = train.State.resume(read)
    for _, batch in zip(range(8), state.batches(), strict=False):
        state.learn(batch, 1.0)
    state.save()
    return read


def test_a_run_resumes_at_the_step_and_with_the_weights_it_stopped_at(recipe: config.Recipe) -> None:
    saved = torch.load(recipe.work / "checkpoint.pt", weights_only=True)
    state = train.State.resume(recipe)
    assert (state.step, state.places) == (8, [(saved["epoch"], saved["skip"])])
    assert all(torch.equal(weight, saved["masters"][name]) for name, weight in state.masters.items())
    assert all(torch.equal(weight, state.masters[name]) for name, weight in state.model.named_parameters())


def test_a_checkpoint_keeps_its_form(recipe: config.Recipe) -> None:
    saved = torch.load(recipe.work / "checkpoint.pt", weights_only=True)
    assert set(saved) == {"masters", "average", "optimiser", "step", "epoch", "skip"}
    assert set(saved["optimiser"]) == {"momentum", "first", "second", "step"}


def test_another_number_of_makers_starts_the_next_epoch(recipe: config.Recipe) -> None:
    epoch = train.State.resume(recipe).places[0][0]
    assert train.State.resume(replace(recipe, makers=2)).places == [(epoch + 1, 0)] * 2


def test_several_makers_leave_a_place_each(recipe: config.Recipe, tmp_path: Path) -> None:
    several = replace(recipe, makers=2)
    places = [(0, 0), (0, 0)]
    stream = batches(several, places)
    for _ in range(4):
        next(stream)
    assert all(place > (0, 0) for place in places)


def test_finishing_writes_the_final_weights(recipe: config.Recipe) -> None:
    train.train(recipe, finish=2)
    try:
        assert export.saved(recipe)["step"] == 10
    finally:
        (recipe.work / "final.pt").unlink()


def test_a_cool_down_without_terms_is_mixed_in_and_leaves_the_checkpoint(recipe: config.Recipe) -> None:
    before = (recipe.work / "checkpoint.pt").read_bytes()
    mixing = replace(recipe, plain=0.5)
    with pytest.raises(SystemExit, match="--plain makes it"):
        export.weights(mixing)
    train.train(recipe, finish=2, plain=True)
    try:
        other = torch.load(recipe.work / "plain.pt", weights_only=True)["average"]
        own = export.saved(recipe)["average"]
        for name, weight in export.weights(mixing).state_dict().items():
            assert torch.allclose(weight, (own[name] + other[name]) / 2)
    finally:
        (recipe.work / "plain.pt").unlink()
    assert (recipe.work / "checkpoint.pt").read_bytes() == before


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
    model, processor = export.weights(recipe), pieces.load(recipe)
    export.convert(recipe, tmp_path / "float32", model, quantization=None)
    texts = [f"Le contrat {n} est signé." for n in range(20)] + ["Oui", "signé " * 20]
    theirs = decode.Decoder(tmp_path / "float32", processor, "float32").decode(texts, beam=1).texts
    assert theirs == decode.greedy(model, processor, texts)


def test_converting_a_model_leaves_its_weights_alone(recipe: config.Recipe, tmp_path: Path) -> None:
    model = export.weights(recipe)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    export.convert(recipe, tmp_path, model)
    assert all(torch.equal(weight, before[name]) for name, weight in model.state_dict().items())


def test_the_package_is_one_that_the_pipeline_reads_and_the_same_each_time(recipe: config.Recipe) -> None:
    from bitexte.packages.package import parse_metadata

    export.export(recipe)
    first = recipe.package.read_bytes()
    export.export(recipe)
    assert recipe.package.read_bytes() == first
    with zipfile.ZipFile(recipe.package) as archive:
        metadata = parse_metadata(archive.read("tiny/metadata.json"), "metadata.json")
        assert "tiny/model/model.bin" in archive.namelist()
    assert metadata.terminology is not None
    assert metadata.terminology.open == pieces.OPEN


def test_makers_end_when_the_training_is_killed(recipe: config.Recipe) -> None:
    import time

    code = (
        "import os, sys, multiprocessing; from pathlib import Path; from training import config, batches\n"
        "if __name__ == '__main__':\n"
        "    stream = batches.batches(config.read(Path(sys.argv[1])), [(0, 0)]); next(stream)\n"
        "    print(multiprocessing.active_children()[0].pid, flush=True); os.kill(os.getpid(), 9)\n"
    )
    script = recipe.work / "killed.py"
    script.write_text(code, "utf-8")
    root = str(Path(config.__file__).parent.parent)
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
