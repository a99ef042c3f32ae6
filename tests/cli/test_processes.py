"""The command as a process among others: killed, interrupted, in pipes, twice at once, on endless input."""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import echo_command
import pytest
from bitexte.disk import places

SOURCES = Path(__file__).resolve().parents[2] / "pipeline"
COMMAND = [sys.executable, echo_command.__file__]
PATIENCE = 60  # seconds until a test gives a process up
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")


def environment(**more: str) -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(SOURCES)} | more


def bitexte(folder: Path, *arguments: str, given: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=folder, input=given, capture_output=True, env=environment(**more), timeout=PATIENCE
    )


def started(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[bytes]:
    """The command in the background; it hears Ctrl-C even where the tests themselves were started deaf to it."""
    pipe, inherited = subprocess.PIPE, signal.getsignal(signal.SIGINT)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [*COMMAND, *arguments], cwd=folder, stdin=pipe, stdout=pipe, stderr=pipe, env=environment(**more)
        )
    finally:
        signal.signal(signal.SIGINT, inherited)


def untold(folder: Path) -> None:
    """Settings under which nothing is said of texts that the engine of these tests leaves in French."""
    (folder / "bitexte.toml").write_text('checks = { U001 = "off", U003 = "off" }', encoding="utf-8")


def project(folder: Path, documents: int = 6) -> Path:
    (folder / "seeds").mkdir(parents=True)
    for number in range(documents):
        text = "".join(f"Phrase {number}.{line} {'x' * (line % 7)}.\n" for line in range(10))
        (folder / "seeds" / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


def results(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def wait_for(path: Path, lines: int) -> None:
    until = time.monotonic() + PATIENCE
    while not path.exists() or path.read_bytes().count(b"\n") < lines:
        assert time.monotonic() < until, f"{path} did not grow to {lines} lines"
        time.sleep(0.005)


@posix_only
def test_ctrl_c_ends_quietly_with_130_and_keeps_finished_work(tmp_path: Path) -> None:
    folder = project(tmp_path)
    asked = tmp_path / "asked"
    running = started(folder, "run", ECHO_SECONDS="0.05", ECHO_BATCH="4", ECHO_ASKED=str(asked))
    wait_for(asked, 20)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE)
    assert (running.returncode, out, err) == (130, b"", b"")
    before = len(asked.read_text().splitlines())
    assert bitexte(folder, "run", ECHO_BATCH="4", ECHO_ASKED=str(asked)).returncode == 0
    after = asked.read_text().splitlines()
    assert before < len(after) <= len(set(after)) + 4


@posix_only
def test_a_run_killed_at_any_moment_resumes_and_ends_with_the_same_bytes(tmp_path: Path) -> None:
    whole = project(tmp_path / "whole")
    assert bitexte(whole, "run").returncode == 0
    folder, chance = project(tmp_path / "killed"), random.Random(9)
    asked, kills = folder / "asked", 0
    while True:
        running = started(folder, "run", ECHO_SECONDS="0.01", ECHO_BATCH="4", ECHO_ASKED=str(asked))
        try:
            running.communicate(timeout=chance.uniform(0.4, 1.2) if kills < 5 else PATIENCE)
            break
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
            kills += 1
    assert running.returncode == 0
    assert kills > 0
    assert results(folder / "output") == results(whole / "output")
    lines = asked.read_text().splitlines()
    assert len(lines) - len(set(lines)) <= 4 * kills


@posix_only
def test_two_runs_at_once_are_told_of_each_other(tmp_path: Path) -> None:
    folder = project(tmp_path)
    asked = tmp_path / "asked"
    first = started(folder, "run", ECHO_SECONDS="1", ECHO_BATCH="4", ECHO_ASKED=str(asked))
    wait_for(asked, 1)
    second = bitexte(folder, "run")
    assert (second.returncode, second.stdout, second.stderr.count(b"\n")) == (2, b"", 1)
    assert f"another bitexte run (process {first.pid}) is working in this project" in second.stderr.decode()
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=PATIENCE)
    assert first.returncode == 130


