import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.translation.typography import apply_chinese_punctuation

CHANGED = [
    ("每天两次,每次一片50毫克,饭后服用。", "每天两次，每次一片50毫克，饭后服用。"),
    ("疫苗安全吗?安全!", "疫苗安全吗？安全！"),
    ("注意: 请勿服用; 否则停药.", "注意：请勿服用；否则停药。"),
    ("体温为37 °C.", "体温为37 °C。"),
    ("约 6 500 人感染", "约 6500 人感染"),
    ("共有 1 234 567 例", "共有 1234567 例"),
    ("世界卫生组织(WHO)发布指南", "世界卫生组织（WHO）发布指南"),
    ('他说"多喝水"', "他说“多喝水”"),
    ("所谓'超级食品'没有用", "所谓‘超级食品’没有用"),
    ("等等...", "等等……"),
    ("高血压 患者 ， 请注意", "高血压患者，请注意"),
    ("37 °C, 请冷藏", "37 °C，请冷藏"),
    ("没有国家----甚至邻国----承认", "没有国家——甚至邻国——承认"),
    ("年轻人 — — 一位二十多岁", "年轻人——一位二十多岁"),
    ("一款app – 能够翻译", "一款app——能够翻译"),
    ('他接着说:"这很严重。', "他接着说：“这很严重。"),
    ('威胁已经消失".', "威胁已经消失”。"),
    ("他称之为“ 好银行”", "他称之为“好银行”"),
    ("它叫U-Boats. 很快", "它叫U-Boats。很快"),
]
KEPT = [
    "Take 500 mg, then rest.",
    "比例为1:2，时间8:30，剂量2.5毫克，共1,200人。",
    "访问https://a.org/x,y:z?q=1了解",
    "写信至a.b@c.example.org询问",
    "DOI为10.1000/182.5a",
    "阿尔茨海默病（Alzheimer's disease）",
    "Smith, Jones和Lee的研究",
    "COVID-19和H1N1",
    "浓度为240 mg/dL。",
    "f(x)函数",
    "1418–1450年，每次5-10毫克",
    "在St. 约翰岛上",
    '他说，"很好，随后离开',
]


@pytest.mark.parametrize(("text", "wanted"), CHANGED)
def test_marks_beside_chinese_words_become_chinese(text: str, wanted: str) -> None:
    assert apply_chinese_punctuation(text) == wanted


@pytest.mark.parametrize("text", KEPT)
def test_addresses_decimals_times_and_latin_passages_stay(text: str) -> None:
    assert apply_chinese_punctuation(text) == text


TEXTS = st.text(alphabet=st.sampled_from("中文字,.;:?!()\"' 。，“”（）…12345%°aZ-/@"), max_size=60)


@given(TEXTS)
@settings(deadline=None)
def test_no_letter_and_no_digit_ever_changes(text: str) -> None:
    assert re.findall(r"\w", apply_chinese_punctuation(text)) == re.findall(r"\w", text)


@given(TEXTS)
@settings(deadline=None)
def test_a_second_pass_changes_nothing(text: str) -> None:
    assert apply_chinese_punctuation(apply_chinese_punctuation(text)) == apply_chinese_punctuation(
        text
    )
