"""Claims about fingerprints: what is an exact copy, and what only looks like one."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.fingerprint import essence, fingerprint
from records.record import Record

EMPTY = Record(url="https://example.org/a", source="", raw=b"", fetched="")
BODY = "高血压患者每天吃盐不超过 5 克。\n多吃蔬菜，少吃腌制食品（如咸菜），血压应<140/90 mmHg。"


def printed(body: str) -> str:
    return fingerprint(replace(EMPTY, body=body), SimpleNamespace()).fingerprint  # type: ignore[arg-type]  # it needs nothing of the kit


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


@settings(deadline=None, max_examples=200)
@given(st.text())
def test_any_text_has_one_that_does_not_depend_on_surrounding_space(text: str) -> None:
    assert printed(f"\n {text}\t") == printed(text)
    assert essence(essence(text)) == essence(text)


@pytest.mark.parametrize("text", ["1" + " " * 100_000 + "2", "1" + "。" * 100_000 + "2", "1 , " * 30_000])
def test_long_runs_are_no_trap(text: str) -> None:
    assert len(printed(text)) == 64
