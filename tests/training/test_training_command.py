"""The recipe's command: a mistake is told in words, without a traceback."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from training import __main__ as command
from training import config

RECIPE = Path(command.__file__).parent / "embedded.toml"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "No such file or directory"),
        (b"name = \n", "no TOML"),
        (b"\xff\xfe", "no TOML"),
        (b"colour = 1\n", "unknown settings: colour"),
        (b'name = "x"\n', "missing settings: corpus, "),
    ],
)
def test_a_bad_recipe_is_one_line(tmp_path: Path, content: bytes | None, told: str) -> None:
    path = tmp_path / "recipe.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SystemExit) as ended:
        config.read(path)
    assert str(ended.value).startswith(f"{path}: ")
    assert told in str(ended.value)
    assert "\n" not in str(ended.value)


def test_a_missing_library_is_told_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["training", "prepare", str(RECIPE)])

    def absent(name: str) -> None:
        raise ModuleNotFoundError(f"No module named {name!r}", name="torch")

    monkeypatch.setattr("importlib.import_module", absent)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == 2
    assert "no module torch: pip install -e '.[training]'" in capsys.readouterr().err
