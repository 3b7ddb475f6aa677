"""`jianwen identify`: tell the language and script of texts, stored nowhere."""

from collections.abc import Iterator
from typing import TextIO

import click

from commands.jsonlines import compact, need, stream, texts


@click.command("identify")
@click.option("--jsonl", is_flag=True, help='Read JSON Lines from FILE or standard input: {"text"}.')
@click.argument("file", type=click.File("r", encoding="utf-8", errors="surrogateescape"), default="-")
@click.pass_context
def command(ctx: click.Context, jsonl: bool, file: TextIO) -> None:
    """Say in which language and script texts are written.

    One line out for each line in, in the same order: {"language", "script", "confidence"}, as zh, Hans, 0.98; und where nothing can
    be said. A line that holds no text gives {"error"}, and exit code 1 at the end.
    """
    need(jsonl)
    stream(ctx, ([compact(answer)] for answer in answers(file)))


def answers(lines: TextIO) -> Iterator[dict[str, object]]:
    """Give the answer to each line."""
    from pipelines.identify import language_of
    from pipelines.letters import letter_detector

    detect = letter_detector()
    for text, error in texts(lines):
        yield {"error": error} if error else language_of(text, detect)._asdict()
