"""Fit a package's confidence to judged translations, and tell how well it does.

    python benchmarks/confidence.py [--package P] tests/judged/*.tsv

Prints the figures (see evaluation/calibration.Quality) and the `confidence` to put into the package's metadata.json.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from bitexte.engine import model_of
from bitexte.evaluation import calibration
from bitexte.packages import resolve
from bitexte.settings import Settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+", help="TSV with the header source, output, verdict")
    parser.add_argument("--package", default="", help="as for bitexte; default: the one it would use")
    arguments = parser.parse_args()
    judged = [one for file in arguments.files for one in calibration.parse(file.read_text("utf-8"), str(file))]
    model = model_of(resolve(arguments.package or None, None, Path()), Settings())
    measured = calibration.measure(judged, model)
    found = calibration.quality(measured)
    print(f"{found.segments} of {len(judged)} segments, AUC {found.auc or 0:.3f} (fitted without the segment)")
    print(f"critical ones without a remark: {found.silent if found.silent is not None else 'none judged critical'}")
    for count, likely, right in found.bins:
        print(f"{count:>6} segments  confidence {likely:.2f}  right {right:.2f}")
    print(json.dumps({"confidence": asdict(calibration.fit(measured, model.calibration.doubtful))}))


if __name__ == "__main__":
    main()
