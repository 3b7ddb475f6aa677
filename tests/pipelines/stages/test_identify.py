"""Claims about language and script: the five documents, many languages, noise, and always the same
answer.
"""

import json
import string
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.resources.language_profiles import build_language_detector
from pipelines.stages.identify import identify, identify_language
from records.page import Hint
from records.record import Record

SEEDS = Path(__file__).parents[2] / "corpus" / "seeds"
KIT = SimpleNamespace(identify_latin=build_language_detector())
EMPTY = Record(url="https://example.org/a", source="", raw=b"", fetched="")

Identified = Callable[..., Record]


def identified(body: str, title: str = "", language: str = "") -> Record:
    record = replace(EMPTY, body=body, title=title, hint=Hint(language=language))
    return identify(record, KIT)  # type: ignore[arg-type]  # all it reads


@pytest.mark.parametrize(
    ("name", "language", "script"),
    [
        ("000", "zh", "Hans"),
        ("001", "zh", "Hans"),
        ("002", "zh", "Hans"),
        ("003", "en", "Latn"),
        ("004", "zh", "Hans"),
    ],
)
def test_the_sample_documents_are_recognised(name: str, language: str, script: str) -> None:
    document = json.loads((SEEDS / f"{name}.json").read_text("utf-8"))
    record = identified(document["text"])
    assert (record.language, record.script) == (language, script)
    assert record.confidence > 0.9


def test_the_traditional_sample_is_traditional() -> None:
    document = json.loads((SEEDS / "000.json").read_text("utf-8"))
    assert identified(document["text_traditional"]).script == "Hant"


@pytest.mark.parametrize(
    ("language", "script", "body"),
    [
        ("zh", "Hans", "高血压患者每天吃盐不超过五克。"),
        ("zh", "Hant", "高血壓患者每天吃鹽不超過五克。"),
        ("zh", "Hans", "流感"),
        ("zh", "Hant", "網路醫療"),
        ("zh", "Hans", "上周末我们吃了面条。皇后干了一杯。"),  # 后, 面, 干 are of both scripts
        ("zh", "Hans", "mRNA疫苗mRNA-1273由Moderna公司研发，COVID-19 XBB.1.5毒株"),
        ("zh", "Hans", "2024年5月1日 10:30 发布"),
        ("ja", "Jpan", "高血圧の患者さんは、毎日の塩分を控えましょう。"),
        ("ja", "Jpan", "インフルエンザワクチン"),
        ("ko", "Kore", "고혈압 환자는 하루에 소금을 5그램 이하로 섭취해야 합니다."),
        ("ko", "Kore", "高血壓 환자의 건강관리"),
        (
            "en",
            "Latn",
            "Patients with high blood pressure should eat less than five grams of salt a day.",
        ),
        (
            "en",
            "Latn",
            (
                "The company Tencent (腾讯) and a hospital in Chengdu presented a new study of"
                " 1,200 patients this week, in English."
            ),
        ),
        ("en", "Latn", "PATIENTS SHOULD EAT LESS THAN FIVE GRAMS OF SALT A DAY, SAYS THE WHO"),
        (
            "de",
            "Latn",
            (
                "Die Behandlung von Bluthochdruck erfordert Geduld und regelmäßige Kontrolle beim"
                " Hausarzt."
            ),
        ),
        (
            "fr",
            "Latn",
            "Le diabète de type 2 est une maladie chronique qui touche des millions de personnes.",
        ),
        (
            "es",
            "Latn",
            (
                "La vacunación contra la gripe reduce el riesgo de hospitalización en las personas"
                " mayores."
            ),
        ),
        ("pt", "Latn", "O tratamento da hipertensão exige acompanhamento médico regular."),
        (
            "it",
            "Latn",
            "Il vaccino antinfluenzale è raccomandato agli anziani e ai malati cronici.",
        ),
        ("vi", "Latn", "Bệnh tiểu đường là một bệnh mãn tính ảnh hưởng đến hàng triệu người."),
        ("ru", "Cyrl", "Лечение гипертонии требует регулярного наблюдения у врача."),
        ("ar", "Arab", "يحتاج مرضى ارتفاع ضغط الدم إلى متابعة منتظمة مع الطبيب."),
        ("hi", "Deva", "उच्च रक्तचाप के रोगियों को नमक कम खाना चाहिए और नियमित जांच करानी चाहिए।"),
        ("el", "Grek", "Οι ασθενείς με υπέρταση πρέπει να τρώνε λιγότερο αλάτι."),
        ("he", "Hebr", "חולים עם לחץ דם גבוה צריכים לאכול פחות מלח."),
        ("th", "Thai", "ผู้ป่วยความดันโลหิตสูงควรลดเกลือ"),
    ],
)
def test_a_sentence_is_enough(language: str, script: str, body: str) -> None:
    record = identified(body)
    assert (record.language, record.script) == (language, script)
    assert 0 < record.confidence <= 1


@pytest.mark.parametrize(
    "body",
    [
        "",
        "2024-05-01 10:30",
        "！！！😀😀",
        "\n\n",
        "— · —",
        "https://example.org/a/very/long/address.html",
        "\ud800",
    ],
)
def test_where_nothing_can_be_said_nothing_is_said(body: str) -> None:
    record = identified(body)
    assert (record.language, record.script, record.confidence) == ("und", "", 0.0)


def test_letters_that_no_language_is_known_by_are_no_language() -> None:
    record = identified("ɏɏɏ ƿƿƿ")
    assert (record.language, record.script, record.confidence) == ("und", "Latn", 0.0)


def test_noise_is_no_language() -> None:
    random = Random(3)
    for letters in (
        string.ascii_lowercase,
        "asdfghjkl",
        string.ascii_letters + string.digits + "+/",
    ):
        for _ in range(8):
            noise = " ".join(
                "".join(random.choices(letters, k=random.randint(4, 12))) for _ in range(30)
            )
            assert identified(noise).language == "und"


