"""Turn a record of the pipeline into the columns of an article, a row of the store into what its
readers see, as records/article.py declares its fields.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, astuple
from typing import Any, Final

from records.article import ARTICLE_FIELDS, Article, ArticleTerm, ColumnForm, FieldUse
from records.record import Image, Keyword, Record, RemovedBlock, Term
from store.db.json_text import dump_json
from store.db.times import to_utc

_EMPTY_SQL: Final[dict[ColumnForm, str]] = {"real": "0.0", "words": "'[]'"}
_OF_TRANSLATION: Final = """coalesce((SELECT t.{column} FROM translations AS t
    WHERE t.uid = a.uid AND a.title_zh || a.body_zh <> ''), {empty})"""


def _select_field(name: str, use: FieldUse) -> str:
    """Write the expression of a field; a translation is visible text too."""
    column = use.column or name
    if name == "modified":
        translated = _OF_TRANSLATION.format(column="at", empty="''")
        return f"max(a.modified, {translated}) AS modified"
    match use.table:
        case "sources":
            return f"coalesce(s.{column}, '') AS {name}"
        case "translations":
            empty = _EMPTY_SQL.get(use.form, "''")
            return f"{_OF_TRANSLATION.format(column=column, empty=empty)} AS {name}"
        case table:
            return f"{table[0]}.{column} AS {name}"


SELECT_ARTICLE: Final = "SELECT\n  " + ",\n  ".join(
    _select_field(name, use) for name, use in ARTICLE_FIELDS.items()
)
ARTICLE_JOINS: Final = """JOIN rights AS r ON r.uid = a.uid
  LEFT JOIN sources AS s ON s.name = a.source"""
"""What the columns of SELECT_ARTICLE come out of, beside `articles AS a`."""

TRANSLATED_COLUMNS: Final = ("title", "body")
"""A change of these makes the translation stale."""
VISIBLE_COLUMNS: Final = (
    *TRANSLATED_COLUMNS,
    *(
        use.column or name
        for name, use in ARTICLE_FIELDS.items()
        if use.versioned and name not in TRANSLATED_COLUMNS
    ),
    "tags",
)
"""A change of these is a new version; the other columns only say how the pipeline came to it."""


def read_image_texts(images: str) -> tuple[str, ...]:
    """Give what each picture of the column `images` says, "" where it says nothing."""
    return tuple(image.text for image in _read_images(images))


def make_article_columns(record: Record) -> dict[str, str | int]:
    """Give the columns that the pipeline decides: fields of an article, and what only stays in the
    store.
    """
    return {
        use.column or name: _WRITE_COLUMN[use.form](getattr(record, name))
        for name, use in ARTICLE_FIELDS.items()
        if use.of_record
    } | {
        "tags": dump_json(record.tags),
        "removed": dump_json([_dump_removed_block(block) for block in record.removed]),
        "damaged": int(record.damaged),
        "fingerprint": record.fingerprint,
    }


def _dump_removed_block(block: RemovedBlock) -> dict[str, str | int]:
    return {"text": block.text, "rule": block.rule} | (
        {"pages": block.pages} if block.pages else {}
    )


def _group_terms(terms: tuple[Term, ...]) -> tuple[ArticleTerm, ...]:
    """Put the finds of one concept together: those of the title first, then the frequent ones."""
    groups: dict[str, list[Term]] = {}
    for term in terms:
        groups.setdefault(term.canonical, []).append(term)
    rows = (
        ArticleTerm(
            term=Counter(find.term for find in finds).most_common(1)[0][0],
            canonical=canonical,
            type=finds[0].type,
            en=finds[0].en,
            count=len(finds),
            in_title=int(any(find.in_title for find in finds)),
            at=tuple((find.start, find.end) for find in finds),
        )
        for canonical, finds in groups.items()
    )
    return tuple(sorted(rows, key=lambda row: (-row.in_title, -row.count)))


def read_article_row(row: sqlite3.Row) -> Article:
    """Read the columns of SELECT_ARTICLE."""
    return Article(**{name: read(row[name]) for name, read in _READ_FIELD.items()})


def _read_images(text: str) -> tuple[Image, ...]:
    return tuple(Image(**image) for image in json.loads(text))


def _write_image(image: Image) -> dict[str, str]:
    """Give the members of a picture; without a credit they are those that older rows have, so that
    a page that is read again is no new version.
    """
    members: dict[str, str] = asdict(image)
    if not image.credit:
        del members["credit"]
    return members


def _read_terms(text: str) -> tuple[ArticleTerm, ...]:
    return tuple(
        ArticleTerm(**{**term, "at": tuple(map(tuple, term.get("at", ())))})
        for term in json.loads(text)
    )


def _keep(value: Any) -> Any:  # noqa: ANN401
    return value


_READ_COLUMN: Final[dict[ColumnForm, Callable[[Any], Any]]] = {
    "text": _keep,
    "time": _keep,
    "integer": _keep,
    "real": _keep,
    "flag": bool,
    "names": lambda text: tuple(name for name in text.split("; ") if name),
    "words": lambda text: tuple(json.loads(text)),
    "terms": _read_terms,
    "keywords": lambda text: tuple(Keyword(*keyword) for keyword in json.loads(text)),
    "images": _read_images,
}
_READ_FIELD: Final = {name: _READ_COLUMN[use.form] for name, use in ARTICLE_FIELDS.items()}
_WRITE_COLUMN: Final[dict[ColumnForm, Callable[[Any], str | int]]] = {
    "text": _keep,
    "time": to_utc,
    "integer": _keep,
    "real": _keep,
    "flag": int,
    "names": "; ".join,
    "words": dump_json,
    "terms": lambda terms: dump_json([asdict(term) for term in _group_terms(terms)]),
    "keywords": lambda keywords: dump_json([astuple(keyword) for keyword in keywords]),
    "images": lambda images: dump_json([_write_image(image) for image in images]),
}
