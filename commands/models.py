"""`jianwen models`: list, fetch and install translation packages."""

import os

import click

from commands.output.terminal import print_json, print_text
from records.paths import Paths


@click.group("models", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List and install translation packages; without a verb, list them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_models)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_models(as_json: bool = False) -> None:
    """List the installed packages with the digest of the file that each came from, and whether it
    is still what was installed.
    """
    from commands.output.table import render_table
    from services.model_packages import list_installed_packages

    home = Paths.of(os.environ)
    packages = list_installed_packages(home)
    if as_json:
        print_json([package.as_dict() for package in packages])
    elif packages:
        lines = [
            (
                package.name,
                package.version,
                f"{package.source} → {package.target}",
                package.sha256[:16],
                package.state,
            )
            for package in packages
        ]
        print_text(render_table(("package", "version", "languages", "sha256", "state"), lines))
    else:
        print_text(
            f"no translation package in {home.models}; install one: jianwen models install en zh"
        )


@command.command("install")
@click.argument("words", metavar="FROM TO | FILE…", nargs=-1, required=True)
@click.option(
    "--index",
    default="",
    metavar="URL",
    help="Index to look in; default JIANWEN_MODEL_INDEX, then that of Argos Translate.",
)
@click.option(
    "--sha256", default="", metavar="HEX", help="Take the package with this digest and no other."
)
@click.option(
    "--repin",
    is_flag=True,
    help="Take it although another file was once installed as the same version.",
)
@click.option("--quiet", is_flag=True, help="Print nothing.")
def install_models(
    words: tuple[str, ...], index: str, sha256: str, repin: bool, quiet: bool
) -> None:
    """Fetch and install the newest package between two languages (en zh), or install packages from
    files (.argosmodel).

    Installing one again replaces it. A package is a program's diet, not only data: take what comes
    from Argos Open Tech or from people you trust. Its digest is recorded; the same version with
    another one is refused from then on.
    """
    from commands.output.progress import ProgressDisplay
    from services.model_packages import install_packages

    with ProgressDisplay() as progress:
        installed = install_packages(
            Paths.of(os.environ),
            words,
            index=index,
            sha256=sha256,
            repin=repin,
            on_progress=progress.update_named,
        )
    for new in [] if quiet else installed:
        package = new.package
        print_text(
            f"installed {package.name} {package.version} ({package.source} → {package.target}),"
            f" sha256 {new.sha256}"
        )
