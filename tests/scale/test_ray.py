"""The road on a local Ray of two workers: a run killed half-way goes on, and the bytes are those of one process.

It takes minutes: BITEXTE_RAY=1 pytest tests/scale, where the extra `ray` is installed. What needs no Ray runs always.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from bitexte.disk.sources import Input
from bitexte.memory import Memory
from bitexte.project import Project
from bitexte.scale import documents, slices
from bitexte.scale.documents import Decoding
from bitexte.scale.tables import PARTS
from bitexte.settings import Settings

SOURCES = Path(__file__).resolve().parents[2] / "pipeline"
PATIENCE = 120  # seconds
on_ray = pytest.mark.skipif("BITEXTE_RAY" not in os.environ, reason="slow: BITEXTE_RAY=1 with bitexte[ray] installed")


def started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bitexte", "run", *arguments, "--engine", "echo"]
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(folder: Path, *arguments: str) -> str:
    process = started(folder, *arguments)
    _, said = process.communicate(timeout=PATIENCE)
    assert process.returncode in (0, 1), said.decode()
    return said.decode()


def table(folder: Path, count: int) -> None:
    rows = "".join(f"{n:06},Un produit de la série {n // 3} arrive bientôt.\n" for n in range(count * slices.ROWS))
    (folder / "shop.csv").write_text("id,texte\n" + rows, encoding="utf-8")


def results(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file() and ".cache" not in path.parts]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@on_ray
def test_a_table_killed_half_way_goes_on_and_has_the_bytes_of_one_process(tmp_path: Path) -> None:
    table(tmp_path, 8)
    chosen = ("shop.csv", "--column", "texte", "--add", "english,findings")
    finished(tmp_path, *chosen, "-o", "here")
    driver = started(tmp_path, *chosen, "-o", "there", "--on", "ray", "-j", "2")
    parts, until = tmp_path / "there" / PARTS, time.monotonic() + PATIENCE
    while len(list(parts.rglob("*.part"))) < 3:
        assert time.monotonic() < until
        time.sleep(0.01)
    driver.kill()
    driver.communicate()
    assert not (tmp_path / "there" / "en").exists()
    kept = {path: path.stat().st_mtime_ns for path in parts.rglob("*.part")}
    assert kept
    resumed = started(tmp_path, *chosen, "-o", "there", "--on", "ray", "-j", "2")
    until = time.monotonic() + PATIENCE
    worker_killed = False
    while resumed.poll() is None and time.monotonic() < until:
        worker_killed = worker_killed or kill_a_worker()
        time.sleep(0.05)
    assert resumed.communicate()[1].decode().count("could not") == 0
    assert worker_killed
    assert results(tmp_path / "here" / "en") == results(tmp_path / "there" / "en")


def kill_a_worker() -> bool:
    """Kill an actor of Ray's on this machine, if one is at work for us."""
    for place in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            name = place.read_bytes()
        except OSError:
            continue
        if name.startswith(b"ray::MapWorker(MapBatches(Worker)).submit"):
            os.kill(int(place.parent.name), signal.SIGKILL)
            return True
    return False


@on_ray
def test_documents_have_the_bytes_of_one_process(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    for number in range(30):
        (tmp_path / "seeds" / f"{number}.txt").write_text(f"Phrase {number}.\nUne autre.\n", encoding="utf-8")
    (tmp_path / "seeds" / "bad.docx").write_bytes(b"no document")
    for place, more in (("here", ()), ("there", ("--on", "ray", "-j", "2"))):
        process = started(tmp_path, "-o", place, *more)
        assert b"bad.docx" in process.communicate(timeout=PATIENCE)[1]
        assert process.returncode == 2
    assert results(tmp_path / "here") == results(tmp_path / "there")


POISON = """
from bitexte.errors import InputError
from bitexte.scale.ray import Cluster

class Poisoned:
    def answer(self, piece):
        if piece == "fail":
            raise InputError("is poisoned", where="row 7")
        return {"got": piece}

said = []
pieces = ["a", "fail", "b"]
answers = sorted(answer["got"] for answer in Cluster(None, 2, said.append)._answers(Poisoned(), pieces))
print(answers, said)
"""


@on_ray
def test_what_fails_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    script = tmp_path / "poison.py"
    script.write_text(POISON, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, env=environment, timeout=PATIENCE, check=False
    )
    assert done.stdout.decode().strip() == "['a', 'b'] ['row 7: is poisoned']", done.stderr.decode()


def test_without_ray_a_line_says_what_to_install(tmp_path: Path) -> None:
    if "BITEXTE_RAY" in os.environ:
        pytest.skip("Ray is installed here")
    (tmp_path / "a.txt").write_text("Un mot.\n", encoding="utf-8")
    process = started(tmp_path, "a.txt", "--on", "ray")
    said = process.communicate(timeout=PATIENCE)[1].decode()
    assert said == "bitexte: --on ray needs Ray, which is not installed (pip install 'bitexte[ray]')\n"
    assert process.returncode == 2


def test_an_address_without_ray_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Un mot.\n", encoding="utf-8")
    process = started(tmp_path, "a.txt", "--address", "auto")
    assert process.communicate(timeout=PATIENCE)[1].decode().startswith("bitexte: --address is of a Ray cluster")


def test_what_a_worker_decoded_comes_into_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Un mot. Deux mots.\n", encoding="utf-8")
    missing = Input(tmp_path / "b.txt", "b.txt")
    (group,) = documents.groups([Input(path, "a.txt"), missing])
    work = Decoding(Project(Settings(engine="echo")), tmp_path / "parts")
    place = Path(str(work.answer(group)["path"]))
    place.write_bytes(place.read_bytes() + b"broken\n")
    with Memory.open(tmp_path / "memory.sqlite") as memory:
        documents.brought_home(place, memory)
        assert memory.stats().entries == 2
        memory.snapshot(tmp_path / "snapshot.sqlite")
    again = Decoding(work.project, tmp_path / "others", tmp_path / "snapshot.sqlite")
    assert Path(str(again.answer(group)["path"])).read_bytes() == b""
