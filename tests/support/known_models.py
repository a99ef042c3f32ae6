"""The table and the sources of docs/engines.md, made from assets/known.toml: print them with this script."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bitexte.packages.known import known


def rows() -> Iterator[str]:
    """A row for each model."""
    for model in known():
        figures = (model.megabytes, model.flores_dev, model.flores_test)
        cells = ["" if figure is None else str(figure) for figure in figures]
        yield " | ".join([f"| {model.name}", model.licence, *cells, f"`{model.install}` |"])


def sources() -> Iterator[str]:
    """A line for each source, in the order in which they are met."""
    met: dict[str, list[str]] = {}
    for model in known():
        for source in model.sources:
            met.setdefault(source, []).append(model.name)
    for source, names in met.items():
        yield f"- {source}: {', '.join(names)}"


if __name__ == "__main__":
    sys.stdout.write("\n".join([*rows(), "", *sources()]) + "\n")
