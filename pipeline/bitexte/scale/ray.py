"""The same loop on Ray Data: workers load package and glossary once; scheduling, retries and restarts are Ray's.

Input, output folder, package and glossaries must lie where all workers see them, under the same names. A worker that
dies is started again by Ray; what kills it more often than RETRIES is left out and told.
"""

from __future__ import annotations

import json
import logging
import os
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from bitexte.disk.outputs import Outputs
from bitexte.disk.sources import Input
from bitexte.errors import BitexteError, ConfigError
from bitexte.project import Project
from bitexte.scale import documents
from bitexte.scale.documents import Decoding
from bitexte.scale.slices import Fault, Slice
from bitexte.scale.tables import PARTS, Job, Part
from bitexte.stages.figures import Summary

RETRIES = 2  # of what its worker died of


class Work(Protocol):
    """What workers are sent: it answers pieces of work, both in plain values that JSON holds."""

    def answer(self, piece: Any, /) -> dict[str, object]: ...


@dataclass(frozen=True, slots=True)
class Cluster:
    """The Ray cluster at `address`, this machine without one; `workers` of one core each, as many as there are cores.

    What fails is told and left out. Raises ConfigError where Ray is missing or the cluster cannot be reached.
    """

    address: str | None = None
    workers: int | None = None
    tell: Callable[[str], object] = str

    def finish(self, job: Job, slices: Sequence[Slice]) -> Iterator[Part]:
        """Finish the slices of a table, in the order in which they are done."""
        abroad = replace(job, project=_abroad(job.project))
        for answer in self._answers(abroad, [astuple(cut) for cut in slices]):
            figures = Summary(**answer["figures"])
            faults = tuple(Fault(**fault) for fault in answer["faults"])
            yield Part(answer["first"], answer["rows"], answer["path"], figures, faults, answer["kept"])

    def decode(self, inputs: Sequence[Input], project: Project, outputs: Outputs) -> Iterator[int]:
        """Fill the project's memory with what these documents need; the number of files done, group by group."""
        folder = outputs.folder.resolve() / PARTS
        folder.mkdir(parents=True, exist_ok=True)
        snapshot = folder / f"snapshot-{os.getpid()}.sqlite"
        pieces = list(documents.groups(inputs))
        paths: list[Path] = []
        try:
            if project.memory.stats().entries:
                project.memory.snapshot(snapshot)
            work = Decoding(_abroad(project), folder, snapshot if snapshot.exists() else None)
            for answer in self._answers(work, pieces):
                paths.append(Path(answer["path"]))
                documents.brought_home(paths[-1], project.memory)
                yield len(pieces[answer["number"]])
        finally:
            snapshot.unlink(missing_ok=True)
        for path in paths:  # the memory has it all
            path.unlink(missing_ok=True)

    def _answers(self, work: Work, pieces: Sequence[object]) -> Iterator[dict[str, Any]]:
        """What became of each piece of work, in the order in which they are done."""
        ray = self._connected()
        try:
            count = min(self.workers or int(ray.cluster_resources().get("CPU", 1)), len(pieces))
            for answer in _mapped(ray, work, pieces, max(1, count)):
                if answer["error"]:
                    self.tell(answer["error"])
                else:
                    yield answer
        finally:
            ray.shutdown()

    def _connected(self) -> Any:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is told to anybody
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
        try:
            import ray
            import ray.data
        except ImportError as error:
            hint = "pip install 'bitexte[ray]'"
            raise ConfigError("--on ray needs Ray, which is not installed", hint=hint) from error
        own = {} if self.address else {"num_cpus": self.workers, "include_dashboard": False}
        try:
            ray.init(address=self.address, log_to_driver=False, logging_level=logging.ERROR, **own)
        except Exception as error:  # Ray raises plain ones too
            reason = str(error).partition("\n")[0]
            hint = "see --address, or start one: ray start --head"
            raise ConfigError(f"no Ray cluster: {reason}", where=self.address or "this machine", hint=hint) from error
        return ray


class Worker:
    """Answers pieces of work: an actor of Ray's, whose project opens when the first one comes and stays open."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __call__(self, batch: dict[str, Any]) -> dict[str, list[str]]:
        """A batch of numbers and pieces as JSON; the answers as JSON."""
        rows = zip(batch["number"], batch["piece"], strict=True)
        return {"answer": [json.dumps(self._answer(int(number), json.loads(piece))) for number, piece in rows]}

    def _answer(self, number: int, piece: Any) -> dict[str, object]:
        try:
            return self._work.answer(piece) | {"number": number, "error": ""}
        except BitexteError as error:
            return {"number": number, "error": str(error)}


def _mapped(ray: Any, work: Work, pieces: Sequence[object], workers: int) -> Iterator[dict[str, Any]]:
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.enable_progress_bars = False
    context.max_errored_blocks = -1
    context.execution_options.preserve_order = False
    items = [{"number": number, "piece": json.dumps(piece)} for number, piece in enumerate(pieces)]
    dataset = ray.data.from_items(items, override_num_blocks=max(1, len(items)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of max_task_retries, for which nothing else is there yet
        done = dataset.map_batches(
            Worker,
            fn_constructor_args=(work,),
            batch_size=1,
            compute=ray.data.ActorPoolStrategy(size=workers),
            num_cpus=1,
            max_task_retries=RETRIES,
        )
    for row in done.iter_rows():
        yield json.loads(row["answer"])


def _abroad(project: Project) -> Project:
    """The project as workers open it: one core each, no memory of their own, paths that hold in any folder."""
    chosen = replace(project.settings, folder=project.settings.folder.resolve(), jobs=1)
    files = tuple(path.resolve() for path in project.glossary_files)
    return replace(project, settings=chosen, glossary_files=files, memory_file=None, cache_folder=None)
