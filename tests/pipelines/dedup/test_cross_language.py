"""Claims about facts: what an article and its translation both say, whatever the language."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.cross_language import collect_facts
from records.record import Record, RemovedBlock, Term

ENGLISH = (
    "Researchers at Stanford said that 3,812 patients in Geneva took 12.5 mg of it. Its maker"
    " Pfizer paid $1.5 million in 2021."
)
CHINESE = (
    "周一，斯坦福（Stanford）的研究人员说，日内瓦（Geneva）的3812名患者服用了12.5毫克。2021年，"
    "Pfizer公司出资150万美元。"
)
HOME = "https://news.example/"


def of(body: str, language: str = "en", url: str = f"{HOME}1", **fields: object) -> set[int]:
    return set(
        collect_facts(
            Record(url=url, source="", raw=b"", fetched="", body=body, language=language, **fields)
        )
    )  # type: ignore[arg-type]  # part of it


def shared(english: set[int], chinese: set[int]) -> set[int]:
    return {-one for one in english} & chinese


def test_figures_and_names_are_the_same_facts_in_both_languages() -> None:
    # 3,812, 12.5, 1.5 million, Stanford, Geneva, Pfizer
    assert len(shared(of(ENGLISH), of(CHINESE, "zh", f"{HOME}2"))) == 6


def test_small_numbers_years_and_terms_of_medicine_are_no_facts() -> None:
    own = of("")
    assert of("In 2021 she took 2 doses in 30 days.") == own
    covid = Term("COVID-19", "新型冠状病毒感染", "disease", 0, 8)
    assert of("新冠肺炎（COVID-19）的症状。", "zh", terms=(covid,)) == of("", "zh")


def test_the_sides_are_told_apart_and_an_address_is_odd() -> None:
    assert all(one < 0 for one in of(ENGLISH))
    assert all(one > 0 for one in of(CHINESE, "zh"))
    assert [one for one in of("") if one & 1] == list(of(""))
    assert sum(one & 1 for one in of(ENGLISH)) == 1


@pytest.mark.parametrize(
    "told",
    [
        {"text": f'<head><link rel="alternate" hreflang="en" href="{HOME}1"></head>'},
        {"text": "<head><LINK hreflang=en href='/1' rel=alternate></head>"},
        {
            "text": (
                f'<p>全文完。</p><p><a class="src" href="{HOME}1?utm_source=x"><b>英文原文</b></a>'
                f"</p>"
            )
        },
        {"body": f"编译自 {HOME}1。", "text": ""},
        {"removed": (RemovedBlock(f"原文链接：{HOME}1", "source"),)},
    ],
    ids=["hreflang", "hreflang, relative", "link", "text", "cut line"],
)
def test_a_page_that_gives_the_address_of_the_original_says_so(told: dict[str, object]) -> None:
    body = str(told.pop("body", "没有数字的正文。"))
    (link,) = shared(of("No figures here."), of(body, "zh", f"{HOME}2", **told))
    assert link & 1


@pytest.mark.parametrize(
    "page",
    [
        "<a href='https://news.example/1'>下一篇</a>",
        "<a href='https://news.example/1'>x</a> 原文",
        "原文 <a href=",
        "<a 原文",
    ],
)
def test_other_links_are_not_taken_for_the_original(page: str) -> None:
    assert not shared(of(""), of("", "zh", f"{HOME}2", text=page))


@settings(deadline=None)
@given(st.text(), st.text(), st.sampled_from(["zh", "en", ""]))
def test_any_page_has_facts_of_four_bytes(body: str, page: str, language: str) -> None:
    found = collect_facts(
        Record(
            url="urn:sha256:1",
            source="",
            raw=b"",
            fetched="",
            body=body,
            text=f"<a href={page}>原文",
            language=language,
        )
    )
    assert found == tuple(sorted(set(found)))
    assert all(0 < abs(one) < 2**31 for one in found)


@pytest.mark.parametrize(
    "page",
    [
        "<link " * 100_000,
        "<a " * 100_000 + "原文" * 10_000,
        "原文" * 100_000,
        "<link hreflang " * 50_000,
    ],
)
def test_hostile_pages_are_no_trap(page: str) -> None:
    assert of("", text=page)
