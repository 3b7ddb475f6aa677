"""Keep the groups of copies in the store: which articles say the same, which of them is the
canonical one.
"""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from store.dedup.canonical import (
    ClusterCandidate,
    ClusterPlace,
    choose_canonical,
    read_credible_date,
)

_ARTICLES = """SELECT a.uid, a.status, a.fingerprint, a.cluster, a.is_canonical, a.source,
  coalesce(s.title, '') AS source_title,
  a.outlet, a.published, a.fetched, a.added, a.language, coalesce(t.extent, 0) AS extent
  FROM articles AS a LEFT JOIN sources AS s ON s.name = a.source
    LEFT JOIN texts AS t ON t.fingerprint = a.fingerprint
  WHERE a.fingerprint IN (SELECT value FROM json_each(?)) AND a.fingerprint <> ''"""

_COPIES_OF = """SELECT o.fingerprint AS other, n.share FROM texts AS t
  CROSS JOIN near AS n ON n.text = t.id
  JOIN texts AS o ON o.id = n.other WHERE t.fingerprint = ? AND n.relation = 'copy'"""
_OTHER_RELATIONS = """SELECT t.fingerprint AS one, o.fingerprint AS other, n.share, n.relation
  FROM texts AS t CROSS JOIN near AS n ON n.text = t.id
  JOIN texts AS o ON o.id = n.other WHERE n.relation <> 'copy' AND t.fingerprint IN (SELECT value
    FROM json_each(?))"""

_IS_UNRELATED = """WITH texts_moved AS (SELECT value AS fingerprint FROM json_each(?)),
  theirs AS (SELECT a.uid, a.cluster, a.is_canonical FROM texts_moved
    JOIN articles AS a USING (fingerprint))
  SELECT (SELECT count(*) FROM theirs) < 2
  AND NOT EXISTS (SELECT 1 FROM texts_moved JOIN texts AS t USING (fingerprint)
    JOIN near AS n ON n.text = t.id)
  AND NOT EXISTS (SELECT 1 FROM theirs WHERE cluster <> uid OR NOT is_canonical)
  AND NOT EXISTS (SELECT 1 FROM theirs JOIN copies AS c ON c.uid = theirs.uid)
  AND NOT EXISTS (SELECT 1 FROM theirs JOIN copies AS c ON c.other_uid = theirs.uid)"""


@dataclass(frozen=True, slots=True)
class ArticleLink:
    """A row of `copies`: an article, and the one it is a copy, a further issue or a translation
    of.
    """

    uid: str
    other_uid: str
    share: float
    relation: str
    reason: str


def recluster_texts(connection: sqlite3.Connection, *fingerprints: str) -> list[str]:
    """Settle anew who is canonical among the published articles with these texts or copies of them.

    Give those that moved.

    An article that no longer stands leaves its group and is its own. Runs inside the transaction
    that made the change, on what was compared before it.
    """
    if _is_unrelated(connection, fingerprints):
        return []
    texts = _collect_copies(connection, fingerprints)
    rows = connection.execute(_ARTICLES, (texts,)).fetchall()
    standing = [row for row in rows if row["status"] == "published"]

    @cache
    def shares(text: str) -> dict[str, float]:
        rows = connection.execute(_COPIES_OF, (text,))
        return {pair["other"]: pair["share"] for pair in rows}

    places = choose_canonical(
        _list_candidates(connection, standing), shares, _find_series_issues(connection, texts)
    )
    links = [
        ArticleLink(uid, place.canonical, place.share, "copy", place.reason)
        for uid, place in places.items()
        if place.reason
    ]
    _replace_links(connection, [row["uid"] for row in rows], links, "= 'copy'")
    changed = [row for row in rows if row["fingerprint"] in fingerprints]
    siblings = _link_relations(connection, [row for row in changed if row["status"] == "published"])
    _replace_links(connection, [row["uid"] for row in changed], siblings, "<> 'copy'")
    return _update_clusters(connection, rows, places)


def _is_unrelated(connection: sqlite3.Connection, fingerprints: Iterable[str]) -> bool:
    """Tell whether these texts match no other text and belong to one article, which is its own, so
    that there is nothing to cluster: as most are.
    """
    return bool(connection.execute(_IS_UNRELATED, (json.dumps(fingerprints),)).fetchone()[0])


def _update_clusters(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row], places: Mapping[str, ClusterPlace]
) -> list[str]:
    moved = []
    for row in rows:
        uid = row["uid"]
        cluster = places.get(uid, ClusterPlace(uid)).canonical
        if (row["cluster"], row["is_canonical"]) != (cluster, int(cluster == uid)):
            connection.execute(
                "UPDATE articles SET cluster = ?, is_canonical = ? WHERE uid = ?",
                (cluster, int(cluster == uid), uid),
            )
            moved.append(uid)
    return moved


