"""`jianwen models`: list and install translation packages."""

import json
import os
import re
from pathlib import Path

import click

from records.home import Home
from records.verdict import UsageError

OFFICIAL = "https://www.argosopentech.com/argospm/index/"


@click.group("models", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List and install translation packages; without a verb, list them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_models)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_models(as_json: bool = False) -> None:
    """List the installed packages with the digest of the file that each came from."""
    from commands.table import render
    from pipelines.translators.packages import installed

    home = Home.of(os.environ)
    digests = _digests(home)
    packages = [(one, digests.get(one.name, "")) for one in installed(home.models)]
    if as_json:
        rows = [
            {"name": one.name, "version": one.version, "from": one.source, "to": one.target, "path": str(one.path), "sha256": sha256}
            for one, sha256 in packages
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif packages:
        lines = [(one.name, one.version, f"{one.source} → {one.target}", sha256[:16] or "not recorded") for one, sha256 in packages]
        click.echo(render(("package", "version", "languages", "sha256"), lines))
    else:
        click.echo(f"no translation package in {home.models}; install one: jianwen models install FILE.argosmodel")


@command.command("install")
@click.argument("files", metavar="FILE…", nargs=-1, required=True)
@click.option("--quiet", is_flag=True, help="Print nothing.")
def install_models(files: tuple[str, ...], quiet: bool) -> None:
    """Install packages from files (.argosmodel); installing one again replaces it.

    A package is a program's diet, not only data: install what comes from Argos Open Tech or from people you trust.
    """
    home = Home.of(os.environ)
    _refuse_languages(files)
    for file in files:
        name, version, languages, sha256 = _install(home, Path(file))
        if not quiet:
            click.echo(f"installed {name} {version} ({languages}), sha256 {sha256}")


def _refuse_languages(words: tuple[str, ...]) -> None:
    """Explain `models install en zh`, which asks for a download."""
    if len(words) == 2 and all(re.fullmatch("[a-z]{2,3}", word) and not Path(word).exists() for word in words):
        package = f"translate-{'_'.join(words)}"
        raise UsageError(f"packages are installed from a file: fetch {package} from {OFFICIAL} and run: jianwen models install PATH")


def _install(home: Home, file: Path) -> tuple[str, str, str, str]:
    from commands.clock import now
    from pipelines.translators.packages import install
    from store.database import open_store
    from store.translations import record_model

    package, sha256 = install(file, home.models)
    with open_store(home.store) as store:
        record_model(store, package.name, package.version, sha256, str(package.path), now())
    return package.name, package.version, f"{package.source} → {package.target}", sha256


def _digests(home: Home) -> dict[str, str]:
    """Look up what was recorded at installation; a home without a store has recorded nothing."""
    from store.database import open_store
    from store.translations import models

    if not home.store.exists():
        return {}
    with open_store(home.store, create=False, readonly=True) as store:
        return {model.name: model.sha256 for model in models(store)}
