"""docs/store.md is true: every table, view and column stands in it, every query gives the rows that
it shows.
"""

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT
from records.record import Term
from records.source import Rights, Source
from records.translation import TranslatedSentence
from records.verdict import Drop, Quarantine
from store.articles.withdraw import set_article_status
from store.open import open_store
from store.sources.runs import add_counts, begin_run, finish_run
from store.sources.sources import sync_sources
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates

TEXT = (PROJECT_ROOT / "docs" / "store.md").read_text(encoding="utf-8")
CHINESE = (PROJECT_ROOT / "docs" / "zh" / "store.md").read_text(encoding="utf-8")
SHOWN = re.compile(r"```sql\n([^`]*)```\n\n((?:\|.*\n)+)")
QUERIES = [*SHOWN.findall(TEXT), *SHOWN.findall(CHINESE)]
INNER = re.compile(r"^(articles_fts_(data|idx|docsize|config)|sqlite_.*|_sqlite_migrations)$")
DAY = "2026-11-{:02}T09:00:00Z".format
HYPERTENSION = ("高血压", "disease", "hypertension")
FLU = ("流感", "disease", "influenza")


def term(written, canonical, kind, en, at=0, title=False):
    return Term(written, canonical, kind, at, at + len(written), en, title)


@pytest.fixture(scope="module")
def sample(tmp_path_factory, press_of):
    """The small store that the page's tables of rows were taken from."""
    path = tmp_path_factory.mktemp("docs") / "jianwen.db"
    with open_store(path) as store:
        sources = (
            Source(
                "daily",
                "健康日报",
                "news",
                "https://daily.example/",
                rights=Rights("all-rights-reserved", "internal", True, "健康日报"),
            ),
            Source(
                "open",
                "Open Health",
                "authority",
                "https://open.example/",
                rights=Rights("CC-BY-4.0", "public", True, "Open Health"),
            ),
        )
        sync_sources(store, sources, DAY(1))
        run = begin_run(store, "crawl", DAY(20), "0.1.0")
        _fill(press_of(store), run)
        add_counts(store, run, "daily", found=6, fetched=6, new=3, copies=1, dropped=2)
        add_counts(store, run, "open", found=1, fetched=1, new=1)
        finish_run(store, run, 0, DAY(20), {})
    return path


def _fill(press, run):
    pressure = "高血压患者应当控制盐的用量。\n按时服药。"
    terms = (term("高血压", *HYPERTENSION), term("高血压", *HYPERTENSION, title=True))
    original = {"body": pressure, "terms": terms, "words": ("高血压", "患者", "应当")}
    press.publish(
        "https://daily.example/1",
        title="高血压防治",
        published="2026-11-18T01:00:00Z",
        now=DAY(18),
        outlet="新华网",
        **original,
    )
    press.publish(
        "https://daily.example/2",
        title="怎样防治高血压",
        published="2026-11-19T02:00:00Z",
        now=DAY(19),
        **original,
    )
    _fill_versions(press)
    _fill_translation(press)
    for name, verdict in (
        ("video", Drop("extract", "no-text", "a page of videos")),
        ("gallery", Drop("extract", "no-text", "a page of pictures")),
        ("odd", Quarantine("clean", "ValueError", "bad byte")),
    ):
        press.judge(f"https://daily.example/{name}", verdict, now=DAY(20), run=run)


def _fill_versions(press):
    """Articles in traditional script, with a second version, and withdrawn."""
    title, body = "騰訊推出互聯網醫療平臺", "騰訊推出互聯網醫療平臺，流感患者可以在線問診。"
    press.publish(
        "https://daily.example/3",
        title=title,
        body=body,
        script="Hant",
        published="2026-11-17",
        now=DAY(17),
        terms=(term("流感", *FLU),),
    )
    press.publish(
        "https://daily.example/4",
        title="流感疫苗开打",
        body="流感疫苗今日开打。",
        published="2026-11-16",
        now=DAY(16),
    )
    press.publish(
        "https://daily.example/4",
        title="流感疫苗明日开打",
        body="流感疫苗明日开打。",
        published="2026-11-16",
        now=DAY(17),
        terms=(),
    )
    press.publish(
        "https://daily.example/5",
        title="旧闻",
        body="这篇文章后来撤回。",
        published="2026-11-02",
        now=DAY(2),
    )
    set_article_status(
        press.store,
        press.row("SELECT uid FROM articles WHERE title = '旧闻'")["uid"],
        "withdrawn",
        "rights",
        DAY(19),
    )


