"""`jianwen review`: what a person says of translations: approved, rejected, a flag dismissed."""

import os
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import click

from commands.options.articles import BY
from commands.output.messages import translate
from commands.output.terminal import print_json, print_text
from records.errors import UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from services.review import Editor, ReviewResult
    from store.db.connection import Store


@dataclass(frozen=True, slots=True)
class Choice:
    """What is to be done: one of the first five."""

    approve: bool
    reject: str | None
    undo: bool
    accept: int | None
    reopen: int | None
    note: str

    @property
    def count(self) -> int:
        """How many things are asked for at once."""
        given = (self.reject, self.accept, self.reopen)
        return self.approve + self.undo + sum(value is not None for value in given)


@click.command("review")
@click.argument("uid", default="")
@click.option("--approve", is_flag=True, help="Approve the translation, its flags dismissed.")
@click.option("--reject", metavar="REASON", help="Reject the translation.")
@click.option("--undo", is_flag=True, help="Take back what was decided about it.")
@click.option(
    "--accept",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Accept sentence NUMBER as it is: its flags are dismissed, wherever it stands.",
)
@click.option(
    "--reopen",
    type=click.IntRange(min=1),
    metavar="NUMBER",
    help="Take back that sentence NUMBER was accepted.",
)
@click.option("--note", default="", help="Why a sentence is accepted; kept with it.")
@BY
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(uid: str, by: str, as_json: bool, **options: Any) -> None:  # noqa: ANN401
    """Decide about the translation of the article UID.

    Without a UID the translations are listed that wait for a person. An approved translation is
    never replaced by a machine while its article stays as it is; a rejected one is in no feed.
    `jianwen correct UID` lists the sentences with their numbers.
    """
    from records.clock import utc_now
    from services.review import Editor
    from store.open import open_store

    home, choice = Paths.of(os.environ), Choice(**options)
    if choice.count != bool(uid) or (choice.note and choice.accept is None):
        raise UsageError(
            "write `jianwen review UID` with one of --approve, --reject, --undo, --accept,"
            " --reopen; --note goes with --accept"
        )
    with open_store(home.store, create=False, readonly=not uid) as store:
        if not uid:
            _list_waiting(store, as_json=as_json)
            return
        done = _decide(store, home, uid, choice, Editor(by, utc_now()))
    if as_json:
        print_json(asdict(done))
        return
    line = (
        translate("review: {uid} changed, {sentences} sentences, {articles} articles with them")
        if done.changed
        else translate("review: {uid} is so already")
    )
    print_text(line.format(uid=done.uid, sentences=done.accepted, articles=len(done.changed_uids)))


def _decide(
    store: "Store", home: Paths, uid: str, choice: Choice, editor: "Editor"
) -> "ReviewResult":
    from services.review import (
        accept_sentence,
        approve_translation,
        reject_translation,
        reopen_sentence,
        undo_decision,
    )

    if choice.approve:
        return approve_translation(store, home, uid, editor)
    if choice.undo:
        return undo_decision(store, home, uid, editor)
    if choice.accept is not None:
        return accept_sentence(store, home, uid, choice.accept, choice.note, editor)
    if choice.reopen is not None:
        return reopen_sentence(store, home, uid, choice.reopen, editor)
    return reject_translation(store, uid, choice.reject or "", editor)


def _list_waiting(store: "Store", *, as_json: bool) -> None:
    """List what waits, the newest first."""
    from commands.output.table import render_table, strip_control_characters
    from store.search.search import search_articles

    hits = search_articles(store, "translation:review translation:failed", 200, newest=True)
    if as_json:
        print_json(
            [
                {"uid": hit.uid, "title": hit.title, "title_zh": hit.title_zh, "url": hit.url}
                for hit in hits
            ]
        )
        return
    rows = [
        (hit.uid, hit.published[:10], strip_control_characters(hit.title_zh or hit.title))
        for hit in hits
    ]
    if rows:
        print_text(
            render_table(("uid", translate("published", "column"), translate("title")), rows)
        )
    else:
        print_text(translate("Nothing waits for a person."))
