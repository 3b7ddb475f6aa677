"""Choose the page of one language among the translations that a sitemap names for each page."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from records.announcement import Announcement, SkippedEntry
from records.page import AnnouncedArticle
from records.reasons import SkipReason


def find_language_alternate(
    alternates: Iterable[tuple[str, str]], url: str, language: str
) -> str | None:
    """Give the page in a language.

    "" where the page is in another one, None where the alternates tell neither.

    `alternates` are pairs of hreflang and address. Chinese is that of the mainland unless the
    language says otherwise.
    """
    named = {
        lang.lower().replace("_", "-"): href
        for lang, href in reversed(list(alternates))
        if lang.lower() != "x-default"
    }
    tag = language.lower().replace("_", "-")
    chosen = [tag, *(("zh-hans", "zh-cn", "zh-hans-cn") if tag == "zh" else ())]
    chosen += [lang for lang in reversed(named) if lang.startswith(tag + "-")] + [
        tag.partition("-")[0]
    ]
    target = next((named[lang] for lang in chosen if lang in named), None)
    if target is None and _strip_scheme(url) in {_strip_scheme(href) for href in named.values()}:
        return ""
    return target


def choose_language_pages(announcement: Announcement, pages: Mapping[str, str]) -> Announcement:
    """Leave each page once in the wanted language.

    `pages` gives the page in it by the address of another, "" for none.
    """
    own = {_strip_scheme(candidate.url) for candidate in announcement.candidates}
    kept: list[AnnouncedArticle] = []
    skipped = list(announcement.skipped)
    for candidate in announcement.candidates:
        target = pages.get(candidate.url, candidate.url)
        if _strip_scheme(target) == _strip_scheme(candidate.url):
            kept.append(candidate)
        # the sitemap lists only the other language
        elif target and _strip_scheme(target) not in own:
            own.add(_strip_scheme(target))
            kept.append(replace(candidate, url=target))
        else:
            skipped.append(SkippedEntry(SkipReason.OTHER_LANGUAGE, candidate.url))
    return replace(announcement, candidates=tuple(kept), skipped=tuple(skipped))


def _strip_scheme(url: str) -> str:
    return url.partition("://")[2].rstrip("/")
