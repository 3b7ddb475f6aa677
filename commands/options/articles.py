"""The arguments and options of the verbs that decide what is published."""

from collections.abc import Callable
from typing import Any, Final

import click

from records.login_name import read_login_name

Command = Callable[..., Any]

BY: Final = click.option(
    "--by",
    metavar="NAME",
    default=read_login_name,
    help="Who decides: kept with the decision; by default your login name.",
)
_REASON: Final = click.option(
    "--reason", required=True, help="Why: kept with the article and sent to importers."
)
_ARTICLES: Final = (
    click.argument("keys", metavar="UID...", nargs=-1, required=True),
    BY,
    click.option("--json", "as_json", is_flag=True, help="Print a JSON list."),
    click.option("--quiet", is_flag=True, help="Print nothing but errors."),
)


def add_article_options(function: Command) -> Command:
    """Add the articles, `--by`, `--json` and `--quiet`."""
    for option in reversed(_ARTICLES):
        function = option(function)
    return function


def add_withhold_options(function: Command) -> Command:
    """Add the articles, `--reason`, `--by`, `--json` and `--quiet`."""
    return add_article_options(_REASON(function))
