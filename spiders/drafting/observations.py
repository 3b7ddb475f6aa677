"""Take what one document of a site shows into the draft of its source file."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from crawler.fetch.visitor import FetchResult
from crawler.sources.url_families import resolve_links_pattern
from records.announcement import Announcement, ReadOptions, UnreadableEndpoint
from records.licence import parse_licence
from records.page import AnnouncedArticle
from records.source import ApiRules
from records.urls import get_origin
from spiders.discovery.feeds.rss_atom import read_feed
from spiders.discovery.json_api import read_json_list
from spiders.discovery.listings.article_links import resolve_link
from spiders.discovery.listings.listing import ListingRule, read_listing
from spiders.discovery.pagination import read_paging
from spiders.discovery.sitemaps.sitemap import read_sitemap
from spiders.drafting.draft import SourceDraft
from spiders.drafting.guess_json import JsonListGuess, guess_json_list
from spiders.drafting.url_patterns import PATTERN_MIN_URLS, find_article_group, infer_links_pattern
from text.encoding import decode_body
from text.html.parse import Element, parse_html
from text.html.script_json import JsonNotFoundError, find_embedded_json, parse_json
from text.whitespace import collapse_whitespace
from text.xml.elements import strip_markup

_SCRIPT_VARIABLES = re.compile(
    r"\b(?:var|let|const)\s+([A-Za-z_$][\w$]{0,60})\s*=\s*[\[{\"']|"
    r"\bwindow\.([A-Za-z_$][\w$]{0,60})\s*=\s*[\[{\"']"
)
_MAX_JSON_PLACES: Final = 50  # JSON in one page that is looked at
_ELEMENT_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_LICENCE_URL = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/[\w./-]+", re.IGNORECASE)
_SEPARATORS = re.compile(r"(?:(?<!\s)\s++)?[-_|–—·]+\s*")
_LOOSE_RULE_SHARE: Final = 0.1
"""A rule that matches so many more links of the page than were found is told to be loose."""
_FULL_TEXT_CHARS: Final = 600  # of an entry's text, under which it is a summary
_FULL_TEXT_SHARE: Final = 0.8
"""Of a feed's entries that carry their whole text, where it is a feed of whole articles.