def test_the_answer_is_the_same_a_hundred_times() -> None:
    for body in ("Moderna vaccine efficacy data", "高血圧 2024"):
        assert (
            len(
                {
                    (r.language, r.script, r.confidence)
                    for r in (identified(body) for _ in range(100))
                }
            )
            == 1
        )


def test_another_process_wide_seed_does_not_matter() -> None:
    from langdetect import DetectorFactory

    before = identified("Moderna vaccine efficacy data")
    DetectorFactory.seed, kept = 7, DetectorFactory.seed
    try:
        fresh = SimpleNamespace(identify_latin=build_language_detector())
        record = replace(EMPTY, body="Moderna vaccine efficacy data")
        assert identify(record, fresh) == replace(  # type: ignore[arg-type]  # part of it
            EMPTY,
            body="Moderna vaccine efficacy data",
            language=before.language,
            script=before.script,
            confidence=before.confidence,
        )
    finally:
        DetectorFactory.seed = kept


def test_the_title_helps_a_short_body_and_is_not_read_for_a_long_one() -> None:
    title = "Wash your hands with soap and water before you eat"
    assert identified("Info: 5/5", title).language == "en"
    assert (
        identified("常洗手，用肥皂，洗二十秒，饭前便后都要洗。" * 20, title * 30).language == "zh"
    )


def test_the_announced_language_fills_what_the_text_leaves_open() -> None:
    assert identified("XBB.1.5 KP.3").language == "und"
    assert identified("XBB.1.5 KP.3", language="en-GB").language == "en"
    # not written in that script
    assert identified("XBB.1.5 KP.3", language="zh_CN").language == "und"
    assert (
        identified(
            "Die Behandlung von Bluthochdruck erfordert Geduld und Kontrolle.", language="en"
        ).language
        == "de"
    )


def test_a_long_text_is_judged_by_its_beginning() -> None:
    assert (
        identified("高血压患者少吃盐。" * 10_000 + "The rest is English. " * 100_000).language
        == "zh"
    )


MIXED = [
    (
        "腾讯医疗与成都医院合作开展研究。\n" * 2
        + "Tencent presented a new study of 1,200 patients this week in English, it said.\n" * 4,
        "en",
    ),
    (
        "患者应当少吃盐，多运动，定期测量血压，遵医嘱服药。\n" * 4
        + "Patients should eat less salt and walk every day.\n" * 2,
        "zh",
    ),
    (
        "患者应当少吃盐，多运动，定期测量血压。\n" * 2
        + "Пациенты должны есть меньше соли и больше гулять каждый день.\n" * 9,
        "ru",
    ),
]


@pytest.mark.parametrize(("body", "language"), MIXED)
def test_an_article_in_two_languages_has_that_of_most_of_its_blocks(
    body: str, language: str
) -> None:
    record = identified(body)
    assert record.language == language
    assert 0.5 < record.confidence < 0.95


def test_a_list_of_english_references_leaves_an_article_chinese() -> None:
    references = "\n".join(
        f"[{number}] Smith J. Salt and blood pressure in adults. Lancet 2020."
        for number in range(6)
    )
    assert (
        identified("高血压患者每天吃盐不超过五克，并且要定期测量血压。\n" * 6 + references).language
        == "zh"
    )


def test_the_confidence_falls_where_the_script_is_open() -> None:
    assert identify_language("人口", KIT.identify_latin) == ("zh", "Hans", 0.5)
    assert identify_language("騰訊", KIT.identify_latin).confidence > 0.9


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=200), st.text(max_size=40))
def test_any_text_gets_an_answer(body: str, title: str) -> None:
    record = identified(body, title)
    assert record.language
    assert 0 <= record.confidence <= 1


@pytest.mark.parametrize(
    ("body", "language"),
    [
        ("Dr Chen (陈薇) said the vaccine, known as 克威莎 in China, was safe for adults.", "en"),
        ("Take two tablets (每次两片) with water after meals (饭后), three times a day.", "en"),
        ("ニーハオ means hello in Chinese, she told the class of nurses on Friday.", "en"),
        ("各位好！ Today we talk about how to wash your hands in the ward.", "en"),
        ("日本的ロキソニン片在国内买不到，很多患者托人代购。", "zh"),
        ("这家药店的招牌是「くすりの福太郎」，游客常去。", "zh"),
        ("韩国的「김치」被认为有益肠道健康，但含盐量高。", "zh"),
        ("医院引进 GE Revolution CT 和 Siemens MAGNETOM Vida 设备，检查时间缩短。", "zh"),
        ("世卫组织（World Health Organization, Guideline on sodium intake 2012）建议少盐。", "zh"),
        ("患者は毎日の塩分を控えましょう（减盐饮食）。", "ja"),
    ],
)
def test_prose_decides_and_not_a_name_or_a_gloss(body: str, language: str) -> None:
    assert identified(body).language == language


def test_the_confidence_says_how_much_is_in_another_script() -> None:
    plain = "Today we talk about how to wash your hands in the ward."
    assert identified(plain).confidence > identified(f"各位好！ {plain}").confidence > 0.5


def test_what_the_page_states_counts_where_the_text_is_open() -> None:
    def state(body: str, stated: str) -> str:
        record = replace(EMPTY, body=body, language_hint=stated)
        return identify(record, KIT).language  # type: ignore[arg-type]  # all it reads

    assert state("人口", "ja-JP") == "ja" and state("人口", "zh-CN") == "zh"
    assert state("XBB.1.5 KP.3", "en") == "en"
    assert state("高血压患者每天吃盐不超过五克。", "en") == "zh"
