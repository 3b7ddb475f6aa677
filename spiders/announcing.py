"""Write what a document announces: addresses into the ledger, articles that came whole to the intake."""

from collections.abc import Generator, Iterator, Sequence

from scrapy import Request
from scrapy.http import Response

from crawler.clock import now
from crawler.intake import Arrival
from crawler.result import Heard
from crawler.session import Session
from crawler.vitals import moved_for_good
from records.address import canonical
from records.limits import ANNOUNCED_MOST
from records.page import Candidate, Page
from records.source import Source
from spiders.found import Found
from spiders.step import Step
from store.ledger import Answered
from store.times import utc


def announce(
    session: Session, source: Source, found: Found, response: Response, step: Step, answer: Answered | None
) -> Generator[Request | Arrival, None, int]:
    """Write the candidates and, with the last of them, how the document answered; give how many addresses were unknown.

    The validators of a document with whole articles are written when all of those are kept: a run that is killed before asks
    again. A dry run writes into a store that nobody keeps.
    """
    wanted = found.candidates
    if len(wanted) > ANNOUNCED_MOST:
        session.tally.failed(source, f"{response.url} announces {len(wanted)} articles; only the first {ANNOUNCED_MOST} are taken")
        wanted = wanted[:ANNOUNCED_MOST]
    whole = [candidate for candidate in wanted if candidate.text and not candidate.withdrawn]
    others = [candidate for candidate in wanted if not candidate.text or candidate.withdrawn]
    new = session.unknown(whole)
    if session.options.dry:
        new += session.unknown(others)
        session.tally.found(source, others)
    else:
        new += session.announce(source, others, None if whole else answer)
    session.tally.found(source, whole)
    session.tally.hear(source, Heard(step.due.kind, step.due.url, response.status, found, new, moved=moved_for_good(response.request)))
    if not session.options.backfill and (text := gap(step, found, new)):
        session.tally.note(source, text)
    if not session.options.dry:
        yield from _arrivals(session, source, whole, response, answer)
    return new


def gap(step: Step, found: Found, new: int) -> str:
    """Say that articles may have been lost between two visits: all that a short list holds is newer than the last one."""
    heard = Heard(step.due.kind, step.due.url, found=found, new=new)
    before, oldest = step.due.fetched, utc(heard.oldest)
    if step.due.kind == "sitemap" or step.number > 1 or not before or not oldest or new < len(found.candidates):
        return ""
    if oldest <= before[: len(oldest)]:
        return ""
    return f"possible gap: the oldest of {new} entries ({oldest[:10]}) is newer than the last visit ({before[:10]}): {step.due.url}"


def _arrivals(
    session: Session, source: Source, whole: Sequence[Candidate], response: Response, answer: Answered | None
) -> Iterator[Arrival]:
    left = len(whole)

    def kept() -> None:
        nonlocal left
        left -= 1
        if not left and answer is not None:
            session.announce(source, [], answer)

    for candidate in whole:
        yield Arrival(source, _fragment(candidate, source, response), kept=kept)


def _fragment(candidate: Candidate, source: Source, response: Response) -> Page:
    return Page(
        url=canonical(candidate.url),
        source=source.name,
        body=candidate.text.encode("utf-8", "replace"),
        fetched=now(),
        form="fragment",
        fetched_url=response.url,
        charset="utf-8",
        hint=candidate.hint,
    )
