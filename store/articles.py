"""Bring what the line made of a page into the store, as one transaction."""

import sqlite3
import zlib
from dataclasses import dataclass
from typing import Literal

from records.address import canonical, twin
from records.article import Article
from records.limits import DROPPED_STEP
from records.record import Record
from records.verdict import Drop, Quarantine, Retry, UsageError, Verdict
from store.answers import address_row, note_verdict
from store.changes import announce
from store.clusters import recluster
from store.database import Store
from store.fingerprints import Kin, is_outdated, look, shelve, unshelve
from store.licences import note_licence
from store.queue import queue_translations
from store.rows import ARTICLE, TEXT, VISIBLE, article_of, columns_of, compact, texts_of
from store.schedule import recheck_at
from store.site_lines import learn
from store.standing import REVIVABLE, take_back

Columns = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What settling a page came to; `reason` is that of a verdict."""

    kind: Literal["new", "updated", "unchanged", "copy", "dropped", "quarantined", "retry"]
    uid: str
    reason: str = ""


def settle(store: Store, id: int, result: Record | Verdict, now: str, *, line: str, run: int | None = None) -> Outcome:
    """Write an article or a verdict together with the end of its page in the ledger.

    The same result again is "unchanged" and leaves no trace but the time; an article of which only the licence changed is announced
    anew, its text being no new version. A new page that names an address at which its text is stored is dropped as `moved`. A verdict
    on a page whose article is stored keeps the article: a page that cannot be read today is no reason to take back what could be read
    yesterday.
    """
    if isinstance(result, Record):
        fresh, kin = columns_of(result), look(store, result)
        while True:
            with store.writing() as connection:
                if not is_outdated(connection, kin):
                    if home := _home_of(connection, id, result, kin):
                        moved = Drop("settle", "moved", f"gives {home} as its own address, where the same text is stored")
                        return _settle_verdict(connection, id, moved, now, line, run)
                    return _settle_record(connection, id, fresh, result, kin, now, line)
            kin = look(store, result, kin)
    with store.writing() as connection:
        return _settle_verdict(connection, id, result, now, line, run)


def _home_of(connection: sqlite3.Connection, id: int, record: Record, kin: Kin) -> str:
    """Give the address that a new page calls its own, where an article with the same text is stored there; else "".

    What a page says is not enough: templates name one address on every page of a site.
    """
    if not record.address:
        return ""
    for row in connection.execute(
        """SELECT a.url, a.fingerprint, t.id FROM articles AS a LEFT JOIN texts AS t ON t.fingerprint = a.fingerprint
        WHERE a.url IN (?, ?) AND a.status = 'published'
          AND NOT EXISTS (SELECT 1 FROM urls AS u JOIN articles AS own ON own.uid = u.uid WHERE u.id = ?)""",
        (record.address, twin(record.address), id),
    ):
        alike = kin.texts.get(row["id"])
        if row["fingerprint"] == record.fingerprint or (alike is not None and alike.relation == "copy"):
            return str(row["url"])
    return ""


def _settle_verdict(connection: sqlite3.Connection, id: int, verdict: Verdict, now: str, line: str, run: int | None) -> Outcome:
    url = address_row(connection, id)
    kind: Literal["dropped", "quarantined", "retry"] = "dropped"
    if isinstance(verdict, Retry):
        kind = "retry"
        connection.execute("UPDATE urls SET state = 'fetched', leased_until = '' WHERE id = ?", (id,))
    else:
        kind = "quarantined" if isinstance(verdict, Quarantine) else "dropped"
        settled = "stored" if url["settled"] == "stored" else kind
        checks = max(url["checks"], DROPPED_STEP)
        connection.execute(
            "UPDATE urls SET state = ?, settled = ?, line = ?, leased_until = '', checks = ?, due_at = ? WHERE id = ?",
            (settled, settled, line, checks, recheck_at(now, checks), id),
        )
    note_verdict(connection, url, verdict, now, run)
    return Outcome(kind, url["uid"], verdict.reason)


def _settle_record(connection: sqlite3.Connection, id: int, fresh: Columns, record: Record, kin: Kin, now: str, line: str) -> Outcome:
    kind: Literal["new", "copy", "updated", "unchanged"]
    url = address_row(connection, id)
    old = connection.execute("SELECT * FROM articles WHERE uid = ?", (url["uid"],)).fetchone()
    fresh = {**fresh, "source": url["source"], "line": line}
    licensed = note_licence(connection, url["uid"], record.licence)
    stirred = shelve(connection, kin)
    if old is None:
        kind, touched = _insert(connection, url, fresh, record.fetched, now, stirred)
    else:
        kind, touched = _update(connection, old, fresh, record.fetched, now, stirred)
        touched = list(dict.fromkeys([*([url["uid"]] if licensed else []), *touched]))
    queue_translations(connection, touched)
    announce(connection, touched, now)
    final = learn(connection, id, url["url"], record.traces, record.site)
    checks = url["checks"] if kind == "unchanged" else 0
    connection.execute(
        "UPDATE urls SET state = 'stored', settled = 'stored', line = ?, leased_until = '', checks = ?, due_at = ? WHERE id = ?",
        (line if final else "", checks, recheck_at(now, checks), id),
    )
    return Outcome(kind, url["uid"])


def _insert(
    connection: sqlite3.Connection, url: sqlite3.Row, fresh: Columns, fetched: str, now: str, stirred: list[str]
) -> tuple[Literal["new", "copy"], list[str]]:
    uid = url["uid"]
    row = {**fresh, "uid": uid, "url": url["url"], "cluster": uid, "fetched": fetched, "modified": now, "added": now}
    names = ", ".join(row)
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(f"INSERT INTO articles ({names}) VALUES ({marks})", row)  # noqa: S608 - our own column names
    connection.execute("UPDATE sources SET last_new = max(last_new, ?) WHERE name = ?", (now, url["source"]))
    moved = recluster(connection, str(fresh["fingerprint"]), *stirred)
    copy = connection.execute("SELECT 1 FROM copies WHERE uid = ? AND relation = 'copy'", (uid,)).fetchone()
    return "copy" if copy else "new", list(dict.fromkeys([uid, *moved]))


def _update(
    connection: sqlite3.Connection, old: sqlite3.Row, fresh: Columns, fetched: str, now: str, stirred: list[str]
) -> tuple[Literal["updated", "unchanged"], list[str]]:
    uid = old["uid"]
    changed = [name for name in (*VISIBLE, "source") if old[name] != fresh[name]]
    row = dict(fresh)
    back = old["status"] == "withdrawn" and old["reason"] in REVIVABLE
    if back:
        row |= {"status": "published", "reason": ""}
    if changed:
        row |= {"version": old["version"] + 1, "fetched": fetched}
        _keep_revision(connection, old, changed, now)
    restated = any(name in TEXT for name in changed)
    if restated:
        row["modified"] = now
    if restated or texts_of(old["images"]) != texts_of(str(fresh["images"])):
        row |= {"translation": "none", "title_zh": "", "body_zh": ""}
    different = {name: value for name, value in row.items() if old[name] != value}
    if different:
        sums = ", ".join(f"{name} = :{name}" for name in different)
        connection.execute(f"UPDATE articles SET {sums} WHERE uid = :uid", {**different, "uid": uid})  # noqa: S608 - our own column names
    if not (changed or back or stirred or "fingerprint" in different):
        return "unchanged", []
    stirred = [*stirred, *unshelve(connection, old["fingerprint"])]
    moved = recluster(connection, str(fresh["fingerprint"]), old["fingerprint"], *stirred)
    touched = list(dict.fromkeys([*([uid] if changed or back else []), *moved]))
    return "updated" if changed or back else "unchanged", touched


def _keep_revision(connection: sqlite3.Connection, old: sqlite3.Row, changed: list[str], now: str) -> None:
    text = zlib.compress(compact({name: old[name] for name in changed}).encode())
    connection.execute(
        "INSERT INTO revisions (uid, version, at, changed, title, old) VALUES (?, ?, ?, ?, ?, ?)",
        (old["uid"], old["version"], now, compact(changed), old["title"], text),
    )


def get(store: Store, uid_or_prefix: str) -> Article:
    """Read one article by its uid, the beginning of it, or its address."""
    wanted = uid_or_prefix.strip()
    key = wanted
    if "://" in wanted:
        try:
            key = canonical(wanted)
        except ValueError:
            key = wanted
    sql = f"""SELECT {ARTICLE} FROM articles AS a JOIN rights AS r ON r.uid = a.uid LEFT JOIN sources AS s ON s.name = a.source
        WHERE a.url = :key OR (:low <> '' AND a.uid >= :low AND a.uid < :low || 'g') ORDER BY a.uid LIMIT 2"""  # noqa: S608 - constant
    rows = store.query(sql, {"key": key, "low": wanted.lower() if wanted.isalnum() else ""})
    if not rows:
        raise UsageError(f"no article is called {wanted[:100]!r}; `jianwen search WORDS` lists articles with their uids")
    if len(rows) > 1:
        raise UsageError(f"several articles begin with {wanted[:100]!r}; write more of the uid")
    return article_of(rows[0])


def withdraw(store: Store, uid: str, reason: str, now: str) -> bool:
    """Take an article back by hand; False when there is none or it is withdrawn already."""
    with store.writing() as connection:
        return take_back(connection, uid, reason, now)
