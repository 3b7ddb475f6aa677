"""docs/search.md is true: its commands are run over a small store and show what the page shows."""

import re
import shlex
import sqlite3
from contextlib import closing

import click
import pytest

from commands.main import main
from commands.search import HIT_FIELDS
from records.paths import PROJECT_ROOT
from records.record import Term
from records.source import Rights, Source
from store.search.query import PHRASE_PIECE_CHARS, QUERY_CHARS, QUERY_TERMS
from store.search.search import RANKED_ARTICLES
from store.sources.sources import sync_sources

pytestmark = pytest.mark.dates

TEXT = (PROJECT_ROOT / "docs" / "search.md").read_text("utf-8")
CHINESE = (PROJECT_ROOT / "docs" / "zh" / "search.md").read_text("utf-8")
PAGES = {"search.md": TEXT, "zh/search.md": CHINESE}
DAY = "2026-11-{:02}T09:00:00Z".format
QUERIES = re.findall(r"```sql\n([^`]*)```\n\n((?:\|.*\n)+)", TEXT)


@pytest.fixture
def store(shelf, monkeypatch):
    """The small store that the page's lists were taken from."""
    monkeypatch.setenv("JIANWEN_HOME", str(shelf.home))
    monkeypatch.setenv("COLUMNS", "100")
    internal, public = (
        Rights(licence, text, True)
        for licence, text in (("all-rights-reserved", "internal"), ("CC-BY-4.0", "public"))
    )
    sources = [
        Source(name, title, "news", f"https://{name}.example/", rights=rights)
        for name, title, rights in (
            ("daily", "健康日报", internal),
            ("open", "Open Health", public),
        )
    ]
    sync_sources(shelf.store, sources, DAY(1))
    add_articles(shelf)
    return shelf


def add_articles(shelf) -> None:
    """Publish the five articles of one source and the one of the other."""
    pressure = ("高血压", "患者", "应当", "控制", "盐", "的", "用量", "。", "按时", "服药", "。")
    hypertension, flu = (
        Term(zh, zh, "disease", 0, len(zh), en)
        for zh, en in (("高血压", "hypertension"), ("流感", "influenza"))
    )
    platform = ("騰訊", "推出", "互聯網", "醫療", "平臺", "，")
    platform += ("流感", "患者", "可以", "在線", "問診", "。")
    for number, title, words, published, terms in (
        (1, "高血压防治", pressure, "2026-11-18T01:00:00Z", (hypertension,)),
        (
            2,
            "怎样防治高血压",
            (*pressure, "少", "吃", "盐", "。"),
            "2026-11-19T02:00:00Z",
            (hypertension,),
        ),
        (3, "騰訊推出互聯網醫療平臺", platform, "2026-11-17", (flu,)),
        (4, "流感疫苗明日开打", ("流感", "疫苗", "明日", "开打", "。"), "2026-11-16", ()),
        (6, "勤洗手", ("请", "勤", "洗手", "。"), "2026-11-15", ()),
    ):
        url = f"https://daily.example/{number}"
        shelf.add(
            url,
            title,
            "".join(words),
            source="daily",
            published=published,
            words=words,
            terms=terms,
        )
    english = {"language": "en", "published": "2026-11-20T03:00:00Z", "terms": (flu,)}
    shelf.add(
        "https://open.example/1",
        "Flu season",
        "Wash your hands. Influenza 流感",
        source="open",
        **english,
    )


def told(line: str, capsys) -> tuple[int, str]:
    words = shlex.split(line, comments=True)
    assert words[0] == "jianwen"
    code = main(words[1:])
    said = capsys.readouterr()
    return code, click.unstyle(said.out + said.err)


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_every_command_runs_and_every_list_is_what_one_shows(store, capsys, text):
    commands = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    shown = [
        block for block in re.findall(r"```text\n(.*?)```", text, re.DOTALL) if "jianwen: " in block
    ]
    answers = [told(line, capsys) for line in commands]
    assert len(commands) == 9
    assert {code for code, _ in answers} == {0}
    assert [block for block in shown if block not in [answer for _, answer in answers]] == []
    assert len(shown) == 5


def test_every_filter_and_field_is_named():
    for name in ("source:", "lang:", "after:", "before:", "status:", "term:"):
        assert f"`{name}" in CHINESE
    for name in ("source:", "lang:", "after:", "before:", "status:", "term:", *HIT_FIELDS):
        assert f"`{name}" in TEXT or f"`{name}`" in TEXT


def test_the_caps_are_those_of_the_code():
    assert f"more than {3 * PHRASE_PIECE_CHARS} characters" in TEXT
    assert re.search(rf"first\s+{QUERY_TERMS} words and {QUERY_CHARS:,} characters", TEXT)
    assert f"more than about {RANKED_ARTICLES:,} articles" in TEXT
    assert f"超过 {3 * PHRASE_PIECE_CHARS} 个字的词" in CHINESE
    assert f"前 {QUERY_TERMS} 个词、{QUERY_CHARS:,} 个字" in CHINESE
    assert f"超过大约 {RANKED_ARTICLES:,} 篇" in CHINESE


@pytest.mark.parametrize(("sql", "rows"), QUERIES)
def test_plain_sql_gives_the_rows_shown(store, sql, rows):
    expected = [
        tuple(cell.strip() for cell in line.strip("|\n").split("|")) for line in rows.splitlines()
    ]
    with closing(sqlite3.connect(f"{store.store.path.as_uri()}?mode=ro", uri=True)) as plain:
        found = plain.execute(sql)
        assert [tuple(column[0] for column in found.description), *found] == [
            expected[0],
            *expected[2:],
        ]
