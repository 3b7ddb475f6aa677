"""`jianwen correct`: put a sentence of a translation right, in every article that has it and for
all time.
"""

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

import click

from commands.options.articles import BY
from commands.output.messages import translate
from commands.output.terminal import print_text
from records.errors import UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from records.translation import TranslatedSentence
    from services.correct import CorrectionResult
    from store.db.connection import Store


@click.command("correct")
@click.argument("uid", default="")
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.argument("text", default="")
@click.option(
    "--jsonl",
    type=click.File("r", encoding="utf-8", errors="surrogateescape"),
    help="Read corrections from FILE, - for stdin.",
)
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print the sentences as JSON Lines, to edit and hand back with --jsonl.",
)
@BY
def command(
    uid: str, number: int | None, text: str, jsonl: TextIO | None, as_json: bool, by: str
) -> None:
    """Correct sentence NUMBER of the article UID to TEXT.

    Without them list the article's sentences with their numbers.

    A correction belongs to its English sentence: it holds for every article that has the sentence,
    whichever model or glossary, now and later. The checks judge it, too, and say so, but a person's
    word counts. Without a UID the corrections made so far are listed.
    """
    from records.clock import utc_now
    from services.correct import (
        NewCorrection,
        find_sentence,
        parse_corrections,
        read_sentences,
        store_corrections,
    )
    from store.open import open_store

    paths = Paths.of(os.environ)
    changes = bool(jsonl or number)
    if (jsonl and uid) or (number and not text.strip()):
        raise UsageError(
            "write `jianwen correct UID NUMBER TEXT`, or `jianwen correct --jsonl FILE`"
        )
    with open_store(paths.store, create=False, readonly=not changes) as store:
        if jsonl:
            corrections = parse_corrections(jsonl)
            done = store_corrections(store, paths, corrections, utc_now(), editor=by)
            _print_result(done)
        elif not uid:
            _list_corrections(store, as_json=as_json)
        elif number:
            whole, sentence = find_sentence(store, uid, number)
            correction = NewCorrection(sentence.source, text, whole)
            done = store_corrections(store, paths, [correction], utc_now(), editor=by)
            _print_result(done)
        else:
            _list_sentences(*read_sentences(store, uid), as_json=as_json)


def _print_result(result: "CorrectionResult") -> None:
    """Print what the checks think of the corrections, then what became of them."""
    for flag in result.flags:
        print_text(f"jianwen: {flag.check}: {flag.reason}: {flag.target}", err=True)
    print_text(
        translate(
            "correct: {new} new corrections, {unchanged} said nothing new, {articles} articles"
            " changed"
        ).format(new=result.new, unchanged=result.unchanged, articles=len(result.changed_uids))
    )


def _list_sentences(uid: str, sentences: "Sequence[TranslatedSentence]", *, as_json: bool) -> None:
    from commands.output.table import strip_control_characters

    for number, sentence in enumerate(sentences, start=1):
        if as_json:
            row = {
                "uid": uid,
                "source": sentence.source,
                "target": sentence.target,
                "checks": sentence.checks,
                "corrected": sentence.corrected,
            }
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
            continue
        corrected = [translate("corrected")] if sentence.corrected else []
        marks = ", ".join((*sentence.checks, *corrected))
        source = strip_control_characters(sentence.source) + (f"   [{marks}]" if marks else "")
        print_text(f"{number:4}  {source}\n      {strip_control_characters(sentence.target)}")


def _list_corrections(store: "Store", *, as_json: bool) -> None:
    from commands.output.table import strip_control_characters
    from store.translations.corrections import list_corrections

    for correction in list_corrections(store):
        if as_json:
            names = ("uid", "source", "target", "at")
            row = {name: getattr(correction, name) for name in names}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        else:
            source = strip_control_characters(correction.source)
            target = strip_control_characters(correction.target)
            print_text(f"{correction.at}  {source}\n{'':22}{target}")
