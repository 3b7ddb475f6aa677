"""A search that finds nothing says why, and what was perhaps meant."""

import pytest

from records.record import Term
from store.search.suggest import advise_on_query, measure_edit_distance

pytestmark = pytest.mark.dates
A = "https://daily.example/"


@pytest.fixture
def shelf(press):
    def publish(name: str, words: str, **options: object) -> None:
        cut = tuple(words.split())
        press.publish(
            A + name,
            body="".join(cut) if options.get("language") != "en" else words,
            words=cut,
            **options,
        )

    infarct = Term("心梗", "心肌梗死", "disease", 0, 2, "heart attack")

    publish("a", "患者 的 高血压 要 吃药 ， 防 心梗", terms=(infarct,), published="2026-11-20")
    publish("b", "高血压 患者 互联网 医疗 平台 心肌梗死", published="2026-11-19")
    publish("c", "Hypertension and vaccines", language="en", source="open", published="2026-11-18")
    return press.store


@pytest.mark.parametrize(
    ("query", "word", "near"),
    [
        ("高血鸭", "高血鸭", ["高血压"]),
        ("互連网醫疗", "互连网医疗", ["互联网医疗"]),
        ("高压", "高压", []),
        ("梗心", "梗心", ["心梗"]),
        ("hypertention", "hypertention", ["hypertension"]),
        ("vacines", "vacines", ["vaccines"]),
        ("火星", "火星", []),
        ("x", "x", []),
        ("患者 高血鸭", "高血鸭", ["高血压"]),
    ],
)
def test_a_word_that_no_article_holds_is_named_with_its_like(shelf, query, word, near):
    (missing,) = advise_on_query(shelf, query).missing
    assert missing.word == word
    assert [name for name, _ in missing.near] == near
    assert all(number > 0 for _, number in missing.near)


def test_what_is_found_without_the_missing_word_is_told(shelf):
    said = advise_on_query(shelf, "患者 高血压 火星")
    assert (said.word_counts, said.count_without_missing, said.count_without_filters) == (
        (("患者", 2), ("高血压", 2)),
        2,
        0,
    )


def test_words_that_never_meet_are_told_one_by_one(shelf):
    said = advise_on_query(shelf, "吃药 互联网")
    assert (said.missing, said.word_counts, said.count_without_missing) == (
        (),
        (("吃药", 1), ("互联网", 1)),
        0,
    )


def test_a_filter_that_leaves_nothing_is_told(shelf):
    assert advise_on_query(shelf, "高血压 after:2027").count_without_filters == 2
    assert advise_on_query(shelf, "高血压 source:daliy").sources == (("daliy", "daily"),)
    assert advise_on_query(shelf, "高血压 source:zzz").sources == (("zzz", ""),)
    assert advise_on_query(shelf, "吃药 source:open").sources == ()


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("ab", "ab", 0),
        ("ab", "ba", 1),
        ("abc", "abd", 1),
        ("abc", "ac", 1),
        ("", "ab", 2),
        ("abcd", "wxyz", 3),
    ],
)
def test_distance_counts_changes_up_to_a_limit(one, other, far):
    assert measure_edit_distance(one, other, 2) == measure_edit_distance(other, one, 2) == far


@pytest.mark.parametrize(
    "text",
    [
        "",
        '"',
        "(((",
        "\x00",
        "\ud800",
        "患者" * 50_000,
        "a b c d e f g h i j k l m n o p q",
        "鸭" * 20,
        "😀",
        "鸭鸭 ^* NEAR(",
    ],
)
def test_nothing_that_is_typed_breaks_the_advice(shelf, text):
    assert len(advise_on_query(shelf, text).missing) <= 16
