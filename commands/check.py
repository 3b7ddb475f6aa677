"""`jianwen check`: judge pairs of sentence and translation, for people who translate elsewhere."""

import json
import os
import sys
from typing import TextIO

import click

from records.errors import UsageError
from records.paths import Paths


@click.command("check")
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read JSON Lines from FILE or standard input: {"source", "target"}.',
)
@click.argument(
    "file", type=click.File("r", encoding="utf-8", errors="surrogateescape"), default="-"
)
@click.pass_context
def command(ctx: click.Context, jsonl: bool, file: TextIO) -> None:
    """Check English sentences and their Chinese translations: numbers, doses, negation, what was
    cut off or made up.

    One line out for each line in, in the same order: {"target", "flags": [{"check", "severity",
    "reason"}]}, the target with its Chinese punctuation. A line that is no such pair gives
    {"error"}, and exit code 1 at the end. Nothing is stored.
    """
    if not jsonl:
        raise UsageError('write pairs as JSON Lines, {"source", "target"}, and add --jsonl')
    from pipelines.translation.glossary import load_glossary
    from services.check import check_lines

    bad = 0
    for answer in check_lines(file, load_glossary(*Paths.of(os.environ).glossaries)):
        bad += "error" in answer
        sys.stdout.write(
            json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
            + "\n"
        )
    ctx.exit(1 if bad else 0)
