"""`jianwen show`: one article, the original beside its translation."""

import json
import os
import shutil
from typing import TYPE_CHECKING

import click

from commands.output.messages import translate
from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from records.article import Article
    from store.articles.provenance import Provenance

COLUMN_MIN = 20
"""Columns that each of two texts side by side needs at least."""


@click.command("show")
@click.argument("uid")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option(
    "--removed",
    is_flag=True,
    help="List only what was cut from its text as boilerplate, and the rule that cut it.",
)
@click.option(
    "--script",
    type=click.Choice(["hans", "hant"]),
    default="hans",
    help="Chinese script of the translation.",
)
@click.option(
    "--copies",
    is_flag=True,
    help="List who copied it, how much of it, and the sentences that differ.",
)
def command(uid: str, as_json: bool, removed: bool, script: str, copies: bool) -> None:
    """Show the article UID: its uid, the beginning of it, or its address."""
    from services.show import read_shown_article

    shown = read_shown_article(
        Paths.of(os.environ), uid, traditional=script == "hant", with_linked=copies
    )
    columns = shutil.get_terminal_size().columns
    if copies:
        from commands.output.copies import format_copies, serialize_copies

        print_text(
            serialize_copies(shown.article, shown.linked)
            if as_json
            else "\n".join(format_copies(shown.article, shown.linked, columns))
        )
    elif removed:
        print_text(
            json.dumps(shown.history.removed, ensure_ascii=False, indent=1)
            if as_json
            else "\n".join(_format_removed(shown.article, shown.history))
        )
    elif as_json:
        print_json(shown.as_dict(), indent=1)
    else:
        print_text("\n".join(_format_article(shown.article, shown.history, columns)))


def _format_removed(article: "Article", history: "Provenance") -> list[str]:
    """Give the lines that were cut, each beside its rule."""
    from commands.output.table import render_table

    if article.full_text == "none":
        return [translate("Not shown: the rights of its source are unknown or allow no text.")]
    return (
        [
            render_table(
                (translate("rule"), translate("cut")),
                [(rule, text) for text, rule in history.removed],
            )
        ]
        if history.removed
        else [translate("Nothing was cut.")]
    )


def _format_article(article: "Article", history: "Provenance", columns: int) -> list[str]:
    from commands.output.table import strip_control_characters

    head = [click.style(strip_control_characters(article.title or article.url), bold=True)]
    if article.title_zh:
        head.append(click.style(strip_control_characters(article.title_zh), bold=True))
    return [
        *head,
        "",
        *_format_facts(article, history),
        "",
        *_format_text(article, columns),
        *_format_images(article, columns),
        *_format_terms(article),
        *_format_history(history),
    ]


def _format_facts(article: "Article", history: "Provenance") -> list[str]:
    """Give what is known about the article, one fact a line; what is not known is left out."""
    from commands.output.table import render_table

    version = translate("{uid}, version {version}")
    facts = {
        "uid": version.format(uid=article.uid, version=article.version),
        "address": article.url,
        "source": _join_facts(
            article.source_title or article.source or translate("imported by hand"),
            article.outlet,
        ),
        "authors": ", ".join(article.authors),
        "editor": article.editor,
        "published": article.published,
        "fetched": article.fetched,
        "changed": article.modified,
        "language": f"{article.language} {article.script}".strip(),
        "status": ": ".join(filter(None, (translate(article.status), history.reason))),
        "decision": _format_decision(history),
        "translation": _join_facts(
            translate(article.translation, "translation"),
            translate(article.decision, "translation"),
            _format_score(article),
            article.backend,
            article.model,
        ),
        "rights": _join_facts(article.licence, *_format_rights(article), article.attribution),
        "page": _format_page(history),
        "read by": history.line,
        "damage": translate("repaired while reading") if history.damaged else "",
        "copy of": "" if article.is_canonical else article.cluster,
    }
    cells = [(translate(name, "column"), text) for name, text in facts.items() if text]
    return render_table(("", ""), cells).split("\n")[1:]