@posix_only
@pytest.mark.parametrize("arguments", [["segment", "big.txt"], ["translate"]], ids=" ".join)
def test_a_reader_that_goes_away_is_no_error(tmp_path: Path, arguments: list[str]) -> None:
    untold(tmp_path)
    text = "Bonjour le monde.\n" * 20_000
    (tmp_path / "big.txt").write_text(text)
    shell = f"'{COMMAND[0]}' '{COMMAND[1]}' {' '.join(arguments)} < big.txt | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=tmp_path, capture_output=True, env=environment(), timeout=PATIENCE)
    assert done.stdout.splitlines()[-1] == b"0"
    assert (len(done.stdout.splitlines()), done.stderr) == (2, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
@pytest.mark.parametrize("arguments", [["segment", "-"], ["translate"], ["config"]], ids=" ".join)
def test_an_output_that_cannot_be_written_is_one_line(tmp_path: Path, arguments: list[str]) -> None:
    untold(tmp_path)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=tmp_path,
            input=b"Bonjour.\n",
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            timeout=PATIENCE,
        )
    assert done.returncode == 2
    assert done.stderr.startswith(b"bitexte: stdout: cannot be written: No space left on device")
    assert done.stderr.count(b"\n") == 1


def test_results_are_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    done = bitexte(tmp_path, "segment", "-", given="L’été à Noël.\n".encode(), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout.decode()) == (0, "L’été à Noël.\n")


def strange_lines() -> list[str]:
    chance = random.Random(4)
    alphabet = [
        "a",
        "É",
        " ",
        "\t",
        "\r",
        "\u2028",
        "\x85",
        "\v",
        "\f",
        "\x1c",
        "\u00a0",
        ". ",
        "! ",
        "3,5",
        "👩‍💻",
        "e\u0301",
        "«",
        "\ue000",
    ]
    fixed = [
        "",
        " ",
        "\r",
        "\t",
        "Un.\r",
        "Un. Deux. Trois.",
        "a\u2028b",
        "👩‍💻",
        "x" * 10_000,
        "Un mot. " * 1500,
        "\ufeff",
    ]
    return fixed + ["".join(chance.choices(alphabet, k=chance.randrange(30))) for _ in range(400)]


@pytest.mark.parametrize("ending", ["\n", ""], ids=["newline", "none"])
def test_the_filter_gives_one_line_for_each_line(tmp_path: Path, ending: str) -> None:
    lines = ["Début.", *strange_lines(), "Fin."]
    done = bitexte(tmp_path, "translate", given=("\n".join(lines) + ending).encode())
    assert done.returncode == 0
    assert all(told.startswith(b"stdin:") for told in done.stderr.splitlines())
    made = done.stdout.decode().split("\n")
    assert made[-1] == "" if ending else made[-1] == "<Fin.>"
    assert len(made) == len(lines) + bool(ending)
    for line, translation in zip(lines, made, strict=False):
        assert bool(translation.strip()) == bool(line.strip()), (line, translation)
    assert made[0] == "<Début.>"
    assert made[1 + strange_lines().index("Un. Deux. Trois.")] == "<Un.> <Deux.> <Trois.>"


def test_nothing_comes_of_nothing(tmp_path: Path) -> None:
    done = bitexte(tmp_path, "translate")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_mark_at_the_start_of_the_stream_is_no_text(tmp_path: Path) -> None:
    done = bitexte(tmp_path, "translate", given=b"\xef\xbb\xbfUn.\nDeux.\n")
    assert done.stdout == b"<Un.>\n<Deux.>\n"


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("Un.\ndéjà\n".encode("cp1252"), "stdin:2: not UTF-8"),
        ("Un.\nDeux.\n".encode("utf-16"), "stdin:1: not UTF-8"),
        ("Un.\nDeux.\n".encode("utf-16-le"), "stdin:1: holds NUL"),
        (b"Un.\n\0\n", "stdin:2: holds NUL"),
    ],
)
def test_a_stream_that_is_not_utf_8_is_one_line_with_its_place(tmp_path: Path, given: bytes, place: str) -> None:
    done = bitexte(tmp_path, "translate", given=given)
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"bitexte: {place}")
    assert done.stderr.count(b"\n") == 1


