"""`jianwen identify`: tell the language and script of texts, stored nowhere."""

from collections.abc import Iterator
from typing import TextIO

import click

from commands.options.jsonlines import (
    format_json,
    parse_text_lines,
    require_jsonl,
    write_json_lines,
)


@click.command("identify")
@click.option(
    "--jsonl", is_flag=True, help='Read JSON Lines from FILE or standard input: {"text"}.'
)
@click.argument(
    "file", type=click.File("r", encoding="utf-8", errors="surrogateescape"), default="-"
)
@click.pass_context
def command(ctx: click.Context, jsonl: bool, file: TextIO) -> None:
    """Say in which language and script texts are written.

    One line out for each line in, in the same order: {"language", "script", "confidence"}, as zh,
    Hans, 0.98; und where nothing can be said. A line that holds no text gives {"error"}, and exit
    code 1 at the end.
    """
    require_jsonl(jsonl)
    write_json_lines(ctx, ([format_json(answer)] for answer in identify_lines(file)))


def identify_lines(lines: TextIO) -> Iterator[dict[str, object]]:
    """Give the answer to each line."""
    from pipelines.resources.language_profiles import build_language_detector
    from pipelines.stages.identify import identify_language

    detect = build_language_detector()
    for text, error in parse_text_lines(lines):
        yield {"error": error} if error else identify_language(text, detect)._asdict()
