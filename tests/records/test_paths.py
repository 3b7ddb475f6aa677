"""Claims about where an installation keeps its things."""

from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT, Paths


def test_without_a_word_the_home_is_var_here_and_the_sources_are_those_of_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    home = Paths.of({})
    assert home.path == tmp_path / "var"
    assert home.sources == PROJECT_ROOT / "data" / "sources"
    assert home.allow_hosts == frozenset()


def test_empty_variables_count_as_unset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Paths.of(
        {"JIANWEN_HOME": "", "JIANWEN_SOURCES": "", "JIANWEN_ALLOW_HOSTS": ""}
    ) == Paths.of({})


def test_everything_lies_below_the_home(tmp_path: Path) -> None:
    home = Paths.of({"JIANWEN_HOME": str(tmp_path), "JIANWEN_SOURCES": str(tmp_path / "s")})
    assert (home.store, home.models, home.lock) == (
        tmp_path / "jianwen.db",
        tmp_path / "models",
        tmp_path / "jianwen.lock",
    )
    assert home.sources == tmp_path / "s"


def test_allowed_hosts_are_a_list_without_case_or_gaps() -> None:
    assert Paths.of({"JIANWEN_ALLOW_HOSTS": " 127.0.0.1:8000, LocalHost:9000 ,,"}).allow_hosts == {
        "127.0.0.1:8000",
        "localhost:9000",
    }
