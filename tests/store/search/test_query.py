"""What an editor types means what an editor would expect."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import UsageError
from store.search.query import (
    QUERY_TERMS,
    Filter,
    Query,
    parse_query,
    write_fts_exclusion,
    write_fts_expression,
)

pytestmark = pytest.mark.dates


def words(*expected: str) -> Query:
    return Query(expected)


def only(name: str, value: str, *, negated: bool = False) -> Query:
    return Query(filters=(Filter(name, value, negated),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Query()),
        ("高血压 药", words("高血压", "药")),
        ("高血压　药", words("高血压", "药")),
        ("騰訊 ＷＨＯ", words("腾讯", "who")),
        ("流感 流感", words("流感")),
        ('"高血压 药"', words("高血压 药")),
        ("“高血压 药”", words("高血压 药")),
        ("「高血压 药」 流感", words("高血压 药", "流感")),
        ("推进“健康中国”建设", words('推进"健康中国"建设')),
        ('"高血压 药', words('"高血压', "药")),
        ('""', Query()),
        ("-中药", Query(without=("中药",))),
        ("－中药 高血压", Query(("高血压",), ("中药",))),
        ("−中药", Query(without=("中药",))),
        ('-"阿司 匹林"', Query(without=("阿司 匹林",))),
        ("covid-19", words("covid-19")),
        ("- 中药", words("中药")),
        ("--中药", words("--中药")),
        ("source:people-health", only("source", "people-health")),
        ("source：人民网", only("source", "人民网")),
        ('source:"open health"', only("source", "open health")),
        ("-source:daily", only("source", "daily", negated=True)),
        ("SOURCE:Daily", only("source", "daily")),
        ("source: daily", words("source:", "daily")),
        ("lang:zh-Hant", only("lang", "zh-hant")),
        ("after:2026", only("after", "2026-01-01")),
        ("after:２０２６-11", only("after", "2026-11-01")),
        ("before:2026-11-20", only("before", "2026-11-20")),
        ("after:2026-1-2", only("after", "2026-01-02")),
        ("status:any", only("status", "any")),
        ('term:"heart attack"', only("term", "heart attack")),
        ("来源：新华社", words("来源:新华社")),
        ("http://a.example/1", words("http://a.example/1")),
        ("aftermath:2026", words("aftermath:2026")),
        ("😀 (((", Query()),
        ("a\x00b", words("a", "b")),
    ],
)
def test_a_query_is_read(text, expected):
    assert parse_query(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "after:明天",
            "after:明天 is no date; write after:2026, after:2026-11 or after:2026-11-20",
        ),
        ("before:2026-13", "before:2026-13 is no date"),
        ("after:2026-02-30", "after:2026-02-30 is no date"),
        ("after:0000", "after:0000 is no date"),
        ("after:2026/11/20", "after:2026/11/20 is no date"),
        (
            "status:draft",
            (
                "status:draft is no status; write status: and one of published, withdrawn,"
                " rejected, held, any"
            ),
        ),
        (
            "lang:中文",
            "lang:中文 is no language; write lang:zh, lang:zh-Hans, lang:zh-Hant or lang:en",
        ),
        ("after:" + "9" * 5000, "is no date"),
    ],
)
def test_an_impossible_value_is_refused_with_an_example(text, message):
    with pytest.raises(UsageError) as error:
        parse_query(text)
    assert message in str(error.value)
    assert len(str(error.value)) < 200


@given(st.text(max_size=200))
@settings(deadline=None)
def test_whatever_is_typed_is_read(text):
    try:
        query = parse_query(text)
    except UsageError:
        return
    assert all(len(part) <= QUERY_TERMS for part in (query.words, query.without, query.filters))
    assert query.is_empty == (query == Query())


def test_a_query_is_read_the_same_in_every_width_and_script():
    assert parse_query("騰訊　－醫學　source：Ａ") == parse_query("腾讯 -医学 source:a")


def test_the_expression_is_phrases_of_marked_characters():
    assert (
        write_fts_expression(parse_query("騰訊 B12")) == '"\u200b腾\u200b\u200b讯\u200b" AND "b12"'
    )
    assert write_fts_expression(parse_query("B12 -a -b")) == '("b12") NOT ("a" OR "b")'
    assert (write_fts_expression(parse_query("-a")), write_fts_exclusion(parse_query("-a"))) == (
        "",
        '"a"',
    )
