"""A real Datasette over a store: its search box finds Chinese, takes filters, and writes
nothing.
"""

import asyncio
import re
import shutil
import sqlite3
from importlib.metadata import entry_points
from urllib.parse import urlencode

import pytest
from datasette.app import Datasette
from datasette.plugins import pm
from datasette.utils import tilde_encode

import store.search.datasette_plugin
from store.articles.withdraw import set_article_status
from store.open import open_store
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
A = "https://daily.example/"


@pytest.fixture(autouse=True)
def plugin():
    """Datasette loads it by itself where the project is installed; here it must be this
    checkout's.
    """
    if not pm.has_plugin("jianwen") and store.search.datasette_plugin not in pm.get_plugins():
        pm.register(store.search.datasette_plugin, name="jianwen")


@pytest.fixture(scope="module")
def store_(tmp_path_factory, template, press_of):
    path = tmp_path_factory.mktemp("datasette") / "jianwen.db"
    shutil.copy(template, path)
    with open_store(path) as opened:
        press = press_of(opened)
        press.publish(
            A + "hant",
            title="騰訊推出互聯網醫療平臺",
            body="患者可查詢醫學資訊。",
            script="Hant",
            published="2026-11-17",
        )
        press.publish(
            A + "hans", title="高血压防治", body="高血压，药物治疗。", published="2026-11-18"
        )
        press.publish(
            A + "en",
            source="open",
            title="Flu",
            body="Wash your hands.",
            language="en",
            published="2026-11-19",
        )
        set_article_status(
            opened,
            press.publish(A + "gone", title="高血压旧闻", body="高血压。").uid,
            "withdrawn",
            "rights",
            NOW,
        )
        (one,) = list_pending_translations(opened)
        store_translation(
            opened, one.uid, "流感", "请勤洗手。", "ok", [], backend="b", model="m", now=NOW
        )
        opened.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        yield opened


@pytest.fixture(scope="module")
def browse(store_):
    site = Datasette([str(store_.path)])

    def get(table: str, **query: str):
        name, dot, kind = table.partition(".")
        return asyncio.run(
            site.client.get(f"/jianwen/{tilde_encode(name)}{dot}{kind}?{urlencode(query)}")
        )

    return get


def titles(answer) -> list[str]:
    return sorted(row.get("标题") or row["title"] for row in answer.json()["rows"])


@pytest.mark.parametrize("table", ["文章", "articles"])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("互联网医疗", ["騰訊推出互聯網醫療平臺"]),
        ("腾讯 患者", ["騰訊推出互聯網醫療平臺"]),
        ("洗手", ["Flu"]),
        ("高血压", ["高血压防治"]),
        ("“高血压 药物”", ["高血压防治"]),
        ("高血压 -药物", []),
        ("高血压 status:withdrawn", ["高血压旧闻"]),
        ("source：open", ["Flu"]),
        ("after:2026-11-18", ["Flu", "高血压防治"]),
        ("lang:zh-Hant", ["騰訊推出互聯網醫療平臺"]),
        ('"', []),
        ("\x00(((", []),
    ],
)
def test_the_search_box_takes_what_the_command_takes(browse, table, query, expected):
    assert titles(browse(f"{table}.json", _shape="objects", _search=query)) == expected


@pytest.mark.parametrize("table", ["文章", "articles"])
def test_the_page_has_a_search_box_that_keeps_the_query(browse, table):
    box = r'<input[^>]*type="search"[^>]*name="_search"[^>]*value="([^"]*)"'
    page = browse(table, _search="互联网医疗")
    assert (re.findall(box, browse(table).text), re.findall(box, page.text)) == (
        [""],
        ["互联网医疗"],
    )
    assert "騰訊推出互聯網醫療平臺" in page.text
    assert "高血压防治" not in page.text


def test_other_tables_keep_what_datasette_gives_them(browse):
    assert 'name="_search"' not in browse("sources").text
    assert len(browse("sources.json", _shape="objects", _search="健康").json()["rows"]) == 3


def test_a_wrong_date_is_said_on_the_page(browse):
    answer = browse("文章", _search="after:明天")
    assert answer.status_code == 400
    assert "after:明天 is no date; write after:2026" in answer.text


def test_the_canned_query_shows_the_place_found(browse):
    rows = browse("search.json", _shape="objects", q="医学资讯").json()["rows"]
    assert [(row["标题"], row["命中"]) for row in rows] == [
        ("騰訊推出互聯網醫療平臺", "患者可查詢【醫學資訊】。")
    ]
    for query in ("", '"', "source:daily"):
        assert browse("search.json", _shape="objects", q=query).json()["rows"] == []


def test_nothing_can_be_written(browse, store_):
    site = Datasette([str(store_.path)])
    answer = asyncio.run(
        site.client.get(
            "/jianwen.json?"
            + urlencode({"sql": "WITH x AS (SELECT 1) DELETE FROM articles", "_shape": "objects"})
        )
    )
    assert (answer.status_code, answer.json()["ok"]) == (400, False)
    assert store_.query_number("SELECT count(*) FROM articles") == 4


def test_a_database_that_is_no_store_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT)")
    connection.close()
    site = Datasette([str(tmp_path / "other.db")])
    page = asyncio.run(site.client.get("/other/articles?_search=x"))
    assert (page.status_code, 'name="_search"' in page.text) == (200, False)
    assert asyncio.run(site.client.get("/other/search")).status_code == 404


def test_datasette_finds_the_plugin_where_the_project_is_installed():
    assert [
        entry.value for entry in entry_points(group="datasette") if entry.name == "jianwen"
    ] == ["store.search.datasette_plugin"]
