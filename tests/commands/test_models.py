import json
from pathlib import Path

import pytest

from commands.main import main
from records.home import ROOT

TINY = ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
SHA256 = "b1dc557817bcbb1921aeecbef502bd8ab47848dfcdf7c14ed2c6890d7a661833"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation in a folder of its own."""
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_packages_the_list_says_how_to_get_one(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models"]) == 0
    said = f"no translation package in {home / 'var' / 'models'}; install one: jianwen models install FILE.argosmodel\n"
    assert capsys.readouterr().out == said
    assert main(["models", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert not (home / "var").exists()


def test_a_package_is_installed_recorded_and_listed_and_twice_is_fine(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "install", str(TINY)]) == 0
    assert capsys.readouterr().out == f"installed translate-en_zh-tiny 0.1 (en → zh), sha256 {SHA256}\n"
    assert main(["models", "install", str(TINY), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["models", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    path = str(home / "var" / "models" / "translate-en_zh-tiny")
    assert row == {"name": "translate-en_zh-tiny", "version": "0.1", "from": "en", "to": "zh", "path": path, "sha256": SHA256}
    assert main(["models"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["package", "version", "languages", "sha256"],
        ["translate-en_zh-tiny", "0.1", "en", "→", "zh", SHA256[:16]],
    ]
    assert list((home / "home").iterdir()) == []


def test_a_package_put_there_by_hand_is_listed_as_not_recorded(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["models", "install", str(TINY), "--quiet"])
    for file in (home / "var").glob("jianwen.db*"):
        file.unlink()
    main(["models"])
    assert "not recorded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.argosmodel"], "jianwen: no such file: nowhere.argosmodel\n"),
        (["page.html"], "jianwen: page.html is no translation package (.argosmodel, a zip archive)\n"),
        (
            ["en", "zh"],
            "jianwen: packages are installed from a file: fetch translate-en_zh from https://www.argosopentech.com/argospm/index/ "
            "and run: jianwen models install PATH\n",
        ),
    ],
)
def test_what_cannot_be_installed_is_one_line_and_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    (home / "page.html").write_text("<html>")
    assert main(["models", "install", *words]) == 2
    assert capsys.readouterr() == ("", said)


def test_a_damaged_package_is_one_line_and_exit_code_2(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = bytearray(TINY.read_bytes())
    data[1_000_000:1_000_100] = bytes(100)
    (home / "damaged.argosmodel").write_bytes(data)
    assert main(["models", "install", "damaged.argosmodel"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("jianwen: damaged.argosmodel is damaged (")
