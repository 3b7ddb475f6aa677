"""Claims about the lexicon: it is well formed, its names are found, a broken line is named."""

from pathlib import Path

import pytest

from pipelines.resources.lexicon import LEXICON_LEVELS, TERM_TYPES, Lexicon, load_lexicon
from records.errors import UsageError
from records.paths import PROJECT_ROOT
from text.chinese.folding import fold_text

PATH = PROJECT_ROOT / "data" / "lexicon" / "terms.tsv"
HEAD = "term\ttype\tcanonical\ten\tdept_code\tlevel\tsource\tlicence\n"
ROWS = [line.split("\t") for line in PATH.read_text("utf-8").splitlines()[1:]]


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(PATH)


def written(folder: Path, *rows: str) -> Path:
    path = folder / "terms.tsv"
    path.write_text(HEAD + "\n".join(rows) + "\n", "utf-8")
    return path


def test_every_row_may_be_shipped_and_says_where_it_comes_from() -> None:
    assert len(ROWS) == 7_372
    assert {(row[6], row[7]) for row in ROWS} == {
        ("THUOCL", "MIT"),
        ("jianwen-core", "CC0-1.0"),
        ("TICO-19", "CC0-1.0"),
    }
    assert (PATH.parent / "LICENSE.THUOCL").read_text("utf-8").startswith("MIT License")


def test_every_row_is_of_a_known_type_and_level_and_stands_once() -> None:
    assert {row[1] for row in ROWS} == set(TERM_TYPES)
    assert {row[5] for row in ROWS} == set(LEXICON_LEVELS)
    assert len({fold_text(row[0]) for row in ROWS}) == len(ROWS)


def test_every_canonical_name_is_a_row_of_its_own() -> None:
    assert {row[2] for row in ROWS} <= {row[0] for row in ROWS}


def test_every_name_is_found_in_its_own_text(lexicon: Lexicon) -> None:
    missed = [
        row[0]
        for row in ROWS
        if (0, len(row[0])) not in [hit[1:] for hit in lexicon.find_entries(fold_text(row[0]))]
    ]
    assert missed == []


def test_the_longest_name_comes_first(lexicon: Lexicon) -> None:
    found = [entry.term for entry, start, _ in lexicon.find_entries("2型糖尿病") if start == 0]
    assert found[0] == "2型糖尿病"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("anemia", "贫血"),
        ("anaemia", "贫血"),
        ("hemorrhoids", "痔疮"),
        ("haemorrhoids", "痔疮"),
        ("paediatrics", "儿科"),
        ("kidney stone", "肾结石"),
        ("biopsies", "活检"),
        ("x ray", "X光"),
        ("neonatology", "新生儿"),  # a department without its suffix, but only in Chinese
        ("obesity", "肥胖症"),  # two rows: the disease, whose name it is, before the symptom
    ],
)
def test_english_names_are_known_in_all_their_spellings(
    lexicon: Lexicon, text: str, canonical: str
) -> None:
    whole = [
        entry for entry, start, end in lexicon.find_entries(text) if (start, end) == (0, len(text))
    ]
    assert [(entry.canonical, entry.level) for entry in whole] == [(canonical, "tag")]


def test_the_procedure_comes_before_the_department_of_its_name(lexicon: Lexicon) -> None:
    assert [(entry.canonical, entry.level) for entry, *_ in lexicon.find_entries("surgery")] == [
        ("手术", "generic")
    ]


def test_the_segmenter_is_given_chinese_names_alone(lexicon: Lexicon) -> None:
    assert "阿尔茨海默病" in lexicon.words
    assert not {"CT", "COVID-19"} & set(lexicon.words)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("高血压\tdisease\t高血压", "3 columns"),
        ("高血压\tillness\t高血压\t\t\ttag\tx\tCC0", "a type of disease"),
        ("高血压\tdisease\t高血压\t\t\tmaybe\tx\tCC0", "a level of tag"),
        ("\tdisease\t高血压\t\t\ttag\tx\tCC0", "needs term"),
        ("高血压\tdisease\t\t\t\ttag\tx\tCC0", "canonical name"),
    ],
)
def test_a_broken_line_is_named_with_its_number(tmp_path: Path, row: str, complaint: str) -> None:
    path = written(tmp_path, "流感\tdisease\t流感\tinfluenza\t\ttag\tx\tCC0", row)
    with pytest.raises(UsageError, match=complaint) as error:
        load_lexicon(path)
    assert str(error.value).startswith(f"{path}:3: ")


def test_empty_lines_and_an_empty_lexicon_are_no_error(tmp_path: Path) -> None:
    assert load_lexicon(written(tmp_path, "", "")).find_entries("高血压") == []


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_lexicon(tmp_path / "absent.tsv")