def _fill_translation(press):
    english = {
        "title": "Flu season",
        "body": "Wash your hands.\nTake 5 mg daily.",
        "language": "en",
        "script": "Latn",
    }
    press.publish(
        "https://open.example/1",
        source="open",
        published="2026-11-20T03:00:00Z",
        now=DAY(20),
        terms=(term("Flu", *FLU),),
        **english,
    )
    (waiting,) = list_pending_translations(press.store)
    sentences = [
        TranslatedSentence(0, 0, "Wash your hands.", "洗手。", ()),
        TranslatedSentence(1, 0, "Take 5 mg daily.", "每日服用50毫克。", ("number!",)),
    ]
    store_translation(
        press.store,
        waiting.uid,
        "流感季节",
        "洗手。\n每日服用50毫克。",
        "review",
        sentences,
        backend="argos",
        model="en-zh",
        now=DAY(20),
    )


@pytest.fixture
def plain(sample):
    """The store as any program sees it: no functions of ours."""
    with closing(sqlite3.connect(f"{sample.as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def shown(table):
    header, _, *rows = table.strip().split("\n")
    return [cell.strip("`") for cell in cells(header)], [cells(row) for row in rows]


def documented():
    """Give the columns under each `### name` heading of the page."""
    found = {}
    for name, part in re.findall(
        r"^### `([^`]+)`\n(.*?)(?=^##|\Z)", TEXT, re.DOTALL | re.MULTILINE
    ):
        found[name] = [
            cells(line)[0].strip("`") for line in part.split("\n") if line.startswith("| `")
        ]
    return found


def test_every_table_view_and_column_is_documented_and_no_other(sample):
    with open_store(sample, readonly=True) as store:
        names = [
            row["name"]
            for row in store.query("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        ]
        real = {
            name: [row["name"] for row in store.query(f'PRAGMA table_info("{name}")')]
            for name in names
            if not INNER.match(name)
        }
    assert documented() == real


def test_another_program_reads_every_table_and_view_but_the_text_behind_the_index(plain):
    names = [
        name
        for (name,) in plain.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    ]
    for name in set(names) - {"articles_fts", "articles_fts_src"}:
        plain.execute(f'SELECT * FROM "{name}"').fetchall()
    with pytest.raises(sqlite3.OperationalError, match="no such function: mark"):
        plain.execute("SELECT * FROM articles_fts_src").fetchall()


def test_there_are_ten_queries_and_the_two_ways_to_match():
    assert len(SHOWN.findall(TEXT)) == 12
    assert len(SHOWN.findall(CHINESE)) == CHINESE.count("```sql") == 11


def test_the_chinese_page_names_every_view_and_only_columns_that_exist(plain):
    views = {
        name
        for (name,) in plain.execute("SELECT name FROM sqlite_master WHERE type = 'view'")
        if not name.isascii()
    }
    rows = [
        line.split("|")
        for line in CHINESE.splitlines()
        if line.startswith("| `") and line.count("|") == 4
    ]
    named = {cells[1].strip(" `"): re.findall(r"`(\w+)`", cells[3]) for cells in rows}
    assert set(named) == views
    for view, columns in named.items():
        real = {row[1] for row in plain.execute(f'PRAGMA table_info("{view}")')}
        assert columns and set(columns) <= real, view


@pytest.mark.parametrize(
    ("sql", "table"), QUERIES, ids=[sql.strip().split("\n")[0][:60] for sql, _ in QUERIES]
)
def test_a_query_of_the_page_gives_its_rows_in_any_program(plain, sql, table):
    names, rows = shown(table)
    cursor = plain.execute(sql)
    assert [column[0] for column in cursor.description] == names
    assert [["" if value is None else str(value) for value in row] for row in cursor] == rows


@pytest.mark.skipif(
    shutil.which("sqlite3") is None, reason="the sqlite3 program is not installed here"
)
@pytest.mark.parametrize(("sql", "table"), QUERIES)
def test_a_query_of_the_page_runs_in_the_sqlite3_shell(sample, sql, table):
    done = subprocess.run(
        ["sqlite3", "-readonly", "-list", str(sample), sql],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split("\n")[:-1] == ["|".join(row) for row in shown(table)[1]]


def test_the_page_names_files_that_exist():
    for name in re.findall(r"`((?:store|records)/\w+\.py)`", TEXT):
        assert (PROJECT_ROOT / Path(name)).is_file(), name
