"""Claims about medical terms: which are found, which only look like one, and where they stand."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.resources.kit import StageContext
from pipelines.resources.language_profiles import build_language_detector
from pipelines.resources.lexicon import load_lexicon
from pipelines.resources.segmenter import TEXT_CHUNK_CHARS, build_segmenter
from pipelines.stages.identify import identify
from pipelines.stages.segment import segment
from pipelines.stages.tag import ARTICLE_TERMS, mark_word_borders, tag
from records.paths import PROJECT_ROOT
from records.record import Record, Term
from text.offsets import locate_words

SEEDS = Path(__file__).parents[2] / "corpus" / "seeds"
PATH = PROJECT_ROOT / "data" / "lexicon" / "terms.tsv"
ROWS = [line.split("\t") for line in PATH.read_text("utf-8").splitlines()[1:]]
EMPTY = Record(url="https://example.org/a", source="", raw=b"", fetched="")


@pytest.fixture(scope="module")
def kit() -> StageContext:
    lexicon = load_lexicon(PATH)
    return cast(
        StageContext,
        SimpleNamespace(
            lexicon=lexicon,
            segmenter=build_segmenter(lexicon.words),
            identify_latin=build_language_detector(),
        ),
    )


def tagged(
    kit: StageContext, body: str, title: str = "", language: str = "", script: str = ""
) -> Record:
    record = replace(EMPTY, body=body, title=title)
    record = (
        replace(record, language=language, script=script) if language else identify(record, kit)
    )
    return tag(segment(record, kit), kit)


def found(kit: StageContext, body: str, language: str = "zh") -> list[str]:
    return [
        term.term
        for term in tagged(
            kit, body, language=language, script="Hans" if language == "zh" else "Latn"
        ).terms
    ]


@pytest.mark.parametrize(
    ("body", "terms"),
    [
        ("高血压患者出现头痛、恶心。", ["高血压", "头痛", "恶心"]),
        ("2型糖尿病患者服用二甲双胍", ["2型糖尿病", "二甲双胍"]),
        ("他患糖尿病、冠心病、抑郁症", ["糖尿病", "冠心病", "抑郁症"]),
        ("做CT检查，拍X光片", ["CT检查", "X光片"]),
        ("COVID-19疫情与新冠肺炎", ["COVID-19", "新冠肺炎"]),
        ("ＣＯＶＩＤ－１９患者", ["ＣＯＶＩＤ－１９"]),
        ("到呼吸内科和新生儿科就诊", ["呼吸内科", "新生儿科"]),
        ("补充维生素B12", ["维生素B12"]),
        ("到免疫学科就诊，学免疫学", ["免疫学科"]),
        ("由外科主任和儿科医生会诊", ["外科", "儿科"]),
    ],
)
def test_names_are_found_longest_first_in_the_order_of_the_text(
    kit: StageContext, body: str, terms: list[str]
) -> None:
    assert found(kit, body) == terms


@pytest.mark.parametrize(
    "body",
    [
        "给敌人以迎头痛击",
        "有助于降低血压水平",
        "可以减低血糖的药物",
        "新型粘合剂的研制",
        "Facts and direction of CTX",
        "第12型糖尿病",
        "SARSX与XCT设备",
        "医用外科口罩",
        "内科学是一门学科",
        "感染、疫苗、手术、综合征、疼痛、肿瘤",  # too wide for a tag
        "社会安定",
        "新生儿出生率与内分泌",  # a department only with 科
        "发表于《中华儿科杂志》2020年第3期",
        "中华神经外科杂志编辑部",
        "[1] 王一. 糖尿病的治疗[J]. 中国医学, 2020.",
        "［2］李二. 高血压［M］. 北京, 2019.",
        "参考文献\n[1] 糖尿病研究\n高血压",
        "参考资料：\n糖尿病",
        "",
    ],
)
def test_what_only_looks_like_a_name_is_none(kit: StageContext, body: str) -> None:
    assert found(kit, body) == []


def test_a_wide_name_hides_the_shorter_one_within(kit: StageContext) -> None:
    assert found(kit, "医院感染") == []
    assert found(kit, "服用头痛片，仍有头痛") == ["头痛"]


def test_a_name_that_does_not_fit_gives_way_to_one_that_does(kit: StageContext) -> None:
    """焦虑症 is the longest match in 焦虑症状, but 焦虑 is the word."""
    assert found(kit, "出现焦虑症状") == ["焦虑"]


@pytest.mark.parametrize(
    ("body", "department"),
    [
        ("北京清华长庚医院肝胆胰外科主任", "肝胆胰外科"),
        ("到医疗中心外科就诊", "外科"),  # 心 belongs to 中心
        ("协和医院心外科", "心外科"),
        ("小儿骨科医生", "小儿骨科"),
        ("儿科学术会议", "儿科"),
    ],
)
def test_a_department_is_named_whole(kit: StageContext, body: str, department: str) -> None:
    first = tagged(kit, body, language="zh", script="Hans").terms[0]
    assert (first.term, first.type) == (department, "department")


def test_neighbouring_departments_do_not_swallow_each_other(kit: StageContext) -> None:
    assert found(kit, "心内科神经外科骨科") == ["心内科", "神经外科", "骨科"]


@pytest.mark.parametrize(
    ("body", "terms"),
    [
        (
            "Patients with type 2 diabetes and kidney stones",
            [("type 2 diabetes", "2型糖尿病"), ("kidney stones", "肾结石")],
        ),
        ("Two strokes and one heart attack", [("strokes", "脑卒中"), ("heart attack", "心肌梗死")]),
        (
            "Anaemia, anemia and ANEMIA",
            [("Anaemia", "贫血"), ("anemia", "贫血"), ("ANEMIA", "贫血")],
        ),
        ("AIDS spread; he wears hearing aids", [("AIDS", "艾滋病")]),
        ("Covid-19 and covid-19", [("Covid-19", "新冠肺炎"), ("covid-19", "新冠肺炎")]),
        ("feverish, strokeplay, unstroke", []),
        ("surgery, pain, infection", []),
        ("Published in the Journal of Cardiology and Neurology", []),
        ("A cough.\nReferences\nStroke in adults", [("cough", "咳嗽")]),
    ],
)
def test_english_names_are_whole_words(
    kit: StageContext, body: str, terms: list[tuple[str, str]]
) -> None:
    assert [
        (term.term, term.canonical)
        for term in tagged(kit, body, language="en", script="Latn").terms
    ] == terms


def test_synonyms_carry_the_canonical_name_its_type_and_english(kit: StageContext) -> None:
    assert tagged(kit, "老年痴呆患者", language="zh", script="Hans").terms == (
        Term("老年痴呆", "阿尔茨海默病", "disease", 0, 4, en="Alzheimer's disease"),
    )


def test_traditional_text_is_tagged_like_simplified_with_its_own_characters(
    kit: StageContext,
) -> None:
    simple = tagged(kit, "高血压患者出现头晕，到心血管内科做检查。")
    traditional = tagged(kit, "高血壓患者出現頭暈，到心血管內科做檢查。")
    assert (simple.script, traditional.script) == ("Hans", "Hant")
    assert [term.term for term in traditional.terms] == ["高血壓", "頭暈", "心血管內科"]
    assert [replace(term, term="") for term in traditional.terms] == [
        replace(term, term="") for term in simple.terms
    ]


def test_in_title_says_that_the_title_names_the_same_thing(kit: StageContext) -> None:
    record = tagged(kit, "老年痴呆患者常有头痛。", title="认识阿尔茨海默病\n迎头痛击")
    assert [(term.term, term.in_title) for term in record.terms] == [
        ("老年痴呆", True),
        ("头痛", False),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("000", {"肝胆胰外科", "肝移植"}),
        ("001", {"新冠肺炎", "焦虑", "发热", "呼吸内科"}),
        ("002", set()),
        ("003", {"癌症", "脑卒中", "心血管疾病", "肿瘤科"}),
        ("004", {"新冠肺炎", "咳嗽", "发热", "乏力"}),
    ],
)
def test_the_sample_documents_speak_of(kit: StageContext, name: str, expected: set[str]) -> None:
    document = json.loads((SEEDS / f"{name}.json").read_text("utf-8"))
    record = tagged(kit, document["text"], document["title"])
    assert expected <= {term.canonical for term in record.terms}
    assert bool(expected) == bool(record.terms)
    assert all(record.body[term.start : term.end] == term.term for term in record.terms)


def test_no_rule_silences_a_name_of_the_core_list(kit: StageContext) -> None:
    """A rule meant for 心悸病 once took 糖尿病 with it."""
    core = [row for row in ROWS if row[5] == "tag" and row[6] != "THUOCL"]
    body = "\n".join(f"患者因{row[0]}，到医院就诊。" for row in core)
    mentions = {
        (body.count("\n", 0, term.start), term.term, term.canonical)
        for term in mentions_of(kit, body)
    }
    missed = [row[0] for line, row in enumerate(core) if (line, row[0], row[2]) not in mentions]
    assert missed == []


def mentions_of(kit: StageContext, body: str) -> list[Term]:
    """Tag a body in parts, each below the limit of mentions."""
    lines, terms, offset = body.split("\n"), [], 0
    for at in range(0, len(lines), 400):
        part = "\n".join(lines[at : at + 400])
        terms += [
            replace(term, start=term.start + offset)
            for term in tagged(kit, part, language="zh", script="Hans").terms
        ]
        offset += len(part) + 1
    return terms


def test_no_rule_silences_an_english_name(kit: StageContext) -> None:
    # which is the procedure, and too wide
    names = {row[3] for row in ROWS if row[3] and row[5] == "tag"} - {"surgery"}
    record = tagged(
        kit,
        "\n".join(f"She was told about {name}, and left." for name in sorted(names)),
        language="en",
        script="Latn",
    )
    assert names - {term.term for term in record.terms} == set()


def test_mentions_are_bounded(kit: StageContext) -> None:
    assert (
        len(tagged(kit, "头痛。" * (ARTICLE_TERMS + 50), language="zh", script="Hans").terms)
        == ARTICLE_TERMS
    )


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [*(row[0] for row in ROWS[::50]), *"，。 \n科外心中低降头痛CT1a《》杂志醫"]
        ),
        max_size=30,
    ).map("".join)
)
def test_offsets_are_true_and_terms_never_overlap(kit: StageContext, body: str) -> None:
    record = tagged(kit, body)
    assert all(record.body[term.start : term.end] == term.term for term in record.terms)
    assert all(
        one.end <= other.start for one, other in zip(record.terms, record.terms[1:], strict=False)
    )


def test_borders_step_over_white_space() -> None:
    text = "  高 血压\n患者 "
    borders = mark_word_borders(text, locate_words(text, ["高", "血压", "患者"]))
    assert [at for at, border in enumerate(borders) if border] == [2, 3, 4, 6, 7, 9]


def test_half_a_surrogate_pair_hides_no_term(kit: StageContext) -> None:
    assert found(kit, "\ud800高血压\ud800，头痛") == ["高血压", "头痛"]


def test_terms_of_a_line_without_a_break_are_found_beyond_the_first_part(kit: StageContext) -> None:
    body = "的" * (TEXT_CHUNK_CHARS + 5) + "，高血压"
    assert [
        (term.term, term.start) for term in tagged(kit, body, language="zh", script="Hans").terms
    ] == [("高血压", TEXT_CHUNK_CHARS + 6)]
