"""The extractors that are compared, each behind one call: a page in, what it says about it out.

Each gets the page as text, in the settings its documentation recommends for articles. Those that
must be told the language are told. Where one gives HTML, its blocks are set on lines of their own
by the reader that Jianwen uses itself. `text` is what is timed: Jianwen's contains the decoding,
all its metadata, line filter and language, because its line cannot be had without; a peer's the
text alone.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata

from bench.extraction.pages import ROOT, Page


@dataclass(frozen=True, slots=True)
class Said:
    """What an extractor says about a page."""

    text: str = ""
    title: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    outlet: str = ""


def _nothing(_page: Page) -> Said:
    return Said()


@dataclass(frozen=True, slots=True)
class Extractor:
    """One extractor; `fields` is empty-handed for those that give no metadata."""

    name: str
    package: str
    text: Callable[[Page], str]
    fields: Callable[[Page], Said] = field(default=_nothing)

    @property
    def version(self) -> str:
        """The version that is installed."""
        return metadata.version(self.package)

    @property
    def informed(self) -> bool:
        """Whether it gives metadata."""
        return self.fields is not _nothing


def contenders() -> list[Extractor]:
    """Give all extractors, ours first; they load here, so that nothing of it is timed."""
    logging.disable(logging.CRITICAL)  # peers report the pages they fail on; the figures say it
    return [
        _jianwen(),
        *_trafilatura(),
        _readability(),
        _newspaper(),
        _justext(),
        _resiliparse(),
        _boilerpy(),
    ]


def _jianwen() -> Extractor:
    from pipelines.refine import refine
    from pipelines.resources.kit import build_stage_context
    from pipelines.stages.clean import clean
    from pipelines.stages.decode import decode
    from pipelines.stages.extract import extract
    from pipelines.stages.identify import identify
    from records.page import Page as Fetched
    from records.record import Record

    kit = build_stage_context(ROOT / "data")

    def read(page: Page) -> Said:
        fetched = Fetched(
            url=page.url,
            source="",
            body=page.html.encode(),
            fetched="",
            form="page",
            media="text/html",
            charset="utf-8",
        )
        done = refine(Record.from_page(fetched), kit, (decode, extract, clean, identify))
        return (
            Said(done.body, done.title, done.published, done.authors, done.outlet)
            if isinstance(done, Record)
            else Said()
        )

    return Extractor("jianwen", "jianwen", lambda page: read(page).text, read)


def _trafilatura() -> list[Extractor]:
    import trafilatura

    def fields(page: Page) -> Said:
        found = trafilatura.bare_extraction(
            page.html, url=page.url or None, with_metadata=True, include_comments=False
        )
        if found is None:
            return Said()
        authors = tuple((found.author or "").split("; "))
        return Said("", found.title or "", found.date or "", authors, found.sitename or "")

    def plain(page: Page) -> str:
        return trafilatura.extract(page.html, include_comments=False) or ""

    def precise(page: Page) -> str:
        return trafilatura.extract(page.html, include_comments=False, favor_precision=True) or ""

    return [
        Extractor("trafilatura", "trafilatura", plain, fields),
        Extractor("trafilatura precision", "trafilatura", precise),
    ]


def _readability() -> Extractor:
    from readability import Document

    from text.html.blocks import read_blocks
    from text.html.parse import parse_html

    def text(page: Page) -> str:
        return "\n".join(
            block.text
            for block in read_blocks(parse_html(Document(page.html).summary(html_partial=True)))
        )

    return Extractor(
        "readability-lxml",
        "readability-lxml",
        text,
        lambda page: Said(title=Document(page.html).short_title()),
    )


def _newspaper() -> Extractor:
    import newspaper

    def read(page: Page) -> "newspaper.Article":
        article = newspaper.Article(
            page.url or "http://example.org/",
            language="zh" if page.chinese else "en",
            fetch_images=False,
        )
        article.download(input_html=page.html)
        article.parse()
        return article

    def fields(page: Page) -> Said:
        article = read(page)
        date = article.publish_date.isoformat() if article.publish_date else ""
        date = date.removesuffix("T00:00:00")  # its way to say that it knows the day alone
        return Said(
            "", article.title or "", date, tuple(article.authors), article.meta_site_name or ""
        )

    return Extractor("newspaper4k", "newspaper4k", lambda page: read(page).text, fields)


def _justext() -> Extractor:
    import justext

    english = justext.get_stoplist("English")

    def text(page: Page) -> str:
        # there is no Chinese stop list: without one only lengths and links can tell; a character
        # says what three do
        if page.chinese:
            found = justext.justext(
                page.html,
                frozenset(),
                length_low=25,
                length_high=70,
                stopwords_low=0,
                stopwords_high=0,
                no_headings=False,
            )
        else:
            found = justext.justext(page.html, english)
        return "\n".join(paragraph.text for paragraph in found if not paragraph.is_boilerplate)

    return Extractor("jusText", "jusText", text)


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    def text(page: Page) -> str:
        return str(
            extract_plain_text(
                page.html,
                main_content=True,
                alt_texts=False,
                links=False,
                form_fields=False,
                noscript=False,
            )
        )

    return Extractor("resiliparse", "resiliparse", text)


def _boilerpy() -> Extractor:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)

    def text(page: Page) -> str:
        return str(extractor.get_content(page.html))

    return Extractor("boilerpy3", "boilerpy3", text)
