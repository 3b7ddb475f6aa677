"""Print what went wrong while the command goes on."""

import click


def print_problem(line: str) -> None:
    """Write a line to stderr under the program's name."""
    click.echo(f"jianwen: {line}", err=True)
