"""Claims about wordings: what makes two texts copies, issues of a series, or strangers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.chinese.folding import fold_text
from text.similarity import (
    SHINGLE_CHARS,
    ShingledText,
    compare_texts,
    mask_numbers,
    normalize_for_comparison,
    shingle_text,
)

ADVICE = (
    "有发热、咳嗽等症状时应佩戴口罩、居家休息，老年人和慢性病患者发病后应尽早就诊，"
    "在医生指导下使用抗病毒药物效果较好。"
)
WEEKLY = (
    "2026年第15周（4月6日至12日），全市9家哨点医院报告的流感样病例占门急诊就诊总数的2.8%，"
    "低于前一周的3.4%。\n" + ADVICE
)
NEXT = (
    "2026年第16周（4月13日至19日），全市9家哨点医院报告的流感样病例占门急诊就诊总数的2.1%，"
    "低于前一周的2.8%。\n" + ADVICE
)
SLEEP = (
    "一是固定起床时间。无论前一晚睡得怎样，周末也不例外，每天在同一时间起床。二是有了睡意再上床，"
    "床只用来睡觉。"
)


def related(one: str, other: str) -> str:
    return compare_texts(shingle_text(one), shingle_text(other)).relation


@pytest.mark.parametrize(
    "reprint",
    [
        "新华社北京4月14日电（记者 李明）" + WEEKLY + "\n（责编：杨迪）",
        WEEKLY[: len(WEEKLY) // 2],
        "热点新闻\n" + WEEKLY + "\n扫描二维码关注官方微信公众号",
        WEEKLY.replace("第15周", "第十五周"),
        WEEKLY.replace("占门急诊就诊", "佔門急診就診").replace("，", ","),
        WEEKLY.replace("2.8%", "2.9%"),
        WEEKLY.replace("有发热、咳嗽等症状时", "出现发热咳嗽时").replace("效果较好", "效果更好"),
    ],
    ids=[
        "dateline and editor",
        "half of it",
        "page furniture",
        "Chinese numeral",
        "other script",
        "one figure corrected",
        "a few words",
    ],
)
def test_a_reprint_is_a_copy_whatever_was_done_to_it(reprint: str) -> None:
    assert related(WEEKLY, reprint) == "copy"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WEEKLY, NEXT),
        (WEEKLY, "中国经济网4月20日讯 " + NEXT),
        (
            "今日（5月3日）空气质量为良，敏感人群可正常活动，注意通风。",
            "今日（5月4日）空气质量为良，敏感人群可正常活动，注意通风。",
        ),
        (
            (
                "During week 15, 3,812 specimens were tested and 211 were positive for influenza."
                " Get vaccinated every year."
            ),
            (
                "During week 16, 3,640 specimens were tested and 187 were positive for influenza."
                " Get vaccinated every year."
            ),
        ),
    ],
    ids=["weekly", "weekly, reprinted", "nothing but a date", "English"],
)
def test_the_same_words_around_other_figures_are_a_series(one: str, other: str) -> None:
    assert related(one, other) == "series"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (WEEKLY, SLEEP),
        (ADVICE, SLEEP + ADVICE[:20]),
        ("", ""),
        ("流感", "流感"),
        ("", WEEKLY),
        ("！！！", "……"),
    ],
    ids=[
        "strangers",
        "a shared half sentence",
        "nothing",
        "one word",
        "nothing and something",
        "marks",
    ],
)
def test_less_than_half_of_the_words_or_next_to_none_is_nothing(one: str, other: str) -> None:
    assert related(one, other) == ""


def test_the_share_is_that_of_the_shorter_text() -> None:
    assert compare_texts(shingle_text(ADVICE), shingle_text(WEEKLY)).share == 1.0
    assert (
        0 < compare_texts(shingle_text(SLEEP + WEEKLY), shingle_text(SLEEP + ADVICE)).share <= 1.0
    )


def test_figures_are_kept_with_what_they_count() -> None:
    assert shingle_text("新增病例1,204例，死亡3例。").figures == {
        "新增病例\n例死": frozenset({"1204"}),
        "#例死亡\n例": frozenset({"3"}),
    }
    assert mask_numbers(normalize_for_comparison("第15周，十五周")) == "第#周#周"


def test_what_stands_far_behind_does_not_count_so_that_a_book_costs_no_more_than_a_report() -> None:
    book = "".join(chr(0x4E00 + number % 20_000) for number in range(60_000))
    assert len(shingle_text(book).shingles) <= 20_000
    assert related(book, book[:15_000]) == "copy"


@settings(deadline=None)
@given(
    st.text(alphabet="甲乙丙丁ab12月日。 ", max_size=60),
    st.text(alphabet="甲乙丙丁ab12月日。 ", max_size=60),
)
def test_which_of_two_texts_comes_first_does_not_matter(one: str, other: str) -> None:
    assert compare_texts(shingle_text(one), shingle_text(other)) == compare_texts(
        shingle_text(other), shingle_text(one)
    )


@settings(deadline=None)
@given(st.text())
def test_any_text_has_a_wording_and_is_like_itself(text: str) -> None:
    said = shingle_text(text)
    assert isinstance(said, ShingledText)
    assert compare_texts(said, said).share == 1.0
    assert compare_texts(said, said).relation in ("copy", "")
    assert all(len(gram) <= SHINGLE_CHARS for gram in said.shingles)


@given(st.text(st.sampled_from("12中a<_%٣⑴²①., ，-#\n\u3000\x1c\u200b\u0301"), max_size=12))
def test_of_spaces_and_marks_only_those_between_two_digits_stay(text: str) -> None:
    """Read run by run, as docs/duplicates.md says it."""

    def kept(run: re.Match[str]) -> bool:
        return (
            run.string[run.start() - 1 : run.start()].isdigit()
            and run.string[run.end() : run.end() + 1].isdigit()
        )

    tight = re.sub(r"\s+", lambda run: " " if kept(run) else "", fold_text(text))
    wanted = (
        re.sub(r"(?:_|[^\w<>=≤≥≠±+×÷%‰°℃−])+", lambda run: run[0] if kept(run) else "", tight)
        or tight
    )
    assert normalize_for_comparison(text) == wanted


@pytest.mark.parametrize("digit", [chr(code) for code in range(0x10000) if chr(code).isdigit()])
def test_a_point_between_digits_of_any_kind_stays(digit: str) -> None:
    assert len(normalize_for_comparison(f"{digit}.{digit}")) >= 3
