"""The marks stand where the index found the words."""

import sqlite3

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.search.query import parse_query, write_fts_expression
from store.search.snippets import (
    HIT_CLOSE,
    HIT_OPEN,
    compile_word_pattern,
    find_hits,
    make_snippet,
    mark_hits,
)
from text.chinese.folding import fold_for_search, remove_cjk_separators, separate_cjk

ALPHABET = "高血压壓患者著aBé１é-－ ,。\n(カ"


@pytest.fixture(scope="module")
def index():
    connection = sqlite3.connect(":memory:")
    connection.create_function("mark", 1, separate_cjk, deterministic=True)
    connection.execute("CREATE TABLE texts (id INTEGER PRIMARY KEY, body TEXT)")
    connection.execute("CREATE VIEW source AS SELECT id, mark(body) AS body FROM texts")
    connection.execute(
        "CREATE VIRTUAL TABLE fts USING fts5(body, content='source', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    yield connection
    connection.close()


def marked_by_the_index(index, text: str, match: str) -> str:
    index.execute("INSERT INTO texts VALUES (1, ?)", (text,))
    index.execute(
        "INSERT INTO fts (rowid, body) VALUES (1, ?)", (separate_cjk(fold_for_search(text)),)
    )
    rows = index.execute(
        "SELECT highlight(fts, 0, ?, ?) FROM fts WHERE fts MATCH ?", (HIT_OPEN, HIT_CLOSE, match)
    ).fetchall()
    index.rollback()
    return remove_cjk_separators(rows[0][0]) if rows else text


@given(
    st.text(ALPHABET, max_size=30),
    st.lists(st.text(ALPHABET, min_size=1, max_size=4), min_size=1, max_size=2),
)
@settings(deadline=None)
def test_words_are_found_where_the_index_finds_them(index, text, words):
    query = parse_query(" ".join(words))
    if (
        query.words
        and not query.without
        and (expected := marked_by_the_index(index, text, write_fts_expression(query))) != text
    ):
        assert mark_hits(text, find_hits(compile_word_pattern(query.words), text)) == expected


def test_of_two_words_at_one_place_the_longer_is_marked():
    assert (
        mark_hits("éカ", find_hits(compile_word_pattern(parse_query(",é éカ").words), "éカ"))
        == f"{HIT_OPEN}éカ{HIT_CLOSE}"
    )


@pytest.mark.parametrize(
    ("word", "text", "shown"),
    [
        ("腾讯", "騰訊與WebMD", "[騰訊]與WebMD"),
        ("covid-19", "的ＣＯＶＩＤ－１９。", "的[ＣＯＶＩＤ－１９]。"),
        ("cafe", "the café, cafeteria", "the [café], cafeteria"),
        ("维生素b12", "维生素 B12、维生素B123", "[维生素 B12]、维生素B123"),
        ("患者患", "患者患者患", "[患者患者患]"),
        ("高血压药", "高血压，药", "[高血压，药]"),
        ("没有", "别的", "别的"),
    ],
)
def test_a_word_is_marked_as_the_text_has_it(word, text, shown):
    assert (
        mark_hits(text, find_hits(compile_word_pattern(parse_query(word).words), text))
        .replace(HIT_OPEN, "[")
        .replace(HIT_CLOSE, "]")
        == shown
    )


def shown(text: str, *words: str) -> str:
    return (
        make_snippet(text, find_hits(compile_word_pattern(words), text))
        .replace(HIT_OPEN, "[")
        .replace(HIT_CLOSE, "]")
    )


def test_a_place_begins_with_its_sentence_and_shows_most_of_the_words():
    text = "前言。" * 60 + "流感很多。" + "后记。" * 60 + "秋冬的流感疫苗要早打。" + "尾声。" * 60
    assert shown(text, "流感", "疫苗").startswith("…秋冬的[流感][疫苗]要早打。尾声。")
    assert len(shown(text, "流感")) < 75
    assert shown("短文里的流感。", "流感") == "短文里的[流感]。"


def test_a_place_in_latin_words_cuts_none_of_them():
    text = "word " * 100 + "the aspirin dosage matters " + "tail " * 100
    place_ = shown(text, "aspirin")
    assert "[aspirin]" in place_
    assert set(place_.strip("…").split()) <= {
        "word",
        "the",
        "[aspirin]",
        "dosage",
        "matters",
        "tail",
    }
    assert len(place_) < 130


def test_a_hit_longer_than_a_place_is_shown_whole():
    word = "长" * 200
    assert shown("前" * 100 + word + "后" * 100, word) == f"…{'前' * 15}[{word}]…"
