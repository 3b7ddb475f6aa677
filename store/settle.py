"""Store what the pipeline made of a page, as one transaction with the end of its row in the
ledger.
"""

import sqlite3
import zlib
from dataclasses import dataclass
from typing import NamedTuple

from records.reasons import Reason, VerdictReason
from records.record import Record
from records.runs import OutcomeKind
from records.urls import swap_scheme
from records.verdict import Drop, Quarantine, Retry, Verdict
from store.articles.changes import record_changes
from store.articles.columns import (
    TRANSLATED_COLUMNS,
    VISIBLE_COLUMNS,
    make_article_columns,
    read_image_texts,
)
from store.articles.licence import record_licence
from store.articles.translation_queue import queue_translations
from store.articles.withdraw import REVIVABLE_REASONS
from store.db.connection import Store
from store.db.json_text import dump_json
from store.dedup.clusters import recluster_texts
from store.dedup.fingerprints import (
    TextMatches,
    are_matches_outdated,
    delete_text,
    find_similar,
    insert_text,
)
from store.ledger.intervals import DROPPED_RECHECK_STEP, find_recheck_time
from store.ledger.urls import read_url_row, record_verdict
from store.site_memory import learn_lines

ArticleColumns = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class StoreOutcome:
    """What storing the result of a page came to; `reason` is that of a verdict."""

    kind: OutcomeKind
    uid: str
    reason: VerdictReason | None = None


def store_result(
    store: Store,
    url_id: int,
    result: Record | Verdict,
    now: str,
    *,
    pipeline_version: str,
    run: int | None = None,
) -> StoreOutcome:
    """Write an article or a verdict together with the end of its page in the ledger.

    The same result again is "unchanged" and leaves no trace but the time; an article of which only
    the licence changed is announced anew, its text being no new version. A new page that names an
    address at which its text is stored is dropped as `moved`. A verdict on a page whose article is
    stored keeps the article: a page that cannot be read today is no reason to take back what could
    be read yesterday.
    """
    if isinstance(result, Record):
        columns, matches = make_article_columns(result), find_similar(store, result)
        while True:
            with store.transaction() as connection:
                if not are_matches_outdated(connection, matches):
                    if home := _find_own_address(connection, url_id, result, matches):
                        moved = Drop(
                            "settle",
                            Reason.MOVED,
                            f"gives {home} as its own address, where the same text is stored",
                        )
                        return _store_verdict(connection, url_id, moved, now, pipeline_version, run)
                    return _store_record(
                        connection, url_id, columns, result, matches, now, pipeline_version
                    )
            matches = find_similar(store, result, matches)
    with store.transaction() as connection:
        return _store_verdict(connection, url_id, result, now, pipeline_version, run)


def _find_own_address(
    connection: sqlite3.Connection, url_id: int, record: Record, matches: TextMatches
) -> str:
    """Give the address that a new page calls its own, where an article with the same text is stored
    there; else "".

    What a page says is not enough: templates name one address on every page of a site.
    """
    if not record.canonical_url:
        return ""
    for row in connection.execute(
        """SELECT a.url, a.fingerprint, t.id FROM articles AS a
          LEFT JOIN texts AS t ON t.fingerprint = a.fingerprint
        WHERE a.url IN (?, ?) AND a.status = 'published'
          AND NOT EXISTS (SELECT 1 FROM urls AS u JOIN articles AS own ON own.uid = u.uid
            WHERE u.id = ?)""",
        (record.canonical_url, swap_scheme(record.canonical_url), url_id),
    ):
        alike = matches.likenesses.get(row["id"])
        if row["fingerprint"] == record.fingerprint or (
            alike is not None and alike.relation == "copy"
        ):
            return str(row["url"])
    return ""


def _store_verdict(
    connection: sqlite3.Connection,
    url_id: int,
    verdict: Verdict,
    now: str,
    pipeline_version: str,
    run: int | None,
) -> StoreOutcome:
    url = read_url_row(connection, url_id)
    kind: OutcomeKind = "dropped"
    if isinstance(verdict, Retry):
        kind = "retry"
        connection.execute(
            "UPDATE urls SET state = 'fetched', leased_until = '' WHERE id = ?", (url_id,)
        )
    else:
        kind = "quarantined" if isinstance(verdict, Quarantine) else "dropped"
        end_state = url["settled"] if url["settled"] in ("stored", "gone") else kind
        checks = max(url["checks"], DROPPED_RECHECK_STEP)
        connection.execute(
            "UPDATE urls SET state = ?, settled = ?, line = ?, leased_until = '', checks = ?,"
            " due_at = ? WHERE id = ?",
            (
                end_state,
                end_state,
                pipeline_version,
                checks,
                find_recheck_time(now, checks),
                url_id,
            ),
        )
    record_verdict(connection, url, verdict, now, run)
    return StoreOutcome(kind, url["uid"], verdict.reason)


