"""Claims about the rules of boilerplate: every example and counterexample of the data files is
run.
"""

import time
from pathlib import Path

import pytest

from pipelines.resources.boilerplate_rules import (
    BoilerplateRule,
    load_boilerplate_rules,
    load_pinyin_readings,
)
from records.errors import UsageError
from records.paths import PROJECT_ROOT
from text.chinese.folding import fold_text

FOLDER = PROJECT_ROOT / "data" / "boilerplate"
RULES = load_boilerplate_rules(FOLDER).rules
HITS = [
    pytest.param(rule, line, id=f"{rule.name}-{number}")
    for rule in RULES
    for number, line in enumerate(rule.hits)
]
MISSES = [
    pytest.param(rule, line, id=f"{rule.name}-{number}")
    for rule in RULES
    for number, line in enumerate(rule.misses)
]


@pytest.mark.parametrize(("rule", "line"), HITS)
def test_a_rule_finds_its_examples(rule: BoilerplateRule, line: str) -> None:
    assert rule.match_line(fold_text(line))


@pytest.mark.parametrize(("rule", "line"), MISSES)
def test_a_rule_spares_its_counterexamples(rule: BoilerplateRule, line: str) -> None:
    assert not rule.match_line(fold_text(line))


def test_every_rule_has_examples_of_both_kinds_and_a_name_of_its_own_in_its_file() -> None:
    assert all(rule.hits and rule.misses for rule in RULES)
    assert len({(rule.name, rule.pattern.pattern) for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_pattern_runs_away_on_a_hostile_line(rule: BoilerplateRule) -> None:
    lines = [
        seed * 400
        for seed in (
            "首页 > ",
            "评论",
            "a",
            "1 ",
            "记者 张",
            "share this ",
            "|县",
            "((",
            "2019-01-01 ",
            "by a ",
        )
    ]
    start = time.process_time()
    for line in lines:
        rule.match_line(fold_text(line[:400]))
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[rule]\n", "not valid TOML"),
        ('[[rule]]\nname = "x"\n', "needs the keys"),
        (
            '[[rule]]\nname="x"\nwhere="middle"\npattern="a"\nhits=["a"]\nmisses=["b"]\n',
            "where is 'middle'",
        ),
        (
            '[[rule]]\nname="x"\nwhere="head"\npattern="("\nhits=["a"]\nmisses=["b"]\n',
            "no regular expression",
        ),
    ],
)
def test_a_broken_rule_file_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "own.toml").write_text(text, "utf-8")
    with pytest.raises(UsageError, match=said) as refused:
        load_boilerplate_rules(tmp_path)
    assert "own.toml" in str(refused.value)


def test_files_of_other_kinds_are_no_rules_and_readings_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("rules", "utf-8")
    loaded = load_boilerplate_rules(tmp_path)
    assert loaded.rules == () and loaded.pinyin_readings == {}
    assert load_pinyin_readings(FOLDER / "pinyin_readings.tsv")["網"] == {"wǎng"}
