"""`jianwen search`: find articles by the words that they hold."""

import os
import re
import shutil
from typing import TYPE_CHECKING, Final

import click

from commands.output.messages import translate
from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from store.db.connection import Store
    from store.search.related import RelatedArticle
    from store.search.search import SearchHit

HIT_FIELDS: Final = (
    *("uid", "title", "title_zh", "url", "published", "source", "language", "snippet", "score"),
    *("licence", "full_text", "translate", "attribution", "status"),
)
_EXCLUDED_WORD: Final = re.compile("-(?=[^-])(?!h$)")


class SearchCommand(click.Command):
    """A command whose words may begin with a minus, as in -疫苗; options have two of them."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Hand an excluded word on with a long minus, which is no option to the parser."""
        return super().parse_args(
            ctx,
            [
                _EXCLUDED_WORD.sub("−", arg, count=1) if _EXCLUDED_WORD.match(arg) else arg
                for arg in args
            ],
        )


@click.command("search", cls=SearchCommand)
@click.argument("words", nargs=-1)
@click.option(
    "--limit",
    type=click.IntRange(1, 1_000),
    default=20,
    show_default=True,
    help="Maximum number of articles.",
)
@click.option(
    "--skip",
    type=click.IntRange(0),
    default=0,
    help="Skip this many articles, to see further ones.",
)
@click.option("--newest", is_flag=True, help="Newest first instead of best match first.")
@click.option(
    "--related", metavar="UID", help="Instead of words: articles about the same things as this one."
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(
    words: tuple[str, ...], limit: int, skip: int, newest: bool, related: str | None, as_json: bool
) -> None:
    """Find the published articles that hold all the WORDS.

    Chinese is found at any length, in simplified or traditional characters, whichever of the two
    the article uses. The words may stand in the original or in its translation. [internal] marks a
    text that may not be published, [link only] one of which the rights allow no more than title and
    link.

    \b
    '"高血压 药"'          a phrase, kept together
    -中药                  without this word
    source:people-health   from this source (its name, or a part of its title)
    lang:zh-Hant           zh, zh-Hans, zh-Hant, en …
    after:2026-11          published in this month or later; before:2026-11 earlier
    status:withdrawn       withdrawn, rejected, held or any instead of published
    term:hypertension      about this disease, drug …, by any of its names

    Filters alone list the newest articles. docs/search.md says more.
    """
    from commands.output.search_advice import format_search_advice
    from store.open import open_store
    from store.search.search import count_hits, search_articles

    if bool(words) == (related is not None):
        raise click.UsageError(
            translate("write the words to look for, or --related and the uid of an article")
        )
    query = " ".join(words)
    with open_store(Paths.of(os.environ).store, readonly=True) as store:
        if related is not None:
            _print_related(store, related, limit, as_json=as_json)
            return
        hits = search_articles(store, query, limit, skip=skip, newest=newest)
        if as_json:
            print_json([_serialize_hit(hit) for hit in hits], indent=1)
            return
        if hits:
            from commands.output.search_results import format_hits

            print_text(format_hits(hits, shutil.get_terminal_size().columns))
        total = len(hits) if 0 < len(hits) < limit and not skip else count_hits(store, query)
        print_text(
            _format_total(total, len(hits), skip) if total else format_search_advice(store, query),
            err=True,
        )


def _serialize_hit(hit: "SearchHit") -> dict[str, object]:
    """Give a hit as other programs read it: plain text, without the marks around the words
    found.
    """
    from store.search.snippets import HIT_CLOSE, HIT_OPEN

    snippet = hit.snippet.replace(HIT_OPEN, "").replace(HIT_CLOSE, "")
    return {name: snippet if name == "snippet" else getattr(hit, name) for name in HIT_FIELDS}


def _format_total(total: int, shown: int, skip: int) -> str:
    """Say how many are found in all and how to see more."""
    if shown == total:
        return "jianwen: " + translate("{total} found").format(total=total)
    line = translate("{first} to {last} of {total} found").format(
        first=skip + 1 if shown else 0, last=skip + shown if shown else 0, total=total
    )
    if shown and skip + shown < total:
        line += translate("; --skip {skip} shows the next").format(skip=skip + shown)
    return f"jianwen: {line}"


def _print_related(store: "Store", uid: str, limit: int, *, as_json: bool) -> None:
    """List the articles related to one, with the words that they share."""
    from store.articles.articles import get_article
    from store.search.related import find_related

    article = get_article(store, uid)
    related = find_related(store, article.uid, limit)
    if as_json:
        from dataclasses import asdict

        print_json([asdict(other) for other in related], indent=1)
        return
    print_text(
        format_related(related)
        or "jianwen: " + translate("no article shares enough words with it"),
        err=not related,
    )


def format_related(articles: "list[RelatedArticle]") -> str:
    """List related articles in columns, the likest first; '' when there are none."""
    from commands.output.table import render_table

    rows = [
        (
            article.uid,
            article.published[:10],
            article.source,
            f"{article.likeness:.0%}",
            "、".join(article.words),
            article.title,
        )
        for article in articles
    ]
    if not rows:
        return ""
    heads = ("uid", "day", "source", "like", "shared words", "title")
    return render_table([translate(head) for head in heads], rows, right_aligned=(3,))
