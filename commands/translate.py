"""`jianwen translate`: work off the articles that wait for their translation."""

import os
import time
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Final

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


FOREIGN_CONFIDENCE: Final = 0.9
"""Of a language, from which a text counts as foreign: names and codes alone are less sure."""


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


def format_translate_summary(result: TranslateResult) -> str:
    """Say in one line what was translated, or what to do so that something can be."""
    if not result.done and not result.left:
        return "translate: nothing waits"
    if not result.done and result.backend == "none":
        return (
            f"untranslated: {result.left} articles wait; install a package: jianwen models install"
            " en zh"
        )
    good = result.done - result.review - result.failed
    return (
        f"translate: {result.done} articles ({good} ok, {result.review} review, {result.failed}"
        f" failed), {result.sentences} sentences, {result.remembered} from memory, {result.decoded}"
        f" decoder calls by {result.backend}, {result.flagged} flagged, {result.left} wait,"
        f" {result.seconds} s"
    )


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

        _reject_foreign_text(text)
        translation = translate_text(text, home, use_reference=backend == "stock")
        for flag in translation.flags:
            print_problem(f"{flag.labels}: {flag.source} → {flag.target}")
        print_text(_convert_script(translation.text, script))
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
        print_text(format_translate_summary(result))


def _reject_foreign_text(text: str) -> None:
    """A package makes fluent Chinese of any language, and none of it is true."""
    from pipelines.resources.language_profiles import build_language_detector
    from pipelines.stages.identify import identify_language

    found = identify_language(text, build_language_detector())
    if found.language not in ("en", "zh", "und") and found.confidence >= FOREIGN_CONFIDENCE:
        raise UsageError(
            f"the text is written in {found.language!r}, not in English or Chinese; a package would"
            " invent something"
        )


def _convert_script(text: str, script: str) -> str:
    from text.chinese.to_traditional import convert_to_traditional

    return convert_to_traditional(text) if script == "hant" else text
