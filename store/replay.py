"""Compare what the line makes of a page today with the article that is stored of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from records.record import Record, Removed
from records.verdict import Verdict
from store.database import Store
from store.rows import TEXT, VISIBLE, columns_of

Kind = Literal["same", "text", "metadata", "verdict", "article"]
"""verdict: an article would become one; the store would keep the article. article: a page that is none would become one."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change of one page; without a change `kind` is "same" and the rest may be empty."""

    kind: Kind
    uid: str
    url: str
    title: str = ""
    reason: str = ""  # of the verdict
    fields: tuple[tuple[str, str, str], ...] = ()  # column, old value, new value; the body apart
    old: tuple[str, ...] = ()  # the lines of the body
    new: tuple[str, ...] = ()
    old_removed: tuple[Removed, ...] = ()
    new_removed: tuple[Removed, ...] = ()


def compare(store: Store, id: int, result: Record | Verdict) -> Difference:
    """Compare the result for an address of the ledger with its article."""
    (row,) = store.query("SELECT u.uid, u.url, a.* FROM urls AS u LEFT JOIN articles AS a ON a.uid = u.uid WHERE u.id = ?", (id,))
    uid, url, stored = row[0], row[1], row["title"] is not None
    before: dict[str, Any] = dict(row) if stored else dict.fromkeys((*VISIBLE, "removed"), "")
    if not isinstance(result, Record):
        if not stored:
            return Difference("same", uid, url)
        return Difference("verdict", uid, url, before["title"], f"{result.stage}: {result.reason}", old=_lines(before["body"]))
    after = columns_of(result)
    changed = [name for name in VISIBLE if before[name] != after[name]]
    kind: Kind = "article" if not stored else "text" if set(changed) & set(TEXT) else "metadata" if changed else "same"
    return Difference(
        kind,
        uid,
        url,
        str(after["title"]),
        fields=tuple((name, _told(name, before), _told(name, after)) for name in changed if name != "body") if stored else (),
        old=_lines(before["body"]),
        new=_lines(str(after["body"])),
        old_removed=tuple(Removed(**block) for block in json.loads(before["removed"] or "[]")),
        new_removed=result.removed,
    )


def _told(name: str, columns: Mapping[str, Any]) -> str:
    """Give the value of a column; of words and terms, which follow the body, their number."""
    return str(len(json.loads(columns[name]))) if name in ("words", "terms") else str(columns[name])


def _lines(body: str) -> tuple[str, ...]:
    return tuple(body.split("\n")) if body else ()
