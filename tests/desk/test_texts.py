"""Every text of the desk is there in Chinese and in English."""

import re

from desk.app import _EXPLANATIONS, UNKNOWN_FAULT
from desk.context import HERE, load_english, translate_to
from desk.listing import _LANGUAGE_NAMES, _TITLES

CALL = re.compile(r"""\bt\((?:"([^"]+)"|'([^']+)')""")
PAIR = re.compile(r"""\((?:"[^"]*"|'[^']*'), "([^"]*[\u4e00-\u9fff][^"]*)"\)""")


def collect_texts() -> set[str]:
    texts = {UNKNOWN_FAULT, *_EXPLANATIONS.values(), *_LANGUAGE_NAMES.values(), *_TITLES.values()}
    for path in (HERE / "templates").iterdir():
        html = path.read_text("utf-8")
        texts |= {double or single for double, single in CALL.findall(html)}
        texts |= set(PAIR.findall(html))
    return texts


def test_every_text_has_its_english() -> None:
    assert sorted(collect_texts() - load_english().keys()) == []


def test_no_english_is_left_over() -> None:
    assert sorted(load_english().keys() - collect_texts()) == []


def test_names_in_braces_are_the_same() -> None:
    for chinese, english in load_english().items():
        assert re.findall(r"\{\w+\}", chinese) == re.findall(r"\{\w+\}", english)


def test_a_text_without_english_stays_chinese() -> None:
    assert translate_to("en")("没有这句") == "没有这句"
    assert translate_to("zh")("剩 {count} 篇", count=3) == "剩 3 篇"
