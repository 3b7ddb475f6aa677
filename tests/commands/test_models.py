import json
import shutil
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from commands.main import main
from records.paths import PROJECT_ROOT

TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
SHA256 = "b1dc557817bcbb1921aeecbef502bd8ab47848dfcdf7c14ed2c6890d7a661833"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty installation in a folder of its own."""
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_without_packages_the_list_says_how_to_get_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models"]) == 0
    said = (
        f"no translation package in {home / 'var' / 'models'}; install one: jianwen models install"
        " en zh\n"
    )
    assert capsys.readouterr().out == said
    assert main(["models", "list", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert not (home / "var").exists()


def test_a_package_is_installed_recorded_and_listed_and_twice_is_fine(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "install", str(TINY)]) == 0
    assert (
        capsys.readouterr().out
        == f"installed translate-en_zh-tiny 0.1 (en → zh), sha256 {SHA256}\n"
    )
    assert main(["models", "install", str(TINY), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["models", "list", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    path = str(home / "var" / "models" / "translate-en_zh-tiny")
    told = {
        "name": "translate-en_zh-tiny",
        "version": "0.1",
        "from": "en",
        "to": "zh",
        "path": path,
        "sha256": SHA256,
        "state": "ok",
    }
    assert row == told
    assert main(["models"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["package", "version", "languages", "sha256", "state"],
        ["translate-en_zh-tiny", "0.1", "en", "→", "zh", SHA256[:16], "ok"],
    ]
    assert list((home / "home").iterdir()) == []


def test_a_package_put_there_by_hand_is_listed_as_not_recorded(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["models", "install", str(TINY), "--quiet"])
    for file in (home / "var").glob("jianwen.db*"):
        file.unlink()
    main(["models"])
    assert "not recorded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.argosmodel"], "jianwen: no such file: nowhere.argosmodel\n"),
        (
            ["page.html"],
            "jianwen: page.html is no translation package (.argosmodel, a zip archive)\n",
        ),
        (
            ["--sha256", "abc", "p.argosmodel"],
            "jianwen: --sha256 wants the 64 digits that `sha256sum FILE` prints\n",
        ),
        (["--sha256", SHA256, "p", "q"], "jianwen: --sha256 goes with one package at a time\n"),
    ],
)
def test_what_cannot_be_installed_is_one_line_and_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    (home / "page.html").write_text("<html>")
    assert main(["models", "install", *words]) == 2
    assert capsys.readouterr() == ("", said)


def test_a_damaged_package_is_one_line_and_exit_code_2(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = bytearray(TINY.read_bytes())
    data[1_000_000:1_000_100] = bytes(100)
    (home / "damaged.argosmodel").write_bytes(data)
    assert main(["models", "install", "damaged.argosmodel"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("jianwen: damaged.argosmodel is damaged (")


def test_a_file_is_held_to_the_digest_that_is_demanded(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "install", str(TINY), "--sha256", "0" * 64]) == 2
    assert (
        f"has sha256 {SHA256[:16]}…, not 0000000000000000…; it was not installed"
        in capsys.readouterr().err
    )
    assert main(["models", "install", str(TINY), "--sha256", SHA256.upper(), "--quiet"]) == 0


def test_the_same_version_with_another_digest_is_refused_unless_it_is_pinned_anew(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "install", str(TINY), "--quiet"]) == 0
    other = home / "other.argosmodel"
    shutil.copyfile(TINY, other)
    with zipfile.ZipFile(other, "a") as archive:
        archive.writestr("translate-en_zh-tiny/NOTE.md", "another file")
    for words in ([str(other)], [str(other), "--sha256", sha256(other.read_bytes()).hexdigest()]):
        assert main(["models", "install", *words]) == 2
        said = capsys.readouterr().err
        assert f"{other} is not the translate-en_zh-tiny 0.1 that was installed on 20" in said
        assert said.endswith("where its publisher says that it was replaced, add --repin\n")
    assert not (home / "var" / "models" / "translate-en_zh-tiny" / "NOTE.md").exists()
    assert main(["models", "install", str(other), "--repin", "--quiet"]) == 0
    assert main(["models", "install", str(other), "--quiet"]) == 0
    assert main(["models", "install", str(TINY), "--quiet"]) == 2


def test_a_package_whose_files_changed_is_noticed_before_it_translates(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["models", "install", str(TINY), "--quiet"]) == 0
    assert main(["translate", "--text", "Stroke is a medical emergency."]) == 0
    about = home / "var" / "models" / "translate-en_zh-tiny" / "metadata.json"
    about.write_text(about.read_text() + " ")
    capsys.readouterr()
    for words in (
        ["translate", "--text", "Stroke is a medical emergency."],
        ["translate", "--backend", "stock", "--text", "Wash."],
    ):
        assert main(words) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert "is not what was installed, its files have changed; install it again" in err
    assert main(["models"]) == 0
    assert capsys.readouterr().out.splitlines()[1].split()[-1] == "changed"
    assert main(["models", "install", str(TINY), "--quiet"]) == 0
    assert main(["translate", "--text", "Stroke is a medical emergency."]) == 0
