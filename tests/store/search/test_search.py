"""Every article that holds the words is found, whatever the script.

Nothing that is typed breaks the search.
"""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.errors import UsageError
from store.articles.withdraw import set_article_status
from store.search.query import PHRASE_PIECE_CHARS, parse_query, write_fts_expression
from store.search.search import count_hits, search_articles
from store.search.snippets import HIT_CLOSE, HIT_OPEN
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
A = "https://daily.example/"

LIBRARY = {
    "hant": (
        "騰訊與WebMD",
        "騰訊與WebMD合作推出專業醫學資訊平臺。\n患者可查詢ＣＯＶＩＤ－１９的資料。",
        "2020-03-16",
    ),
    "hans": (
        "高血压患者注意",
        "高血压患者应当控制维生素B12的用量。\n互联网医疗正在发展。",
        "2020-03-18",
    ),
    "en": (
        "Wash your hands",
        "COVID-19 spreads by droplets. Washing hands helps against Covid-19 in the café.",
        "2020-03-17",
    ),
    "words": ("瞭解計畫", "瞭解計畫內容。\n甚麼是有名的著作？", "2020-03-14"),
    "ext": ("生僻字", "𠮷野家与𠀀。カタカナ한국어", "2020-03-15"),
}


@pytest.fixture
def library(press):
    for name, (title, body, published) in LIBRARY.items():
        press.publish(
            A + name,
            title=title,
            body=body,
            published=published,
            language="en" if name == "en" else "zh",
        )
    return press.store


def found(store, query, **options):
    return [hit.url.removeprefix(A) for hit in search_articles(store, query, **options)]


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
    if parse_query(run).words and not parse_query(run).without:
        assert found(store, run) == ["hant"]


@pytest.fixture(scope="module")
def library_of_one(tmp_path_factory, template):
    import shutil

    from records.page import Page
    from records.record import Record
    from store.ledger.raw_pages import keep_page
    from store.open import open_store
    from store.settle import store_result

    path = tmp_path_factory.mktemp("one") / "jianwen.db"
    shutil.copy(template, path)
    text = "腾讯医典与专业医学资讯平臺合作，嚴重的新型冠狀病毒肺炎患者，著名的着重點。"
    with open_store(path) as store:
        page = Page(A + "hant", "daily", b"", NOW)
        import dataclasses

        store_result(
            store,
            keep_page(store, page, NOW).id,
            dataclasses.replace(Record.from_page(page), title="題", body=text, language="zh"),
            NOW,
            pipeline_version="L",
        )
        yield store, text


def test_the_hit_is_marked_in_the_original_text(library):
    (hit,) = search_articles(library, "医学资讯")
    assert f"{HIT_OPEN}醫學資訊{HIT_CLOSE}" in hit.snippet
    assert hit.snippet.replace(HIT_OPEN, "").replace(HIT_CLOSE, "") in LIBRARY["hant"][1]
    (hit,) = search_articles(library, "患者应当")
    assert f"{HIT_OPEN}患者应当{HIT_CLOSE}" in hit.snippet
    assert (hit.title, hit.source, hit.language, hit.published) == (
        "高血压患者注意",
        "daily",
        "zh",
        "2020-03-18",
    )


def test_a_snippet_shows_the_hit_of_a_long_text_not_its_beginning(press):
    press.publish(A + "long", body="前言。" * 500 + "这里说到阿司匹林的用法。" + "后记。" * 500)
    press.publish(
        A + "prose", language="en", body="word " * 500 + "aspirin dosage " + "word " * 500
    )
    for query, marked in (
        ("阿司匹林", f"{HIT_OPEN}阿司匹林{HIT_CLOSE}"),
        ("aspirin", f"{HIT_OPEN}aspirin{HIT_CLOSE}"),
    ):
        (hit,) = search_articles(press.store, query)
        assert marked in hit.snippet
        assert len(hit.snippet) < 200


