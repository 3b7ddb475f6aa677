"""The glossary is listed, added to and compared with what translations say."""

import json

import pytest

from commands.main import main
from pipelines.translation.backends.packages import install_package
from records.paths import PROJECT_ROOT, Paths


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "var"))
    return Paths.of({"JIANWEN_HOME": str(tmp_path / "var")})


def test_terms_are_listed_by_english_or_chinese_words(home, capsys):
    assert main(["glossary", "list", "高血压"]) == 0
    assert "high blood pressure" in capsys.readouterr().out
    assert main(["glossary", "list", "COVID-19", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["preferred"] == "新冠肺炎"
    assert main(["glossary"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 700
    assert main(["glossary", "list", "nosuchterm"]) == 0
    assert "no term holds" in capsys.readouterr().err


def test_an_added_term_is_followed_and_replaced_by_the_next_one(home, capsys):
    assert (
        main(
            [
                "glossary",
                "add",
                "telehealth",
                "互联网医疗",
                "--accept",
                "远程医疗",
                "--wrong",
                "电话健康",
                "--note",
                "编辑部",
            ]
        )
        == 0
    )
    assert main(["glossary", "add", "Telehealth", "远程医疗", "--cased"]) == 0
    capsys.readouterr()
    assert main(["glossary", "list", "telehealth", "--json"]) == 0
    (term,) = json.loads(capsys.readouterr().out)
    assert (term["term"], term["preferred"], term["bad"]) == ("Telehealth", "远程医疗", [])


@pytest.mark.parametrize("words", [["a\tb", "译"], ["term", "译", "--wrong", "译"], ["", "译"]])
def test_a_term_that_cannot_be_is_refused_and_the_file_stays_as_it_was(home, capsys, words):
    assert main(["glossary", "add", "telehealth", "互联网医疗"]) == 0
    before = (home.path / "glossary" / "own.tsv").read_text("utf-8")
    assert main(["glossary", "add", *words]) == 2
    assert (home.path / "glossary" / "own.tsv").read_text("utf-8") == before
    assert capsys.readouterr().err.count("\n") == 1


def test_translations_are_compared_with_the_glossary(shelf, monkeypatch, capsys):
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    monkeypatch.setenv("JIANWEN_HOME", str(shelf.home))
    assert main(["glossary", "check"]) == 0
    assert "found 0 times" in capsys.readouterr().out
    install_package(
        PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel", home.models
    )
    assert main(["glossary", "add", "flu season", "感冒季节"]) == 0
    said = "The flu season usually starts in October."
    shelf.add("https://open.example/1", said, said, source="open", language="en")
    assert main(["translate", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["glossary", "check"]) == 0
    out = capsys.readouterr().out
    assert "1 without an accepted rendering" in out
    assert "感冒季节" in out
