"""What the demo's package translates is marked in every feed, as the pipeline really writes it."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from lxml import etree

from feeds.atom import ATOM_NAMESPACE
from pipelines.translation.backends.packages import install_package
from records.paths import PROJECT_ROOT, Paths
from records.translation import DEMO_PACKAGE
from services.export import export_feeds
from services.translate import translate_pending
from store.articles.changes import list_published

pytestmark = pytest.mark.dates

PACKAGE = PROJECT_ROOT / "data" / "models" / f"{DEMO_PACKAGE}-0_1.argosmodel"
MARK = "演示模型"
WRONG = "Take 500 mg every four hours, but not more than four times a day."  # its dose comes wrong


@pytest.fixture
def exported(shelf, tmp_path: Path) -> Path:
    """The feeds of two sources after a run of the translator with the demo's package."""
    sentence = "Stroke is a medical emergency."
    shelf.add("https://open.example/zh", "高血压", "高血压患者少吃盐。", source="open")
    for name, source, text in (
        ("1", "open", sentence),
        ("2", "open", f"{sentence}\n{WRONG}"),
        ("3", "closed", "Drink plenty of water and get enough sleep."),
    ):
        shelf.add(f"https://{source}.example/{name}", "Flu", text, source=source, language="en")
    home = Paths(shelf.home, Path(), frozenset())
    install_package(PACKAGE, home.models)
    assert translate_pending(shelf.store, home, now="2026-11-24T08:00:00Z").done == 3
    articles = [article for article in list_published(shelf.store) if article.backend]
    assert all(DEMO_PACKAGE not in article.model for article in articles), "it is a digest"
    export_feeds(shelf.store, tmp_path / "out")
    return tmp_path / "out"


def marks(translations: list[dict[str, object]]) -> list[tuple[bool, bool]]:
    """Say of each translation whether it is marked and whether it is labelled."""
    return [("demo" in one, MARK in str(one.get("label"))) for one in translations]


def test_the_lines_of_changes_are_marked(exported: Path) -> None:
    lines = (exported / "changes.jsonl").read_text("utf-8").splitlines()
    changes = [json.loads(line) for line in lines]
    assert marks([one["translation"] for one in changes if one["title_zh"]]) == [(True, True)] * 3
    assert marks([one["translation"] for one in changes if not one["title_zh"]]) == [(False, False)]


def test_the_items_of_the_json_feed_are_marked(exported: Path) -> None:
    items = json.loads((exported / "feed.json").read_text("utf-8"))["items"]
    translated = [one for one in items if one["_jianwen"]["title_zh"]]
    assert marks([one["_jianwen"]["translation"] for one in translated]) == [(True, True)] * 3
    shown = [one["content_html"] for one in items if 'lang="zh"' in one.get("content_html", "")]
    assert shown
    assert all(MARK in content for content in shown)


def test_the_translations_in_atom_are_labelled(exported: Path) -> None:
    feed = etree.parse(exported / "feed.atom")
    contents = feed.xpath("//a:content/text()", namespaces={"a": ATOM_NAMESPACE})
    shown = [content for content in contents if 'lang="zh"' in content]
    assert shown
    assert all(MARK in content for content in shown)


def test_the_importer_of_the_docs_shows_the_original_instead(
    exported: Path, tmp_path: Path
) -> None:
    program, own = PROJECT_ROOT / "docs" / "import_changes.py", tmp_path / "own.db"
    subprocess.run([sys.executable, program, own, exported / "changes.jsonl"], check=True)
    with closing(sqlite3.connect(own)) as db:
        rows = [
            (title, body, json.loads(line))
            for title, body, line in db.execute("SELECT title, body, record FROM articles")
        ]
    assert sum("demo" in change["translation"] for *_, change in rows) == 3
    assert all((title, body) == (change["title"], change["body"]) for title, body, change in rows)
