"""Withdraw, hold, reject and release articles by a person's decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from records.errors import UsageError
from records.paths import Paths
from store.articles.articles import get_article
from store.articles.withdraw import StatusChange, release_article, set_article_status
from store.db.connection import BUSY_TIMEOUT_SECONDS, Store
from store.ledger.gone_pages import confirm_withdrawals
from store.open import open_store
from store.sources.sources import list_source_facts

REASON_MAX_CHARS: Final = 500
NAME_MAX_CHARS: Final = 100


def withhold_articles(
    home: Paths,
    keys: Iterable[str],
    status: Literal["withdrawn", "held", "rejected"],
    reason: str,
    now: str,
    *,
    by: str = "",
    wait: float = BUSY_TIMEOUT_SECONDS,
) -> list[StatusChange]:
    """Take articles out of what is published, each in a short transaction of its own.

    `keys` are uids, beginnings of uids or addresses; the reason goes to the article and to the
    feeds, on one line; `by` is who decides, for the audit alone. Needs no lock: a crawl may be at
    work, and is waited for `wait` seconds. Raises UsageError before anything is written when an
    article is unknown, the reason is empty or one of the two is too long.
    """
    line, name = " ".join(reason.split()), _clean_name(by)
    if not line or len(line) > REASON_MAX_CHARS:
        raise UsageError("write a reason of 1 to {most} characters", most=REASON_MAX_CHARS)
    with open_store(home.store, create=False, wait=wait) as store:
        return [
            set_article_status(store, uid, status, line, now, by=name)
            for uid in _resolve_uids(store, keys)
        ]


@dataclass(frozen=True, slots=True)
class ConfirmedWithdrawals:
    """How many articles of a source were withdrawn because a person said so."""

    source: str
    withdrawn: int


def confirm_gone_articles(
    home: Paths, sources: Iterable[str], now: str, *, by: str = ""
) -> list[ConfirmedWithdrawals]:
    """Withdraw the articles of these sources that a crawl left to a person, pages that are gone.

    `by` is who decides, for the audit. Raises UsageError before anything is written when the store
    does not know a source.
    """
    person = _clean_name(by)
    names = list(dict.fromkeys(sources))
    with open_store(home.store, create=False) as store:
        known = {facts.name for facts in list_source_facts(store)}
        if unknown := sorted(set(names) - known):
            raise UsageError("the store knows no source {names}", names=", ".join(unknown))
        return [
            ConfirmedWithdrawals(name, confirm_withdrawals(store, name, now, by=person))
            for name in names
        ]


def release_articles(
    home: Paths,
    keys: Iterable[str],
    now: str,
    *,
    by: str = "",
    wait: float = BUSY_TIMEOUT_SECONDS,
) -> list[StatusChange]:
    """Publish articles again, each in a short transaction of its own; waits as `withhold_articles`.

    `by` is who decides, for the audit. Raises UsageError before anything is written when an article
    is unknown.
    """
    name = _clean_name(by)
    with open_store(home.store, create=False, wait=wait) as store:
        return [release_article(store, uid, now, by=name) for uid in _resolve_uids(store, keys)]


def _clean_name(name: str) -> str:
    """Give a person's name on one line; UsageError for one that is too long."""
    line = " ".join(name.split())
    if len(line) > NAME_MAX_CHARS:
        raise UsageError("write a name of at most {most} characters", most=NAME_MAX_CHARS)
    return line


def _resolve_uids(store: Store, keys: Iterable[str]) -> list[str]:
    """Give the uids in the order of the keys, each once."""
    return list(dict.fromkeys(get_article(store, key).uid for key in keys))
