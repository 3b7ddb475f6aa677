"""JSON Lines of changes: what importing apps follow to hold exactly the published articles."""

import json
from collections.abc import Iterable, Iterator
from typing import Final

from feeds.entry import Entry, describe_article, make_entry
from feeds.escape import remove_forbidden_chars
from records.article import Change

_FIRST_KEYS: Final = (
    *("uid", "version", "status", "url", "source", "outlet", "language", "title", "summary"),
    *("body", "title_zh", "body_zh", "author", "editor", "published", "fetched", "modified"),
    *("translation", "terms", "cluster", "is_canonical", "licence", "full_text", "translate"),
    *("attribution", "sha256"),
)
"""The order in which a line has had its keys from the start; what was added later follows."""


def write_changes_jsonl(changes: Iterable[Change]) -> Iterator[bytes]:
    """Write each change as one line of UTF-8 JSON, in the order given.

    The fields are described in docs/feeds.md.
    """
    for change in changes:
        yield (
            json.dumps(
                _change_fields(change), ensure_ascii=False, separators=(",", ":"), allow_nan=False
            ).encode()
            + b"\n"
        )


def _change_fields(change: Change) -> dict[str, object]:
    if change.op == "delete" or change.article is None:
        return {
            "seq": change.seq,
            "op": "delete",
            "uid": change.uid,
            "version": change.version,
            "reason": remove_forbidden_chars(change.reason),
            "at": change.at,
        }
    return {"seq": change.seq, "op": "upsert", **_upsert_fields(make_entry(change.article))}


def _upsert_fields(entry: Entry) -> dict[str, object]:
    members = describe_article(entry, extension=False)
    members |= {"summary": entry.summary, "sha256": entry.sha256}
    return {key: members[key] for key in dict.fromkeys((*_FIRST_KEYS, *members))}
