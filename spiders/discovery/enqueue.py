"""Write what a document announces: addresses into the ledger, articles that came whole to the
intake.
"""

from collections.abc import Generator, Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from crawler.run.health_measures import find_permanent_redirect
from crawler.run.item_pipeline import PageItem
from crawler.run.result import EndpointResult
from crawler.run.session import CrawlSession
from records.announcement import Announcement
from records.clock import utc_now
from records.limits import ANNOUNCED_MAX
from records.page import AnnouncedArticle, Page
from records.source import Source
from records.urls import normalize_url
from spiders.discovery.request import DiscoveryRequest
from store.db.times import to_utc
from store.ledger.announcements import EndpointResponse
from store.sources.measures import EndpointGap


def enqueue_announcement(
    session: CrawlSession,
    source: Source,
    announcement: Announcement,
    response: Response,
    step: DiscoveryRequest,
    answer: EndpointResponse | None,
) -> Generator[Request | PageItem, None, int]:
    """Write the candidates and, with the last of them, how the document answered.

    Give how many addresses were unknown.

    The validators of a document with whole articles are written when all of those are kept: a run
    that is killed before asks again. A dry run writes into a store that nobody keeps.
    """
    candidates = _cap_candidates(session, source, announcement, response)
    # a text that another source's address comes with is refused, and its page is fetched instead
    own_texts = {
        candidate.url
        for candidate in candidates
        if candidate.text and not candidate.withdrawn and session.owns(source, candidate.url)
    }
    whole: list[AnnouncedArticle] = []
    others: list[AnnouncedArticle] = []
    for candidate in candidates:
        is_whole = not candidate.withdrawn and candidate.url in own_texts
        (whole if is_whole else others).append(candidate)
    new = session.count_unknown(whole)
    if session.options.dry_run:
        new += session.count_unknown(others)
        session.stats.record_announced(source, others)
    else:
        new += session.record_announcements(source, others, None if whole else answer)
    session.stats.record_announced(source, whole)
    gap = None if session.options.backfill_days else find_gap(step, announcement, new)
    due, moved_to = step.due, find_permanent_redirect(response.request)
    result = EndpointResult(
        due.kind, due.url, response.status, announcement, new, moved_to=moved_to, gap=gap
    )
    session.stats.record_endpoint(source, result)
    if gap is not None:
        session.stats.add_note(source, gap.build_note(due.url))
    if not session.options.dry_run:
        yield from _build_items(session, source, whole, response, answer)
    return new


def _cap_candidates(
    session: CrawlSession, source: Source, announcement: Announcement, response: Response
) -> Sequence[AnnouncedArticle]:
    """Give the announced articles, at most ANNOUNCED_MAX; more make the source failed."""
    candidates = announcement.candidates
    if len(candidates) > ANNOUNCED_MAX:
        session.stats.record_failure(
            source,
            f"{response.url} announces {len(candidates)} articles; only the first"
            f" {ANNOUNCED_MAX} are taken",
        )
    return candidates[:ANNOUNCED_MAX]


def find_gap(step: DiscoveryRequest, announcement: Announcement, new: int) -> EndpointGap | None:
    """Find that articles may have been missed between two visits: all that a short list holds is
    newer than the last visit.
    """
    heard = EndpointResult(step.due.kind, step.due.url, announcement=announcement, new=new)
    before, oldest = step.due.fetched, to_utc(heard.oldest)
    if (
        step.due.kind == "sitemap"
        or step.number > 1
        or not before
        or not oldest
        or new < len(announcement.candidates)
    ):
        return None
    if oldest <= before[: len(oldest)]:
        return None
    return EndpointGap(new, oldest[:10], before[:10])


def _build_items(
    session: CrawlSession,
    source: Source,
    whole: Sequence[AnnouncedArticle],
    response: Response,
    answer: EndpointResponse | None,
) -> Iterator[PageItem]:
    pending = len(whole)

    def kept() -> None:
        nonlocal pending
        pending -= 1
        if not pending and answer is not None:
            session.record_announcements(source, [], answer)

    for candidate in whole:
        yield PageItem(source, _build_fragment_page(candidate, source, response), on_saved=kept)


def _build_fragment_page(candidate: AnnouncedArticle, source: Source, response: Response) -> Page:
    return Page(
        url=normalize_url(candidate.url),
        source=source.name,
        body=candidate.text.encode("utf-8", "replace"),
        fetched=utc_now(),
        form="fragment",
        fetched_url=response.url,
        charset="utf-8",
        hint=candidate.hint,
    )
