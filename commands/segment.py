"""`jianwen segment`: cut texts into words, find their medical terms, store nothing."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Final, TextIO

import click

from commands.options.jsonlines import (
    format_json,
    parse_text_lines,
    require_jsonl,
    write_json_lines,
)

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

_BATCH_SIZE: Final = 1_000
"""Words and terms written together."""


@click.command("segment")
@click.option(
    "--jsonl", is_flag=True, help='Read JSON Lines from FILE or standard input: {"text"}.'
)
@click.argument(
    "file", type=click.File("r", encoding="utf-8", errors="surrogateescape"), default="-"
)
@click.pass_context
def command(ctx: click.Context, jsonl: bool, file: TextIO) -> None:
    """Cut texts into words and find the medical terms in them.

    One line out for each line in, in the same order: {"words": [[word, start, end], …], "terms":
    [[term, type, start, end], …]}; text[start:end] is the word or term as it stands. A line that
    holds no text gives {"error"}, and exit code 1 at the end.
    """
    require_jsonl(jsonl)
    write_json_lines(ctx, segment_lines(file))


def segment_lines(lines: TextIO) -> Iterator[Iterable[str]]:
    """Give the answer to each line in pieces."""
    from pipelines.resources.kit import build_stage_context
    from records.paths import PROJECT_ROOT

    kit = build_stage_context(PROJECT_ROOT / "data")
    for text, error in parse_text_lines(lines):
        yield [format_json({"error": error})] if error else _segment_text(text, kit)


def _segment_text(text: str, context: "StageContext") -> Iterator[str]:
    from pipelines.stages.identify import identify_language
    from pipelines.stages.segment import split_words
    from pipelines.stages.tag import find_terms
    from text.offsets import locate_words

    language, script, _ = identify_language(text, context.identify_latin)
    borders = bytearray(len(text) + 1)

    def words() -> Iterator[tuple[object, ...]]:
        for word in locate_words(text, split_words(text, language, script, context.segmenter)):
            borders[word.start] = borders[word.end] = 1
            yield word

    yield '{"words": ['
    yield from _dump_items(words())
    yield '], "terms": ['
    yield from _dump_items(
        (term.term, term.type, term.start, term.end)
        for term in find_terms(text, borders, context.lexicon)
    )
    yield "]}"


def _dump_items(rows: Iterator[tuple[object, ...]]) -> Iterator[str]:
    before = ""
    while batch := list(islice(rows, _BATCH_SIZE)):
        yield before + format_json(batch)[1:-1]
        before = ", "
