"""Fetch one document, an article's page most often, for somebody who looks at it."""

from crawler.fetch.visitor import FetchPlan, FetchResult, find_fetch_error, run_fetch_plan
from records.clock import utc_now
from records.errors import UsageError
from records.page import Page
from records.paths import Paths
from records.urls import normalize_url


def fetch_page(url: str, home: Paths) -> Page:
    """Fetch one page; UsageError says why there is none.

    Like a crawl it can run once in the life of a process.
    """
    if reason := find_fetch_error(url, home):
        raise UsageError(f"{url[:200]}: {reason}")
    return run_fetch_plan(_page_plan(url), home)


def fetch_document(url: str, home: Paths) -> bytes:
    """Fetch a document of any kind; the same."""
    if reason := find_fetch_error(url, home):
        raise UsageError(f"{url[:200]}: {reason}")
    answer = run_fetch_plan(_document_plan(url), home)
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.failure}")
    return answer.body


def _document_plan(url: str) -> FetchPlan[FetchResult]:
    return (yield url)


def _page_plan(url: str) -> FetchPlan[Page]:
    return build_fetched_page(url, (yield url))


def build_fetched_page(url: str, answer: FetchResult) -> Page:
    """Make the page of an address out of what it answered; UsageError when that is no page."""
    answer = answer.as_page()
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.failure}")
    address, answered = normalize_url(url), normalize_url(answer.url)
    return Page(
        url=address,
        source="",
        body=answer.body,
        fetched=utc_now(),
        fetched_url=answered if answered != address else "",
        media=answer.media or "text/html",
        charset=answer.charset,
    )