def _store_record(
    connection: sqlite3.Connection,
    url_id: int,
    columns: ArticleColumns,
    record: Record,
    matches: TextMatches,
    now: str,
    pipeline_version: str,
) -> StoreOutcome:
    kind: OutcomeKind
    url = read_url_row(connection, url_id)
    old = connection.execute("SELECT * FROM articles WHERE uid = ?", (url["uid"],)).fetchone()
    columns = {**columns, "source": url["source"], "line": pipeline_version}
    licensed = record_licence(connection, url["uid"], record.licence)
    affected = insert_text(connection, matches)
    if old is None:
        kind, touched = _insert_article(connection, url, columns, record.fetched, now, affected)
    else:
        kind, touched = _update_article(connection, old, columns, record.fetched, now, affected)
        touched = list(dict.fromkeys([*([url["uid"]] if licensed else []), *touched]))
    queue_translations(connection, touched)
    record_changes(connection, touched, now)
    final = learn_lines(connection, url_id, url["url"], record.traces, record.recurring_lines)
    checks = url["checks"] if kind == "unchanged" else 0
    connection.execute(
        "UPDATE urls SET state = 'stored', settled = 'stored', line = ?, leased_until = '', checks"
        " = ?, due_at = ? WHERE id = ?",
        (pipeline_version if final else "", checks, find_recheck_time(now, checks), url_id),
    )
    return StoreOutcome(kind, url["uid"])


class _Written(NamedTuple):
    """What became of an article's row, and all articles that changed with it."""

    kind: OutcomeKind
    touched: list[str]  # uids


def _insert_article(
    connection: sqlite3.Connection,
    url_row: sqlite3.Row,
    columns: ArticleColumns,
    fetched: str,
    now: str,
    affected: list[str],
) -> _Written:
    uid = url_row["uid"]
    row = {
        **columns,
        "uid": uid,
        "url": url_row["url"],
        "cluster": uid,
        "fetched": fetched,
        "modified": now,
        "added": now,
    }
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", row)
    connection.execute(
        "UPDATE sources SET last_new = max(last_new, ?) WHERE name = ?", (now, url_row["source"])
    )
    moved = recluster_texts(connection, str(columns["fingerprint"]), *affected)
    copy = connection.execute(
        "SELECT 1 FROM copies WHERE uid = ? AND relation = 'copy'", (uid,)
    ).fetchone()
    return _Written("copy" if copy else "new", list(dict.fromkeys([uid, *moved])))


def _update_article(
    connection: sqlite3.Connection,
    old: sqlite3.Row,
    columns: ArticleColumns,
    fetched: str,
    now: str,
    affected: list[str],
) -> _Written:
    uid = old["uid"]
    changed = [name for name in (*VISIBLE_COLUMNS, "source") if old[name] != columns[name]]
    row = dict(columns)
    back = old["status"] == "withdrawn" and old["reason"] in REVIVABLE_REASONS
    if back:
        row |= {"status": "published", "reason": ""}
    if changed:
        row |= {"version": old["version"] + 1, "fetched": fetched}
        _keep_revision(connection, old, changed, now)
    restated = any(name in TRANSLATED_COLUMNS for name in changed)
    if restated:
        row["modified"] = now
    if restated or read_image_texts(old["images"]) != read_image_texts(str(columns["images"])):
        row |= {"translation": "none", "title_zh": "", "body_zh": ""}
    different = {name: value for name, value in row.items() if old[name] != value}
    if different:
        sums = ", ".join(f"{name} = :{name}" for name in different)
        connection.execute(
            f"UPDATE articles SET {sums} WHERE uid = :uid", {**different, "uid": uid}
        )
    if not (changed or back or affected or "fingerprint" in different):
        return _Written("unchanged", [])
    affected = [*affected, *delete_text(connection, old["fingerprint"])]
    moved = recluster_texts(connection, str(columns["fingerprint"]), old["fingerprint"], *affected)
    touched = list(dict.fromkeys([*([uid] if changed or back else []), *moved]))
    return _Written("updated" if changed or back else "unchanged", touched)


def _keep_revision(
    connection: sqlite3.Connection, old: sqlite3.Row, changed: list[str], now: str
) -> None:
    text = zlib.compress(dump_json({name: old[name] for name in changed}).encode())
    connection.execute(
        "INSERT INTO revisions (uid, version, at, changed, title, old) VALUES (?, ?, ?, ?, ?, ?)",
        (old["uid"], old["version"], now, dump_json(changed), old["title"], text),
    )
