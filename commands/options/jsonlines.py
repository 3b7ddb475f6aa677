"""Read the JSON Lines that people and programs hand to a command, each line by itself."""

import json
import sys
from collections.abc import Iterable, Iterator
from typing import TextIO

import click

from records.errors import UsageError


def write_json_lines(ctx: click.Context, answers: Iterable[Iterable[str]]) -> None:
    """Write each answer as a line as soon as it is there, in pieces, so that none is ever held
    whole; exit code 1 where one is an error.
    """
    bad = False
    for pieces in answers:
        for number, piece in enumerate(pieces):
            bad = bad or (not number and piece.startswith('{"error"'))
            # half a surrogate pair becomes \udXXX, which is JSON
            sys.stdout.write(piece.encode("utf-8", "backslashreplace").decode())
        sys.stdout.write("\n")
        sys.stdout.flush()
    ctx.exit(1 if bad else 0)


def parse_text_lines(lines: TextIO) -> Iterator[tuple[str, str]]:
    """Give the "text" of each line and why there is none, one of them empty.

    An empty line has none.
    """
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
        # ValueError: no JSON, or a number of 5,000 digits
        except (ValueError, RecursionError) as error:
            yield (
                "",
                (
                    f"line {number} is not JSON:"
                    f" {getattr(error, 'msg', 'nested too deep or a number too long')}"
                ),
            )
            continue
        text = row.get("text") if isinstance(row, dict) else None
        yield (text, "") if isinstance(text, str) else ("", f'line {number} needs "text", a string')


def format_json(value: object) -> str:
    """Write a value as JSON with readable Chinese."""
    return json.dumps(value, ensure_ascii=False)


def require_jsonl(jsonl: bool) -> None:
    """Refuse to run without --jsonl, the one form there is so far."""
    if not jsonl:
        raise UsageError('write texts as JSON Lines, {"text"}, and add --jsonl')
