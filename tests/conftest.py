"""A store to read from, filled the way the line fills it."""

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from records.page import Page
from records.record import Record, Term
from records.source import Rights, Source
from store.db.connection import Store
from store.ledger.raw_pages import keep_page
from store.open import open_store
from store.settle import store_result
from store.sources.sources import sync_sources
from tests import clocked  # noqa: F401 - mends sleep below libfaketime
from text.chinese.folding import fold_text

# a run is red for what changed, so each draws the same cases
settings.register_profile("same", derandomize=True, max_examples=60)
# `--hypothesis-profile=thorough` draws many others
settings.register_profile("thorough", max_examples=1_000)
settings.load_profile("same")

NOW = "2026-11-23T19:00:00Z"
PUBLIC = Rights(
    licence="CC-BY-4.0", full_text="public", translate=True, attribution="Example Health, CC BY 4.0"
)
INTERNAL = Rights(
    licence="all-rights-reserved", full_text="internal", translate=True, attribution="人民网"
)
SOURCES = (
    Source(
        name="open", title="公开来源", kind="authority", home="https://open.example/", rights=PUBLIC
    ),
    Source(
        name="closed",
        title="人民网 健康",
        kind="news",
        home="https://closed.example/",
        rights=INTERNAL,
    ),
)


@dataclasses.dataclass
class Shelf:
    """A store with two sources, open for writing, and how to put an article into it."""

    home: Path
    store: Store

    def add(
        self, url: str, title: str, body: str, *, source: str = "", now: str = NOW, **fields: object
    ) -> str:
        """Settle one article as the line would have read it; gives its uid."""
        language = str(fields.pop("language", "zh"))
        record = Record(
            url=url,
            source=source,
            raw=body.encode(),
            fetched=now,
            title=title,
            body=body,
            language=language,
            script="Hans" if language == "zh" else "Latn",
            fingerprint=hashlib.sha256(fold_text(body).encode()).hexdigest(),
            **{"published": "2026-11-20T08:00:00Z", "words": tuple(body.split()), **fields},
        )
        page = Page(url=url, source=source, body=f"{title}\n{body}".encode(), fetched=now)
        kept = keep_page(self.store, page, now)
        return store_result(self.store, kept.id, record, now, pipeline_version="test1").uid


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """An empty store that knows its two sources."""
    home = tmp_path / "var"
    with open_store(home / "jianwen.db") as store:
        sync_sources(store, SOURCES, NOW)
        yield Shelf(home, store)


@pytest.fixture
def stocked(shelf: Shelf) -> Callable[[], Shelf]:
    """The same store with a handful of articles: public, internal, by hand, a copy, English."""

    def fill() -> Shelf:
        term = Term("高血压", "高血压", "disease", 0, 3, en="hypertension", in_title=True)
        salt = "高血压患者每天吃盐不超过五克。\n多吃蔬菜，少吃腌制食品，每周量一次血压。"
        shelf.add(
            "https://open.example/1",
            "高血压患者少吃盐",
            salt,
            source="open",
            authors=("王一", "李二"),
            terms=(term,),
        )
        shelf.add(
            "https://closed.example/2",
            "互联网医疗新规",
            "互联网医疗服务须由执业医师提供。\n騰訊公司表示遵守规定。",
            source="closed",
        )
        shelf.add(
            "https://closed.example/3",
            "少吃盐好处多",
            salt,
            source="closed",
            published="2026-11-20T09:00:00Z",
        )
        shelf.add(
            "https://hand.example/4", "手工导入的文章", "这一篇文章由操作员手工导入，没有来源。"
        )
        shelf.add(
            "https://open.example/5",
            "Wash your hands",
            "Wash your hands often.\nUse soap.",
            source="open",
            language="en",
        )
        return shelf

    return fill


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out unless they are asked for by `-m`: a bare pytest takes minutes, they
    take hours.
    """
    if "long" in config.option.markexpr:
        return
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("long")])
    items[:] = [item for item in items if not item.get_closest_marker("long")]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table of what the crash tests measured.

    Here, for beside xdist only this file is read where the summary is made.
    """
    measured = [
        text
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, text in report.user_properties
        if name == "measured"
    ]
    if measured:
        terminalreporter.section("measured")
        terminalreporter.write_line("| test | suite | measured |\n|---|---|---|")
        for text in sorted(measured):
            terminalreporter.write_line(text)
