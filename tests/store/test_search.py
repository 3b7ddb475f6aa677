"""Every article that holds the words is found, whatever the script; nothing that is typed breaks the search."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from store.articles import withdraw
from store.search import CLOSE, OPEN, expression, search, terms_of
from store.translations import pending, store_translation

NOW = "2026-11-23T19:00:00Z"
A = "https://daily.example/"

LIBRARY = {
    "hant": ("騰訊與WebMD", "騰訊與WebMD合作推出專業醫學資訊平臺。\n患者可查詢ＣＯＶＩＤ－１９的資料。", "2020-03-16"),
    "hans": ("高血压患者注意", "高血压患者应当控制维生素B12的用量。\n互联网医疗正在发展。", "2020-03-18"),
    "en": ("Wash your hands", "COVID-19 spreads by droplets. Washing hands helps against Covid-19 in the café.", "2020-03-17"),
    "words": ("瞭解計畫", "瞭解計畫內容。\n甚麼是有名的著作？", "2020-03-14"),
    "ext": ("生僻字", "𠮷野家与𠀀。カタカナ한국어", "2020-03-15"),
}


@pytest.fixture
def library(press):
    for name, (title, body, published) in LIBRARY.items():
        press.publish(A + name, title=title, body=body, published=published, language="en" if name == "en" else "zh")
    return press.store


def found(store, query, **options):
    return [hit.url.removeprefix(A) for hit in search(store, query, **options)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("腾讯", ["hant"]),
        ("騰訊", ["hant"]),
        ("醫學資訊", ["hant"]),
        ("医学资讯", ["hant"]),
        ("高血壓", ["hans"]),
        ("血压", ["hans"]),
        ("压患者应", ["hans"]),
        ("互联网医疗", ["hans"]),
        ("腾讯 webmd", ["hant"]),
        ("腾讯　平台", ["hant"]),
        ("腾讯 高血压", []),
        ("webmd", ["hant"]),
        ("ＷＥＢＭＤ", ["hant"]),
        ("维生素b12", ["hans"]),
        ("covid-19", ["en", "hant"]),
        ("cafe", ["en"]),
        ("was", []),
        ("了解計劃", ["words"]),
        ("瞭解计畫", ["words"]),
        ("甚么", ["words"]),
        ("有名的著", ["words"]),
        ("𠮷野家", ["ext"]),
        ("𠀀", ["ext"]),
        ("カタ", ["ext"]),
        ("국", ["ext"]),
        ("患", ["hans", "hant"]),
        ("者 患", ["hans", "hant"]),
        ("", []),
        ("   ", []),
    ],
)
def test_words_are_found_in_either_script_at_any_length(library, query, expected):
    assert sorted(found(library, query)) == sorted(expected)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_every_run_of_characters_of_a_text_finds_it(library_of_one, data):
    store, text = library_of_one
    start = data.draw(st.integers(0, len(text) - 1))
    run = text[start : start + data.draw(st.integers(1, 12))]
    if terms_of(run):
        assert found(store, run) == ["hant"]


@pytest.fixture(scope="module")
def library_of_one(tmp_path_factory, template):
    import shutil

    from records.page import Page
    from records.record import Record
    from store.articles import settle
    from store.database import open_store
    from store.ledger import keep

    path = tmp_path_factory.mktemp("one") / "jianwen.db"
    shutil.copy(template, path)
    text = "腾讯医典与专业医学资讯平臺合作，嚴重的新型冠狀病毒肺炎患者，著名的着重點。"
    with open_store(path) as store:
        page = Page(A + "hant", "daily", b"", NOW)
        import dataclasses

        settle(store, keep(store, page, NOW).id, dataclasses.replace(Record.of(page), title="題", body=text, language="zh"), NOW, line="L")
        yield store, text


def test_the_hit_is_marked_in_the_original_text(library):
    (hit,) = search(library, "医学资讯")
    assert f"{OPEN}醫學資訊{CLOSE}" in hit.snippet
    assert hit.snippet.replace(OPEN, "").replace(CLOSE, "") in LIBRARY["hant"][1]
    (hit,) = search(library, "患者应当")
    assert f"{OPEN}患者应当{CLOSE}" in hit.snippet
    assert (hit.title, hit.source, hit.language, hit.published) == ("高血压患者注意", "daily", "zh", "2020-03-18")


def test_a_snippet_shows_the_hit_of_a_long_text_not_its_beginning(press):
    press.publish(A + "long", body="前言。" * 500 + "这里说到阿司匹林的用法。" + "后记。" * 500)
    press.publish(A + "prose", language="en", body="word " * 500 + "aspirin dosage " + "word " * 500)
    for query, marked in (("阿司匹林", f"{OPEN}阿司匹林{CLOSE}"), ("aspirin", f"{OPEN}aspirin{CLOSE}")):
        (hit,) = search(press.store, query)
        assert marked in hit.snippet
        assert len(hit.snippet) < 200


def test_the_title_counts_more_than_the_body(press):
    press.publish(A + "body", title="别的", body="流感。" * 3, published="2020-03-18")
    press.publish(A + "title", title="流感", body="别的内容也很多。", published="2020-03-16")
    assert found(press.store, "流感") == ["title", "body"]
    assert found(press.store, "流感", newest=True) == ["body", "title"]
    assert found(press.store, "流感", limit=1) == ["title"]
    best, second = search(press.store, "流感")
    assert best.score > second.score > 0


def test_single_characters_are_ordered_by_date(library):
    hits = search(library, "患")
    assert [(hit.url.removeprefix(A), hit.score) for hit in hits] == [("hans", 0.0), ("hant", 0.0)]


@pytest.mark.parametrize("limit", [0, -1])
def test_asking_for_none_gives_none(library, limit):
    assert search(library, "患者", limit) == []


def test_only_published_articles_are_found(press):
    uid = press.publish(A, body="阿司匹林。").uid
    withdraw(press.store, uid, "rights", NOW)
    assert search(press.store, "阿司匹林") == []


def test_a_changed_text_is_found_by_its_new_words_only(press):
    press.publish(A, body="阿司匹林。")
    press.publish(A, body="布洛芬。")
    assert (found(press.store, "阿司匹林"), len(found(press.store, "布洛芬"))) == ([], 1)


def test_an_english_article_is_found_by_its_translation(press):
    press.publish(A + "en", language="en", title="Flu", body="Wash your hands.")
    (one,) = pending(press.store)
    store_translation(press.store, one.uid, "流感", "请勤洗手。", "ok", [], backend="b", model="m", now=NOW)
    (hit,) = search(press.store, "洗手")
    assert (hit.title, hit.title_zh, hit.snippet) == ("Flu", "流感", f"请勤{OPEN}洗手{CLOSE}。")
    assert found(press.store, "hands") == ["en"]


HOSTILE = [
    *(
        '"',
        '""',
        '"患者',
        '患者"',
        '" OR "',
        "'",
        "(",
        ")",
        "*",
        "患*",
        "^患者",
        "-患者",
        "+",
        "title:患者",
        "NEAR(患 者, 2)",
        "患者 AND",
        "AND",
        "OR",
    ),
    *(
        "NOT 患者",
        "a OR b",
        "{title body}: x",
        "\\",
        "%",
        "_",
        ";DROP TABLE articles",
        "\x00",
        "患者\x00",
        "\x00患者",
        "\x1b[31m",
        "\uffff",
    ),
    *("(" * 5_000, "患者" * 50_000, "a " * 50_000, '"' * 100_000),
    *("\ud800", "\udfff患者", "\u200b", "\u200b患\u200b者", "\ue000", "😀", "e\u0301", "\ufeff", "ﷺ", "𝕔𝕠𝕧𝕚𝕕", "½", "①", "ʼ", "አማ"),
    *("\U0001e900", "\U000e0001"),
]


@pytest.mark.parametrize("query", HOSTILE, ids=[ascii(text[:12]) for text in HOSTILE])
def test_no_query_breaks_the_search(library, query):
    before = time.perf_counter()
    hits = search(library, query)
    assert time.perf_counter() - before < 1.0
    assert all(hit.url.removeprefix(A) in LIBRARY for hit in hits)
    assert library.number("SELECT count(*) FROM articles") == len(LIBRARY)


@given(st.text(max_size=60))
@settings(max_examples=150, deadline=None)
def test_any_text_is_a_query(library_of_one, query):
    store, _ = library_of_one
    assert len(search(store, query)) <= 1


@pytest.mark.parametrize(
    ("query", "kept"),
    [("患者", ["hans", "hant"]), ("患者\x00", ["hans", "hant"]), ('"患者"', ["hans", "hant"]), ("患者 ( ) *", ["hans", "hant"])],
)
def test_operators_and_control_characters_are_only_noise(library, query, kept):
    assert sorted(found(library, query)) == kept


def test_the_expression_is_phrases_of_marked_characters():
    assert expression(terms_of("騰訊 B12")) == '"\u200b腾\u200b\u200b讯\u200b" AND "b12"'