Some entries are pictures.
"""
_LIST_MATCH_SHARE: Final = 0.5
_JOURNAL_TITLE = re.compile(r"\bjournals?\b|\blancet\b|\bannals\b|学报|杂志|期刊", re.IGNORECASE)


def add_feed(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions
) -> list[AnnouncedArticle]:
    """Take a feed, unless few of its entries are of the list that the draft has already.

    Unreadable when it is none.
    """
    announcement = read_feed(answer.body, answer.url or url, options, answer.charset)
    if not announcement.candidates:
        return []
    newest = max((entry.hint.published for entry in announcement.candidates), default="")
    seen = f"{url}: {announcement.entries} entries, the newest {newest[:10] or 'without a date'}"
    if draft.listings and draft.links:
        rule = re.compile(resolve_links_pattern(draft.links))
        if sum(
            bool(rule.search(entry.url)) for entry in announcement.candidates
        ) < _LIST_MATCH_SHARE * len(announcement.candidates):
            draft.unsure.append(
                f"feeds: {seen}, few of them match links; it may be the feed of another part of the"
                " site"
            )
            return []
    draft.feeds.append(url)
    draft.observations.append(seen)
    whole = read_feed(
        answer.body, answer.url or url, replace(options, full_text=True), answer.charset
    ).candidates
    carries = sum(
        len(strip_markup(entry.text)) >= _FULL_TEXT_CHARS for entry in whole
    ) >= _FULL_TEXT_SHARE * len(whole)
    draft.full_text_feeds = carries and (draft.full_text_feeds or len(draft.feeds) == 1)
    return list(whole if carries else announcement.candidates)


def add_sitemap(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions
) -> Announcement:
    """Take a sitemap or an index of them; Unreadable when it is neither."""
    announcement = read_sitemap(answer.body, answer.url or url, options, answer.charset)
    if announcement.candidates or announcement.children:
        draft.sitemaps.append(url)
        what = (
            f"an index of {len(announcement.children)} sitemaps"
            if announcement.children
            else f"a sitemap of {announcement.entries} entries"
        )
        draft.observations.append(f"{url}: {what}")
        if announcement.children:
            draft.unsure.append(
                "an index of sitemaps may cover the whole site: does links match articles on health"
                " and nothing else?"
            )
        draft.links = draft.links or infer_links_pattern(
            [candidate.url for candidate in announcement.candidates]
        )
    return announcement


def add_json_list(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions
) -> list[AnnouncedArticle]:
    """Take an answer that is JSON, or jsonp, with a list in it.

    Unreadable when it is JSON without one.
    """
    text, _ = decode_body(answer.body, answer.charset)
    value = _parse_json(text)
    if value is None:
        return []
    if candidates := _add_guessed_list(draft, url, answer, options, guess_json_list(value), {}):
        return candidates
    raise UnreadableEndpoint("JSON without a list of articles", transient=True)


def _parse_json(text: str) -> Any:  # noqa: ANN401 - JSON holds anything
    for part in (text, text[text.find("(") + 1 : max(text.rfind(")"), 0)]):
        with suppress(JsonNotFoundError):
            return parse_json(part)
    return None


def _add_guessed_list(
    draft: SourceDraft,
    url: str,
    answer: FetchResult,
    options: ReadOptions,
    guessed: JsonListGuess | None,
    location: dict[str, str],
) -> list[AnnouncedArticle]:
    """Take a JSON list whose fields were guessed, if reading it so gives articles."""
    if guessed is None:
        return []
    fields = {
        key: value
        for key in ("link", "title", "published", "body")
        if (value := getattr(guessed, key))
    }
    api = ApiRules((url,), guessed.items, **fields, **location)
    with suppress(UnreadableEndpoint):
        candidates = list(
            read_json_list(answer.body, api, answer.url or url, options, answer.charset).candidates
        )
        if candidates:
            draft.api = {"url": url, **location, "items": guessed.items, **fields}
            draft.observations.append(
                f"{url}: a JSON list of {guessed.records} records, e.g. {candidates[0].url}"
            )
            what = (
                "does link give the article's own address?"
                if guessed.has_url
                else "no field is an address; set link_prefix"
            )
            draft.unsure.append(f"[api]: the fields are guessed by their names and values; {what}")
            return candidates
    return []


def add_site_facts(draft: SourceDraft, root: Element, text: str) -> None:
    """Take what a page says of its site: title, language, licence, whether journals are named."""
    site = (
        root.xpath("string(//meta[@property='og:site_name']/@content)")
        or _SEPARATORS.split(root.xpath("string(//title)").strip())[-1]
    )
    draft.title = collapse_whitespace(site)[:80] or draft.name
    if draft.kind == "news" and _JOURNAL_TITLE.search(draft.title):
        draft.kind = "journal"
    written = (root.get("lang") or "").lower()[:2]
    draft.language = written if written in ("zh", "en") else ""
    if named := root.xpath("string(//link[@rel='license']/@href | //a[@rel='license']/@href)"):
        draft.licence = parse_licence(named)
        draft.unsure.append(
            f"rights: the page names {named} as its licence; does it hold for the text of all"
            " articles?"
        )
    elif licence := _LICENCE_URL.search(text):
        draft.unsure.append(
            f"rights: the page names https://{licence[0]}; is that the licence of the articles?"
        )


def add_listing(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions
) -> list[AnnouncedArticle]:
    """Take a page that lists articles: the form of their addresses, how the list turns."""
    listing = read_listing(
        answer.body, answer.url or url, ListingRule(home=draft.home), options, answer.charset
    )
    if len(listing.candidates) < PATTERN_MIN_URLS and (form := _find_common_pattern(answer, url)):
        grouped = read_listing(
            answer.body,
            answer.url or url,
            ListingRule(form, home=draft.home),
            options,
            answer.charset,
        )
        if len(grouped.candidates) > len(listing.candidates):
            listing = grouped
            draft.unsure.append(
                "links: these addresses do not look like those of articles, they only have longer"
                " titles than others"
            )
    urls = [candidate.url for candidate in listing.candidates]
    dated = sum(bool(candidate.hint.published) for candidate in listing.candidates)
    if len(urls) < PATTERN_MIN_URLS and not (urls and (dated or listing.last or listing.next)):
        return []
    links = infer_links_pattern(urls)
    if links:
        rule = ListingRule(links, home=draft.home)
        ruled = read_listing(answer.body, answer.url or url, rule, options, answer.charset)
        extra = {candidate.url for candidate in ruled.candidates} - set(urls)
        if len(extra) > _LOOSE_RULE_SHARE * len(urls):
            draft.unsure.append(
                f"links also matches {len(extra)} other addresses of the page, e.g. {min(extra)}"
            )
    else:
        draft.unsure.append(
            "links: the articles' addresses have no form in common; without links the page itself"
            " decides"
        )
    draft.listings.append(url)
    draft.links = draft.links or links
    draft.observations.append(
        f"{url}: a list of {len(urls)} articles, {dated} of them with a date, e.g. {urls[0]}"
    )
    _add_paging(draft, url, answer)
    return list(listing.candidates)


def _add_paging(draft: SourceDraft, url: str, answer: FetchResult) -> None:
    """Take from the page of a list how it goes on."""
    paging = read_paging(
        parse_html(decode_body(answer.body, answer.charset)[0].replace("\0", "")), answer.url or url
    )
    if paging.next or paging.last > 1:
        draft.pages = paging.template or "auto"
        draft.observations.append(
            f"the list has further pages{f', {paging.last} in all' if paging.last else ''}"
        )


def _find_common_pattern(answer: FetchResult, url: str) -> str:
    """Give the form of address that the most titled links of a page share, where none looks like an
    article's.
    """
    root = parse_html(decode_body(answer.body, answer.charset)[0].replace("\0", ""))
    base = answer.url or url
    links = (
        (resolve_link(base, node.get("href") or ""), collapse_whitespace("".join(node.itertext())))
        for node in root.iter("a")
    )
    return infer_links_pattern(
        find_article_group(
            (link, title) for link, title in links if link and get_origin(link) == get_origin(base)
        )
    )


def add_embedded_list(
    draft: SourceDraft,
    url: str,
    answer: FetchResult,
    options: ReadOptions,
    root: Element,
    text: str,
) -> list[AnnouncedArticle]:
    """Look for a list in the JSON that the page keeps for its scripts."""
    for where in islice(_iter_json_places(root, text), _MAX_JSON_PLACES):
        with suppress(JsonNotFoundError):
            guess = guess_json_list(find_embedded_json(root, **where))
            if candidates := _add_guessed_list(draft, url, answer, options, guess, where):
                return candidates
    return []


def _iter_json_places(root: Element, text: str) -> Iterator[dict[str, str]]:
    for node in root.iter("div", "script", "textarea", "input", "span"):
        name = node.get("id")
        if (
            name
            and _ELEMENT_ID.fullmatch(name)
            and (node.text or node.get("value") or "").lstrip()[:1] in ("[", "{")
        ):
            yield {"inside": f"#{name}"}
    for match in _SCRIPT_VARIABLES.finditer(text):
        yield {"variable": match[1] or match[2]}
