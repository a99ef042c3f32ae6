"""python -m bitexte, and the command `bitexte`: Ctrl-C is quiet while the command is still being loaded, too."""

from __future__ import annotations

import sys


def main() -> None:
    """Load the command and run it."""
    try:
        from bitexte.cli import main as command
    except KeyboardInterrupt:
        sys.exit(130)
    command()


if __name__ == "__main__":
    main()
