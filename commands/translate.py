"""`jianwen translate`: work off the articles that wait for their translation."""

import json
import os
import time
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

import click

from commands.span import Duration
from records.home import Home
from records.verdict import UsageError

if TYPE_CHECKING:
    from commands.workoff import Wish
    from pipelines.translators.protocol import Translator
    from store.database import Store


CERTAIN: Final = 0.9
"""Of a language, from which a text counts as foreign: names and codes alone are less sure."""


@dataclass(frozen=True, slots=True)
class TranslateResult:
    """What one run of the translator did; `review` and `failed` are part of `done`."""

    done: int
    review: int
    failed: int
    left: int  # articles that still wait: no package reads their language, or the limit or the time was up
    backend: str
    sentences: int
    remembered: int  # of them, sentences that the memory or a correction knew
    decoded: int  # decoder calls: sentences handed to the decoder, those that were tried in other ways too
    flagged: int  # sentences in which a check found something
    corrected: int  # articles that were given corrections which had not reached them
    seconds: float


def choose_translator(home: Home) -> "Translator":
    """Take the newest installed package from English to Chinese, or the translator that leaves all waiting."""
    from commands.translators import choose

    return choose(home)


def has_package(home: Home) -> bool:
    """Say whether a package from English to Chinese is installed."""
    from pipelines.translators.packages import best

    return best(home.models, "en", "zh") is not None


def translate_pending(store: "Store", home: Home, wish: "Wish | None" = None, *, now: str) -> TranslateResult:
    """Translate what waits, the newest first, and commit article by article.

    With `seconds` no portion is begun that, at the pace of the one before, would end later. Takes no lock: the caller holds it. Raises
    ModelError when the package cannot be read.
    """
    from commands.spreading import spread
    from commands.workoff import Wish, WorkOff
    from pipelines.glossary import load_glossary

    glossary = load_glossary(*home.glossaries)
    corrected = spread(store, glossary, now)
    work = WorkOff(store, choose_translator(home), glossary, wish or Wish(), now)
    work.run()
    return TranslateResult(
        work.done,
        work.review,
        work.failed,
        work.left,
        work.translator.name,
        work.sentences,
        work.remembered,
        work.translator.calls,
        work.flagged,
        len(corrected),
        round(work.seconds, 1),
    )


def translate_watched(store: "Store", home: Home, wish: "Wish", *, now: str) -> TranslateResult:
    """Translate what waits while a bar on a terminal shows articles, sentences a second and the time left."""
    from commands.progress import bar
    from store.translations import count_pending

    waiting, begun, count = count_pending(store, copies=wish.copies), time.monotonic(), 0
    with bar(min(waiting, wish.limit or waiting), "translate") as shown:

        def told(sentences: int) -> None:
            nonlocal count
            count += sentences
            shown.label = f"translate, {count / max(time.monotonic() - begun, 0.1):.0f} sentences/s"
            shown.update(1)

        return translate_pending(store, home, replace(wish, told=told), now=now)


def summary(result: TranslateResult) -> str:
    """Say in one line what was translated, or what to do so that something can be."""
    if not result.done and not result.left:
        return "translate: nothing waits"
    if not result.done and result.backend == "none":
        return f"untranslated: {result.left} articles wait; install a package: jianwen models install en zh"
    good = result.done - result.review - result.failed
    return (
        f"translate: {result.done} articles ({good} ok, {result.review} review, {result.failed} failed), {result.sentences} sentences, "
        f"{result.remembered} from memory, {result.decoded} decoder calls by {result.backend}, {result.flagged} flagged, "
        f"{result.left} wait, {result.seconds} s"
    )


@click.command("translate")
@click.option("--pending", is_flag=True, help="Translate what waits; this is what the command does anyway.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many articles.")
@click.option("--for", "seconds", type=Duration(), help="Begin nothing new after so long: 90s, 30m, 2h.")
@click.option("--copies", is_flag=True, help="Translate copies of other articles, too; usually their original is enough.")
@click.option("--again", is_flag=True, help="Also translate anew what another model, glossary or version of the rules has translated.")
@click.option("--script", type=click.Choice(["hans", "hant"]), default="hans", help="With --text: Chinese script of what is printed.")
@click.option("--text", help="Translate this text instead, and print it; nothing is stored.")
@click.option(
    "--backend", type=click.Choice(["argos", "stock"]), default="argos", help="With --text: decode as Argos Translate itself does."
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
    from commands.clock import now
    from commands.lock import RunLock
    from commands.workoff import Wish
    from store.database import open_store

    home = Home.of(os.environ)
    if text is not None:
        from commands.onetext import translate_text

        _refuse_foreign(text)
        done = translate_text(text, home, stock=backend == "stock")
        click.echo(_in_script(done, script))
        return
    if backend != "argos" or script != "hans":
        given = "--script" if backend == "argos" else "--backend"
        raise UsageError(f"{given} goes with --text: the store keeps translations of our own decoding, in simplified characters")
    with open_store(home.store, create=False) as store, RunLock(home.lock):
        result = translate_watched(store, home, Wish(limit, seconds, copies, again), now=now())
    if as_json:
        click.echo(json.dumps(asdict(result)))
    elif not quiet:
        click.echo(summary(result))


def _refuse_foreign(text: str) -> None:
    """A package makes fluent Chinese of any language, and none of it is true."""
    from pipelines.identify import language_of
    from pipelines.letters import letter_detector

    found = language_of(text, letter_detector())
    if found.language not in ("en", "zh", "und") and found.confidence >= CERTAIN:
        raise UsageError(f"the text is written in {found.language!r}, not in English or Chinese; a package would invent something")


def _in_script(text: str, script: str) -> str:
    from pipelines.script import traditional

    return traditional(text) if script == "hant" else text
