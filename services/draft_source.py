"""Draft a source file for a site: what `jianwen sources new` does."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.fetch.visitor import FetchResult, find_fetch_error, run_fetch_plan
from crawler.sources.parse import SourceFile, parse_source
from pipelines.resources.kit import build_stage_context
from records.clock import utc_now
from records.errors import UsageError
from records.paths import PROJECT_ROOT, Paths
from records.source import Source
from services.frozen_pages import refine_page
from services.saved_page import read_saved_page
from spiders.drafting.probe import probe_site

if TYPE_CHECKING:
    from records.page import Page
    from records.record import Record
    from records.source import PageRules
    from records.verdict import Verdict
    from spiders.drafting.draft import SourceDraft


@dataclass(frozen=True, slots=True)
class DraftedFile:
    """A source file that nobody has written yet."""

    path: Path  # where it belongs
    text: str  # TOML that `jianwen sources check` accepts
    name_taken: bool  # another source has a file of this name


def draft_source_file(
    url: str, home: Paths, *, name: str = "", saved_page: Path | None = None
) -> DraftedFile:
    """Draft the source file of the site at an address; nothing is written.

    UsageError when nothing comes of it, StoreError never: no store is needed.
    """
    address = url if "://" in url else f"https://{url}"
    draft = draft_source(address, home, name=name, saved_page=saved_page)
    path = home.sources / f"{draft.name}.toml"
    # an empty one is what the shell made for this very draft
    taken = path.is_file() and path.stat().st_size > 0
    return DraftedFile(path, render_draft(draft, home), taken)


def draft_source(
    url: str, home: Paths, *, name: str = "", saved_page: Path | None = None
) -> "SourceDraft":
    """Visit the site, or read its saved page, and draft; UsageError when nothing comes of it."""
    if reason := find_fetch_error(url, home):
        raise UsageError(f"{url[:200]}: {reason}")
    context = build_stage_context(PROJECT_ROOT / "data")

    def refine_by(page: "Page", rules: "PageRules") -> "Record | Verdict":
        return refine_page(page, replace(context, rules={page.source: rules}))

    saved = FetchResult(url, 200, read_saved_page(saved_page)) if saved_page else None
    plan = probe_site(url, utc_now(), refine_by, saved, name)
    if saved_page is None:
        return run_fetch_plan(plan, home)
    try:
        next(plan)
    except StopIteration as end:
        draft: SourceDraft = end.value
        return draft
    raise UsageError(f"{saved_page}: the draft needs more than this page")


def render_draft(site_draft: "SourceDraft", home: Paths) -> str:
    """Give the draft as TOML that `jianwen sources check` accepts.

    UsageError names what it would refuse.
    """
    text = site_draft.to_toml()
    parsed = parse_source(SourceFile(site_draft.name, text, tomllib.loads(text)), home.allow_hosts)
    if isinstance(parsed, Source):
        return text
    raise UsageError(
        f"no usable draft for {site_draft.home}: {'; '.join(fault.text for fault in parsed)}"
    )
