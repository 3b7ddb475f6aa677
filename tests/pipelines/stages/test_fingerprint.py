"""Claims about fingerprints: what is an exact copy, and what only looks like one."""

import zlib
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.dedup.winnowing import WINNOWING_WINDOW, sample_prints, winnow
from pipelines.stages.fingerprint import fingerprint
from records.record import Record
from text.similarity import SHINGLE_CHARS, normalize_for_comparison

EMPTY = Record(url="https://example.org/a", source="", raw=b"", fetched="")
BODY = "高血压患者每天吃盐不超过 5 克。\n多吃蔬菜，少吃腌制食品（如咸菜），血压应<140/90 mmHg。"


def printed(body: str) -> str:
    record, context = replace(EMPTY, body=body), SimpleNamespace()
    return fingerprint(record, context).fingerprint  # type: ignore[arg-type]  # it needs none


@pytest.mark.parametrize(
    "copy",
    [
        BODY.replace("\n", ""),
        BODY.replace("，", ",").replace("。", "."),
        BODY.replace("（", "(").replace("）", ")"),
        "\u3000\u3000" + BODY.replace("。", "。\n\n"),
        BODY.replace("高血压", "高血壓").replace("盐", "鹽"),
        BODY.replace("mmHg", "ＭＭＨＧ"),
        BODY.replace("吃", "吃\u200b"),
        BODY.replace("5 克", "5克"),
        "“" + BODY + "”",
    ],
)
def test_reflowed_repunctuated_or_converted_text_is_a_copy(copy: str) -> None:
    assert printed(copy) == printed(BODY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("每次1.5mg，口服", "每次15mg，口服"),
        ("血压<140的患者", "血压>140的患者"),
        ("有效率为5%左右", "有效率为5左右"),
        ("服用10-20天即可", "服用1020天即可"),
        ("服用5 10天即可", "服用510天即可"),
        ("温度±2的范围", "温度2的范围"),
        ("不宜手术的患者", "宜手术的患者"),
    ],
)
def test_what_changes_the_meaning_changes_the_fingerprint(one: str, other: str) -> None:
    assert printed(one) != printed(other)


def test_texts_of_marks_alone_are_no_copies_of_each_other() -> None:
    assert len({printed("！！！"), printed("😀😀"), printed("……"), printed("")}) == 4


def test_a_fingerprint_is_the_hex_of_sha256() -> None:
    assert printed("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@settings(deadline=None)
@given(st.text())
def test_any_text_has_one_that_does_not_depend_on_surrounding_space(text: str) -> None:
    assert printed(f"\n {text}\t") == printed(text)
    assert normalize_for_comparison(normalize_for_comparison(text)) == normalize_for_comparison(
        text
    )


@pytest.mark.parametrize(
    "text", ["1" + " " * 100_000 + "2", "1" + "。" * 100_000 + "2", "1 , " * 30_000]
)
def test_long_runs_are_no_trap(text: str) -> None:
    assert len(printed(text)) == 64


def hashes(text: str) -> list[int]:
    grams = [text[at : at + SHINGLE_CHARS] for at in range(max(1, len(text) - SHINGLE_CHARS + 1))]
    return [zlib.crc32(gram.encode("utf-32-le", "surrogatepass")) for gram in grams]


@settings(deadline=None)
@given(st.text(alphabet="甲乙丙丁a1", max_size=90) | st.text(max_size=60))
def test_the_prints_of_a_text_are_the_least_hash_of_every_window(text: str) -> None:
    every = hashes(text)
    assert winnow(text) == {
        min(every[at : at + WINNOWING_WINDOW])
        for at in range(max(1, len(every) - WINNOWING_WINDOW + 1))
    }


@settings(deadline=None)
@given(
    st.text("甲乙丙丁戊己庚辛", min_size=SHINGLE_CHARS + WINNOWING_WINDOW - 1, max_size=40),
    st.text(max_size=40),
    st.text(max_size=40),
)
def test_two_texts_that_share_twenty_characters_share_a_print(
    passage: str, before: str, after: str
) -> None:
    assert winnow(passage) & winnow(before + passage + after)


@given(st.sets(st.integers(0, 2**32 - 1), max_size=2_000))
def test_the_prints_of_a_long_text_are_thinned_out_by_their_own_value(prints: set[int]) -> None:
    kept = sample_prints(prints)
    assert set(kept) <= prints
    assert list(kept) == sorted(kept)
    steps = [
        2**power
        for power in range(33)
        if set(kept) == {one for one in prints if one % 2**power == 0}
    ]
    assert steps
    assert len(prints) <= 48 or len(kept) < len(prints)


def test_a_reprint_shares_prints_and_nearly_its_extent_with_its_original() -> None:
    one, other = (
        fingerprint(replace(EMPTY, body=body), SimpleNamespace())
        for body in (BODY, f"中国网讯 {BODY}（责编：李娜）")
    )  # type: ignore[arg-type]  # part of it
    assert len(set(one.shingle_hashes) & set(other.shingle_hashes)) >= len(one.shingle_hashes) - 2
    assert one.compared_chars < other.compared_chars < one.compared_chars + 20
    assert one.fingerprint != other.fingerprint
