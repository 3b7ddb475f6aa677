"""Follow the plan of a visit without a network: every address answers what a test says."""

from collections.abc import Mapping
from typing import TypeVar

from crawler.visit import Answer, Plan
from records.verdict import Drop

Result = TypeVar("Result")


def html(text: str, url: str = "") -> Answer:
    """A page that people read."""
    return Answer(url, 200, text.encode(), "text/html", "utf-8")


def follow(plan: Plan[Result], answers: Mapping[str, Answer | list[Answer]]) -> tuple[Result, list[str]]:
    """Give what a plan came to, and what it asked for; an address with a list answers differently each time, an unknown one 404."""
    asked: list[str] = []
    waiting = {url: list(answer) if isinstance(answer, list) else [answer] for url, answer in answers.items()}
    answer: Answer | None = None
    while True:
        try:
            ask = next(plan) if answer is None else plan.send(answer)
        except StopIteration as end:
            return end.value, asked
        url = ask if isinstance(ask, str) else ask.url
        asked.append(url if isinstance(ask, str) or not ask.token else f"{url} with {ask.token}")
        known = waiting.get(url, [])
        found = known.pop(0) if len(known) > 1 else known[0] if known else None
        answer = found or Answer(url, 404, verdict=Drop("fetch", "http-404", "answered 404"))
        answer = Answer(answer.url or url, answer.status, answer.body, answer.media, answer.charset, answer.verdict)
