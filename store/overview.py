"""The figures of the whole store, for `jianwen status` and `jianwen doctor`."""

from dataclasses import dataclass

from store.database import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """How much the store holds, how much waits."""

    published: int  # copies counted
    copies: int
    withdrawn: int
    held: int  # held back or rejected
    languages: dict[str, int]  # of published articles
    addresses: dict[str, int]  # of articles, by ledger state
    pending_translations: int
    review_translations: int
    last_seq: int
    newest: str  # when the last article was stored
    size: int  # bytes of the file


def overview(store: Store) -> Overview:
    """Count."""
    statuses = _tally(store, "SELECT status, count(*) FROM articles GROUP BY status")
    translations = _tally(store, "SELECT translation, count(*) FROM articles WHERE status = 'published' GROUP BY translation")
    return Overview(
        published=statuses.get("published", 0),
        copies=store.number("SELECT count(*) FROM copies"),
        withdrawn=statuses.get("withdrawn", 0),
        held=statuses.get("held", 0) + statuses.get("rejected", 0),
        languages=_tally(store, "SELECT language, count(*) FROM articles WHERE status = 'published' GROUP BY language ORDER BY 2 DESC, 1"),
        addresses=_tally(store, "SELECT state, count(*) FROM urls WHERE kind = 'article' GROUP BY state ORDER BY 1"),
        pending_translations=translations.get("pending", 0),
        review_translations=translations.get("review", 0) + translations.get("failed", 0),
        last_seq=store.number("SELECT coalesce(max(seq), 0) FROM changes"),
        newest=str(store.query("SELECT coalesce(max(added), '') FROM articles")[0][0]),
        size=store.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
    )


def _tally(store: Store, sql: str) -> dict[str, int]:
    return {row[0]: row[1] for row in store.query(sql)}
