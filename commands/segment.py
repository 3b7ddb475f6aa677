"""`jianwen segment`: cut texts into words, find their medical terms, store nothing."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, TextIO

import click

from commands.jsonlines import compact, need, stream, texts

if TYPE_CHECKING:
    from pipelines.kit import Kit

_AT_ONCE: Final = 1_000
"""Words and terms written together."""


@click.command("segment")
@click.option("--jsonl", is_flag=True, help='Read JSON Lines from FILE or standard input: {"text"}.')
@click.argument("file", type=click.File("r", encoding="utf-8", errors="surrogateescape"), default="-")
@click.pass_context
def command(ctx: click.Context, jsonl: bool, file: TextIO) -> None:
    """Cut texts into words and find the medical terms in them.

    One line out for each line in, in the same order: {"words": [[word, start, end], …], "terms": [[term, type, start, end], …]};
    text[start:end] is the word or term as it stands. A line that holds no text gives {"error"}, and exit code 1 at the end.
    """
    need(jsonl)
    stream(ctx, answers(file))


def answers(lines: TextIO) -> Iterator[Iterable[str]]:
    """Give the answer to each line in pieces."""
    from pipelines.kit import build_kit
    from records.home import ROOT

    kit = build_kit(ROOT / "data")
    for text, error in texts(lines):
        yield [compact({"error": error})] if error else _answer(text, kit)


def _answer(text: str, kit: "Kit") -> Iterator[str]:
    from pipelines.identify import language_of
    from pipelines.segment import words_of
    from pipelines.tag import mentions
    from records.words import located

    language, script, _ = language_of(text, kit.identify_latin)
    borders = bytearray(len(text) + 1)

    def words() -> Iterator[tuple[object, ...]]:
        for word in located(text, words_of(text, language, script, kit.cut)):
            borders[word.start] = borders[word.end] = 1
            yield word

    yield '{"words": ['
    yield from _items(words())
    yield '], "terms": ['
    yield from _items((term.term, term.type, term.start, term.end) for term in mentions(text, borders, kit.lexicon))
    yield "]}"


def _items(rows: Iterator[tuple[object, ...]]) -> Iterator[str]:
    before = ""
    while batch := list(islice(rows, _AT_ONCE)):
        yield before + compact(batch)[1:-1]
        before = ", "
