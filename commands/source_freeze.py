"""Keep a page of a source beside what the line reads out of it, and compare later: `jianwen sources freeze`, `jianwen sources test`."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from records.home import ROOT, Home
from records.page import Page
from records.record import Record
from records.verdict import UsageError

if TYPE_CHECKING:
    from commands.frozen import Compared
    from records.source import Source

SHOWN: Final = 60  # columns of a value


@click.command("freeze")
@click.argument("name")
@click.argument("url")
@click.option("--file", "saved", type=click.Path(path_type=Path), help="A saved copy of the page; nothing is asked for then.")
@click.option("--out", "corpus", type=click.Path(path_type=Path), help="Folder of frozen pages.  [default: tests/corpus]")
@click.option("--force", is_flag=True, help="Replace the page that is stored.")
def freeze(name: str, url: str, saved: Path | None, corpus: Path | None, force: bool) -> None:
    """Store the page at URL as the frozen page of source NAME, with what the line reads out of it.

    Where the articles come whole in a feed or JSON list, URL is that of the list. A person compares the two; from then on
    `jianwen sources test` and the test suite tell when the line reads the page differently.
    """
    from commands import announced, frozen
    from crawler.sources import choose, load_sources
    from pipelines.kit import build_kit

    home = Home.of(os.environ)
    (source,) = choose(load_sources(home.sources, home.allow_hosts), [name], drafts=True)
    kit = build_kit(ROOT / "data", [source])
    if announced.is_whole(source):
        body, fetched = _announcement(source, url, home, saved)
        folder, count = announced.freeze(source, body, fetched, kit, corpus or frozen.CORPUS, force=force)
        click.echo(f"{count} articles were read out of {url}")
    else:
        page = frozen.bare(_page(source, url, home, saved))
        result = frozen.read(page, kit)
        if not isinstance(result, Record):
            raise UsageError(f"{url}: {result.stage}: {result.reason} {result.detail}".rstrip())
        folder = frozen.freeze(name, page, result, corpus or frozen.CORPUS, force=force)
        click.echo(_facts(result))
    expected = announced.EXPECTED if announced.is_whole(source) else frozen.EXPECTED
    click.echo(f"\nWritten: {folder}. Compare {expected} with the page, mend it where the line is wrong, name the page's origin and")
    click.echo(f"licence in {folder.parent / 'README.md'}; then `jianwen sources test {name}`, and enabled = true in the source's file.")


def _announcement(source: "Source", url: str, home: Home, saved: Path | None) -> tuple[bytes, str]:
    """Give the bytes of a feed or JSON list and when they were fetched."""
    from commands.clock import now
    from commands.saved import read_saved
    from crawler.download import fetch_any
    from spiders.reader import announcements

    known = [address for _, address in announcements(source)]
    if url not in known:
        raise UsageError(f"the articles of {source.name} come whole in {', '.join(known)}: give that address")
    return (read_saved(saved) if saved is not None else fetch_any(url, home)), now()


def _page(source: "Source", url: str, home: Home, saved: Path | None) -> Page:
    from dataclasses import replace

    from commands.clock import now
    from commands.saved import read_saved
    from crawler.download import fetch
    from records.address import canonical

    if saved is None:
        return replace(fetch(url, home), source=source.name)
    try:
        return Page(canonical(url), source.name, read_saved(saved), now())
    except ValueError as error:
        raise UsageError(str(error)) from error


def _facts(record: Record) -> str:
    from commands.table import plain, render, shorten

    rows = [
        ("title", record.title),
        ("published", record.published),
        ("outlet", record.outlet),
        ("authors", "、".join(record.authors)),
        ("editor", record.editor),
        ("language", record.language),
        ("text", f"{len(record.body)} characters: {shorten(record.body, SHOWN)}"),
    ]
    return "\n".join(render(("", ""), [(key, plain(value) or "—") for key, value in rows]).split("\n")[1:])


@click.command("test")
@click.argument("names", nargs=-1)
@click.option("--out", "corpus", type=click.Path(path_type=Path), help="Folder of frozen pages.  [default: tests/corpus]")
@click.pass_context
def test(ctx: click.Context, names: tuple[str, ...], corpus: Path | None) -> None:
    """Read the frozen pages of the sources NAMES, or of all that have one, and say what is read differently."""
    from commands import announced, frozen
    from commands.table import render
    from crawler.sources import choose, load_sources
    from pipelines.kit import build_kit

    home = Home.of(os.environ)
    folder = corpus or frozen.CORPUS
    sources = load_sources(home.sources, home.allow_hosts)
    files = {one.name: announced.EXPECTED if announced.is_whole(one) else frozen.EXPECTED for one in sources}
    chosen = choose(sources, names, drafts=True) if names else [one for one in sources if (folder / one.name / files[one.name]).exists()]
    if not chosen:
        raise UsageError(f"no source of {home.sources} has a frozen page in {folder}")
    kit = build_kit(ROOT / "data", sources)
    results = [announced.compare(one, kit, folder) if announced.is_whole(one) else frozen.compare(one.name, kit, folder) for one in chosen]
    rows = [(one.source, *(one.say(field) for field in frozen.FIELDS), one.verdict) for one in results]
    click.echo(render(("source", *frozen.FIELDS, ""), rows))
    for one in results:
        if one.wrong:
            click.echo(_difference(one))
    ctx.exit(0 if all(one.fine for one in results) else 1)


def _difference(compared: "Compared") -> str:
    """Show expected and read values of the fields that differ; of a body the lines."""
    from difflib import unified_diff

    from commands.table import plain, shorten

    lines = ["", compared.source]
    for field, (expected, now) in compared.wrong.items():
        if isinstance(expected, list) and isinstance(now, list):
            changed = unified_diff([str(one) for one in expected], [str(one) for one in now], lineterm="", n=0)
            lines += [f"  {field} {shorten(plain(line), SHOWN)}" for line in changed if not line.startswith(("---", "+++", "@@"))]
        else:
            lines += [f"  {field} - {plain(str(expected))}", f"  {field} + {plain(str(now))}"]
    return "\n".join(lines)
