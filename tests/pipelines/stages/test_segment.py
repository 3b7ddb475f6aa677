"""Claims about words: both engines agree, nothing is lost, no text is slow."""

import json
import logging
import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.resources import segmenter
from pipelines.resources.lexicon import load_lexicon
from pipelines.resources.segmenter import (
    SEGMENTER_CHARS,
    TEXT_CHUNK_CHARS,
    WordSegmenter,
    _rjieba_engines,
    build_segmenter,
    split_pieces,
)
from pipelines.stages.segment import segment, split_words
from records.paths import PROJECT_ROOT
from records.record import Record
from text.offsets import locate_words

CORPUS = Path(__file__).parents[2] / "corpus"
TERMS = load_lexicon(PROJECT_ROOT / "data" / "lexicon" / "terms.tsv").words
EMPTY = Record(url="https://example.org/a", source="", raw=b"", fetched="")


@pytest.fixture(scope="module")
def fast() -> WordSegmenter:
    return build_segmenter(TERMS, "rjieba")


@pytest.fixture(scope="module")
def reference() -> WordSegmenter:
    return build_segmenter(TERMS, "jieba")


def segmented(
    body: str, cut: WordSegmenter, language: str = "zh", script: str = "Hans"
) -> tuple[str, ...]:
    return segment(
        replace(EMPTY, body=body, language=language, script=script), SimpleNamespace(segmenter=cut)
    ).words  # type: ignore[arg-type]  # part of it


def real_texts() -> list[str]:
    lines = (CORPUS / "chinese" / "medical_qa.txt").read_text("utf-8").splitlines()
    documents = [
        json.loads((CORPUS / "seeds" / f"00{number}.json").read_text("utf-8"))
        for number in range(5)
    ]
    raw = [(CORPUS / "seeds" / f"00{number}.txt").read_text("utf-8") for number in range(5)]
    return (
        lines
        + [document["text"] for document in documents]
        + [documents[0]["text_traditional"]]
        + raw
    )


def test_both_engines_cut_real_texts_alike(fast: WordSegmenter, reference: WordSegmenter) -> None:
    differing = [text for text in real_texts() if fast(text) != reference(text)]
    assert differing == []


@pytest.mark.parametrize(
    "text",
    [
        # two ways to cut them have the same score; the last bit of the dictionary's total decides
        "合适，急急急谢谢",
        "沉积，变硬变脆",
        "问问一种疫苗接种疫苗后半个月",
        # words of the dictionary that the lexicon has too: counted twice in the total they would
        # move these
        "配合以降压药物控制血压治疗",
        "全国科普工作程度较低",
        "忽然间从桌子上面抽抽到",
        "最贫最弱的岁月",
        "㛃是罕用字，二甲双胍片",
        "WebMD、COVID-19、mRNA-1273、2.5mg/次",
        "ＣＴ检查与CT检查",
    ],
)
def test_both_engines_break_ties_alike(
    text: str, fast: WordSegmenter, reference: WordSegmenter
) -> None:
    assert fast(text) == reference(text)


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from([*TERMS[::7], *"的了急变硬疫苗接种血压高低，。 \nAb1.-%㛃😀"]), max_size=30
    ).map("".join)
)
def test_both_engines_cut_any_text_alike(
    fast: WordSegmenter, reference: WordSegmenter, text: str
) -> None:
    assert fast(text) == reference(text)


@settings(deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(["腾讯", "騰訊", "hello", " ", "\n", "，", "\x1c", "1.5"]), max_size=40
    ).map("".join),
    st.sampled_from(["zh", "en", "ja", "und"]),
    st.sampled_from(["Hans", "Hant"]),
)
def test_the_words_joined_are_the_text_without_its_white_space(
    fast: WordSegmenter, text: str, language: str, script: str
) -> None:
    clean = text.encode("utf-8", "ignore").decode("utf-8")
    assert "".join(segmented(clean, fast, language, script)) == "".join(clean.split())


@settings(deadline=None)
@given(
    st.text()
    | st.lists(
        st.sampled_from(
            ["腾讯", "騰訊", "\ud800", "\x00", " ", "\n", "，", "\u3000", "\ue000", "한か", "1.5"]
        ),
        max_size=40,
    ).map("".join),
    st.sampled_from(["zh", "en", "ja", "und"]),
    st.sampled_from(["Hans", "Hant"]),
)
def test_offsets_lead_to_the_exact_text_and_no_character_is_lost(
    fast: WordSegmenter, text: str, language: str, script: str
) -> None:
    places = list(locate_words(text, split_words(text, language, script, fast)))
    assert all(text[start:end] == word for word, start, end in places)
    assert all(one.end <= other.start for one, other in pairwise(places))
    covered = {at for _, start, end in places for at in range(start, end)}
    assert all(char.isspace() for at, char in enumerate(text) if at not in covered)