def _list_candidates(
    connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]
) -> list[ClusterCandidate]:
    """Give articles with the run that stored each: the last one that had begun by then."""
    if len(rows) < 2:
        return [_make_candidate(row, "") for row in rows]
    starts = "SELECT coalesce(max(started), '') FROM runs WHERE started <= ?"
    return [
        _make_candidate(row, connection.execute(starts, (row["added"],)).fetchone()[0])
        for row in rows
    ]


def _make_candidate(row: sqlite3.Row, seen: str) -> ClusterCandidate:
    return ClusterCandidate(
        uid=row["uid"],
        text=row["fingerprint"],
        extent=row["extent"],
        source=row["source"],
        source_title=row["source_title"],
        outlet=row["outlet"],
        published=row["published"],
        fetched=row["fetched"],
        added=row["added"],
        seen=seen,
    )


def _collect_copies(connection: sqlite3.Connection, fingerprints: Iterable[str]) -> str:
    """Follow the copies of copies from these texts; give the fingerprints of all, as JSON."""
    rows = connection.execute(
        """WITH RECURSIVE met (id) AS (
          SELECT id FROM texts WHERE fingerprint IN (SELECT value FROM json_each(?))
          UNION SELECT n.other FROM met JOIN near AS n ON n.text = met.id WHERE n.relation = 'copy')
        SELECT t.fingerprint FROM met JOIN texts AS t ON t.id = met.id""",
        (json.dumps(fingerprints),),
    )
    return json.dumps(sorted({*fingerprints, *(row["fingerprint"] for row in rows)}))


def _find_series_issues(connection: sqlite3.Connection, texts: str) -> dict[str, set[str]]:
    """Give for each of these texts those that are other issues of its series."""
    issues: dict[str, set[str]] = {}
    for pair in connection.execute(_OTHER_RELATIONS, (texts,)):
        if pair["relation"] == "series":
            issues.setdefault(pair["one"], set()).add(pair["other"])
    return issues


def _first_of_each(rows: Iterable[sqlite3.Row]) -> dict[str, sqlite3.Row]:
    """Let the earliest article of each text speak for it."""
    return {row["fingerprint"]: row for row in sorted(rows, key=_order, reverse=True)}


def _order(row: sqlite3.Row) -> tuple[bool, str, str]:
    day = read_credible_date(row["published"], row["fetched"])
    return (not day, day, row["uid"])


def _put_chinese_last(row: sqlite3.Row) -> bool:
    return bool(row["language"] == "zh")


def _link_relations(
    connection: sqlite3.Connection, rows: Iterable[sqlite3.Row]
) -> list[ArticleLink]:
    """Link these articles to the other issues of their series, the later to the earlier, and a
    Chinese version to its original.
    """
    first = _first_of_each(rows)
    pairs = connection.execute(_OTHER_RELATIONS, (json.dumps(list(first)),)).fetchall()
    if not pairs:
        return []
    # the plus keeps SQLite from the index over `status`, through which it would read every article
    others = connection.execute(
        f"{_ARTICLES} AND +a.status = 'published'", (json.dumps([pair["other"] for pair in pairs]),)
    )
    speaking = {**_first_of_each(others), **first}
    links = {}
    for pair in pairs:
        two = [speaking[text] for text in (pair["one"], pair["other"]) if text in speaking]
        if len(two) == 2:
            earlier, later = sorted(
                two, key=_order if pair["relation"] == "series" else _put_chinese_last
            )
            links[later["uid"], earlier["uid"]] = ArticleLink(
                later["uid"], earlier["uid"], pair["share"], pair["relation"], ""
            )
    return list(links.values())


def _replace_links(
    connection: sqlite3.Connection, uids: list[str], links: Iterable[ArticleLink], relation: str
) -> None:
    """Make these the links of these articles, and touch no row that is right already."""
    mine = "(SELECT value FROM json_each(:mine))"
    stored = {
        ArticleLink(*row)
        for row in connection.execute(
            f"""SELECT uid, other_uid, share, relation, reason FROM copies
              WHERE uid IN {mine} AND relation {relation}
            UNION SELECT uid, other_uid, share, relation, reason FROM copies
              WHERE other_uid IN {mine} AND relation {relation}""",
            {"mine": json.dumps(uids)},
        )
    }
    expected = set(links)
    connection.executemany(
        "DELETE FROM copies WHERE uid = ? AND other_uid = ?",
        [(link.uid, link.other_uid) for link in stored - expected],
    )
    connection.executemany(
        "INSERT INTO copies (uid, other_uid, share, relation, reason) VALUES (?, ?, ?, ?, ?)",
        [
            (link.uid, link.other_uid, link.share, link.relation, link.reason)
            for link in expected - stored
        ],
    )
