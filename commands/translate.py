"""`jianwen translate`: work off the articles that wait for their translation."""

import os
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

import click

from commands.options.durations import Duration
from commands.output.problems import print_problem
from commands.output.terminal import print_json, print_text
from records.errors import UsageError
from records.paths import Paths
from services.translate import TranslateResult, translate_pending
from store.open import open_store

if TYPE_CHECKING:
    from services.translate import TranslateOptions
    from store.db.connection import Store


def translate_with_progress(
    store: "Store", home: Paths, options: "TranslateOptions", *, now: str
) -> TranslateResult:
    """Translate what waits while a bar on a terminal shows articles, sentences a second and the
    time left.
    """
    from commands.output.progress import open_progress_bar
    from store.translations.translations import count_pending_translations

    waiting, begun, count = (
        count_pending_translations(store, copies=options.copies),
        time.monotonic(),
        0,
    )
    with open_progress_bar(min(waiting, options.limit or waiting), "translate") as shown:

        def show_progress(sentences: int) -> None:
            nonlocal count
            count += sentences
            shown.label = f"translate, {count / max(time.monotonic() - begun, 0.1):.0f} sentences/s"
            shown.update(1)

        return translate_pending(store, home, replace(options, on_progress=show_progress), now=now)


@click.command("translate")
@click.option(
    "--pending", is_flag=True, help="Translate what waits; this is what the command does anyway."
)
@click.option("--limit", type=click.IntRange(min=1), help="At most so many articles.")
@click.option(
    "--for", "seconds", type=Duration(), help="Begin nothing new after so long: 90s, 30m, 2h."
)
@click.option(
    "--copies",
    is_flag=True,
    help="Translate copies of other articles, too; usually their original is enough.",
)
@click.option(
    "--again",
    is_flag=True,
    help="Also translate anew what another model, glossary or version of the rules has translated.",
)
@click.option(
    "--script",
    type=click.Choice(["hans", "hant"]),
    default="hans",
    help="With --text: Chinese script of what is printed.",
)
@click.option("--text", help="Translate this text instead, and print it; nothing is stored.")
@click.option(
    "--backend",
    type=click.Choice(["argos", "stock"]),
    default="argos",
    help="With --text: decode as Argos Translate itself does.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
def command(
    limit: int | None,
    seconds: float | None,
    copies: bool,
    again: bool,
    script: str,
    text: str | None,
    backend: str,
    as_json: bool,
    quiet: bool,
    **_pending: bool,
) -> None:
    """Translate the articles that wait for it, as far as their rights allow.

    An article is translated whole or not at all; a run that is stopped goes on where it was.
    """
    from records.clock import utc_now
    from services.run_lock import RunLock
    from services.translate import TranslateOptions

    home = Paths.of(os.environ)
    if text is not None:
        from services.translate_text import translate_text

        translation = translate_text(
            text, home, use_reference=backend == "stock", traditional=script == "hant"
        )
        for flag in translation.flags:
            print_problem(f"{flag.labels}: {flag.source} → {flag.target}")
        print_text(translation.text)
        return
    if backend != "argos" or script != "hans":
        given = "--script" if backend == "argos" else "--backend"
        raise UsageError(
            f"{given} goes with --text: the store keeps translations of our own decoding, in"
            " simplified characters"
        )
    with open_store(home.store, create=False) as store, RunLock(home.lock):
        result = translate_with_progress(
            store, home, TranslateOptions(limit, seconds, copies, again), now=utc_now()
        )
    if as_json:
        print_json(asdict(result))
    elif not quiet:
        print_text(result.format_summary())
