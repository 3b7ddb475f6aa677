"""`jianwen desk`: the web pages on which editors work."""

import os

import click

from commands.output.terminal import print_text
from records.paths import Paths


@click.command("desk")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65_535),
    default=8750,
    show_default=True,
    help="Port to serve on; 0 takes a free one.",
)
def command(host: str, port: int) -> None:
    """Serve the desk, the editors' web pages, until Ctrl-C.

    It answers this machine alone.
    """
    from desk.server import serve_desk

    serve_desk(Paths.of(os.environ), host, port, on_address=print_text)
