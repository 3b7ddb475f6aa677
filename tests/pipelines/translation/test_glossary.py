"""Terms are found as they stand in a sentence; wrong renderings are mended, missing ones named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.translation.checks.run import check_sentence
from pipelines.translation.glossary import (
    EMPTY_GLOSSARY,
    GlossaryTerm,
    build_glossary,
    find_missing_terms,
    load_glossary,
    replace_bad_renderings,
)
from records.errors import UsageError
from records.paths import PROJECT_ROOT

OURS = load_glossary(PROJECT_ROOT / "data" / "glossary")
HEAD = "term\tpreferred\taccepted\tbad\tcase\tnote\n"
COVID = ["科维德-19", "乔维德-19", "科维-19", "柯维德-19", "科威德-19", "科维德", "乔维德"]


def names(source: str) -> list[str]:
    return [term.term for term in OURS.find_terms(source)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("COVID-19 vaccines and long COVID", ["COVID-19 vaccine", "long COVID"]),
        ("High blood pressure is common.", ["high blood pressure"]),
        ("Who is ill, says the WHO.", ["WHO"]),
        ("Coughs and headaches", ["cough", "headache"]),
        ("The anti-coronavirus law", []),
        ("Nothing here.", []),
    ],
)
def test_the_longest_term_is_found_in_singular_and_plural(source, found):
    assert [name for name in names(source) if name in {*found, "WHO", "coronavirus"}] == found


@pytest.mark.parametrize("bad", COVID)
def test_what_models_make_of_covid_is_mended(bad):
    mended = replace_bad_renderings("COVID-19 is a disease.", f"{bad}是一种疾病。", OURS)
    assert bad not in mended
    assert not find_missing_terms("COVID-19 is a disease.", mended, OURS)


def test_a_wrong_rendering_stays_where_the_sentence_has_no_such_term():
    assert replace_bad_renderings("The corona of the sun.", "日冕病毒", OURS) == "日冕病毒"


def test_a_missing_rendering_is_a_warning_that_names_the_preferred_one():
    (finding,) = (
        one
        for one in check_sentence("High blood pressure is common.", "血液的压强大很常见。", OURS)
        if one.check == "glossary"
    )
    assert finding.severity == "warning"
    assert "高血压" in finding.reason


@pytest.mark.parametrize("target", ["高血压很常见。", "高血壓很常見。", "高 血压很常见。"])
def test_an_accepted_rendering_raises_no_flag_in_either_script(target):
    assert not find_missing_terms("High blood pressure is common.", target, OURS)


def test_an_operators_own_line_goes_before_ours(tmp_path):
    (tmp_path / "own.tsv").write_text(
        HEAD + "high blood pressure\t血压高\t\t高血压\t\t馆内规定\n", "utf-8"
    )
    glossary = load_glossary(PROJECT_ROOT / "data" / "glossary", tmp_path)
    assert (
        replace_bad_renderings("High blood pressure is common.", "高血压很常见。", glossary)
        == "血压高很常见。"
    )
    assert glossary.digest != OURS.digest


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a\tb", "own.tsv:2: 2 columns"),
        ("\tb\t\t\t\t", "own.tsv:2: needs a term"),
        ("a\tb\t\t\tupper\t", "own.tsv:2: needs a term"),
        ("a\tb\tc\tc\t\t", "own.tsv:2: c cannot be accepted and bad at once"),
    ],
)
def test_a_wrong_line_is_named_with_file_and_number(tmp_path, line, said):
    (tmp_path / "own.tsv").write_text(HEAD + line + "\n", "utf-8")
    with pytest.raises(UsageError, match=said):
        load_glossary(tmp_path)


def test_no_folder_is_an_empty_glossary(tmp_path):
    assert (
        load_glossary(tmp_path / "none").find_terms("COVID-19")
        == EMPTY_GLOSSARY.find_terms("COVID-19")
        == []
    )


def test_every_term_of_ours_is_found_alone():
    assert [term.term for term in OURS.terms if term not in OURS.find_terms(term.term)] == []
    assert len(OURS.terms) >= 700


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_searched_and_mending_twice_is_mending_once(source, target):
    once = replace_bad_renderings(source, target, OURS)
    assert replace_bad_renderings(source, once, OURS) == once


@given(
    st.lists(st.text("abc é", min_size=1, max_size=6), min_size=1, max_size=5, unique=True),
    st.text("abc é", max_size=20),
)
def test_any_names_make_a_glossary(names, source):
    glossary = build_glossary(tuple(GlossaryTerm(name, "译", ("译",)) for name in names))
    assert {term.term for term in glossary.find_terms(source)} <= set(names)
