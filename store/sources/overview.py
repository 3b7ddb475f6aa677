"""How much lies in the store, how much waits, counted in one query."""

from dataclasses import dataclass

from store.db.connection import Store


@dataclass(frozen=True, slots=True)
class Overview:
    """The counts that `jianwen status` shows."""

    articles: int  # published
    copies: int  # of the published ones, those that are not canonical
    withheld: int  # withdrawn, rejected or held back
    to_fetch: int  # addresses that are due or on lease
    to_refine: int  # pages that are fetched and not yet refined
    to_translate: int
    quarantined: int  # pages that the pipeline could not read
    doubtful: int  # translations whose checks found something
    last_seq: int  # newest change
    last_success: str  # when the last run with exit code 0 began


def read_overview(store: Store) -> Overview:
    """Count; every count is answered by an index, so that a large store is not slower to look
    at.
    """
    (row,) = store.query(
        """
        SELECT
          (SELECT count(*) FROM articles WHERE status = 'published') AS articles,
          (SELECT count(*) FROM copies AS c JOIN articles AS a ON a.uid = c.uid
            WHERE a.status = 'published' AND c.relation = 'copy') AS copies,
          (SELECT count(*) FROM articles WHERE status <> 'published') AS withheld,
          (SELECT count(*) FROM urls
            WHERE kind = 'article' AND state IN ('due', 'leased')) AS to_fetch,
          (SELECT count(*) FROM urls WHERE kind = 'article' AND state = 'fetched') AS to_refine,
          (SELECT count(*) FROM articles WHERE translation = 'pending') AS to_translate,
          (SELECT count(*) FROM urls
            WHERE kind = 'article' AND state = 'quarantined') AS quarantined,
          (SELECT count(*) FROM articles WHERE translation IN ('review', 'failed')) AS doubtful,
          (SELECT coalesce(max(seq), 0) FROM changes) AS last_seq,
          coalesce((SELECT started FROM runs WHERE exit_code = 0 ORDER BY id DESC LIMIT 1),
          '') AS last_success"""
    )
    return Overview(**dict(row))


def list_waiting_languages(store: Store) -> set[str]:
    """Give the languages in which articles wait for the translator."""
    return {
        row["language"]
        for row in store.query(
            "SELECT DISTINCT language FROM articles WHERE translation = 'pending'"
        )
    }
