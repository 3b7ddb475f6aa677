"""`jianwen translate`: work off the articles that wait for their translation."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

import click

from commands.span import Duration
from records.home import Home
from records.limits import TRANSLATE_ARTICLES, TRANSLATE_SECONDS
from records.verdict import UsageError

if TYPE_CHECKING:
    from collections.abc import Set

    from pipelines.glossary import Glossary
    from pipelines.translators.protocol import Translator
    from records.translation import Pending
    from store.database import Store

FIRST_GROUP: Final = 8  # articles decoded together at first; four already fill the batches


@dataclass(frozen=True, slots=True)
class TranslateResult:
    """What one run of the translator did; `review` and `failed` are part of `done`."""

    done: int
    review: int
    failed: int
    left: int  # articles that still wait: no package reads their language, or the limit or the time was up
    backend: str
    sentences: int
    decoded: int  # sentences that no memory knew


def choose_translator(home: Home) -> "Translator":
    """Take the newest installed package from English to Chinese, or the translator that leaves all waiting."""
    from commands.translators import choose

    return choose(home)


def has_package(home: Home) -> bool:
    """Say whether a package from English to Chinese is installed."""
    from pipelines.translators.packages import best

    return best(home.models, "en", "zh") is not None


def translate_pending(
    store: "Store",
    home: Home,
    *,
    limit: int | None = None,
    seconds: float | None = None,
    progress: Callable[[int], object] | None = None,
    now: str,
) -> TranslateResult:
    """Translate what waits, the newest first, and commit article by article.

    Articles are decoded in groups, so that batches fill and a kill costs one group at most; `progress` is told how many
    articles each commit adds. With `seconds` no group is begun that, at the pace of the one before, would end later. Takes no lock: the
    caller holds it. Raises ModelError when the package cannot be read.
    """
    from pipelines.glossary import load_glossary

    translator = choose_translator(home)
    run = _Run(store, translator, load_glossary(*home.glossaries), now)
    size, pace, started = FIRST_GROUP if seconds is None else 1, 0.0, time.monotonic()
    while limit is None or run.done < limit:
        if seconds is not None:
            left = seconds - (time.monotonic() - started)
            size = min(size, int(left / pace)) if pace else size
            if left <= 0 or size < 1:
                break
        group = run.next_group(size if limit is None else min(size, limit - run.done))
        if not group:
            break
        begun = time.monotonic()
        run.translate_group(group, progress)
        took = time.monotonic() - begun
        pace, slow = took / len(group), took > TRANSLATE_SECONDS
        size = max(1, size // 2) if slow else min(TRANSLATE_ARTICLES, size * 2)
    return run.result()


class _Run:
    """One working-off of the queue, with its counts."""

    def __init__(self, store: "Store", translator: "Translator", glossary: "Glossary", now: str) -> None:
        self.store, self.translator, self.glossary, self.now = store, translator, glossary, now
        self.done = self.review = self.failed = self.sentences = self.decoded = 0
        self._stuck: set[str] = set()  # waits in a language that nobody reads, or changed while it was translated

    def next_group(self, size: int) -> list["Pending"]:
        """Take the next waiting articles that the translator can read."""
        from store.translations import pending

        languages: Set[str] = self.translator.languages
        while languages:
            waiting = [item for item in pending(self.store, size + len(self._stuck)) if item.uid not in self._stuck]
            readable = [item for item in waiting if item.language in languages]
            self._stuck.update(item.uid for item in waiting if item.language not in languages)
            if readable or not waiting:
                return readable
        return []

    def translate_group(self, group: list["Pending"], progress: Callable[[int], object] | None) -> None:
        """Look the sentences up, decode the unknown ones together, commit each article by itself."""
        from pipelines.translate import decoder_calls, memory_key, sentences_of, translate
        from store.translations import draft_of, remembered, store_translation

        key, sources = memory_key(self.translator, self.glossary), sentences_of(group)
        known = {source: draft_of(found) for source, found in remembered(self.store, key, sources).items()}
        self.decoded += decoder_calls(source for source in sources if source not in known)
        for item, result in zip(group, translate(group, self.translator, known, self.glossary), strict=True):
            kept = store_translation(
                self.store,
                item.uid,
                result.title,
                result.body,
                result.status,
                result.sentences,
                backend=self.translator.name,
                model=key,
                now=self.now,
                version=item.version,
            )
            if not kept:
                self._stuck.add(item.uid)
                continue
            self.done += 1
            self.review += result.status == "review"
            self.failed += result.status == "failed"
            self.sentences += len(result.sentences)
            if progress:
                progress(1)

    def result(self) -> TranslateResult:
        """Count what is left and close the run."""
        from store.translations import count_pending

        left = count_pending(self.store)
        return TranslateResult(self.done, self.review, self.failed, left, self.translator.name, self.sentences, self.decoded)


def summary(result: TranslateResult) -> str:
    """Say in one line what was translated, or what to do so that something can be."""
    if not result.done and not result.left:
        return "translate: nothing waits"
    if not result.done and result.backend == "none":
        return f"untranslated: {result.left} articles wait; install a package: jianwen models install en zh"
    good = result.done - result.review - result.failed
    return (
        f"translate: {result.done} articles ({good} ok, {result.review} review, {result.failed} failed), {result.sentences} sentences, "
        f"{result.decoded} decoded by {result.backend}, {result.left} wait"
    )


@click.command("translate")
@click.option("--pending", is_flag=True, help="Translate what waits; this is what the command does anyway.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many articles.")
@click.option("--for", "seconds", type=Duration(), help="Begin nothing new after so long: 90s, 30m, 2h.")
@click.option("--text", help="Translate this text instead, and print it; nothing is stored.")
@click.option(
    "--backend", type=click.Choice(["argos", "stock"]), default="argos", help="With --text: decode as Argos Translate itself does."
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
def command(pending: bool, limit: int | None, seconds: float | None, text: str | None, backend: str, as_json: bool, quiet: bool) -> None:
    """Translate the articles that wait for it, as far as their rights allow.

    An article is translated whole or not at all; a run that is stopped goes on where it was.
    """
    from commands.clock import now
    from commands.lock import RunLock
    from commands.progress import bar
    from store.database import open_store
    from store.translations import count_pending

    home = Home.of(os.environ)
    if text is not None:
        from commands.onetext import translate_text

        click.echo(translate_text(text, home, stock=backend == "stock"))
        return
    if backend != "argos":
        raise UsageError("--backend goes with --text: the store keeps translations of our own decoding alone")
    with open_store(home.store, create=False) as store, RunLock(home.lock):
        waiting = count_pending(store)
        with bar(min(waiting, limit or waiting), "translate") as progress:
            result = translate_pending(store, home, limit=limit, seconds=seconds, progress=progress.update, now=now())
    if as_json:
        click.echo(json.dumps(asdict(result)))
    elif not quiet:
        click.echo(summary(result))
