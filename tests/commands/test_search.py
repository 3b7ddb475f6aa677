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


def test_the_rights_stand_in_the_json(ask, stocked) -> None:
    stocked()
    rights = {"licence": "CC-BY-4.0", "full_text": "public", "translate": True, "attribution": "Example Health, CC BY 4.0"}
    (hit,) = json.loads(ask("search", "soap", "--json").out)
    assert {name: hit[name] for name in rights} == rights


def test_a_person_sees_what_may_not_be_published(ask, stocked) -> None:
    shelf = stocked()
    shelf.add("https://nobody.example/6", "来历不明的血压文章", "血压的正文不应当出现在这里。", source="nobody")
    lines = ask("search", "血压", "--newest").out.splitlines()
    titles = {line.split("  ")[-1] for line in lines[1:] if not line.startswith(" ")}
    assert {"来历不明的血压文章 [link only]", "少吃盐好处多 [internal]", "高血压患者少吃盐"} <= titles


def test_of_a_text_without_rights_only_title_and_link_are_shown(ask, stocked) -> None:
    stocked().add("https://nobody.example/6", "来历不明的文章", "这里说到罕见的疟疾，不应当出现。", source="nobody")
    (hit,) = json.loads(ask("search", "疟疾", "--json").out)
    assert (hit["title"], hit["url"], hit["snippet"], hit["full_text"]) == ("来历不明的文章", "https://nobody.example/6", "", "none")
    answer = ask("search", "疟疾")
    assert "罕见" not in answer.out
    assert answer.out.splitlines()[-1].strip() == "https://nobody.example/6"
