import json

import pytest
from wcwidth import wcswidth

pytestmark = pytest.mark.dates


def test_json_holds_the_fields_of_the_contract_in_plain_text(ask, stocked) -> None:
    stocked()
    answer = ask("search", "互联网医疗", "--json")
    (hit,) = json.loads(answer.out)
    assert hit.keys() >= {
        "uid",
        "title",
        "url",
        "published",
        "source",
        "language",
        "snippet",
        "score",
        "status",
    }
    assert (hit["title"], hit["source"], hit["language"]) == ("互联网医疗新规", "closed", "zh")
    assert "互联网医疗" in hit["snippet"]
    assert "\ue000" not in answer.out
    assert "\u200b" not in answer.out


def test_a_simplified_query_finds_the_traditional_page(ask, stocked) -> None:
    stocked()
    assert [hit["title"] for hit in json.loads(ask("search", "腾讯", "--json").out)] == [
        "互联网医疗新规"
    ]


def test_a_person_sees_columns_that_line_up_and_the_place_found(ask, stocked) -> None:
    stocked()
    answer = ask("search", "少吃", "--newest")
    lines = answer.out.splitlines()
    assert lines[0].split() == ["uid", "day", "source", "title"]
    found = [line for line in lines[1:] if not line.startswith(" ")]
    assert {wcswidth(line[: line.index("2026-11-20")]) for line in found} == {18}
    assert any("少吃" in line for line in lines if line.startswith("    "))


def test_several_words_and_the_limit(ask, stocked) -> None:
    stocked()
    assert len(json.loads(ask("search", "血压", "蔬菜", "--json").out)) == 2
    assert len(json.loads(ask("search", "血压", "--limit", "1", "--json").out)) == 1


@pytest.mark.parametrize(
    "words", [["火星"], ['"'], ["*"], ["a OR b"], ["\udcff"], ["NEAR(x"], [" "]]
)
def test_nothing_found_is_a_line_on_stderr_and_success(ask, stocked, words: list[str]) -> None:
    stocked()
    answer = ask("search", *words)
    assert (answer.code, answer.out) == (0, "")
    assert answer.err.startswith("jianwen: nothing found for ")
    empty = ask("search", "--json", *words)
    assert (empty.code, json.loads(empty.out)) == (0, [])


def test_the_rights_stand_in_the_json(ask, stocked) -> None:
    stocked()
    rights = {
        "licence": "CC-BY-4.0",
        "full_text": "public",
        "translate": True,
        "attribution": "Example Health, CC BY 4.0",
    }
    (hit,) = json.loads(ask("search", "soap", "--json").out)
    assert {name: hit[name] for name in rights} == rights


def test_a_person_sees_what_may_not_be_published(ask, stocked) -> None:
    shelf = stocked()
    shelf.add(
        "https://nobody.example/6",
        "来历不明的血压文章",
        "血压的正文不应当出现在这里。",
        source="nobody",
    )
    lines = ask("search", "血压", "--newest").out.splitlines()
    titles = {line.split("  ")[-1] for line in lines[1:] if not line.startswith(" ")}
    assert {
        "来历不明的血压文章 [link only]",
        "少吃盐好处多 [internal]",
        "高血压患者少吃盐",
    } <= titles


def test_of_a_text_without_rights_only_title_and_link_are_shown(ask, stocked) -> None:
    stocked().add(
        "https://nobody.example/6",
        "来历不明的文章",
        "这里说到罕见的疟疾，不应当出现。",
        source="nobody",
    )
    (hit,) = json.loads(ask("search", "疟疾", "--json").out)
    assert (hit["title"], hit["url"], hit["snippet"], hit["full_text"]) == (
        "来历不明的文章",
        "https://nobody.example/6",
        "",
        "none",
    )
    answer = ask("search", "疟疾")
    assert "罕见" not in answer.out
    assert answer.out.splitlines()[-1].strip() == "https://nobody.example/6"


