"""`jianwen glossary`: how medical terms must be rendered in translations."""

import os

import click

from commands.output.messages import translate
from commands.output.terminal import print_json, print_text
from records.paths import Paths


@click.group("glossary", invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """List, add and check how terms must be rendered; without a command, list them."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(list_terms)


@command.command("list")
@click.argument("words", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_terms(words: tuple[str, ...] = (), as_json: bool = False) -> None:
    """List the terms, or those that hold all the WORDS in English or Chinese."""
    from commands.output.table import render_table
    from services.glossary import find_terms

    terms = find_terms(Paths.of(os.environ), words)
    if as_json:
        names = ("term", "preferred", "accepted", "bad", "note")
        rows = [{name: getattr(term, name) for name in names} for term in terms]
        print_json(rows)
    elif terms:
        heads = [*map(translate, ("term", "preferred", "also accepted", "known wrong"))]
        cells = [
            (term.term, term.preferred, "、".join(term.accepted[1:]), "、".join(term.bad))
            for term in terms
        ]
        print_text(render_table(heads, cells))
    else:
        message = translate("no term holds {words}").format(words=repr(" ".join(words)))
        print_text(f"jianwen: {message}", err=True)


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
def add_term_command(
    term: str,
    preferred: str,
    accept: tuple[str, ...],
    wrong: tuple[str, ...],
    cased: bool,
    note: str,
) -> None:
    """Add a TERM with its PREFERRED rendering to the glossary of this installation.

    It goes before the project's own terms. Sentences that are translated from now on follow it;
    an article is translated again when it changes.
    """
    from services.glossary import add_term

    path = add_term(
        Paths.of(os.environ),
        term,
        preferred,
        accepted=accept,
        wrong=wrong,
        case_sensitive=cased,
        note=note,
    )
    print_text(
        translate("{term} → {preferred}, in {path}").format(
            term=term, preferred=preferred, path=path
        )
    )


@command.command("check")
def check_terms() -> None:
    """Check the glossary files, then count in the store how often translations keep to each
    term.
    """
    from commands.output.table import render_table
    from services.glossary import count_term_usage

    usage = count_term_usage(Paths.of(os.environ))
    terms = usage.glossary.terms
    print_text(
        translate(
            "{terms} terms; found {found} times in translated sentences, {missed} without an"
            " accepted rendering"
        ).format(terms=len(terms), found=usage.occurrences.total(), missed=usage.missed.total())
    )
    if usage.missed:
        preferred = {term.term: term.preferred for term in terms}
        rows = [
            (term, preferred[term], number, usage.occurrences[term])
            for term, number in usage.missed.most_common(20)
        ]
        heads = [*map(translate, ("term", "preferred", "missed", "of"))]
        print_text(render_table(heads, rows, right_aligned={2, 3}))
