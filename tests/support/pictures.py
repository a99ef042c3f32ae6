"""The pictures of docs/tutorial.md, made anew: python tests/support/pictures.py OUTPUT

OUTPUT is the folder of `bitexte run` on the seeds. Chromium takes them.
"""

from __future__ import annotations

import sys
from pathlib import Path

import chromium
from playwright.sync_api import ViewportSize

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "pictures"
SIZE: ViewportSize = {"width": 1100, "height": 620}


def take(output: Path) -> None:
    """The index of the run, and the page of a text with a segment that is edited."""
    FOLDER.mkdir(exist_ok=True)
    page_file = next(iter(sorted((output / "review").glob("000*.review.html"))))
    with chromium.browser() as browser:
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.goto((output / "index.html").resolve().as_uri())
        page.screenshot(path=FOLDER / "index.png")
        page.goto(page_file.resolve().as_uri())
        page.wait_for_timeout(500)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("e")
        page.wait_for_timeout(300)
        page.screenshot(path=FOLDER / "edit.png")


if __name__ == "__main__":
    take(Path(sys.argv[1]))
