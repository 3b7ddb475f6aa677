"""`jianwen doctor`: check this machine, say what to repair."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from services.doctor import CheckResult


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """Check this machine, this installation and its store, one line each, with what to do about
    each fault.

    A store of an older version is brought up to date. Nothing else is changed. Exit code 1 when
    something is not well.
    """
    from records.clock import utc_now
    from services.doctor import run_checks

    checks = list(run_checks(Paths.of(os.environ), utc_now()))
    if as_json:
        print_json([asdict(check) for check in checks], indent=1)
    else:
        for check in checks:
            print_text(_format_check(check))
    ctx.exit(0 if all(check.ok for check in checks) else 1)


def _format_check(check: "CheckResult") -> str:
    from commands.output.table import strip_control_characters

    mark = click.style("✓", fg="green") if check.ok else click.style("✗", fg="red", bold=True)
    fix = "" if check.ok or not check.fix else f" → {strip_control_characters(check.fix)}"
    return f"{mark} {check.what}: {strip_control_characters(check.found)}{fix}"
