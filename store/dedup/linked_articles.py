"""Tell who copied an article: its group, the issues of its series, its translations."""

from dataclasses import dataclass

from store.db.connection import Store


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article that is related to the one asked for."""

    uid: str
    url: str
    title: str
    source: str
    outlet: str
    published: str
    language: str
    is_canonical: bool
    relation: str  # copy, series, translation
    share: float  # of the shorter one's wording that both hold
    # of a copy: why the canonical article stands before it, see store/dedup/canonical.py
    reason: str
    body: str  # "" where the rights allow none


_LINKED_ARTICLE = """a.uid, a.url, a.title, a.source, a.outlet, a.published, a.language,
  a.is_canonical,
  CASE r.full_text WHEN 'none' THEN '' ELSE a.body END AS body"""


def list_linked_articles(store: Store, uid: str) -> list[LinkedArticle]:
    """List the relatives of an article: its group first and there the canonical article first, else
    by date.
    """
    rows = store.query(
        f"""SELECT {_LINKED_ARTICLE}, c.relation, c.share, c.reason FROM copies AS c
          JOIN articles AS a ON a.uid = CASE c.uid WHEN :uid THEN c.other_uid ELSE c.uid END
            JOIN rights AS r ON r.uid = a.uid
          WHERE c.uid = :uid OR c.other_uid = :uid
        UNION ALL
        SELECT {_LINKED_ARTICLE}, c.relation, c.share, c.reason FROM articles AS me
          JOIN copies AS c ON c.other_uid = me.cluster AND c.relation = 'copy'
          JOIN articles AS a ON a.uid = c.uid JOIN rights AS r ON r.uid = a.uid
          WHERE me.uid = :uid AND NOT me.is_canonical AND a.uid <> :uid""",
        {"uid": uid},
    )
    linked = [
        LinkedArticle(**{**dict(row), "is_canonical": bool(row["is_canonical"])}) for row in rows
    ]
    return sorted(
        linked,
        key=lambda link: (
            _RANK[link.relation],
            link.relation == "copy" and not link.is_canonical,
            link.published,
            link.uid,
        ),
    )


_RANK = {"copy": 0, "translation": 1, "series": 2}
