"""The pages as a site: it is built without a warning, and opened from the disk it asks nothing of any network."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import chromium
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    program = Path(sys.executable).with_name("zensical")
    if not program.exists():
        pytest.skip("zensical is not installed (the group docs)")
    folder = tmp_path_factory.mktemp("site")
    shutil.copytree(ROOT / "docs", folder / "docs")
    for path in (folder / "docs").glob("*.md"):  # links out of docs/ are for readers of the repository
        path.write_text(re.sub(r"\]\(\.\./[^)]*\)", "]", path.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copy(ROOT / "zensical.toml", folder)
    done = subprocess.run([program, "build", "--strict"], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def test_every_page_is_in_the_site_and_loads_no_foreign_script(site: Path) -> None:
    pages = [path.relative_to(ROOT / "docs").with_suffix(".html") for path in (ROOT / "docs").rglob("*.md")]
    assert [path for path in pages if path.name != "README.html" and not (site / path).exists()] == []
    for path in site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert 'src="http' not in text
        assert 'rel="stylesheet" href="http' not in text


def test_the_search_works_from_the_disk_without_a_network(site: Path) -> None:
    asked: list[str] = []
    with chromium.browser() as browser:
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto((site / "howto" / "word.html").as_uri())
        page.keyboard.press("/")
        page.keyboard.type("placeholder")
        page.get_by_text("What the checks find").first.wait_for(timeout=20000)
    assert [url for url in asked if not url.startswith(("file:", "data:", "about:", "blob:"))] == []
