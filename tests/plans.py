"""Follow the plan of a visit without a network: every address answers what a test says."""

from collections.abc import Mapping
from typing import TypeVar

from crawler.fetch.visitor import FetchPlan, FetchResult
from records.verdict import Drop

Result = TypeVar("Result")


def html(text: str, url: str = "") -> FetchResult:
    """A page that people read."""
    return FetchResult(url, 200, text.encode(), "text/html", "utf-8")


def follow(
    plan: FetchPlan[Result], answers: Mapping[str, FetchResult | list[FetchResult]]
) -> tuple[Result, list[str]]:
    """Give what a plan came to, and what it asked for.

    An address with a list answers differently each time, an unknown one 404.
    """
    asked: list[str] = []
    waiting = {
        url: list(answer) if isinstance(answer, list) else [answer]
        for url, answer in answers.items()
    }
    answer: FetchResult | None = None
    while True:
        try:
            ask = next(plan) if answer is None else plan.send(answer)
        except StopIteration as end:
            return end.value, asked
        url = ask if isinstance(ask, str) else ask.url
        asked.append(url if isinstance(ask, str) or not ask.token else f"{url} with {ask.token}")
        known = waiting.get(url, [])
        found = known.pop(0) if len(known) > 1 else known[0] if known else None
        answer = found or FetchResult(url, 404, verdict=Drop("fetch", "http-404", "answered 404"))
        answer = FetchResult(
            answer.url or url,
            answer.status,
            answer.body,
            answer.media,
            answer.charset,
            answer.verdict,
        )
