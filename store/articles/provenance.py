"""Where an article came from, what was decided about it on the way."""

import json
from dataclasses import dataclass

from store.articles.audit import Action, list_actions
from store.db.connection import Store


@dataclass(frozen=True, slots=True)
class ClusterMember:
    """Another article of the same group of copies."""

    uid: str
    url: str
    source: str
    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Decision:
    """One verdict about the article's page."""

    at: str
    stage: str
    kind: str  # drop, retry, quarantine
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Revision:
    """An older version: which fields were changed when."""

    version: int
    at: str
    changed: tuple[str, ...]
    title: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The history of one article."""

    added: str
    line: str  # the versions of the stages that made it
    damaged: bool
    reason: str  # why it is not published
    state: str  # of its address in the ledger
    found: str
    http_status: int
    size: int  # bytes of the kept page
    media: str
    copies: tuple[ClusterMember, ...]  # without the article itself; the canonical one first
    decisions: tuple[Decision, ...]
    revisions: tuple[Revision, ...]
    removed: tuple[tuple[str, str], ...]  # block cut as boilerplate, rule that cut it
    seqs: tuple[int, ...]  # its places in the list of changes
    actions: tuple[Action, ...]  # what persons decided, the latest last


def read_provenance(store: Store, uid: str) -> Provenance:
    """Tell the history of an article that is in the store."""
    (row,) = store.query(
        """SELECT a.url, a.added, a.line, a.damaged, a.reason, a.cluster, a.removed,
          coalesce(u.state, '') AS state,
          coalesce(u.found, '') AS found, coalesce(p.status, 0) AS http_status,
          coalesce(p.size, 0) AS size, coalesce(p.media, '') AS media
        FROM articles AS a LEFT JOIN urls AS u ON u.url = a.url AND u.kind = 'article'
          LEFT JOIN pages AS p ON p.url_id = u.id
        WHERE a.uid = ?""",
        (uid,),
    )
    copies = store.query(
        """SELECT a.uid, a.url, a.source, a.title, c.share FROM articles AS a
        JOIN copies AS c ON c.relation = 'copy'
          AND c.uid = CASE a.is_canonical WHEN 1 THEN :uid ELSE a.uid END
        WHERE a.cluster = :cluster AND a.uid <> :uid ORDER BY a.is_canonical DESC, a.id""",
        {"cluster": row["cluster"], "uid": uid},
    )
    decisions = store.query(
        "SELECT at, stage, kind, reason, detail FROM verdicts WHERE url = ? ORDER BY id",
        (row["url"],),
    )
    revisions = store.query(
        "SELECT version, at, changed, title FROM revisions WHERE uid = ? ORDER BY version", (uid,)
    )
    return Provenance(
        added=row["added"],
        line=row["line"],
        damaged=bool(row["damaged"]),
        reason=row["reason"],
        state=row["state"],
        found=row["found"],
        http_status=row["http_status"],
        size=row["size"],
        media=row["media"],
        copies=tuple(ClusterMember(**dict(copy)) for copy in copies),
        decisions=tuple(Decision(**dict(decision)) for decision in decisions),
        revisions=tuple(
            Revision(old["version"], old["at"], tuple(json.loads(old["changed"])), old["title"])
            for old in revisions
        ),
        removed=tuple((block["text"], block["rule"]) for block in json.loads(row["removed"])),
        seqs=tuple(
            change["seq"]
            for change in store.query("SELECT seq FROM changes WHERE uid = ? ORDER BY seq", (uid,))
        ),
        actions=tuple(list_actions(store, uid)),
    )
