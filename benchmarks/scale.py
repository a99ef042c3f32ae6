"""What large work costs: the road stage by stage beside bare CTranslate2, a memory of millions of pairs, Ray's workers.

    python benchmarks/scale.py road --lines FILE [--count 400]
    python benchmarks/scale.py memory [--pairs 10000000]
    python benchmarks/scale.py ray --lines FILE [--count 400]        (the extra `ray`)
    python benchmarks/scale.py paper --words-per-core-second N

All is measured in one process after the other on this machine; ratios within a run hold elsewhere, seconds do not.
`paper` computes the cost of a billion words and of a million from a measured speed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BATCH = 10_000  # pairs a commit
ASKED = 2_000  # pairs asked for at once: a window of a run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=sorted(MEASURED))
    parser.add_argument("--lines", type=Path, help="French text, one sentence a line")
    parser.add_argument("--count", type=int, default=400, help="how many lines")
    parser.add_argument("--pairs", type=int, default=10_000_000)
    parser.add_argument("--words-per-core-second", type=float, default=150.0)
    arguments = parser.parse_args()
    MEASURED[arguments.what](arguments)


def road(arguments: argparse.Namespace) -> None:
    """Where the time of the engine goes, and how much of it bare CTranslate2 takes for the same pieces."""
    from bitexte import engine
    from bitexte.engine import ctranslate
    from bitexte.model import Request
    from bitexte.project import Project

    lines = _lines(arguments)
    words = sum(len(line.split()) for line in lines)
    project = Project.open()
    project.engine.translate([Request("Un mot.")])  # loads the model
    ordered = sorted(map(Request, lines), key=lambda request: len(request.text), reverse=True)
    calls: list[tuple[str, int, float, float]] = []
    decode, score = ctranslate.CTranslateDecoder.decode, ctranslate.CTranslateDecoder.score

    def told(name: str, work: Callable[..., object]) -> Callable[..., object]:
        def measured(self: object, texts: Sequence[str], *rest: object, **options: object) -> object:
            began, cpu = time.perf_counter(), _cpu()
            done = work(self, texts, *rest, **options)
            how = [each for each in ("cautious", "prefixes") if options.get(each)]
            kind = " ".join([name, *how])
            calls.append((kind, len(texts), time.perf_counter() - began, _cpu() - cpu))
            return done

        return measured

    vars_of = {"decode": told("decode", decode), "score": told("score", score)}
    for name, work in vars_of.items():
        setattr(ctranslate.CTranslateDecoder, name, work)
    size = project.settings.batch_segments
    began, cpu = time.perf_counter(), _cpu()
    for start in range(0, len(ordered), size):
        project.engine.translate(ordered[start : start + size])
    wall, used = time.perf_counter() - began, _cpu() - cpu
    for name, work in {"decode": decode, "score": score}.items():
        setattr(ctranslate.CTranslateDecoder, name, work)
    raw = _raw(engine.model_of(project.package, project.settings), lines)
    print(f"{len(lines)} lines, {words:,} words; {os.cpu_count()} cores")
    print(f"{'':32}{'texts':>8}{'wall s':>9}{'CPU s':>9}")
    print(f"{'engine, batches of ' + str(size):32}{len(lines):>8}{wall:>9.2f}{used:>9.2f}")
    for kind in dict.fromkeys(kind for kind, *_ in calls):
        own = [call for call in calls if call[0] == kind]
        print(f"  {kind:30}{sum(c[1] for c in own):>8}{sum(c[2] for c in own):>9.2f}{sum(c[3] for c in own):>9.2f}")
    rest = (wall - sum(call[2] for call in calls), used - sum(call[3] for call in calls))
    print(f"  {'Python beside it':30}{'':>8}{rest[0]:>9.2f}{rest[1]:>9.2f}")
    print(f"{'CTranslate2 alone, sorted':32}{len(lines):>8}{raw[0]:>9.2f}{raw[1]:>9.2f}")
    print(f"share of its speed: {raw[0] / wall:.2f} by the clock, {raw[1] / used:.2f} by processor time")
    print(f"cores busy: {used / wall:.2f}; words a second of one core: {words / used:.0f}")


def _raw(model: object, lines: Sequence[str]) -> tuple[float, float]:
    """Nothing but `translate_batch` on the sorted pieces, with what the road asks for."""
    from bitexte.text.typography import to_model

    decoder = model.decoder  # type: ignore[attr-defined]
    pieces = sorted((decoder.pieces(to_model(line)) for line in lines), key=len, reverse=True)
    began, cpu = time.perf_counter(), _cpu()
    decoder._translator.translate_batch(
        pieces,
        beam_size=4,
        max_batch_size=512,
        batch_type="tokens",
        max_input_length=0,
        max_decoding_length=2 * len(pieces[0]) + 32,
    )
    return time.perf_counter() - began, _cpu() - cpu


def memory(arguments: argparse.Namespace) -> None:
    """A store filled in the order of its keys, then asked for random ones, a window at a time."""
    from bitexte.memory import Memory
    from bitexte.model import Origin, Translation

    french = "Le prestataire livre la commande au client dans un délai de trois jours ouvrés après la confirmation."
    with tempfile.TemporaryDirectory() as folder, Memory.open(Path(folder) / "memory.sqlite") as store:
        began = time.perf_counter()
        for first in range(0, arguments.pairs, BATCH):
            numbers = range(first, min(first + BATCH, arguments.pairs))
            store.remember(
                (_key(number), Translation(f"{french} {number}", Origin.MACHINE, "engine", -0.3, confidence=0.5))
                for number in numbers
            )
        filled = time.perf_counter() - began
        size = store.stats().size
        chance, took = random.Random(7), []
        for _ in range(10):
            asked = [_key(chance.randrange(arguments.pairs)) for _ in range(ASKED)]
            began = time.perf_counter()
            assert len(store.recall(asked)) >= ASKED - 50
            took.append((time.perf_counter() - began) / ASKED * 1000)
        print(f"{arguments.pairs:,} pairs, {size / arguments.pairs:.0f} bytes each, filled in {filled:.0f} s")
        print(f"recall in bulk: {sorted(took)[5]:.3f} ms an entry (median of 10), {max(took):.3f} at worst")


def _key(number: int) -> str:
    return f"{number * 1_844_674_407_370:016x}" + "0" * 48


def ray(arguments: argparse.Namespace) -> None:
    """The same table in this process, and on Ray with one worker and with two; each in a process of its own."""
    lines = _lines(arguments)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "table.jsonl"
        rows = (json.dumps({"n": number, "text": line}, ensure_ascii=False) for number, line in enumerate(lines))
        table.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
        results: list[bytes] = []
        for name, options in (
            ("one process, one core", ["-j", "1"]),
            ("Ray, 1 worker", ["--on", "ray", "-j", "1"]),
            ("Ray, 2 workers", ["--on", "ray", "-j", "2"]),
        ):
            output = Path(folder) / name.replace(" ", "-")
            command = [sys.executable, "-m", "bitexte", "run", str(table), "--column", "text", "-o", str(output)]
            began = time.perf_counter()
            subprocess.run([*command, *options], check=True, capture_output=True, cwd=ROOT)
            print(f"{name:26}{time.perf_counter() - began:>9.1f} s")
            results.append(next((output / "en").iterdir()).read_bytes())
        print("the same bytes" if len(set(results)) == 1 else "THE BYTES DIFFER")


def paper(arguments: argparse.Namespace) -> None:
    """Core hours of a billion words, and of a million."""
    for words in (1_000_000, 1_000_000_000):
        hours = words / arguments.words_per_core_second / 3600
        print(f"{words:>13,} words: {hours:,.1f} core hours")


def _lines(arguments: argparse.Namespace) -> list[str]:
    return [line for line in arguments.lines.read_text(encoding="utf-8").splitlines() if line.strip()][
        : arguments.count
    ]


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


MEASURED: dict[str, Callable[[argparse.Namespace], None]] = {"road": road, "memory": memory, "ray": ray, "paper": paper}

if __name__ == "__main__":
    main()
