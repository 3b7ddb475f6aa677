"""JSON Lines of changes: what importing apps follow to hold exactly the published articles."""

import json
from collections.abc import Iterable, Iterator

from feeds.entry import DEMO_LABEL, Entry, make_entry
from feeds.escape import remove_forbidden_chars
from records.article import Change


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
    return {
        "uid": entry.uid,
        "version": entry.version,
        "status": entry.status,
        "url": entry.url,
        "source": {"name": entry.source, "title": entry.source_title},
        "outlet": entry.outlet,
        "language": entry.language,
        "title": entry.title,
        "summary": entry.summary,
        "body": entry.body,
        "title_zh": entry.title_zh,
        "body_zh": entry.body_zh,
        "author": list(entry.authors),
        "editor": entry.editor,
        "published": entry.published,
        "fetched": entry.fetched,
        "modified": entry.modified,
        "translation": describe_translation(entry),
        "terms": list(entry.terms),
        "cluster": entry.cluster,
        "is_canonical": entry.is_canonical,
        "licence": entry.licence,
        "full_text": entry.full_text,
        "translate": entry.translate,
        "attribution": entry.attribution,
        "sha256": entry.sha256,
    }


def describe_translation(entry: Entry) -> dict[str, object]:
    """Say what stands behind the Chinese text.

    `demo` and `label` appear only where the demo's tiny package made it.
    """
    about: dict[str, object] = {
        "status": entry.translation,
        "backend": entry.backend,
        "model": entry.model,
    }
    return about | {"demo": True, "label": DEMO_LABEL} if entry.demo else about
