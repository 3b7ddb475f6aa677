"""Read some articles of a site whose source file is drafted, to learn which rules its pages
need.
"""

import re
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urljoin, urlsplit

from crawler.fetch.visitor import FetchResult
from records.page import AnnouncedArticle, Page
from records.record import Record
from records.source import PageRules, PayloadRules
from records.urls import get_origin
from records.verdict import Verdict
from spiders.drafting.draft import SourceDraft
from spiders.drafting.guess_body import guess_body_selector
from spiders.drafting.guess_json import guess_payload_fields
from text.encoding import decode_body
from text.html.parse import Element, parse_html
from text.html.script_json import JsonNotFoundError, find_embedded_json, find_hidden_text
from text.xml.elements import strip_markup

SAMPLE_ARTICLES: Final = 2  # articles that are read
_ENOUGH_CHARS: Final = 150
"""Of an article's text, under which the general extractor has found none."""
_RULE_GAIN: Final = 2
"""So many times the text must a rule find before it is proposed: the general extractor lives
through redesigns, a selector does not.
"""
_PAGE_GAIN: Final = 1.3
"""A page that holds so many times the text of its feed has a longer article.

A little more is its head and foot.
"""
_TEXT_LOCATION = re.compile(r"the (?:script variable (?P<variable>\S+)|element (?P<inside>#\S+))")

RefineWithRules = Callable[[Page, PageRules], Record | Verdict]
"""Runs a page through the line by the rules of a source."""


@dataclass(slots=True)
class _RuleVotes:
    """What the samples spoke for, one each."""

    bodies: list[str] = field(default_factory=list)
    payloads: list[dict[str, str]] = field(default_factory=list)


def sample_articles(
    draft: SourceDraft, candidates: Sequence[AnnouncedArticle], refine: RefineWithRules, now: str
) -> Generator[str, FetchResult, None]:
    """Read some of the articles and write into the draft how they came out.

    A rule only where all of them came out better by it.
    """
    rules, read_without = _RuleVotes(), 0
    for number, candidate in enumerate(candidates[:SAMPLE_ARTICLES]):
        answer = (yield candidate.url).as_page()
        url = candidate.url
        if number == 0 and answer.status == 404 and draft.api:
            url, answer = yield from _find_link_prefix(draft, url, answer)
        if answer.verdict is not None:
            draft.unsure.append(f"{url}: {answer.failure}")
        else:
            page = Page(
                url,
                "",
                answer.body,
                now,
                media=answer.media or "text/html",
                charset=answer.charset,
                hint=candidate.hint,
            )
            read_without += _sample_article(
                draft, page, refine, rules, len(strip_markup(candidate.text))
            )
    if read_without:
        return
    if rules.bodies and len(set(rules.bodies)) == 1:
        draft.body = rules.bodies[0]
        draft.unsure.append(
            "body: the general extractor finds less than this selector; does it hold the article"
            " and nothing else?"
        )
    elif rules.payloads and all(payload == rules.payloads[0] for payload in rules.payloads):
        draft.payload = rules.payloads[0]
        draft.unsure.append(
            "[payload]: the page keeps its text as JSON; the fields are guessed by their names"
        )


def _sample_article(
    draft: SourceDraft, page: Page, refine: RefineWithRules, rules: _RuleVotes, feed_chars: int
) -> bool:
    """Read one article without rules; where hardly anything came out try what its page suggests.

    Say whether no rule is needed.

    `feed_chars` are the characters that the feed carries of it.
    """
    record = refine(page, PageRules())
    char_count = len(record.body) if isinstance(record, Record) else 0
    if feed_chars and char_count > _PAGE_GAIN * feed_chars:
        draft.full_text_feeds = False
        draft.unsure.append(
            f"{page.url}: {feed_chars} characters in the feed, {char_count} on the page: the feed"
            " does not carry whole articles"
        )
    root = parse_html(decode_body(page.body, page.charset)[0].replace("\0", ""))
    css, shown = guess_body_selector(root)
    if css and shown >= max(_ENOUGH_CHARS, _RULE_GAIN * char_count):
        better = refine(page, PageRules(body=css))
        if isinstance(better, Record) and len(better.body) >= max(
            _ENOUGH_CHARS, _RULE_GAIN * char_count
        ):
            rules.bodies.append(css)
            draft.observations.append(
                f"{page.url}: {char_count} characters without a rule, {len(better.body)} with"
                f" body = {css!r}"
            )
            return False
    if char_count < _ENOUGH_CHARS and (pairs := _guess_payload(root)):
        better = refine(page, PageRules(payload=PayloadRules(**pairs)))
        if isinstance(better, Record) and len(better.body) > char_count:
            rules.payloads.append(pairs)
            draft.observations.append(_describe_sample(page.url, better))
            return False
    if not isinstance(record, Record):
        draft.unsure.append(f"{page.url}: {record.stage}: {record.reason} {record.detail}".rstrip())
    elif char_count < _ENOUGH_CHARS:
        draft.unsure.append(
            f"{page.url}: only {char_count} characters of text; body may need a selector"
        )
    else:
        draft.observations.append(_describe_sample(page.url, record))
    return char_count >= _ENOUGH_CHARS


def _describe_sample(url: str, record: Record) -> str:
    facts = ", ".join(
        part for part in (record.published[:16], record.outlet, record.editor) if part
    )
    return (
        f"{url}: “{record.title[:40]}”, {len(record.body)}"
        f" characters{f' ({facts})' if facts else ''}"
    )


def _guess_payload(root: Element) -> dict[str, str]:
    """Guess the table [payload] of an article whose text is JSON in its page.

    {} when it keeps none.
    """
    kept = _TEXT_LOCATION.fullmatch(find_hidden_text(root, ""))
    if kept is None:
        return {}
    where = {key: name for key, name in kept.groupdict().items() if name}
    with suppress(JsonNotFoundError):
        if fields := guess_payload_fields(find_embedded_json(root, **where)):
            return {**where, **fields}
    return {}


def _find_link_prefix(
    draft: SourceDraft, url: str, answer: FetchResult
) -> Generator[str, FetchResult, tuple[str, FetchResult]]:
    """Look for the folder that the addresses of a JSON list leave out: by the links of the front
    page, then by the list's own address.
    """
    path = urlsplit(url).path
    front = (yield draft.home).as_page()
    links = [
        node.get("href") or ""
        for node in parse_html(decode_body(front.body, front.charset)[0].replace("\0", "")).iter(
            "a"
        )
    ]
    prefixes = [
        urljoin(draft.home, link.removesuffix(path))
        for link in links
        if path != "/" and link.endswith(path)
    ]
    folders = [
        name
        for name in urlsplit(draft.api["url"]).path.split("/")[1:-1]
        if not re.fullmatch(r"api|v\d+|rest", name)
    ]
    # https://host/api/news/newsitems names what lies below /news/item
    guessed = urljoin(draft.home, "/".join([*folders, "item"]))
    for prefix in dict.fromkeys([*prefixes[:1], guessed]):
        if not prefix or get_origin(prefix) != get_origin(draft.home):
            continue
        other = (yield prefix.rstrip("/") + path).as_page()
        if other.verdict is None:
            draft.api["link_prefix"] = prefix.rstrip("/")
            draft.unsure.append(
                f"[api] link_prefix: {url} answers 404, an article below {prefix} answers"
            )
            return prefix.rstrip("/") + path, other
    return url, answer
