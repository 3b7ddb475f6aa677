"""Print what went wrong while the command goes on."""

from commands.output.terminal import print_text


def print_problem(line: str) -> None:
    """Write a line to stderr under the program's name."""
    print_text(f"jianwen: {line}", err=True)
