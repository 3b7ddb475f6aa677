"""Take what one document of a site shows into the draft of its source file."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from crawler.visit import Answer
from pipelines import charset as charsets
from pipelines import embedded, tree
from pipelines.whitespace import squeeze
from records.address import origin
from records.licence import licence_of
from records.page import Candidate
from records.source import Api
from spiders.api import read_list
from spiders.draft import Draft
from spiders.families import pattern
from spiders.feed import read_feed
from spiders.found import Found, Reading, Unreadable
from spiders.jsonguess import Guess, guess
from spiders.links import join
from spiders.listing import Rule, read_listing
from spiders.markup import plain
from spiders.pagination import read_pages
from spiders.patterns import LEAST, main_group, pattern_of
from spiders.sitemap import read_sitemap

_VARIABLES = re.compile(r"\b(?:var|let|const)\s+([A-Za-z_$][\w$]{0,60})\s*=\s*[\[{\"']|\bwindow\.([A-Za-z_$][\w$]{0,60})\s*=\s*[\[{\"']")
_STORES: Final = 50  # JSON in one page that is looked at
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_LICENCE = re.compile(r"creativecommons\.org/(?:licenses|publicdomain)/[\w./-]+", re.IGNORECASE)
_SEPARATORS = re.compile(r"\s*[-_|–—·]+\s*")
_MORE_THAN_FOUND: Final = 0.1
"""A rule that matches so many more links of the page than were found is told to be loose."""
_WHOLE_CHARS: Final = 600  # of an entry's text, under which it is a summary
_OF_THE_FEED: Final = 0.8
"""Of a feed's entries that carry their whole text, where it is a feed of whole articles; some entries are pictures."""
_OF_THE_LIST: Final = 0.5
_JOURNAL = re.compile(r"\bjournals?\b|\blancet\b|\bannals\b|学报|杂志|期刊", re.IGNORECASE)


def feed(draft: Draft, url: str, answer: Answer, reading: Reading) -> list[Candidate]:
    """Take a feed, unless few of its entries are of the list that the draft has already; Unreadable when it is none."""
    found = read_feed(answer.body, answer.url or url, reading, answer.charset)
    if not found.candidates:
        return []
    newest = max((one.hint.published for one in found.candidates), default="")
    seen = f"{url}: {found.entries} entries, the newest {newest[:10] or 'without a date'}"
    if draft.listings and draft.links:
        rule = re.compile(pattern(draft.links))
        if sum(bool(rule.search(one.url)) for one in found.candidates) < _OF_THE_LIST * len(found.candidates):
            draft.unsure.append(f"feeds: {seen}, few of them match links; it may be the feed of another part of the site")
            return []
    draft.feeds.append(url)
    draft.seen.append(seen)
    whole = read_feed(answer.body, answer.url or url, replace(reading, full_text=True), answer.charset).candidates
    carries = sum(len(plain(one.text)) >= _WHOLE_CHARS for one in whole) >= _OF_THE_FEED * len(whole)
    draft.full_text_feeds = carries and (draft.full_text_feeds or len(draft.feeds) == 1)
    return list(whole if carries else found.candidates)


def sitemap(draft: Draft, url: str, answer: Answer, reading: Reading) -> Found:
    """Take a sitemap or an index of them; Unreadable when it is neither."""
    found = read_sitemap(answer.body, answer.url or url, reading, answer.charset)
    if found.candidates or found.children:
        draft.sitemaps.append(url)
        what = f"an index of {len(found.children)} sitemaps" if found.children else f"a sitemap of {found.entries} entries"
        draft.seen.append(f"{url}: {what}")
        if found.children:
            draft.unsure.append("an index of sitemaps may cover the whole site: does links match articles on health and nothing else?")
        draft.links = draft.links or pattern_of([candidate.url for candidate in found.candidates])
    return found


def json_list(draft: Draft, url: str, answer: Answer, reading: Reading) -> list[Candidate]:
    """Take an answer that is JSON, or jsonp, with a list in it; Unreadable when it is JSON without one."""
    text, _ = charsets.read(answer.body, answer.charset)
    value = _loaded(text)
    if value is None:
        return []
    if candidates := _list(draft, url, answer, reading, guess(value), {}):
        return candidates
    raise Unreadable("JSON without a list of articles", passing=True)


def _loaded(text: str) -> Any:  # noqa: ANN401 - JSON holds anything
    for part in (text, text[text.find("(") + 1 : max(text.rfind(")"), 0)]):
        with suppress(embedded.NotFoundError):
            return embedded.loads(part)
    return None


