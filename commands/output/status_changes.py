"""Print what became of the articles whose status a person changed."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from commands.output.messages import translate
from commands.output.table import shorten_text, strip_control_characters
from commands.output.terminal import print_json, print_text

if TYPE_CHECKING:
    from store.articles.withdraw import StatusChange

TITLE_COLUMNS: Final = 60


def print_status_changes(
    changes: "list[StatusChange]", *, as_json: bool = False, quiet: bool = False
) -> None:
    """Print one line for each article, or all as a JSON list."""
    if as_json:
        rows = [asdict(change) for change in changes]
        print_json(rows, indent=1)
    elif not quiet:
        for change in changes:
            print_text(_format_change(change))


def _format_change(change: "StatusChange") -> str:
    """Say what the status is now, and whether it was so before."""
    status = translate(change.status)
    if not change.changed:
        status = translate("already {status}").format(status=status)
    if change.reason:
        status += translate(" ({reason})").format(reason=strip_control_characters(change.reason))
    title = shorten_text(strip_control_characters(change.title), TITLE_COLUMNS)
    return f"{change.uid}  {status}  {title}".rstrip()
