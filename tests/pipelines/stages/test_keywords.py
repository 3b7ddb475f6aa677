"""Claims about keywords: each score can be reckoned by hand, common words and numbers are none."""

import math
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.resources.word_counts import WordCounts, load_word_counts
from pipelines.stages.keywords import ARTICLE_KEYWORDS, keywords, normalize_word
from records.errors import UsageError
from records.paths import PROJECT_ROOT
from records.record import Keyword, Record

EMPTY = Record(
    url="https://example.org/a", source="", raw=b"", fetched="", language="zh", script="Hans"
)
KIT = SimpleNamespace(
    segmenter=lambda text: text.split("/"),
    word_counts={"zh": WordCounts(99, {"患者": 99, "血压": 9})},
)


def found(words: str, title: str = "", language: str = "zh") -> tuple[Keyword, ...]:
    record = replace(EMPTY, words=tuple(words.split()), title=title, language=language)
    return keywords(record, KIT).keywords  # type: ignore[arg-type]  # all it reads


def test_a_score_is_the_count_times_the_logarithm_of_rarity() -> None:
    assert found("血压 患者 血压 互联网 患者 互联网 血压") == (
        Keyword("互联网", round(2 * math.log(100 / 1), 2), 2, 0),
        Keyword("血压", round(3 * math.log(100 / 10), 2), 3, 9),
        Keyword("患者", 0.0, 2, 99),
    )


def test_the_title_counts_and_what_is_said_once_gives_way() -> None:
    assert [one.word for one in found("血压 互联网", title="血压")] == ["血压"]
    assert [one.word for one in found("血压 互联网")] == ["互联网", "血压"]


def test_a_language_without_counts_has_no_keywords_and_the_number_is_bounded() -> None:
    assert found("Blutdruck Blutdruck", language="de") == ()
    assert (
        len(found(" ".join(f"keyword{number:c}" for number in range(97, 122)))) == ARTICLE_KEYWORDS
    )


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("高血壓", "高血压"),
        ("CT检查", "ct检查"),
        ("WebMD", "webmd"),
        ("COVID-19", "covid-19"),
        ("O’Neill", "o’neill"),
    ]
    + [(word, "") for word in ("的", "，", "12", "2.5mg", "to", "——", "", "\ud800")],
)
def test_words_are_counted_in_their_folded_form_and_some_not_at_all(word: str, form: str) -> None:
    assert normalize_word(word) == form


def test_the_shipped_counts_know_both_languages() -> None:
    counts = load_word_counts(PROJECT_ROOT / "data" / "lexicon" / "counts.tsv")
    assert counts["zh"].words["患者"] > counts["zh"].words["头痛"]
    assert counts["en"].words["the"] == counts["en"].documents
    assert all(max(one.words.values()) <= one.documents for one in counts.values())


@pytest.mark.parametrize("line", ["患者\tzh", "患者\tzh\tmany", "患者"])
def test_a_broken_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "counts.tsv"
    path.write_text(f"word\tlanguage\tdocuments\n\tzh\t10\n{line}\n", "utf-8")
    with pytest.raises(UsageError, match=r"counts\.tsv:3"):
        load_word_counts(path)