def test_how_many_are_found_and_how_to_see_more_is_told_beside_the_list(ask, stocked) -> None:
    stocked()
    assert ask("search", "血压", "蔬菜").err == "jianwen: 2 found\n"
    assert (
        ask("search", "血压", "蔬菜", "--limit", "1").err
        == "jianwen: 1 to 1 of 2 found; --skip 1 shows the next\n"
    )
    second = ask("search", "血压", "蔬菜", "--limit", "1", "--skip", "1")
    assert second.err == "jianwen: 2 to 2 of 2 found\n"
    assert len(json.loads(ask("search", "血压", "蔬菜", "--skip", "1", "--json").out)) == 1
    assert ask("search", "血压", "--skip", "9").err.startswith("jianwen: 0 to 0 of ")


def test_a_minus_is_a_word_and_two_are_an_option(ask, stocked) -> None:
    stocked()
    everything = {hit["uid"] for hit in json.loads(ask("search", "血压", "--json").out)}
    without = {hit["uid"] for hit in json.loads(ask("search", "血压", "-蔬菜", "--json").out)}
    assert len(everything - without) == 2
    assert {
        hit["uid"] for hit in json.loads(ask("search", "--json", "-hepatitis", "血压").out)
    } == everything
    assert ask("search", "-h").out.startswith("Usage: jianwen search")
    assert ask("search", "血压", "--limt", "1").code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ["血压", "after:昨天"],
            "after:昨天 is no date; write after:2026, after:2026-11 or after:2026-11-20",
        ),
        (["lang:中文"], "lang:中文 is no language"),
        (["status:new"], "status:new is no status"),
        ([], "write the words to look for, or --related and the uid of an article"),
        (["血压", "--related", "ab"], "write the words to look for, or --related"),
    ],
)
def test_what_cannot_be_asked_is_said_with_an_example(
    ask, stocked, words: list[str], message: str
) -> None:
    stocked()
    answer = ask("search", *words)
    assert (answer.code, answer.out) == (2, "")
    assert message in answer.err


def test_filters_work_from_the_command_line(ask, stocked) -> None:
    stocked()
    sources = {hit["source"] for hit in json.loads(ask("search", "source：open", "--json").out)}
    assert sources == {"open"}


def test_when_nothing_is_found_the_missing_word_and_its_like_are_told(ask, stocked) -> None:
    stocked().add(
        "https://open.example/6",
        "在家看病",
        "互联网医疗。",
        source="open",
        words=("互联网", "医疗", "。"),
    )
    assert ask("search", "血压", "互联网医料").err.splitlines() == [
        "jianwen: nothing found for '血压 互联网医料'",
        "  no article holds 互联网医料; did you mean 互联网医疗 (2)?",
        f"  without 互联网医料: {len(json.loads(ask('search', '血压', '--json').out))} found",
    ]
    assert "no article holds all of them: " in ask("search", "互联网医疗", "蔬菜").err
    assert ask("search", "血压", "source:opn", "after:2027").err.splitlines()[1:] == [
        "  no source is called opn; did you mean source:open?",
        "  no article holds 血压",
        f"  without the filters: {len(json.loads(ask('search', '血压', '--json').out))} found",
    ]
    assert "`jianwen sources` lists them" in ask("search", "血压", "source:zzz").err


def test_related_articles_are_listed_with_the_words_they_share(ask, stocked) -> None:
    shelf = stocked()
    one = shelf.add(
        "https://open.example/7",
        "胰岛素",
        "糖尿病患者注射胰岛素。",
        source="open",
        words=("糖尿病", "患者", "注射", "胰岛素"),
    )
    other = shelf.add(
        "https://open.example/8",
        "血糖",
        "糖尿病与胰岛素。",
        source="open",
        words=("糖尿病", "与", "胰岛素"),
    )
    (found,) = json.loads(ask("search", "--related", one[:8], "--json").out)
    assert (found["uid"], set(found["words"])) == (other, {"糖尿病", "胰岛素"})
    lines = ask("search", "--related", one).out.splitlines()
    assert lines[0].split() == ["uid", "day", "source", "like", "shared", "words", "title"]
    assert "糖尿病、胰岛素" in lines[1] or "胰岛素、糖尿病" in lines[1]
    alone = shelf.add(
        "https://open.example/9", "别的", "完全别的。", source="open", words=("完全", "别的")
    )
    answer = ask("search", "--related", alone)
    assert (answer.code, answer.out, answer.err) == (
        0,
        "",
        "jianwen: no article shares enough words with it\n",
    )
    assert ask("search", "--related", "zzz").code == 2
