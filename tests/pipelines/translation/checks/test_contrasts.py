"""Each contrast of data/checks/contrasts.toml flags its wrong pairs and passes its right ones."""

import tomllib

import pytest

from pipelines.translation.checks.contrasts import (
    CHECKS_FOLDER,
    find_changed_sides,
    load_contrasts,
)

TABLES = tomllib.loads((CHECKS_FOLDER / "contrasts.toml").read_text("utf-8"))["contrast"]
WRONG = [(table["name"], *pair) for table in TABLES for pair in table["wrong"]]
RIGHT = [(table["name"], *pair) for table in TABLES for pair in table["right"]]


@pytest.mark.parametrize(("name", "source", "target"), WRONG)
def test_a_changed_side_is_flagged(name: str, source: str, target: str) -> None:
    assert name in {finding.check for finding in find_changed_sides(source, target)}


@pytest.mark.parametrize(("name", "source", "target"), RIGHT)
def test_a_kept_side_is_not(name: str, source: str, target: str) -> None:
    assert name not in {finding.check for finding in find_changed_sides(source, target)}


def test_each_contrast_has_a_name_of_its_own_and_examples_of_both_kinds() -> None:
    names = [table["name"] for table in TABLES]
    assert len(names) == len(set(names))
    assert not [table["name"] for table in TABLES if not table["wrong"] or not table["right"]]


def test_no_flag_is_raised_without_evidence_in_both_languages() -> None:
    for contrast in load_contrasts():
        for side in contrast.sides:
            assert find_changed_sides(side.label, "这句话什么也没有说。") == []


def test_the_reason_quotes_both_sides() -> None:
    (finding,) = find_changed_sides("Rinse the left eye.", "冲洗右眼。")
    assert (finding.check, finding.severity) == ("side", "error")
    assert finding.reason == "左右相反：原文“left”，译文“右”"


def test_both_sides_in_one_sentence_are_counted() -> None:
    source = "Cases increased in May and deaths decreased."
    assert find_changed_sides(source, "5月病例增加，死亡减少。") == []
    assert find_changed_sides(source, "5月病例增加，死亡增加。")[0].check == "direction"
