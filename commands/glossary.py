"""`jianwen glossary`: how medical terms must be rendered in translations."""

import json
import os
from pathlib import Path
from typing import Final

import click

from records.errors import UsageError
from records.paths import Paths

OWN_TERMS_FILE: Final = "own.tsv"
"""File of the terms that `add` writes, in the operator's folder."""


@click.group("glossary", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, add and check how terms must be rendered; without a verb, list them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_terms)


@command.command("list")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_terms(words: tuple[str, ...] = (), as_json: bool = False) -> None:
    """List the terms, or those that hold all the WORDS in English or Chinese."""
    from commands.output.table import render_table
    from pipelines.translation.glossary import load_glossary

    glossary = load_glossary(*Paths.of(os.environ).glossaries)
    shown = [
        term
        for term in glossary.terms
        if all(word.lower() in f"{term.term} {term.accepted}".lower() for word in words)
    ]
    if as_json:
        rows = [
            {
                "term": one.term,
                "preferred": one.preferred,
                "accepted": one.accepted,
                "bad": one.bad,
                "note": one.note,
            }
            for one in shown
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
    elif shown:
        rows_ = [
            (one.term, one.preferred, "、".join(one.accepted[1:]), "、".join(one.bad))
            for one in shown
        ]
        click.echo(render_table(("term", "preferred", "also accepted", "known wrong"), rows_))
    else:
        click.echo(f"jianwen: no term holds {' '.join(words)!r}", err=True)


@command.command("add")
@click.argument("term")
@click.argument("preferred")
@click.option(
    "--accept", multiple=True, help="Another rendering that is right; may be given several times."
)
@click.option(
    "--wrong",
    multiple=True,
    help="A rendering that is wrong and is replaced; may be given several times.",
)
@click.option("--cased", is_flag=True, help="Only in these capitals: WHO, but not who.")
@click.option("--note", default="", help="Why, or by whom.")
def add_term(
    term: str,
    preferred: str,
    accept: tuple[str, ...],
    wrong: tuple[str, ...],
    cased: bool,
    note: str,
) -> None:
    """Add a TERM with its PREFERRED rendering to the glossary of this installation.

    It goes before ours.

    Sentences that are translated from now on follow it; an article is translated again when it
    changes.
    """
    from pipelines.translation.glossary import CASE_SENSITIVE, GLOSSARY_COLUMNS, load_glossary

    fields = (
        term,
        preferred,
        "|".join(accept),
        "|".join(wrong),
        CASE_SENSITIVE if cased else "",
        note,
    )
    if any(mark in field for field in fields for mark in "\t\r\n"):
        raise UsageError("a term holds no tabs and no line breaks")
    folders = Paths.of(os.environ).glossaries
    path = folders[1] / OWN_TERMS_FILE
    kept = path.read_text("utf-8") if path.exists() else "\t".join(GLOSSARY_COLUMNS) + "\n"
    lines = [line for line in kept.splitlines() if line.split("\t")[0].lower() != term.lower()]
    _write_atomically(path, "\n".join([*lines, "\t".join(fields)]) + "\n")
    try:
        load_glossary(*folders)
    except UsageError:
        _write_atomically(path, kept)
        raise
    click.echo(f"{term} → {preferred}, in {path}")


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(path)


@command.command("check")
def check_terms() -> None:
    """Check the glossary files, then count in the store how often translations keep to each
    term.
    """
    from collections import Counter

    from commands.output.table import render_table
    from pipelines.translation.glossary import find_missing_terms, load_glossary
    from store.open import open_store
    from store.translations.sentence_memory import iter_sentence_pairs

    home = Paths.of(os.environ)
    glossary = load_glossary(*home.glossaries)
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    if home.store.exists():
        with open_store(home.store, readonly=True) as store:
            for source, target in iter_sentence_pairs(store):
                found.update(term.term for term in glossary.find_terms(source))
                missed.update(term.term for term in find_missing_terms(source, target, glossary))
    click.echo(
        f"{len(glossary.terms)} terms; found {found.total()} times in translated sentences,"
        f" {missed.total()} without an accepted rendering"
    )
    if missed:
        preferred = {term.term: term.preferred for term in glossary.terms}
        rows = [
            (term, preferred[term], number, found[term]) for term, number in missed.most_common(20)
        ]
        click.echo(render_table(("term", "preferred", "missed", "of"), rows, right_aligned={2, 3}))
