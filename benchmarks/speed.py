"""Speed of `bitexte translate` beside Argos Translate's own API and beside bare CTranslate2, in one run.

    python benchmarks/speed.py [--lines FILE] [--package P] [--argos-python PYTHON | --make-argos FOLDER] [--cores 0]

All sides get the same package, lines, beam and processor cores. Without --lines, lines are made by recombining the
clauses of the seeds. Argos Translate lives in an environment of its own (--make-argos builds one with pip), for it
needs Stanza and torch. Its sentence splitter wants a model from the network: where it has none, each line is handed to
its translator as one sentence, which spares it that work. Figures are ratios: only those hold on another machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
BEAM = 4


@dataclass(frozen=True, slots=True)
class Taken:
    """What a side took for the lines: seconds on the clock and of the processor."""

    name: str
    wall: float
    cpu: float


def main() -> None:
    arguments = _arguments()
    cores = sorted(int(core) for core in arguments.cores.split(",")) if arguments.cores else _all_cores()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)
    if arguments.step:
        print(json.dumps(STEPS[arguments.step](*arguments.rest)))
        return
    lines = list(_lines(arguments))
    print(f"{machine()}, {len(cores)} cores used; {len(lines):,} lines, {_words(lines):,} words, beam {BEAM}")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "lines.fr"
        source.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        _print_table(list(_decoded(source, arguments, len(cores))), lines)
        _print_starts(source, arguments.package, Path(folder))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=Path, help="French text, one sentence a line")
    parser.add_argument("--count", type=int, default=1000, help="how many lines at most")
    parser.add_argument("--package", default="", help="as for bitexte; default: the one it would use")
    parser.add_argument("--argos-python", type=Path, help="a Python that has Argos Translate")
    parser.add_argument("--make-argos", type=Path, help="make an environment with Argos Translate in this folder")
    parser.add_argument("--cores", default="", help="numbers of the cores to use, comma-separated; default: all")
    parser.add_argument("--step", choices=sorted(STEPS), help=argparse.SUPPRESS)
    parser.add_argument("rest", nargs="*", help=argparse.SUPPRESS)
    return parser.parse_args()


def _lines(arguments: argparse.Namespace) -> Iterator[str]:
    if arguments.lines:
        yield from arguments.lines.read_text(encoding="utf-8").splitlines()[: arguments.count]
    else:
        yield from recombined(arguments.count)


def recombined(count: int) -> Iterator[str]:
    """So many different lines of the length of FLORES sentences, made of clauses of the seeds; always the same."""
    chance = random.Random(7)
    clauses = sorted({clause for path in SEEDS.glob("*.txt") for clause in _clauses(path.read_text(encoding="utf-8"))})
    made: set[str] = set()
    while len(made) < count:
        first, *others = chance.sample(clauses, chance.choice((1, 2, 2, 3)))
        line = ", ".join([first[:1].upper() + first[1:], *others]) + "."
        if line not in made:
            made.add(line)
            yield line


def _clauses(text: str) -> Iterator[str]:
    for clause in re.split(r"[.!?:;,\n]\s+|\n", text):
        if 4 <= len(clause.split()) <= 25:
            yield clause.strip(" .!?:;,")


def _decoded(source: Path, arguments: argparse.Namespace, cores: int) -> Iterator[Taken]:
    """Each side in a process of its own, one after the other."""
    package = arguments.package
    folder = _step(Path(sys.executable), "where", package)["folder"]
    raw = _step(Path(sys.executable), "raw", str(folder), str(source), str(cores))
    yield Taken("bitexte translate", *_translate(source, package, cores))
    yield Taken("CTranslate2 alone, sorted pieces", float(raw["wall"]), float(raw["cpu"]))
    argos = arguments.argos_python or (_made(arguments.make_argos) if arguments.make_argos else None)
    if argos is None:
        print("Argos Translate is left out: --argos-python or --make-argos")
        return
    theirs = _step(argos, "argos", str(folder), str(source), str(cores))
    print(f"Argos Translate {theirs['version']}, sentences split by {theirs['splitter']}, imported in ", end="")
    print(f"{theirs['import']:.1f} s (not counted)")
    yield Taken("Argos Translate", float(theirs["wall"]), float(theirs["cpu"]))


def _print_table(taken: Sequence[Taken], lines: Sequence[str]) -> None:
    ours = taken[0]
    print(f"\n{'':34}{'wall s':>9}{'CPU s':>9}{'lines/s':>9}{'words/s':>9}   bitexte is")
    for side in taken:
        speed = f"{len(lines) / side.wall:>9.1f}{_words(lines) / side.wall:>9.0f}"
        ratio = (
            "" if side is ours else f"   {side.wall / ours.wall:.2f} times as fast ({side.cpu / ours.cpu:.2f} by CPU)"
        )
        print(f"{side.name:34}{side.wall:>9.2f}{side.cpu:>9.2f}{speed}{ratio}")
    print("required: 4 times as fast as Argos Translate, 0.90 times as fast as CTranslate2 alone")


def _print_starts(source: Path, package: str, folder: Path) -> None:
    chosen = ["--package", str(Path(package).resolve()) if Path(package).exists() else package] if package else []
    print(f"\n{'':34}{'s':>9}   required")
    first = min(_first_output(source, chosen) for _ in range(3))
    print(f"{'start to first output':34}{first:>9.2f}   1.5")
    code = "import time; t = time.perf_counter(); import bitexte.cli; print(time.perf_counter() - t)"
    imported = min(float(_output([sys.executable, "-c", code])) for _ in range(3))
    print(f"{'import of bitexte.cli':34}{imported:>9.2f}   0.3")
    run = [*_bitexte("run"), *chosen, "--output", str(folder / "output")]
    first_run, *later = [_clock(run) for _ in range(4)]
    print(f"{'bitexte run on the seeds, first':34}{first_run:>9.2f}")
    print(f"{'bitexte run on the seeds, again':34}{min(later):>9.2f}   1.0")


def _translate(source: Path, package: str, cores: int) -> tuple[float, float]:
    command = [*_bitexte("translate"), "--jobs", str(cores), *(["--package", package] if package else [])]
    before = _cpu(resource.RUSAGE_CHILDREN)
    with source.open("rb") as lines:
        wall = _clock(command, stdin=lines)
    return wall, _cpu(resource.RUSAGE_CHILDREN) - before


def _first_output(source: Path, package: list[str]) -> float:
    """Seconds from the start of the process to the first byte on stdout."""
    start = time.perf_counter()
    with source.open("rb") as lines:
        process = subprocess.Popen(
            [*_bitexte("translate"), *package], stdin=lines, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
        )
    with process:
        assert process.stdout is not None
        process.stdout.read(1)
        seconds = time.perf_counter() - start
        process.kill()
    return seconds


def _clock(command: list[str], stdin: int | IO[bytes] = subprocess.DEVNULL) -> float:
    start = time.perf_counter()
    done = subprocess.run(command, stdin=stdin, capture_output=True, cwd=ROOT, check=False)
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return time.perf_counter() - start


def _bitexte(verb: str) -> list[str]:
    return [sys.executable, "-m", "bitexte", verb]


def _step(python: Path, step: str, *rest: str) -> dict[str, float | str]:
    cores = ",".join(map(str, _all_cores()))
    command = [str(python), __file__, "--cores", cores, "--step", step, "--", *rest]
    return dict(json.loads(_output(command).splitlines()[-1]))


def _output(command: list[str]) -> str:
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT).stdout


def _where(package: str = "") -> dict[str, str]:
    from bitexte.packages import resolve

    return {"folder": str(resolve(package or None, None, ROOT).folder)}


def _raw(folder: str, source: str, cores: str) -> dict[str, float]:
    """Nothing but `translate_batch` on the pieces, the longest first; loading and tokenising are not counted."""
    import ctranslate2
    from bitexte.engine.tokenizers import SentencePieces
    from bitexte.packages.find import at
    from bitexte.settings import Settings
    from bitexte.text.typography import to_model

    tokenizer = SentencePieces(at(Path(folder)).tokenizer)
    pieces = [tokenizer.encode(to_model(line)) for line in Path(source).read_text(encoding="utf-8").splitlines()]
    model = ctranslate2.Translator(
        str(Path(folder) / "model"), device="cpu", compute_type="int8", inter_threads=int(cores), intra_threads=1
    )
    model.translate_batch(pieces[:1])
    pieces.sort(key=len, reverse=True)
    return _measured(
        lambda: model.translate_batch(
            pieces,
            beam_size=BEAM,
            max_batch_size=Settings().batch_pieces,
            batch_type="tokens",
            max_input_length=0,
            max_decoding_length=2 * len(pieces[0]) + 32,
        )
    )


def _argos(folder: str, source: str, cores: str) -> dict[str, float | str]:
    """Argos Translate's own objects, a call for each line; its import and the loading of the model are not counted."""
    home = tempfile.mkdtemp()
    for variable in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        os.environ[variable] = home
    os.environ |= {"ARGOS_INTER_THREADS": "1", "ARGOS_INTRA_THREADS": cores, "ARGOS_BEAM_SIZE": str(BEAM)}
    start = time.perf_counter()
    from importlib.metadata import version

    from argostranslate import package, translate

    imported = time.perf_counter() - start
    model = package.Package(Path(folder))
    french, english = translate.Language("fr", "French"), translate.Language("en", "English")
    translation = translate.PackageTranslation(french, english, model)
    splitter = type(translation.sentencizer).__name__
    try:
        translation.translate("Un mot.")
    except Exception as error:  # noqa: BLE001 - whatever its splitter raises without its model
        splitter = f"nobody ({splitter}: {type(error).__name__})"
        translation.sentencizer.split_sentences = lambda text: [text]
        translation.translate("Un mot.")
    lines = Path(source).read_text(encoding="utf-8").splitlines()
    taken = _measured(lambda: [translation.translate(line) for line in lines])
    return {**taken, "import": imported, "version": version("argostranslate"), "splitter": splitter}


def _measured(work: Callable[[], object]) -> dict[str, float]:
    start, before = time.perf_counter(), _cpu(resource.RUSAGE_SELF)
    work()
    return {"wall": time.perf_counter() - start, "cpu": _cpu(resource.RUSAGE_SELF) - before}


def _cpu(who: int) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def _made(folder: Path) -> Path:
    """The Python of a new environment with Argos Translate."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", "argostranslate"], check=True)
    return python


def _all_cores() -> list[int]:
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else list(range(os.cpu_count() or 1))


def machine() -> str:
    known = Path("/proc/cpuinfo")
    names = re.findall(r"model name\s*:\s*(.*)", known.read_text(encoding="utf-8")) if known.exists() else []
    return f"{names[0] if names else platform.processor()}, {os.cpu_count()} cores"


def _words(lines: Sequence[str]) -> int:
    return sum(len(line.split()) for line in lines)


STEPS: dict[str, Callable[..., dict[str, float] | dict[str, str] | dict[str, float | str]]] = {
    "where": _where,
    "raw": _raw,
    "argos": _argos,
}

if __name__ == "__main__":
    main()
