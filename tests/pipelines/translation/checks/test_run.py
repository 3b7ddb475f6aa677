import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.translation.checks.run import check_sentence
from pipelines.translation.typography import apply_chinese_punctuation
from records.paths import PROJECT_ROOT

pytestmark = pytest.mark.dates
WRONG = [
    ("cutoff!", "The risk is low, but the harm is great.", "风险很低，"),
    ("cutoff!", "He said “stop.”", "他说："),
    ("empty!", "Wash your hands.", "  "),
    ("empty!", "Wash your hands.", "Wash your hands."),
    ("repetition!", "The audience laughed.", "观众笑了掌声掌声掌声"),
    ("repetition!", "It is in the open air.", "露露露露露天"),
    (
        "number!",
        "Take one 500 mg tablet twice a day after meals.",
        "每天两次，每次一片50毫克，饭后服用。",
    ),
    ("number!", "The study followed 1,200 patients.", "该研究随访了120名患者。"),
    ("number!", "About 1.5 million people died.", "约15万人死亡。"),
    ("number!", "Take 5 mg, then 5 mg more.", "服用5毫克，然后再服用。"),
    ("number!", "He was ill for days.", "他病了7天。"),
    ("name!", "See https://who.int/flu now.", "现在参见https://who.int/。"),
    ("number!", "It opened on March 20, 2020.", "它于2020年1月20日开放。"),
    ("number!", "It opened on March 20, 2020.", "它于2020年20日开放。"),
    ("number!", "Five patients died.", "有患者死亡。"),
    ("number!", "It began in 1772.", "它始于18世纪。"),
    ("number!", "It was in the 1960s.", "那是在20世纪年代。"),
    ("number!", "Some 24,000 people came.", "约24,005人到场。"),
    ("number!", "He saw two to 14 days of it.", "他看到了-14天。"),
    ("unit!", "Keep six feet apart.", "保持6米距离。"),
    ("unit!", "The storm is 645 miles (1040 km) away.", "风暴在645英里（1040英里）外。"),
    ("name!", "CD4 cells fell.", "CD细胞减少。"),
    ("name!", "SARS-CoV-2 spreads.", "SARS冠状病毒传播。"),
    (
        "invented!",
        "The garden was built in the monastery.",
        "花园建于修道院内。(原始内容存档于2018-09-21)",
    ),
    ("invented!", "He thanked the doctors.", "他感谢医生。（掌声）"),
    ("negation!", "Do not take this medicine if you are pregnant.", "如果您怀孕，请服用本药。"),
    ("negation", "The disease can't be cured.", "这种疾病可治愈。"),
    ("untranslated!", "Vitamin D helps the body absorb calcium.", "维生素D有助于人体吸收ium。"),
    ("untranslated", "The statins help.", "这种statin有帮助。"),
    ("untranslated", "Take ibuprofen daily.", "每天服用ibuprofen。"),
    (
        "length!",
        (
            "The patient was treated in hospital for several days after the long and difficult"
            " operation."
        ),
        "患者。",
    ),
    ("length", "He was ill for days.", "他" + "因为天气和饮食等许多方面的原因而" * 3 + "病了。"),
]
RIGHT = [
    ("The company will stop in 2027.", "该公司将于2027年停止。"),
    ("It rose in the 1980s.", "它在20世纪80年代上升。"),
    ("It began in 1850.", "它始于19世纪中叶。"),
    ("Come at 3 p.m. on May 5.", "请于5月5日15点到场。"),
    ("Come at 8:00 a.m.", "请于上午8点到场。"),
    ("Some 1,234,567 people came.", "约123.5万人到场。"),
    ("One in 5 adults smokes.", "五分之一的成年人吸烟。"),
    ("It killed 161,000.", "它造成16.1万人死亡。"),
    ("Coronavirus disease spread.", "2019冠状病毒病蔓延。"),
    ("COVID-19 and SARS-CoV-2 differ.", "COVID-19与SARS-CoV-2不同。"),
    ("Not only children fall ill.", "儿童也会生病。"),
    ("Her level was 240 mg/dL.", "她的水平为240 mg/dL。"),
    ("mRNA vaccines work.", "mRNA疫苗有效。"),
    ("IL-6 and ACE2 rise.", "IL6和ACE2升高。"),
    ("The page was archived.", "该页面已存档于图书馆。"),
    ("The G7 met.", "七国集团举行会议。"),
    ("It runs from June to August.", "时间为6月至8月。"),
    ("He may march on in May.", "他可能在5月继续行进。"),
    ("June Almeida saw it in 1964.", "June Almeida于1964年看到了它。"),
    ("Twenty-five of them and three decades.", "其中25个，三十年。"),
    ("It was the 2010-11 season.", "那是2010-11赛季。"),
    ("Wait twenty four hours.", "等待24小时。"),
    ("It was one of two cases.", "这是两例之一。"),
    ("WHO", "WHO"),
    ("See https://a.org/1_2.", "参见https://a.org/1_2。"),
    ("It lasted half an hour.", "持续了30分钟。"),
    ("Wait 10-15 minutes", "等待10至15分钟"),
]


@pytest.mark.parametrize(("label", "source", "target"), WRONG)
def test_a_wrong_sentence_is_flagged_by_name_and_severity(
    label: str, source: str, target: str
) -> None:
    assert label in {finding.label for finding in check_sentence(source, target)}


@pytest.mark.parametrize(("source", "target"), RIGHT)
def test_a_right_sentence_raises_no_flag(source: str, target: str) -> None:
    assert check_sentence(source, target) == ()


def test_a_reason_is_said_in_chinese_with_the_numbers_in_question() -> None:
    finding, *_ = check_sentence("Take 500 mg now.", "现在服用50毫克。")
    assert (finding.check, finding.severity, finding.reason) == (
        "number",
        "error",
        "数字不符：缺少 500；多出 50",
    )


def test_of_the_demo_sentences_exactly_the_two_wrong_ones_are_flagged() -> None:
    with (PROJECT_ROOT / "data" / "models" / "fixture_expected.tsv").open(
        encoding="utf-8", newline=""
    ) as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    flagged = {
        row["en"]: check_sentence(row["en"], apply_chinese_punctuation(row["stock_argos_output"]))
        for row in rows
    }
    assert len(flagged) == 48
    assert {source for source, findings in flagged.items() if findings} == {
        row["en"] for row in rows if row["verdict"].startswith("WRONG")
    }
    assert all(finding.severity == "error" for findings in flagged.values() for finding in findings)


@given(st.text(max_size=80), st.text(max_size=80))
@settings(deadline=None)
def test_any_pair_can_be_examined(source: str, target: str) -> None:
    assert all(finding.reason for finding in check_sentence(source, target))
