"""Claims about the pinyin-in-brackets damage: restored exactly where it is, left alone where it is
not.
"""

import json

import pytest

from pipelines.decoding.pinyin_annotations import (
    PinyinReadings,
    PinyinRepair,
    has_pinyin_annotations,
    remove_pinyin_annotations,
)
from pipelines.resources.boilerplate_rules import BoilerplateRules
from records.paths import PROJECT_ROOT
from text.chinese.folding import convert_to_simplified

SEEDS = PROJECT_ROOT / "tests" / "corpus" / "seeds"


@pytest.fixture(scope="session")
def readings(boilerplate: BoilerplateRules) -> PinyinReadings:
    return boilerplate.pinyin_readings


def test_the_table_holds_traditional_characters_with_toned_readings(
    readings: PinyinReadings,
) -> None:
    assert len(readings) > 3000
    assert readings["網"] == {"wǎng"} and "xué" in readings["學"]
    assert "人" not in readings  # unchanged by t2s: its pinyin in brackets is a language lesson


def test_the_sample_page_is_restored_without_a_residue(readings: PinyinReadings) -> None:
    result = remove_pinyin_annotations((SEEDS / "000.txt").read_text("utf-8"), readings)
    assert result.was_damaged and not result.is_incomplete
    truth = json.loads((SEEDS / "000.json").read_text("utf-8"))
    assert all(line in result.text for line in truth["text"].split("\n"))
    assert "(责编:杨迪、崔元苑)" in result.text  # real brackets stay


def damage(traditional: str, marked: dict[str, str]) -> str:
    """Do to a text what such mirrors do: append "(pinyin)" to byte pairs of GBK, then read it as a
    browser does.
    """
    raw = traditional.encode("gbk")
    for char, pinyin in marked.items():
        raw = raw.replace(char.encode("gbk"), f"{char}({pinyin})".encode("gbk"))
    out, at = "", 0
    while at < len(raw):
        size = 1 if raw[at] < 0x80 else 2
        piece = raw[at : at + size].decode("gb18030", "replace")
        out += "?" if piece.startswith("\ufffd") else piece
        at += size
    return out


@pytest.mark.parametrize(
    "text",
    [
        "各領域學術權威醫學驅動網站醫學",
        "因為缺乏專業的醫學資訊平臺，驗證醫學網站的學術",
        "醫學網站",
    ],
)
def test_simulated_damage_is_undone(readings: PinyinReadings, text: str) -> None:
    marked = {
        "領": "lǐng",
        "術": "shù",
        "權": "quán",
        "驅": "qū",
        "驗": "yàn",
        "醫": "yī",
        "學": "xué",
        "網": "wǎng",
        "專": "zhuān",
    }
    damaged = damage(text, marked)
    assert "(" in damaged
    assert remove_pinyin_annotations(damaged, readings).text == convert_to_simplified(text)


def straddling(first: str, second: str) -> str:
    """Give the character whose two bytes lie across two others."""
    return bytes((first.encode("gbk")[1], second.encode("gbk")[0])).decode("gbk")


def test_brackets_that_break_one_character_twice_or_follow_a_letter_are_undone(
    readings: PinyinReadings,
) -> None:
    marked = {"醫": "yī", "學": "xué", "網": "wǎng", "個": "gè"}
    for first, second in (("每", "個"), ("紗", "機"), ("，", "F")):
        char = straddling(first, second)
        marked[char] = min(readings[char])
    marked["紗"] = "shā"
    text = "醫學網，醫學網站尊重每個人，紡紗機，Face ID"
    damaged = damage(text, marked)
    assert damaged.count("?") > 2 and "F(" in damaged
    assert remove_pinyin_annotations(damaged, readings) == PinyinRepair(
        convert_to_simplified(text), was_damaged=True
    )


def test_latin_brackets_behind_letters_stay_in_a_damaged_page(readings: PinyinReadings) -> None:
    text = remove_pinyin_annotations(
        "醫(yī)學(xué)網(wǎng)，\u3400F(xiàn)，中A(abc)，B(xiàn)", readings
    ).text
    assert text == "医学网，\u3400F(xiàn)，中A(abc)，B(xiàn)"


@pytest.mark.parametrize(
    "text",
    [
        "維生素(vitamin)與新冠(covid)疫苗，甪(lù)直古鎮的龜(guī)背竹。",
        "鈣(gai)片、鈣(gai)片、鈣(gai)片、鐵(tie)劑、鐵(tie)劑",
        "龜(guī)背竹，龜(guī)背竹，龜(guī)背竹",  # one character only
        "讀作醫(yī)、學(xué)、網(wǎng)。"
        + "醫學網站的醫學知識來自醫學會的網頁，學會的網站。" * 3,  # most occurrences are unmarked
        # a language lesson in simplified characters
        "人(rén)山(shān)水(shuǐ)人(rén)山(shān)水(shuǐ)",
        "",
    ],
)
def test_clean_text_passes_untouched(readings: PinyinReadings, text: str) -> None:
    assert not has_pinyin_annotations(text, readings)
    assert remove_pinyin_annotations(text, readings).text == text


@pytest.mark.parametrize(
    "broken",
    [
        "領?xyz)其他",
        "領?qū)",
        "領?qū)中文很長，",
        "領?qū)" + "中" * 60 + "W",
        "\u3400?qū)W術",
        "領?qū)中?xyz)",
        "領?qū)\U00020000W",
    ],
)
def test_a_run_that_no_reading_fits_is_kept_and_told(readings: PinyinReadings, broken: str) -> None:
    result = remove_pinyin_annotations("醫(yī)學(xué)網(wǎng)" + broken, readings)
    assert result.was_damaged and result.is_incomplete
    assert convert_to_simplified(broken.split("?")[0]) + "?" in result.text