def test_the_title_counts_more_than_the_body(press):
    press.publish(A + "body", title="别的", body="流感。" * 3, published="2020-03-18")
    press.publish(A + "title", title="流感", body="别的内容也很多。", published="2020-03-16")
    assert found(press.store, "流感") == ["title", "body"]
    assert found(press.store, "流感", newest=True) == ["body", "title"]
    assert found(press.store, "流感", limit=1) == ["title"]
    best, second = search_articles(press.store, "流感")
    assert best.score > second.score > 0


def test_single_characters_are_ordered_by_date(library):
    hits = search_articles(library, "患")
    assert [(hit.url.removeprefix(A), hit.score) for hit in hits] == [("hans", 0.0), ("hant", 0.0)]


@pytest.mark.parametrize("limit", [0, -1])
def test_asking_for_none_gives_none(library, limit):
    assert search_articles(library, "患者", limit) == []


def test_only_published_articles_are_found(press):
    uid = press.publish(A, body="阿司匹林。").uid
    set_article_status(press.store, uid, "withdrawn", "rights", NOW)
    assert search_articles(press.store, "阿司匹林") == []


def test_a_changed_text_is_found_by_its_new_words_only(press):
    press.publish(A, body="阿司匹林。")
    press.publish(A, body="布洛芬。")
    assert (found(press.store, "阿司匹林"), len(found(press.store, "布洛芬"))) == ([], 1)


def test_an_english_article_is_found_by_its_translation(press):
    press.publish(A + "en", language="en", title="Flu", body="Wash your hands.")
    (one,) = list_pending_translations(press.store)
    store_translation(
        press.store, one.uid, "流感", "请勤洗手。", "ok", [], backend="b", model="m", now=NOW
    )
    (hit,) = search_articles(press.store, "洗手")
    assert (hit.title, hit.title_zh, hit.snippet) == (
        "Flu",
        "流感",
        f"请勤{HIT_OPEN}洗手{HIT_CLOSE}。",
    )
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
    *(
        "\ud800",
        "\udfff患者",
        "\u200b",
        "\u200b患\u200b者",
        "\ue000",
        "😀",
        "e\u0301",
        "\ufeff",
        "ﷺ",
        "𝕔𝕠𝕧𝕚𝕕",
        "½",
        "①",
        "ʼ",
        "አማ",
    ),
    *("\U0001e900", "\U000e0001"),
]


@pytest.mark.parametrize("query", HOSTILE, ids=[ascii(text[:12]) for text in HOSTILE])
def test_no_query_breaks_the_search(library, query):
    taken = []
    # the better of two: the first may load a dictionary or collect the garbage of other tests
    for _ in range(2):
        before = time.process_time()  # not the clock: other tests run beside
        hits = search_articles(library, query)
        assert count_hits(library, query) >= len(hits)
        taken.append(time.process_time() - before)
    assert min(taken) < 0.2
    assert all(hit.url.removeprefix(A) in LIBRARY for hit in hits)
    assert library.query_number("SELECT count(*) FROM articles") == len(LIBRARY)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_any_text_is_a_query(library_of_one, query):
    store, _ = library_of_one
    assert len(search_articles(store, query)) == count_hits(store, query) <= 1


PIECES = [
    "after:",
    "before:2026",
    "status：held",
    "lang:zh",
    "term:",
    "source:",
    "-",
    '"',
    "“",
    "”",
    "：",
    "腾讯",
    "２０２６",
    "\x00",
    "\ud800",
    "OR",
    "(",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=12).map("".join))
@settings(deadline=None)
def test_what_looks_like_a_filter_is_one_or_text_or_refused_in_words(library_of_one, query):
    store, _ = library_of_one
    try:
        assert len(search_articles(store, query)) == count_hits(store, query) <= 1
    except UsageError as error:
        assert "; write " in str(error)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("患者", ["hans", "hant"]),
        ("患者\x00", ["hans", "hant"]),
        ('"患者"', ["hans", "hant"]),
        ("患者 ( ) *", ["hans", "hant"]),
    ],
)
def test_operators_and_control_characters_are_only_noise(library, query, kept):
    assert sorted(found(library, query)) == kept


