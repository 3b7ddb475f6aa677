"""`jianwen show --copies`: who copied an article, and what they changed."""

import json
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Final

import click

from commands.output.messages import translate

COPIES_COMPARED: Final = 20  # copies of one article whose differences are shown


if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.article import Article
    from store.dedup.linked_articles import LinkedArticle

CANONICAL_REASONS: Final = {
    "named": "a copy names its outlet as the source",
    "dated": "it has a date that can be true",
    "earlier": "it was published earlier",
    "longer": "it is longer",
    "first": "it was stored first",
}
"""Why the canonical article stands before a copy of it; docs/duplicates.md explains the order."""


def serialize_copies(article: "Article", relatives: "Sequence[LinkedArticle]") -> str:
    """Give the relatives of an article and the sentences in which its copies differ, as JSON."""
    rows = []
    for relative in relatives:
        row = asdict(relative)
        del row["body"]
        rows.append(
            row
            | (
                {"differences": diff_sentences(*_canonical_and_copy(article, relative, relatives))}
                if relative.relation == "copy"
                else {}
            )
        )
    return json.dumps(
        {"uid": article.uid, "cluster": article.cluster, "relatives": rows},
        ensure_ascii=False,
        indent=1,
    )


def format_copies(
    article: "Article", relatives: "Sequence[LinkedArticle]", columns: int
) -> list[str]:
    """Give the lines to print: the relatives in tables, then what each copy changed of its
    canonical article.
    """
    copies = [relative for relative in relatives if relative.relation == "copy"]
    lines = [
        click.style(_strip_control_characters(article.title or article.url), bold=True),
        "",
        *_format_cluster(article, copies),
    ]
    for relation, heading in (("translation", "translation"), ("series", "same series")):
        if rows := [relative for relative in relatives if relative.relation == relation]:
            lines += ["", *_table(heading, rows)]
    compared = copies[:COPIES_COMPARED] if article.is_canonical else copies[:1]
    for relative in compared:
        lines += ["", *_format_differences(article, relative, relatives, columns)]
    if article.is_canonical and len(copies) > len(compared):
        lines += [
            "",
            (
                translate(
                    "The differences of {number} more copies are not shown; ask for each by its"
                    " uid."
                ).format(number=len(copies) - len(compared))
            ),
        ]
    return lines


def _format_cluster(article: "Article", copies: "Sequence[LinkedArticle]") -> list[str]:
    """Say what the article is in its group, then list the others of it."""
    if not copies:
        return [translate("No copies.")]
    if article.is_canonical:
        line = (
            translate("Canonical: the original of its only copy.")
            if len(copies) == 1
            else translate("Canonical: the original of its {number} copies.").format(
                number=len(copies)
            )
        )
        return [line, "", *_table("copy", copies)]
    first, *rest = copies
    lines = [
        (
            translate("A copy of {uid} ({share}), which is the original because {reason}.").format(
                uid=first.uid,
                share=f"{first.share:.0%}",
                reason=translate(CANONICAL_REASONS[first.reason]),
            )
        ),
        "",
    ]
    return [
        *lines,
        *_table("original", [first]),
        *(["", *_table("other copy", rest)] if rest else []),
    ]


def _table(heading: str, rows: "Sequence[LinkedArticle]") -> list[str]:
    from commands.output.table import render_table

    because = [
        translate(CANONICAL_REASONS.get(row.reason, "")) if not row.is_canonical else ""
        for row in rows
    ]
    cells = [
        (
            row.uid,
            row.source or translate("by hand"),
            row.outlet,
            row.published,
            f"{row.share:.0%}",
            why,
            row.url,
        )
        for row, why in zip(rows, because, strict=True)
    ]
    return [
        render_table(
            [
                translate(head, "column")
                for head in (
                    *(heading, "source", "outlet", "published", "share"),
                    *("original because" if any(because) else "", "address"),
                )
            ],
            cells,
        )
    ]


def _canonical_and_copy(
    article: "Article", relative: "LinkedArticle", relatives: "Sequence[LinkedArticle]"
) -> tuple[str, str]:
    """Give the bodies of the canonical article and of a copy, whichever of them was asked for."""
    if relative.is_canonical:
        return relative.body, article.body
    first = next(
        (other.body for other in relatives if other.relation == "copy" and other.is_canonical),
        article.body,
    )
    return first, relative.body


def _format_differences(
    article: "Article",
    relative: "LinkedArticle",
    relatives: "Sequence[LinkedArticle]",
    columns: int,
) -> list[str]:
    from commands.output.table import wrap_text

    before, after = _canonical_and_copy(article, relative, relatives)
    heading = (
        translate("{uid} against this copy of it").format(uid=relative.uid)
        if relative.is_canonical
        else f"{relative.uid} {_strip_control_characters(relative.title)}"
    )
    lines = [click.style(heading, bold=True)]
    if not before or not after:
        return [
            *lines,
            "  " + translate("Not shown: the rights of its source are unknown or allow no text."),
        ]
    changed = diff_sentences(before, after)
    colours = {"-": "red", "+": "green"}
    for sign, sentence in changed:
        lines += [
            click.style(f"{sign} {line}", fg=colours[sign])
            for line in wrap_text(sentence, max(columns - 2, 10))
        ]
    return lines if changed else [*lines, "  " + translate("The same sentences.")]


def diff_sentences(before: str, after: str) -> list[tuple[str, str]]:
    """List the sentences that go (-) and come (+) from one text to the other.

    Script, spaces and punctuation do not count.
    """
    from text.sentences import split_sentences
    from text.similarity import normalize_for_comparison

    old, new = (
        [sentence for block in body.split("\n") for sentence in split_sentences(block)]
        for body in (before, after)
    )
    matcher = SequenceMatcher(
        None,
        [normalize_for_comparison(sentence) for sentence in old],
        [normalize_for_comparison(sentence) for sentence in new],
    )
    changed = []
    for kind, start, end, begin, stop in matcher.get_opcodes():
        if kind != "equal":
            changed += [("-", sentence) for sentence in old[start:end]] + [
                ("+", sentence) for sentence in new[begin:stop]
            ]
    return changed


def _strip_control_characters(text: str) -> str:
    from commands.output.table import strip_control_characters

    return strip_control_characters(text)