@posix_only
def test_a_line_is_answered_before_the_next_one_comes(tmp_path: Path) -> None:
    running = started(tmp_path, "translate")
    assert running.stdin
    assert running.stdout
    for word in (b"Un", b"Deux", b"Trois"):
        running.stdin.write(word + b".\n")
        running.stdin.flush()
        assert select.select([running.stdout], [], [], PATIENCE)[0]
        assert running.stdout.readline() == b"<" + word + b".>\n"
    running.communicate(timeout=PATIENCE)
    assert running.returncode == 0


def peak(folder: Path, kilobytes: int) -> int:
    """The peak memory in MB of the filter on so much text."""
    resource = pytest.importorskip("resource")
    line = ("Le vendeur expédie la commande au client. " * 400 + "\n").encode()
    source = folder / "big.txt"
    with source.open("wb") as file:
        for _ in range(kilobytes * 1000 // len(line)):
            file.write(line)
    measure = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)\n"
        "print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
    )
    assert resource
    with source.open("rb") as given:
        done = subprocess.run(
            [sys.executable, "-c", measure, *COMMAND, "translate"],
            stdin=given, capture_output=True, env=environment(), timeout=3 * PATIENCE, check=True,
        )  # fmt: skip
    code, held = map(int, done.stdout.split())
    assert code in (0, 1)
    return held // 1000


@posix_only
def test_the_filter_takes_any_amount_in_bounded_memory(tmp_path: Path) -> None:
    assert peak(tmp_path, 1500) < peak(tmp_path, 300) + 20


@pytest.fixture(scope="module")
def embedded() -> list[str]:
    if not places.embedded_archives():
        pytest.skip("the embedded model is not there")
    return [sys.executable, "-m", "bitexte"]


FRENCH = [
    "Bonjour le monde.",
    "",
    "Le vendeur expédie la commande au client.",
    "3,35 € (https://exemple.fr/a_b?x=1,5)",
    "  OUVREZ LA PORTE MAINTENANT !  ",
    "Un\u2028deux\ttrois",
    "!!! ??? …",
    "Voir " + "très " * 300 + "loin.",
]


def test_the_embedded_model_gives_one_line_for_each_line(embedded: list[str], tmp_path: Path) -> None:
    given = "\n".join(FRENCH).encode()
    done = subprocess.run(
        [*embedded, "translate"], cwd=tmp_path, input=given, capture_output=True, env=environment(), timeout=PATIENCE
    )
    assert done.returncode == 0
    made = done.stdout.decode().split("\n")
    assert len(made) == len(FRENCH)
    assert [bool(line.strip()) for line in made] == [bool(line.strip()) for line in FRENCH]
    assert made[3] == "3.35 € (https://exemple.fr/a_b?x=1,5)"


@posix_only
def test_a_run_of_the_embedded_model_killed_midway_ends_with_the_same_bytes(
    embedded: list[str], tmp_path: Path, seeds: Path
) -> None:
    text = next(iter(sorted(seeds.glob("*.txt")))).read_text(encoding="utf-8")
    (tmp_path / "a.txt").write_text(text[:500], encoding="utf-8")

    def running(output: str) -> subprocess.Popen[bytes]:
        quiet = subprocess.DEVNULL
        command = [*embedded, "run", "a.txt", "--output", output]
        return subprocess.Popen(command, cwd=tmp_path, stdout=quiet, stderr=quiet, env=environment())

    assert running("whole").wait(PATIENCE) in (0, 1)
    killed = running("killed")
    lock = tmp_path / "killed" / ".cache" / "memory.sqlite.lock"
    while not lock.exists() and killed.poll() is None:
        time.sleep(0.01)
    time.sleep(0.2)
    killed.kill()
    killed.wait(PATIENCE)
    assert running("killed").wait(PATIENCE) in (0, 1)
    assert results(tmp_path / "killed") == results(tmp_path / "whole")
    assert results(tmp_path / "whole")
