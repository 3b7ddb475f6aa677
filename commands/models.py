"""`jianwen models`: list, fetch and install translation packages."""

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output.terminal import print_json, print_text
from records.errors import UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from pipelines.translation.backends.packages import InstalledPackage
    from store.translations.packages import ModelPackage


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
    from pipelines.translation.backends.packages import list_packages
    from services.choose_translator import find_recorded_model

    home = Paths.of(os.environ)
    rows = [_package_row(one, find_recorded_model(home, one)) for one in list_packages(home.models)]
    if as_json:
        print_json(rows)
    elif rows:
        lines = [
            (
                row["name"],
                row["version"],
                f"{row['from']} → {row['to']}",
                row["sha256"][:16],
                row["state"],
            )
            for row in rows
        ]
        print_text(render_table(("package", "version", "languages", "sha256", "state"), lines))
    else:
        print_text(
            f"no translation package in {home.models}; install one: jianwen models install en zh"
        )


def _package_row(
    package: "InstalledPackage", recorded_model: "ModelPackage | None"
) -> dict[str, str]:
    from services.choose_translator import describe_package_state

    told = {
        "name": package.name,
        "version": package.version,
        "from": package.source,
        "to": package.target,
        "path": str(package.path),
    }
    return told | {
        "sha256": recorded_model.sha256 if recorded_model else "",
        "state": describe_package_state(package, recorded_model),
    }


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
    from services.model_packages import PackageRequest, fetch_package, install_model_package

    home = Paths.of(os.environ)
    pair = (words[0], words[1]) if len(words) == 2 and all(map(_is_language, words)) else None
    if sha256 and len(words) > 1 and not pair:
        raise UsageError("--sha256 goes with one package at a time")
    demand = PackageRequest(sha256.lower(), repin, pair)
    if pair:
        with ProgressDisplay() as progress:
            done = [fetch_package(home, *pair, demand, index, on_progress=progress.update_named)]
    else:
        done = [install_model_package(home, Path(word), demand) for word in words]
    for package, digest in [] if quiet else done:
        print_text(
            f"installed {package.name} {package.version} ({package.source} → {package.target}),"
            f" sha256 {digest}"
        )


def _is_language(word: str) -> bool:
    return bool(re.fullmatch("[a-z]{2,3}", word)) and not Path(word).exists()
