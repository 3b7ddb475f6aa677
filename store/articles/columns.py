"""Turn a record of the line into the columns of an article, a row of the store into what its
readers see.
"""

import json
import sqlite3
from collections import Counter
from typing import Any, Final

from records.article import Article
from records.record import Image, Record, RemovedBlock, Term
from store.db.json_text import dump_json
from store.db.times import to_utc

ARTICLE_COLUMNS: Final = """a.uid, a.url, a.source, coalesce(s.title, '') AS source_title, a.outlet, a.title, a.author, a.editor, a.section,
  a.published, a.fetched, a.language, a.script, a.body, a.words, a.terms, a.keywords, a.images, a.status, a.reason,
  a.cluster, a.is_canonical,
  a.title_zh, a.body_zh, a.translation, a.version, r.licence, r.full_text, r.translate, r.attribution,
  max(a.modified, coalesce((SELECT t.at FROM translations AS t WHERE t.uid = a.uid AND a.title_zh || a.body_zh <> ''), '')) AS modified,
  coalesce((SELECT t.backend FROM translations AS t WHERE t.uid = a.uid AND a.title_zh || a.body_zh <> ''), '') AS backend,
  coalesce((SELECT t.model FROM translations AS t WHERE t.uid = a.uid AND a.title_zh || a.body_zh <> ''), '') AS model,
  coalesce((SELECT t.captions FROM translations AS t WHERE t.uid = a.uid AND a.title_zh || a.body_zh <> ''), '[]') AS captions_zh,
  coalesce((SELECT t.score FROM translations AS t WHERE t.uid = a.uid AND a.title_zh || a.body_zh <> ''), 0.0) AS score"""
"""The columns of `article_of`, out of articles a, rights r and, as a left join, sources s.

A translation is visible text too.
"""

TRANSLATED_COLUMNS: Final = ("title", "body")
"""A change of these makes the translation stale."""
VISIBLE_COLUMNS: Final = (
    *TRANSLATED_COLUMNS,
    "published",
    "outlet",
    "author",
    "editor",
    "section",
    "tags",
    "images",
    "language",
    "script",
    "words",
    "terms",
)
"""A change of these is a new version; the rest of the columns only says how the line came to it."""


def read_image_texts(images: str) -> tuple[str, ...]:
    """Give what each picture of the column `images` says, "" where it says nothing."""
    return tuple(Image(**one).text for one in json.loads(images))


def make_article_columns(record: Record) -> dict[str, str | int]:
    """Give the columns that the line decides."""
    return {
        "outlet": record.outlet,
        "title": record.title,
        "author": "; ".join(record.authors),
        "editor": record.editor,
        "section": record.section,
        "tags": dump_json(record.tags),
        "images": dump_json(
            [
                {"url": image.url, "alt": image.alt, "caption": image.caption}
                for image in record.images
            ]
        ),
        "published": to_utc(record.published),
        "language": record.language,
        "script": record.script,
        "body": record.body,
        "words": dump_json(record.words),
        "terms": dump_json(_group_terms(record.terms)),
        "keywords": dump_json(
            [[one.word, one.score, one.count, one.articles] for one in record.keywords]
        ),
        "removed": dump_json([_dump_removed_block(block) for block in record.removed]),
        "damaged": int(record.damaged),
        "fingerprint": record.fingerprint,
    }


def _dump_removed_block(block: RemovedBlock) -> dict[str, str | int]:
    return {"text": block.text, "rule": block.rule} | (
        {"pages": block.pages} if block.pages else {}
    )


def _group_terms(terms: tuple[Term, ...]) -> list[dict[str, Any]]:
    """Put the finds of one concept together: those of the title first, then the frequent ones."""
    groups: dict[str, list[Term]] = {}
    for term in terms:
        groups.setdefault(term.canonical, []).append(term)
    rows: list[dict[str, Any]] = [
        {
            "term": Counter(find.term for find in finds).most_common(1)[0][0],
            "canonical": canonical,
            "type": finds[0].type,
            "en": finds[0].en,
            "count": len(finds),
            "in_title": int(any(find.in_title for find in finds)),
            "at": [[find.start, find.end] for find in finds],
        }
        for canonical, finds in groups.items()
    ]
    return sorted(rows, key=lambda row: (-int(row["in_title"]), -int(row["count"])))


def read_article_row(row: sqlite3.Row) -> Article:
    """Read the columns of ARTICLE."""
    return Article(
        uid=row["uid"],
        url=row["url"],
        source=row["source"],
        source_title=row["source_title"],
        outlet=row["outlet"],
        title=row["title"],
        authors=tuple(name for name in row["author"].split("; ") if name),
        editor=row["editor"],
        section=row["section"],
        published=row["published"],
        fetched=row["fetched"],
        modified=row["modified"],
        language=row["language"],
        script=row["script"],
        body=row["body"],
        words=tuple(json.loads(row["words"])),
        terms=tuple(json.loads(row["terms"])),
        status=row["status"],
        cluster=row["cluster"],
        is_canonical=bool(row["is_canonical"]),
        title_zh=row["title_zh"],
        body_zh=row["body_zh"],
        translation=row["translation"],
        version=row["version"],
        licence=row["licence"],
        full_text=row["full_text"],
        attribution=row["attribution"],
        translate=bool(row["translate"]),
        backend=row["backend"],
        model=row["model"],
        images=tuple(Image(**one) for one in json.loads(row["images"])),
        captions_zh=tuple(json.loads(row["captions_zh"])),
        score=row["score"],
        keywords=tuple(tuple(one) for one in json.loads(row["keywords"])),
    )
