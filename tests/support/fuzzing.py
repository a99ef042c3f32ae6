"""What every reader must do with a damaged file: read it or refuse it in one line, soon and in little memory."""

from __future__ import annotations

import os
import resource
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable

from bitexte.errors import BitexteError

# How many mutants each reader gets: few where every change is checked, BITEXTE_FUZZ=3000 for the long mode.
COUNT = int(os.environ.get("BITEXTE_FUZZ", "40"))
SLOW = 5.0  # seconds of processor time
LARGEST = 500  # MB beyond what the process had before


def survives(read: Callable[[bytes, str], object], damaged: Iterable[bytes], name: str) -> None:
    """Hand each mutant to `read`; all kinds of failures are told together, with the number of their first mutant."""
    failures: Counter[str] = Counter()
    first: dict[str, int] = {}
    before = _peak()
    for number, content in enumerate(damaged):
        start = time.process_time()
        kind = _failure(read, content, name)
        if time.process_time() - start > SLOW:
            kind += f" took {time.process_time() - start:.1f} s"
        if kind:
            failures[kind] += 1
            first.setdefault(kind, number)
    assert not failures, "\n".join(f"{count} x (first: {first[kind]}) {kind}" for kind, count in failures.items())
    assert _peak() - before < LARGEST


def _failure(read: Callable[[bytes, str], object], content: bytes, name: str) -> str:
    """What is wrong with the way a mutant was taken; empty where nothing is."""
    try:
        read(content, name)
    except BitexteError as error:
        said = str(error)
        return "" if len(said) <= 300 and "\n" not in said else f"told at length: {said[:80]!r}"
    except AssertionError as error:
        return f"AssertionError {str(error)[:80]!r} at {_place(error)}"
    except Exception as error:  # noqa: BLE001 - a traceback of any kind is what is looked for
        return f"{type(error).__name__} at {_place(error)}"
    return ""


def _place(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames[-3:]))


def _peak() -> float:
    """The most memory that the process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