def _format_decision(history: "Provenance") -> str:
    """Give what a person decided last: what, who, when, why."""
    if not history.actions:
        return ""
    latest = history.actions[-1]
    action = translate(latest.action, "decision")
    return _join_facts(action, latest.by, latest.at, latest.detail)


def _join_facts(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _format_page(history: "Provenance") -> str:
    if not history.size:
        return ""
    return translate("{size} bytes of {media}, HTTP {status}").format(
        size=history.size, media=history.media, status=history.http_status
    )


def _format_rights(article: "Article") -> tuple[str, str]:
    full_text = translate("full text {permission}")
    return (
        full_text.format(permission=translate(article.full_text, "rights")),
        translate("may be translated" if article.translate else "no translation"),
    )


def _format_text(article: "Article", columns: int) -> list[str]:
    """Set each block beside its translation where both have as many, else one after the other."""
    from commands.output.table import render_side_by_side, wrap_text

    if article.full_text == "none":
        return [
            *wrap_text(
                translate(
                    "The text is not shown: the rights of its source are unknown or allow none;"
                    " [rights] in its file says so."
                ),
                columns,
            ),
            "",
        ]

    blocks, translated = article.body.split("\n"), article.body_zh.split("\n")
    half = (columns - 3) // 2
    if article.body_zh and len(blocks) == len(translated) and half >= COLUMN_MIN:
        return [
            line
            for pair in zip(blocks, translated, strict=True)
            for line in [*render_side_by_side(*pair, half), ""]
        ]
    both = [*blocks, "", *translated] if article.body_zh else blocks
    return [line for block in both for line in [*wrap_text(block, columns), ""]]


def _format_score(article: "Article") -> str:
    if not article.backend:
        return ""
    return translate("{share} of its sentences without errors").format(share=f"{article.score:.0%}")


def _format_images(article: "Article", columns: int) -> list[str]:
    """Give what the pictures say, each beside its translation."""
    from itertools import zip_longest

    from commands.output.table import render_side_by_side, wrap_text

    half = (columns - 3) // 2
    pairs = [
        (image.text, caption or "")
        for image, caption in zip_longest(article.images, article.captions_zh)
        if image and image.text
    ]
    lines = [
        line
        for text, caption in pairs
        for line in [
            *(
                render_side_by_side(text, caption, half)
                if caption and half >= COLUMN_MIN
                else wrap_text(f"{text} {caption}", columns)
            ),
            "",
        ]
    ]
    return [translate("Pictures:"), *lines] if lines else []


def _format_terms(article: "Article") -> list[str]:
    from commands.output.table import strip_control_characters

    terms = [f"{strip_control_characters(term.canonical)} ×{term.count}" for term in article.terms]
    words = [
        f"{strip_control_characters(keyword.word)} ×{keyword.count}" for keyword in article.keywords
    ]
    return [
        f"{translate(name)}: {', '.join(listed)}"
        for name, listed in (("Keywords", words), ("Terms", terms))
        if listed
    ]


def _format_history(history: "Provenance") -> list[str]:
    from commands.output.table import render_table

    lines: list[str] = []
    if history.copies:
        rows = [(copy.uid, copy.source, f"{copy.share:.0%}", copy.url) for copy in history.copies]
        lines += ["", render_table(_translate_all("same text", "source", "share", "address"), rows)]
    if history.revisions:
        versions = [
            (old.version, old.at, ", ".join(old.changed), old.title) for old in history.revisions
        ]
        lines += [
            "",
            render_table(_translate_all("version", "until", "then changed", "old title"), versions),
        ]
    if history.actions:
        actions = [
            (done.at, done.by, translate(done.action, "decision"), done.detail)
            for done in history.actions
        ]
        lines += ["", render_table(_translate_all("decided", "by", "what", "detail"), actions)]
    if history.decisions:
        verdicts = [
            (verdict.at, verdict.stage, verdict.kind, verdict.reason, verdict.detail)
            for verdict in history.decisions
        ]
        lines += [
            "",
            render_table(
                _translate_all("verdict of", "stage", "kind", "reason", "detail"), verdicts
            ),
        ]
    return lines


def _translate_all(*texts: str) -> list[str]:
    return [translate(text) for text in texts]