def _list(draft: Draft, url: str, answer: Answer, reading: Reading, found: Guess | None, where: dict[str, str]) -> list[Candidate]:
    """Take a JSON list whose fields were guessed, if reading it so gives articles."""
    if found is None:
        return []
    fields = {key: value for key in ("link", "title", "published", "body") if (value := getattr(found, key))}
    api = Api((url,), found.items, **fields, **where)
    with suppress(Unreadable):
        candidates = list(read_list(answer.body, api, answer.url or url, reading, answer.charset).candidates)
        if candidates:
            draft.api = {"url": url, **where, "items": found.items, **fields}
            draft.seen.append(f"{url}: a JSON list of {found.records} records, e.g. {candidates[0].url}")
            what = "does link give the article's own address?" if found.addressed else "no field is an address; set link_prefix"
            draft.unsure.append(f"[api]: the fields are guessed by their names and values; {what}")
            return candidates
    return []


def about(draft: Draft, root: tree.Element, text: str) -> None:
    """Take what a page says of its site: title, language, licence, whether journals are named."""
    site = root.xpath("string(//meta[@property='og:site_name']/@content)") or _SEPARATORS.split(root.xpath("string(//title)").strip())[-1]
    draft.title = squeeze(site)[:80] or draft.name
    if draft.kind == "news" and _JOURNAL.search(draft.title):
        draft.kind = "journal"
    written = (root.get("lang") or "").lower()[:2]
    draft.language = written if written in ("zh", "en") else ""
    if named := root.xpath("string(//link[@rel='license']/@href | //a[@rel='license']/@href)"):
        draft.licence = licence_of(named)
        draft.unsure.append(f"rights: the page names {named} as its licence; does it hold for the text of all articles?")
    elif found := _LICENCE.search(text):
        draft.unsure.append(f"rights: the page names https://{found[0]}; is that the licence of the articles?")


def listing(draft: Draft, url: str, answer: Answer, reading: Reading) -> list[Candidate]:
    """Take a page that lists articles: the form of their addresses, how the list turns."""
    found = read_listing(answer.body, answer.url or url, Rule(home=draft.home), reading, answer.charset)
    if len(found.candidates) < LEAST and (form := _common_form(answer, url)):
        grouped = read_listing(answer.body, answer.url or url, Rule(form, home=draft.home), reading, answer.charset)
        if len(grouped.candidates) > len(found.candidates):
            found = grouped
            draft.unsure.append("links: these addresses do not look like those of articles, they only have longer titles than others")
    urls = [candidate.url for candidate in found.candidates]
    dated = sum(bool(candidate.hint.published) for candidate in found.candidates)
    if len(urls) < LEAST and not (urls and (dated or found.last or found.next)):
        return []
    links = pattern_of(urls)
    if links:
        ruled = read_listing(answer.body, answer.url or url, Rule(links, home=draft.home), reading, answer.charset)
        extra = {candidate.url for candidate in ruled.candidates} - set(urls)
        if len(extra) > _MORE_THAN_FOUND * len(urls):
            draft.unsure.append(f"links also matches {len(extra)} other addresses of the page, e.g. {min(extra)}")
    else:
        draft.unsure.append("links: the articles' addresses have no form in common; without links the page itself decides")
    draft.listings.append(url)
    draft.links = draft.links or links
    draft.seen.append(f"{url}: a list of {len(urls)} articles, {dated} of them with a date, e.g. {urls[0]}")
    paging = read_pages(tree.parse(charsets.read(answer.body, answer.charset)[0].replace("\0", "")), answer.url or url)
    if paging.next or paging.last > 1:
        draft.pages = paging.template or "auto"
        draft.seen.append(f"the list has further pages{f', {paging.last} in all' if paging.last else ''}")
    return list(found.candidates)


def _common_form(answer: Answer, url: str) -> str:
    """Give the form of address that the most titled links of a page share, where none looks like an article's."""
    root = tree.parse(charsets.read(answer.body, answer.charset)[0].replace("\0", ""))
    base = answer.url or url
    links = ((join(base, node.get("href") or ""), squeeze("".join(node.itertext()))) for node in root.iter("a"))
    return pattern_of(main_group((link, title) for link, title in links if link and origin(link) == origin(base)))


def hidden(draft: Draft, url: str, answer: Answer, reading: Reading, root: tree.Element, text: str) -> list[Candidate]:
    """Look for a list in the JSON that the page keeps for its scripts."""
    for where in islice(_stores(root, text), _STORES):
        with suppress(embedded.NotFoundError):
            found = guess(embedded.find(root, **where))
            if candidates := _list(draft, url, answer, reading, found, where):
                return candidates
    return []


def _stores(root: tree.Element, text: str) -> Iterator[dict[str, str]]:
    for node in root.iter("div", "script", "textarea", "input", "span"):
        name = node.get("id")
        if name and _NAME.fullmatch(name) and (node.text or node.get("value") or "").lstrip()[:1] in ("[", "{"):
            yield {"inside": f"#{name}"}
    for found in _VARIABLES.finditer(text):
        yield {"variable": found[1] or found[2]}
