"""`jianwen correct`: put a sentence of a translation right, in every article that has it and for
all time.
"""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

import click

from records.errors import UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from pipelines.translation.glossary import Glossary
    from records.translation import TranslatedSentence
    from store.db.connection import Store


@click.command("correct")
@click.argument("uid", default="")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.argument("text", default="")
@click.option(
    "--jsonl",
    type=click.File("r", encoding="utf-8", errors="surrogateescape"),
    help="Take corrections from FILE, - for stdin.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the sentences as JSON Lines, to edit and hand back with --jsonl.",
)
def command(uid: str, number: int | None, text: str, jsonl: TextIO | None, as_json: bool) -> None:
    """Correct sentence NUMBER of the article UID to TEXT.

    Without them list the article's sentences with their numbers.

    A correction goes by its English sentence: it holds for every article that has the sentence,
    whichever model or glossary, now and later. The checks judge it, too, and say so, but a person's
    word counts. Without a UID the corrections made so far are listed.
    """
    from store.open import open_store

    home = Paths.of(os.environ)
    changes = bool(jsonl or number)
    if (jsonl and uid) or (number and not text.strip()):
        raise UsageError(
            "write `jianwen correct UID NUMBER TEXT`, or `jianwen correct --jsonl FILE`"
        )
    with open_store(home.store, create=False, readonly=not changes) as store:
        if jsonl:
            _store_corrections(store, home, list(_parse_corrections(jsonl)))
        elif not uid:
            _list_corrections(store, as_json=as_json)
        elif number:
            whole, one = _find_sentence(store, uid, number)
            _store_corrections(store, home, [(one.source, text, whole)])
        else:
            _list_sentences(*_load_alignment(store, uid), as_json=as_json)


def _load_alignment(store: "Store", uid: str) -> "tuple[str, Sequence[TranslatedSentence]]":
    from store.articles.articles import get_article
    from store.translations.corrections import read_aligned_translation

    whole = get_article(store, uid).uid
    return whole, read_aligned_translation(store, whole).sentences


def _find_sentence(store: "Store", uid: str, number: int) -> "tuple[str, TranslatedSentence]":
    whole, sentences = _load_alignment(store, uid)
    if number > len(sentences):
        raise UsageError(
            f"{whole} has {len(sentences)} sentences; `jianwen correct {whole}` lists them"
        )
    return whole, sentences[number - 1]


def _parse_corrections(lines: TextIO) -> Iterator[tuple[str, str, str]]:
    """Give source, target and article of each line.

    A faulty line stops everything before anything is written.
    """
    for number, line in enumerate(lines, start=1):
        try:
            said = json.loads(line) if line.strip() else {"source": "", "target": ""}
        # ValueError: no JSON, or a number of 5,000 digits
        except (ValueError, RecursionError) as error:
            raise UsageError(f"line {number} is no JSON; nothing was corrected") from error
        source, target, uid = (
            (said.get(name, "") for name in ("source", "target", "uid"))
            if isinstance(said, dict)
            else (None, None, None)
        )
        if not (isinstance(source, str) and isinstance(target, str) and isinstance(uid, str)):
            raise UsageError(
                f'line {number} needs "source" and "target", both strings; nothing was corrected'
            )
        if line.strip():
            yield source, target, uid


def _store_corrections(
    store: "Store", home: Paths, corrections: list[tuple[str, str, str]]
) -> None:
    """Write the corrections that say something new, bring them into the articles, tell what the
    checks think of them.
    """
    from pipelines.translation.glossary import load_glossary
    from records.clock import utc_now
    from services.apply_corrections import apply_corrections
    from store.translations.corrections import add_correction

    glossary, at = load_glossary(*home.glossaries), utc_now()
    for source, target, _ in corrections:
        _validate_correction(source, target)
    fresh = [
        one
        for one in corrections
        if not _is_unedited(store, *one)
        and add_correction(store, one[0], one[1], uid=one[2], now=at)
    ]
    changed = apply_corrections(store, glossary, at)
    for source, target, _ in fresh:
        _print_flags(source, target, glossary)
    click.echo(
        f"correct: {len(fresh)} new corrections, {len(corrections) - len(fresh)} said nothing new,"
        f" {len(changed)} articles changed"
    )


def _validate_correction(source: str, target: str) -> None:
    if not source.strip() or not target.strip():
        raise UsageError(
            f"a correction needs both texts, not {source[:60]!r} and {target[:60]!r}; nothing was"
            " corrected"
        )
    try:
        (source + target).encode()
    except UnicodeEncodeError as error:
        raise UsageError(f"{target[:60]!r} holds half characters; nothing was corrected") from error


def _is_unedited(store: "Store", source: str, target: str, uid: str) -> bool:
    """Say whether the article has the sentence just so: a line of its list that nobody edited."""
    from store.translations.corrections import read_aligned_translation
    from store.translations.sentence_memory import normalise_sentence

    if not uid:
        return False
    try:
        sentences = read_aligned_translation(store, uid).sentences
    except UsageError:
        return False
    return any(
        normalise_sentence(one.source) == normalise_sentence(source)
        and one.target == normalise_sentence(target)
        for one in sentences
    )


def _print_flags(source: str, target: str, glossary: "Glossary") -> None:
    from pipelines.translation.checks.run import check_sentence

    for finding in check_sentence(source, target, glossary):
        click.echo(f"jianwen: {finding.check}: {finding.reason}: {target}", err=True)


def _list_sentences(uid: str, sentences: "Sequence[TranslatedSentence]", *, as_json: bool) -> None:
    from commands.output.table import strip_control_characters

    for number, one in enumerate(sentences, start=1):
        if as_json:
            row = {
                "uid": uid,
                "source": one.source,
                "target": one.target,
                "checks": one.checks,
                "corrected": one.corrected,
            }
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            marks = ", ".join((*one.checks, *(["corrected"] if one.corrected else [])))
            click.echo(
                f"{number:4} "
                f" {strip_control_characters(one.source)}{f'   [{marks}]' if marks else ''}\n     "
                f" {strip_control_characters(one.target)}"
            )


def _list_corrections(store: "Store", *, as_json: bool) -> None:
    from commands.output.table import strip_control_characters
    from store.translations.corrections import list_corrections

    for one in list_corrections(store):
        row = {"uid": one.uid, "source": one.source, "target": one.target, "at": one.at}
        if as_json:
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            click.echo(
                f"{one.at} "
                f" {strip_control_characters(one.source)}\n{'':22}{strip_control_characters(one.target)}"
            )