def test_a_phrase_keeps_its_words_together_whatever_stands_between(press):
    press.publish(A + "near", body="高血压，药物治疗。")
    press.publish(A + "far", body="药物很多。高血压常见。")
    assert sorted(found(press.store, "高血压 药物")) == ["far", "near"]
    for query in ('"高血压 药物"', "“高血压 药物”", "「高血壓　藥物」", "＂高血压 药物＂"):
        assert found(press.store, query) == ["near"]


def test_a_minus_leaves_articles_out(library):
    assert found(library, "患者 -高血压") == ["hant"]
    assert found(library, "患者 －“互联网 医疗”") == ["hant"]
    assert found(library, "患者 -𝕔") == found(library, "患者")
    assert found(library, "-患者") == ["en", "ext", "words"]
    assert [hit.snippet for hit in search_articles(library, "-患者 -手 -生僻")] == [""] * 2


def test_filters_alone_list_the_newest(library):
    assert found(library, "lang:zh", limit=2) == ["hans", "hant"]
    assert found(library, "lang:zh", limit=2, skip=2) == ["ext", "words"]
    assert (
        count_hits(library, "lang:zh"),
        count_hits(library, "lang:zh 患"),
        count_hits(library, ""),
    ) == (4, 2, 0)


def test_all_pages_together_are_all_that_is_found(press, monkeypatch):
    for number in range(12):
        press.publish(
            f"{A}{number}",
            title="流感" if number % 3 == 0 else "别的",
            body=f"流感第{number}号。",
            published=f"2026-01-{number + 1:02}",
        )
    whole = found(press.store, "流感", limit=50)
    assert len(whole) == count_hits(press.store, "流感") == 12
    assert [found(press.store, "流感", limit=5, skip=skip) for skip in (0, 5, 10)] == [
        whole[:5],
        whole[5:10],
        whole[10:],
    ]
    for ranked in (5, 3):  # few titles hold the word, many do
        monkeypatch.setattr("store.search.search.RANKED_ARTICLES", ranked)
        common = found(press.store, "流感", limit=50)
        assert common == ["9", "6", "3", "0", "11", "10", "8", "7", "5", "4", "2", "1"]
        assert [found(press.store, "流感", limit=3, skip=skip) for skip in (0, 3, 6, 9)] == [
            common[at : at + 3] for at in (0, 3, 6, 9)
        ]
        assert found(press.store, "流感 after:2026-01-11", limit=50) == ["11", "10"]


def test_the_title_shows_its_hits_too(library):
    (hit,) = search_articles(library, "高血压患者")
    assert (hit.title, hit.heading) == ("高血压患者注意", f"{HIT_OPEN}高血压患者{HIT_CLOSE}注意")
    assert f"{HIT_OPEN}高血压患者{HIT_CLOSE}应当" in hit.snippet
    (hit,) = search_articles(library, "生僻")
    assert hit.snippet == hit.heading == f"{HIT_OPEN}生僻{HIT_CLOSE}字"


def test_pasted_text_is_found_newest_first_also_where_its_middle_was_changed(press):
    text = (
        "秋冬季是流感高发季节，疾控中心提醒市民按时接种疫苗，勤洗手，常通风，"
        "出现发热咳嗽症状及时就医。"
    )
    press.publish(A + "old", body=text, published="2026-01-01")
    press.publish(A + "new", body="据报道，" + text, published="2026-01-02")
    press.publish(A + "cut", body=text[:20], published="2026-01-03")
    assert found(press.store, text) == ["new", "old"]
    assert found(press.store, text, limit=1, skip=1) == ["old"]
    assert found(press.store, text + " -据报道 before:2027") == ["old"]
    (hit,) = search_articles(press.store, text, limit=1)
    assert f"{HIT_OPEN}{text[:-1]}{HIT_CLOSE}" in hit.snippet


def test_a_long_hostile_phrase_costs_no_more_than_its_pieces():
    assert write_fts_expression(parse_query("患者" * 50_000)).count("患") == PHRASE_PIECE_CHARS // 2
    assert write_fts_expression(parse_query("一" * 23 + "covid19")).endswith('covid19")')
