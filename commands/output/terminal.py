"""The one way out: what commands print on a terminal, into a pipe or a log."""

import json
from typing import Any

import click

from text.printable import escape_unprintable, make_styled_printable


def print_text(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print text without what strangers may have put into it to steer a terminal."""
    click.echo(make_styled_printable(text), err=err, nl=nl)


def print_json(value: Any, indent: int | None = None) -> None:  # noqa: ANN401 - JSON
    """Print a value as JSON; characters that steer a terminal are written as escapes."""
    click.echo(escape_unprintable(json.dumps(value, ensure_ascii=False, indent=indent)))
