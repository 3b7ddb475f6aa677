"""`jianwen demo`: crawl a small newsroom on this machine, from spider to feed."""

import os

import click

from commands.output.problems import print_problem
from commands.output.terminal import print_json, print_text
from records.paths import Paths


@click.command("demo")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="Print no summary.")
@click.option("--desk", is_flag=True, help="Then serve it at the desk, until Ctrl-C.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, quiet: bool, desk: bool) -> None:
    """Crawl a small newsroom that runs on this machine, with the real pipeline from spider to feed.

    The first run fills the store. The next one finds one corrected article; all others are "not
    modified". No other machine is asked for anything.
    """
    from commands.output.demo_report import format_demo_summary
    from commands.output.live_status import LiveStatus
    from demo.run import run_demo

    status = LiveStatus()
    try:
        summary = run_demo(
            Paths.of(os.environ), on_progress=status.update, on_problem=print_problem
        )
    finally:
        status.end()
    if as_json:
        print_json(summary.as_json())
    elif not quiet:
        print_text(format_demo_summary(summary))
    if desk and summary.exit_code == 0:
        from desk.server import serve_desk

        serve_desk(Paths.of(os.environ), "127.0.0.1", 0, on_address=print_text)
    ctx.exit(summary.exit_code)
