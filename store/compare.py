"""Compare what the pipeline makes of a page today with the article that is stored of it."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from records.record import Record, RemovedBlock
from records.verdict import Verdict
from store.articles.columns import TRANSLATED_COLUMNS, VISIBLE_COLUMNS, make_article_columns
from store.db.connection import Store

DifferenceKind = Literal["same", "text", "metadata", "verdict", "article"]
"""verdict: an article would become one.

The store would keep the article. article: a page that is none would become one.
"""


@dataclass(frozen=True, slots=True)
class PageDifference:
    """What would change of one page; without a change `kind` is "same" and the rest may be
    empty.
    """

    kind: DifferenceKind
    uid: str
    url: str
    title: str = ""
    reason: str = ""  # of the verdict
    fields: tuple[tuple[str, str, str], ...] = ()  # column, old value, new value; the body apart
    old: tuple[str, ...] = ()  # the lines of the body
    new: tuple[str, ...] = ()
    old_removed: tuple[RemovedBlock, ...] = ()
    new_removed: tuple[RemovedBlock, ...] = ()


def compare_with_stored(store: Store, url_id: int, result: Record | Verdict) -> PageDifference:
    """Compare the result for an address of the ledger with its article."""
    (row,) = store.query(
        "SELECT u.uid, u.url, a.* FROM urls AS u LEFT JOIN articles AS a ON a.uid = u.uid WHERE"
        " u.id = ?",
        (url_id,),
    )
    uid, url, stored = row[0], row[1], row["title"] is not None
    if isinstance(result, Record):
        return _compare_record(uid, url, row if stored else None, result)
    if not stored:
        return PageDifference("same", uid, url)
    reason, body = f"{result.stage}: {result.reason}", _split_lines(row["body"])
    return PageDifference("verdict", uid, url, row["title"], reason, old=body)


def _compare_record(uid: str, url: str, row: sqlite3.Row | None, record: Record) -> PageDifference:
    """Compare an article with its row, None for a page that had none."""
    before: dict[str, Any] = dict(row) if row else dict.fromkeys((*VISIBLE_COLUMNS, "removed"), "")
    after = make_article_columns(record)
    changed = [name for name in VISIBLE_COLUMNS if before[name] != after[name]]
    kind: DifferenceKind = "metadata" if changed else "same"
    if row is None:
        kind = "article"
    elif set(changed) & set(TRANSLATED_COLUMNS):
        kind = "text"
    fields = tuple(
        (name, _shown_value(name, before), _shown_value(name, after))
        for name in changed
        if name != "body" and row
    )
    return PageDifference(
        kind,
        uid,
        url,
        str(after["title"]),
        fields=fields,
        old=_split_lines(before["body"]),
        new=_split_lines(str(after["body"])),
        old_removed=tuple(RemovedBlock(**block) for block in json.loads(before["removed"] or "[]")),
        new_removed=record.removed,
    )


def _shown_value(name: str, columns: Mapping[str, Any]) -> str:
    """Give the value of a column; of words and terms, which follow the body, their number."""
    return str(len(json.loads(columns[name]))) if name in ("words", "terms") else str(columns[name])


def _split_lines(body: str) -> tuple[str, ...]:
    return tuple(body.split("\n")) if body else ()
