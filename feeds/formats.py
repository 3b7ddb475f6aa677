"""The formats that articles are published in: a row for each, with its file and its writer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from feeds.atom import write_atom
from feeds.changes import write_changes_jsonl
from feeds.jsonfeed import write_jsonfeed
from records.article import Article, Change


@dataclass(frozen=True)
class FeedContent:
    """What the store gives to the writers."""

    changes: Iterable[Change]
    """Every change after a number, oldest first; an iterator that one format alone may use up."""
    articles: Sequence[Article]
    """The newest published articles, newest first."""
    withdrawn: Sequence[Change]
    """The newest withdrawals, newest first."""


@dataclass(frozen=True)
class FeedFormat:
    """One format: its name, its file in the folder, its media type, and who writes it."""

    name: str
    file_name: str
    media_type: str
    write: Callable[[FeedContent], Iterable[bytes]]


def _write_newest(
    write: Callable[[Sequence[Article], Sequence[Change]], bytes],
) -> Callable[[FeedContent], Iterable[bytes]]:
    """Make a writer of articles and withdrawals one of the table."""
    return lambda content: [write(content.articles, content.withdrawn)]


FORMATS: Final = (
    FeedFormat(
        "changes",
        "changes.jsonl",
        "application/jsonl",
        lambda content: write_changes_jsonl(content.changes),
    ),
    FeedFormat("atom", "feed.atom", "application/atom+xml", _write_newest(write_atom)),
    FeedFormat("jsonfeed", "feed.json", "application/feed+json", _write_newest(write_jsonfeed)),
)
