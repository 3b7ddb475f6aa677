"""`jianwen check`: judge pairs of sentence and translation, for people who translate elsewhere."""

import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

import click

from records.errors import UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from pipelines.translation.glossary import Glossary


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

    bad = 0
    for answer in check_lines(file, load_glossary(*Paths.of(os.environ).glossaries)):
        bad += "error" in answer
        sys.stdout.write(
            json.dumps(answer, ensure_ascii=False).encode("utf-8", "backslashreplace").decode()
            + "\n"
        )
    ctx.exit(1 if bad else 0)


def check_lines(lines: TextIO, glossary: "Glossary") -> Iterator[dict[str, object]]:
    """Give the answer to each line; an empty line is no pair."""
    from pipelines.translation.checks.run import check_sentence
    from pipelines.translation.typography import apply_chinese_punctuation

    for number, line in enumerate(lines, start=1):
        try:
            pair = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            yield {
                "error": f"line {number} is not JSON: {getattr(error, 'msg', 'nested too deep')}"
            }
            continue
        source, target = (
            (pair.get(name) for name in ("source", "target"))
            if isinstance(pair, dict)
            else (None, None)
        )
        if not isinstance(source, str) or not isinstance(target, str):
            yield {"error": f'line {number} needs "source" and "target", both strings'}
            continue
        target = apply_chinese_punctuation(target)
        flags = [
            {"check": one.check, "severity": one.severity, "reason": one.reason}
            for one in check_sentence(source, target, glossary)
        ]
        yield {"target": target, "flags": flags}
