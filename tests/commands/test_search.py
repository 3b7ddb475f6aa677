import json

import click
import pytest
from wcwidth import wcswidth


def test_json_holds_the_fields_of_the_contract_in_plain_text(ask, stocked) -> None:
    stocked()
    answer = ask("search", "互联网医疗", "--json")
    (hit,) = json.loads(answer.out)
    assert hit.keys() >= {"uid", "title", "url", "published", "source", "language", "snippet", "score"}
    assert (hit["title"], hit["source"], hit["language"]) == ("互联网医疗新规", "closed", "zh")
    assert "互联网医疗" in hit["snippet"]
    assert "\ue000" not in answer.out
    assert "\u200b" not in answer.out


def test_a_simplified_query_finds_the_traditional_page(ask, stocked) -> None:
    stocked()
    assert [hit["title"] for hit in json.loads(ask("search", "腾讯", "--json").out)] == ["互联网医疗新规"]


def test_a_person_sees_columns_that_line_up_and_the_place_found(ask, stocked) -> None:
    stocked()
    answer = ask("search", "少吃", "--newest")
    lines = answer.out.splitlines()
    assert lines[0].split() == ["uid", "day", "source", "title"]
    found = [line for line in lines[1:] if not line.startswith(" ")]
    assert {wcswidth(line[: line.index("2026-11-20")]) for line in found} == {18}
    assert any("少吃" in line for line in lines if line.startswith("    "))


def test_the_words_found_are_shown_in_colour(stocked) -> None:
    from commands.search import _highlighted

    shown = _highlighted("每天\ue000吃盐\ue001不多\x1b[2J")
    assert shown == "每天" + click.style("吃盐", fg="yellow", bold=True) + "不多[2J"


def test_several_words_and_the_limit(ask, stocked) -> None:
    stocked()
    assert len(json.loads(ask("search", "血压", "蔬菜", "--json").out)) == 2
    assert len(json.loads(ask("search", "血压", "--limit", "1", "--json").out)) == 1


@pytest.mark.parametrize("words", [["火星"], ['"'], ["*"], ["a OR b"], ["\udcff"], ["NEAR(x"], [" "]])
def test_nothing_found_is_a_line_on_stderr_and_success(ask, stocked, words: list[str]) -> None:
    stocked()
    answer = ask("search", *words)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("jianwen: nothing found for ")
    empty = ask("search", "--json", *words)
    assert (empty.code, json.loads(empty.out)) == (0, [])
