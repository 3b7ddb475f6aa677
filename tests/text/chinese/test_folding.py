"""Claims about folding: what compares equal, and that no offset ever moves."""

import json
from pathlib import Path

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.chinese import folding
from text.chinese.folding import (
    CJK_SEPARATOR,
    convert_to_simplified,
    fold_for_search,
    fold_text,
    remove_cjk_separators,
    separate_cjk,
)

SEEDS = Path(__file__).parents[2] / "corpus" / "seeds"
CHINESE = st.text(st.sampled_from("國际醫学騰訊后後著着乾干為CＯ１9 。\n"), max_size=60)


@settings(deadline=None)
@given(st.text() | CHINESE)
def test_folding_never_changes_the_length(text: str) -> None:
    assert len(fold_text(text)) == len(text)
    assert len(convert_to_simplified(text)) == len(text)


@settings(deadline=None)
@given(CHINESE)
def test_folded_text_folds_to_itself(text: str) -> None:
    assert fold_text(fold_text(text)) == fold_text(text)


@settings(deadline=None)
@given(st.text() | CHINESE)
def test_marks_can_be_taken_out_again(text: str) -> None:
    assert remove_cjk_separators(separate_cjk(text)) == text.replace(CJK_SEPARATOR, "")


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("騰訊與WebMD", "腾讯与webmd"),
        ("ＣＯＶＩＤ－１９", "covid-19"),
        ("醫學資訊平臺", "医学资讯平台"),
        ("PLAIN ascii", "plain ascii"),
        ("İstanbul ﬁ", "İstanbul ﬁ"),  # their lower case or plain form is longer: they stay
        ("１．５ｍｇ", "1.5mg"),
        ("牠吃了三公觔水菓", "它吃了三公斤水果"),
        # the mainland's own spelling; compatibility ideographs as feeds of Taiwan have them
        ("薰衣草，羅馬", "薰衣草,罗马"),
        ("", ""),
    ],
)
def test_width_case_and_script_are_folded(written: str, folded: str) -> None:
    assert fold_text(written) == folded


@pytest.mark.parametrize("name", ["000", "001", "002", "004"])
def test_simplifying_agrees_with_the_official_converter(name: str) -> None:
    document = json.loads((SEEDS / f"{name}.json").read_text("utf-8"))
    oracle = opencc.OpenCC("t2s")
    for text in (document["text"], document.get("text_traditional", ""), document["title"]):
        ours, theirs = convert_to_simplified(text), oracle.convert(text)
        differing = {(one, other) for one, other in zip(ours, theirs, strict=True) if one != other}
        assert differing <= {("着", "著")}


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("有著豐厚資源", "有着丰厚资源"),
        ("著名的醫生", "著名的医生"),
        ("效果顯著", "效果显著"),
        ("睡著了", "睡着了"),
        ("這部論著", "这部论著"),
        ("療效显著", "疗效显著"),
    ],
)
def test_the_particle_zhe_becomes_simplified_and_the_author_stays(
    traditional: str, simplified: str
) -> None:
    assert convert_to_simplified(traditional) == simplified


def test_simplified_text_needs_no_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folding, "_converter", lambda: pytest.fail("loaded"))
    text = "他被打坏了，已答复，计划复查。WebMD"
    assert convert_to_simplified(text) == text
    assert fold_text(text) == text.replace("WebMD", "webmd").replace("，", ",")
    assert fold_for_search("頭髮ＷＨＯ") == "头发who"


def test_a_conversion_of_another_length_is_done_character_by_character(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    longer = {"計程車": "出租汽车", "計": "计", "車": "车", "著": "吉吉"}
    monkeypatch.setattr(
        folding,
        "_converter",
        lambda: lambda text: longer.get(text, text + text if len(text) > 1 else text),
    )
    assert convert_to_simplified("計程車") == "计程车"
    assert convert_to_simplified("著書") == "著書"


def test_half_a_surrogate_pair_is_no_obstacle() -> None:
    assert fold_text("\udc80國A") == "\udc80国a"


def test_sqlite_words_are_single_characters_between_marks() -> None:
    assert (
        separate_cjk("高血压B12")
        == f"{CJK_SEPARATOR}高{CJK_SEPARATOR}{CJK_SEPARATOR}血{CJK_SEPARATOR}{CJK_SEPARATOR}压"
        f"{CJK_SEPARATOR}B12"
    )
    assert separate_cjk(f"a{CJK_SEPARATOR}b") == "ab"
