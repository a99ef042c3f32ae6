"""A pytest plugin (`-p recorded_checks`): writes every unit that the tests give to a check.

The file is $RECORDED_CHECKS, a pickle of (name of the check, unit). The page's checks are then asked for the same.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from bitexte import checks
from bitexte.checks import Check
from bitexte.model import Finding, Unit

_records: list[tuple[str, Unit]] = []


def _recorder(name: str, check: Check) -> Check:
    def recorded(units: Sequence[Unit]) -> Iterator[Finding]:
        _records.extend((name, unit) for unit in units)
        return check(units)

    return recorded


def pytest_configure() -> None:
    for name, check in list(checks.CHECKS.items()):
        module = getattr(checks, name)
        checks.CHECKS[name] = module.check = _recorder(name, check)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    Path(os.environ["RECORDED_CHECKS"]).write_bytes(pickle.dumps(_records))
