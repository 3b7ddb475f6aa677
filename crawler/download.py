"""Fetch one document, an article's page most often, for somebody who looks at it."""

from crawler.clock import now
from crawler.visit import Answer, Plan, refused, visit
from records.address import canonical
from records.home import Home
from records.page import Page
from records.verdict import UsageError


def fetch(url: str, home: Home) -> Page:
    """Fetch one page; UsageError says why there is none. Like a crawl it can run once in the life of a process."""
    if reason := refused(url, home):
        raise UsageError(f"{url[:200]}: {reason}")
    return visit(_one(url), home)


def fetch_any(url: str, home: Home) -> bytes:
    """Fetch a document of any kind; the same."""
    if reason := refused(url, home):
        raise UsageError(f"{url[:200]}: {reason}")
    answer = visit(_answer(url), home)
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.trouble}")
    return answer.body


def _answer(url: str) -> Plan[Answer]:
    return (yield url)


def _one(url: str) -> Plan[Page]:
    return page_of(url, (yield url))


def page_of(url: str, answer: Answer) -> Page:
    """Make the page of an address out of what it answered; UsageError when that is no page."""
    answer = answer.as_page()
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.trouble}")
    address, answered = canonical(url), canonical(answer.url)
    return Page(
        url=address,
        source="",
        body=answer.body,
        fetched=now(),
        fetched_url=answered if answered != address else "",
        media=answer.media or "text/html",
        charset=answer.charset,
    )
