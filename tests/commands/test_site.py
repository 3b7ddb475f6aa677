"""The memory of a site through the whole line: furniture that no rule knows goes, every sentence of
the articles stays.
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import mean

import pytest

from pipelines.refine import refine
from pipelines.resources.kit import StageContext, build_stage_context
from pipelines.stages.clean import clean
from pipelines.stages.decode import decode
from pipelines.stages.extract import extract
from pipelines.stages.fingerprint import fingerprint
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record
from store.db.connection import Store
from store.ledger.raw_pages import ALL_PAGES, PageFilter, iter_waiting_pages, keep_page
from store.open import open_store
from store.settle import store_result
from store.site_memory import recall_lines
from tests.commands.conftest import Answer
from tests.sites import Sheet, bulletins, f1, site

NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-25T19:00:00Z"
STAGES = (decode, extract, clean, fingerprint)


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


@pytest.fixture
def store(tmp_path: Path) -> Iterable[Store]:
    with open_store(tmp_path / "var" / "jianwen.db") as opened:
        yield opened


@pytest.fixture
def read(kit: StageContext, store: Store) -> Callable[[Sheet], list[str]]:
    """Keep, refine and settle a page as a crawl does; give the lines of its body."""

    def page(sheet: Sheet) -> list[str]:
        fetched = Page(sheet.url, "", sheet.html.encode(), NOW, charset="utf-8")
        id = keep_page(store, fetched, NOW).id
        result = refine(Record.from_page(fetched, recall_lines(store, id, sheet.url)), kit, STAGES)
        assert isinstance(result, Record)
        store_result(store, id, result, NOW, pipeline_version="L1")
        return result.body.split("\n")

    return page


def again(store: Store, kit: StageContext, wanted: PageFilter = ALL_PAGES) -> int:
    """Refine what waits; give how many articles changed."""
    changed = 0
    for id, page in iter_waiting_pages(store, "L1", wanted):
        result = refine(Record.from_page(page, recall_lines(store, id, page.url)), kit, STAGES)
        changed += store_result(store, id, result, LATER, pipeline_version="L1").kind == "updated"
    return changed


def bodies(store: Store) -> dict[str, list[str]]:
    return {
        row["url"]: row["body"].split("\n") for row in store.query("SELECT url, body FROM articles")
    }


@pytest.mark.parametrize("language", ["zh", "en"])
def test_furniture_that_no_rule_knows_goes_by_the_tenth_page_and_no_sentence_with_it(
    read: Callable[[Sheet], list[str]], store: Store, kit: StageContext, language: str
) -> None:
    sheets = site(language)
    made = {sheet.url: read(sheet) for sheet in sheets}
    scores = [f1("\n".join(made[sheet.url]), "\n".join(sheet.lines)) for sheet in sheets]
    assert mean(scores[:3]) < 0.9
    assert min(scores[9:]) >= 0.99
    assert all(
        [line for line in made[sheet.url] if line in sheet.lines] == list(sheet.lines)
        for sheet in sheets
    )
    assert again(store, kit) == 8
    assert bodies(store) == {sheet.url: list(sheet.lines) for sheet in sheets}
    assert again(store, kit) == again(store, kit, PageFilter(all=True)) == again(store, kit) == 0


def test_what_went_is_kept_with_the_number_of_pages_that_hold_it(
    read: Callable[[Sheet], list[str]], store: Store
) -> None:
    sheets = site("zh", 12)
    for sheet in sheets:
        read(sheet)
    (row,) = store.query("SELECT removed FROM articles WHERE url = ?", (sheets[-1].url,))
    removed = json.loads(row["removed"])
    assert len(removed) == 6
    assert {(block["rule"], block["pages"]) for block in removed} == {("site-memory", 11)}


@pytest.mark.parametrize(
    "set_in",
    [
        "<p>{}</p>",
        "<div class='day'>{}</div>",
        "{}<br>",
        "<ul><li>{}</li></ul>",
        "<p><span>{}</span></p>",
    ],
)
def test_a_daily_bulletin_keeps_every_sentence(
    read: Callable[[Sheet], list[str]], store: Store, kit: StageContext, set_in: str
) -> None:
    sheets = bulletins(set_in)
    for sheet in sheets:
        assert read(sheet) == list(sheet.lines)
    assert again(store, kit, PageFilter(all=True)) == 0
    assert bodies(store) == {sheet.url: list(sheet.lines) for sheet in sheets}


@pytest.mark.parametrize("killed", [1, 3, 4, 6, 11])
def test_a_kill_between_two_pages_loses_and_doubles_nothing(
    read: Callable[[Sheet], list[str]], store: Store, kit: StageContext, killed: int
) -> None:
    sheets = site("en", 12)
    for sheet in sheets[:killed]:
        read(sheet)
    for sheet in sheets[killed - 1 :]:  # the last page is fetched and read once more
        read(sheet)
    again(store, kit)
    assert bodies(store) == {sheet.url: list(sheet.lines) for sheet in sheets}
    assert store.query_number("SELECT max(pages) FROM site_lines") == 12


def test_the_order_of_the_pages_does_not_matter_in_the_end(
    read: Callable[[Sheet], list[str]], store: Store, kit: StageContext
) -> None:
    sheets = site("zh", 12)
    for sheet in reversed(sheets):
        read(sheet)
    again(store, kit)
    assert bodies(store) == {sheet.url: list(sheet.lines) for sheet in sheets}


def test_refine_shows_then_applies_what_a_site_has_taught(
    store: Store, ask: Callable[..., Answer]
) -> None:
    for number, sheet in enumerate([*site("zh", 10), *bulletins("<p>{}</p>")[:2]]):
        at = LATER if number >= 10 else NOW
        keep_page(store, Page(sheet.url, "", sheet.html.encode(), at, charset="utf-8"), at)
    first = json.loads(ask("refine", "--host", "zelko.example", "--json").out)
    assert first == {"new": 10, "updated": 8}
    assert ask("refine", "--host", "https://ZELKO.example/").out == "refine: nothing waits\n"
    with store.transaction() as connection:
        connection.execute(
            "UPDATE articles SET body = body || char(10) || '多余的一行' WHERE url LIKE '%/zh/3'"
        )
    shown = ask("refine", "--since", "2026-11-01", "--dry-run", "--diff")
    assert shown.code == 0
    assert shown.out.startswith(
        "replay: 12 pages, 9 the same, 1 with other text, 0 with other metadata, 0 articles"
    )
    assert "\n- 多余的一行\n" in shown.out
    late = json.loads(ask("refine", "--since", LATER, "--dry-run", "--json").out)
    assert (late["pages"], late["article"]) == (2, 2)
    assert ask("refine", "--host", "nobody.example", "--dry-run").out.startswith("replay: 0 pages")
    assert json.loads(ask("refine", "--host", "zelko.example", "--all", "--json").out) == {
        "unchanged": 9,
        "updated": 1,
    }
    again = json.loads(ask("refine", "--dry-run", "--json", "--diff").out)
    assert (again["same"], again["article"], again["largest"][0]["kind"]) == (10, 2, "article")


def test_diff_belongs_to_a_dry_run(store: Store, ask: Callable[..., Answer]) -> None:
    answer = ask("refine", "--diff")
    assert answer.code == 2
    assert "add --dry-run" in answer.err
