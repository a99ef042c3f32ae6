"""Every installed package on the same lines, side by side: what `bitexte eval` says of them all.

    python benchmarks/engines.py --source FR --reference EN [--glossary G] [--jobs N] [--json]

The package of a default run comes first: the others are tested against it. Then the other installed ones, the embedded
one, and those that Argos Translate installed. Other options are those of `bitexte eval`.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bitexte.packages import find


def main() -> None:
    if {"-h", "--help"} & {*sys.argv[1:]}:
        print(__doc__)
        return
    chosen = [option for name in names() for option in ("--package", name)]
    raise SystemExit(
        subprocess.run([sys.executable, "-m", "bitexte", "eval", *chosen, *sys.argv[1:]], check=False).returncode
    )


def names() -> list[str]:
    """The packages from French into English, each once: its name, or where that is another's already, its folder."""
    packages = [find.resolve(None, None, Path())]
    for source in (find.installed(), find.embedded(), find.argos()):
        for problem in source.problems:
            print(f"left out: {problem}", file=sys.stderr)
        packages += [package for package in source.packages if find.languages(package) == ("fr", "en")]
    found: dict[str, str] = {}  # by checksum
    for package in packages:
        name = str(package.folder) if package.name in found.values() else package.name
        found.setdefault(package.checksum, name)
    return list(found.values())


if __name__ == "__main__":
    main()