def test_a_long_text_is_cut_like_its_lines(fast: WordSegmenter) -> None:
    lines = [line for line in real_texts()[:200] if line]
    whole = "\n".join(lines * (TEXT_CHUNK_CHARS * 2 // sum(map(len, lines)) + 1))
    assert list(split_words(whole, "zh", "Hans", fast)) == [
        word for line in whole.split("\n") for word in fast(line)
    ]


def test_both_engines_take_half_surrogates_for_words(
    fast: WordSegmenter, reference: WordSegmenter
) -> None:
    text = "高血压\ud800患者\udfff"
    assert fast(text) == reference(text) == ["高血压", "\ud800", "患者", "\udfff"]


def test_medical_terms_are_whole_words(fast: WordSegmenter) -> None:
    assert segmented("他因阿尔茨海默病服用多奈哌齐，做了乳腺X线摄影。", fast) == (
        "他",
        "因",
        "阿尔茨海默病",
        "服用",
        "多奈哌齐",
        "，",
        "做",
        "了",
        "乳腺X线摄影",
        "。",
    )


def test_no_word_is_guessed(fast: WordSegmenter) -> None:
    """With HMM jieba joins unknown neighbours and cuts through medical terms."""
    assert segmented("杨昊臻医生", fast) == ("杨", "昊", "臻", "医生")


def test_traditional_text_is_cut_like_simplified_and_keeps_its_characters(
    fast: WordSegmenter,
) -> None:
    simple = segmented("腾讯与WebMD达成战略合作，\n共建专业医学资讯平台", fast)
    traditional = segmented("騰訊與WebMD達成戰略合作，\n共建專業醫學資訊平臺", fast, script="Hant")
    assert [len(word) for word in traditional] == [len(word) for word in simple]
    assert traditional[:3] == ("騰訊", "與", "WebMD")


def test_other_languages_are_cut_at_their_own_borders(fast: WordSegmenter) -> None:
    body = "Dr. O'Neill's anti-HIV study: 1,200.5 patients (腾讯医疗) naïve—COVID-19!"
    assert segmented(body, fast, "en") == (
        "Dr",
        ".",
        "O'Neill's",
        "anti-HIV",
        "study",
        ":",
        "1,200.5",
        "patients",
        "(",
        "腾讯",
        "医疗",
        ")",
        "naïve",
        "—",
        "COVID-19",
        "!",
    )


def test_japanese_is_not_cut_as_chinese(fast: WordSegmenter) -> None:
    assert segmented("高血圧 123", fast, "ja") == ("高", "血", "圧", "123")


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["的" * 700, "a" * 999, "，", "。\n", "病人" * 300]), max_size=12).map(
        "".join
    )
)
def test_pieces_are_short_and_lose_nothing(text: str) -> None:
    parts = list(split_pieces(text))
    assert "".join(parts) == text
    assert all(len(part) <= SEGMENTER_CHARS for part in parts)


def test_parting_a_text_into_pieces_changes_no_word(
    fast: WordSegmenter, reference: WordSegmenter
) -> None:
    lines = real_texts()[:100]
    assert fast("\n".join(lines)) == [word for line in lines for word in fast(line)]
    assert [
        len(part) > SEGMENTER_CHARS // 2 for part in list(split_pieces("\n".join(lines)))[:-1]
    ].count(False) == 0


@pytest.mark.parametrize(
    "text",
    [
        "的" * 300_000,
        "a" * 300_000,
        "😀" * 100_000,
        "。" * 300_000,
        "㛃" * 100_000,
        "高血压" * 100_000,
    ],
)
def test_long_runs_without_a_border_are_no_trap(text: str, fast: WordSegmenter) -> None:
    assert "".join(fast(text)) == text


def test_a_border_is_never_inside_a_run(fast: WordSegmenter) -> None:
    text = "患者，" * 400
    assert all(one[-1] == "，" or other[0] == "，" for one, other in pairwise(split_pieces(text)))


def test_jieba_takes_the_place_of_a_missing_rjieba(
    monkeypatch: pytest.MonkeyPatch, reference: WordSegmenter
) -> None:
    monkeypatch.setitem(sys.modules, "rjieba", None)
    monkeypatch.setattr(
        segmenter, "_rjieba_engines", _rjieba_engines.__wrapped__
    )  # or the engine that other tests have loaded would be used
    monkeypatch.setattr(
        segmenter, "_build_jieba", lambda terms: lambda text: [f"jieba:{text}:{len(terms)}"]
    )
    assert build_segmenter(["阿尔茨海默病", "CT", "X"])("文") == ["jieba:文:1"]


def test_jieba_starts_silently_and_leaves_no_cache_that_another_user_could_have_planted(
    tmp_path: Path,
) -> None:
    program = (
        "import sys, tempfile; from pipelines.resources.segmenter import build_segmenter; "
        "print(build_segmenter(['阿尔茨海默病'], 'jieba')('患阿尔茨海默病'), 'rjieba' in"
        " sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=PROJECT_ROOT,
        env={
            "TMPDIR": str(tmp_path),
            "PATH": "/usr/bin:/bin",
            "PYTHONIOENCODING": "utf-8",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert (done.stdout, done.stderr) == ("['患', '阿尔茨海默病'] False\n", "")
    assert list(tmp_path.iterdir()) == []


def test_the_log_of_jieba_is_silent(reference: WordSegmenter) -> None:
    assert not logging.getLogger("jieba").isEnabledFor(logging.ERROR)
