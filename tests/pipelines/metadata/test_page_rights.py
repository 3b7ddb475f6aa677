"""Claims about the licence of an article: what is marked as its own counts, what belongs to a theme
or a picture does not.
"""

import dataclasses

import pytest

from pipelines.metadata.page_rights import read_page_licences
from pipelines.metadata.structured_data import read_structured_data
from pipelines.refine import refine
from pipelines.resources.kit import build_stage_context
from pipelines.stages.extract import extract
from records.licence import find_strictest_licence
from records.page import Hint, Page
from records.paths import PROJECT_ROOT
from records.record import Record
from store.articles.articles import get_article
from store.ledger.raw_pages import keep_page
from store.settle import store_result
from store.translations.translations import list_pending_translations
from text.html.parse import parse_html

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
BY_ND = "https://creativecommons.org/licenses/by-nd/4.0/"
PROSE = "<p>Wash your hands often, with soap and warm water, before every meal.</p>" * 3


def read(html: str) -> str:
    return find_strictest_licence(
        read_structured_data(parse_html(f"<html><body><h1>Title</h1>{html}</body></html>")).licences
    )


@pytest.mark.parametrize(
    "html",
    [
        f"<link rel=license href='{BY_ND}'>",
        f"<link rel='License noopener' href='{BY_ND}'>",
        f"<p>Licence: <a rel='license' href='{BY_ND}deed.zh'>this</a></p>",
        "<a rel=license href=/licence>CC BY-ND 4.0</a>",
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "license":'
            f' "{BY_ND}"}}</script>'
        ),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "license": {"@type":'
            f' "CreativeWork", "url": "{BY_ND}"}}}}</script>'
        ),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "license": ["terms",'
            f' {{"@id": "{BY_ND}"}}]}}</script>'
        ),
        (
            "<a rel=license href='https://creativecommons.org/licenses/by/4.0/'>CC BY</a><a"
            f" rel=license href='{BY_ND}'>CC BY-ND</a>"
        ),
    ],
)
def test_what_is_marked_as_the_licence_is_read(html):
    assert read(html) == "CC-BY-ND-4.0"


@pytest.mark.parametrize(
    "html",
    [
        f"<footer>Theme under <a href='{BY_ND}'>CC BY-ND 4.0</a></footer>",
        (
            f"<figure><img src=a.jpg><figcaption><a rel=license href='{BY_ND}'>CC"
            " BY-ND</a></figcaption></figure>"
        ),
        (
            "<div class='wp-caption'><img src=a.jpg><p>Photo: A. B., <a rel=license"
            f" href='{BY_ND}'>CC BY-ND</a></p></div>"
        ),
        (
            '<script type="application/ld+json">{"@type": "ImageObject", "license":'
            f' "{BY_ND}"}}</script>'
        ),
        (
            '<script type="application/ld+json">{"@type": "NewsArticle", "image": {"license":'
            f' "{BY_ND}"}}}}</script>'
        ),
        '<script type="application/ld+json">{"@type": "NewsArticle", "license": 4}</script>',
        "<a rel=license href=https://example.org/terms>Terms</a>",
        "<p>Everything here is CC BY-ND 4.0.</p>",
    ],
)
def test_what_belongs_to_something_else_or_cannot_be_read_says_nothing(html):
    assert read(html) == ""


def test_a_body_whose_class_speaks_of_pictures_is_no_picture():
    root = parse_html(
        f"<html><body class='has-thumb'><p><a rel=license href='{BY_ND}'>x</a></p></body></html>"
    )
    assert find_strictest_licence(read_page_licences(root, {})) == "CC-BY-ND-4.0"


@pytest.mark.parametrize(
    ("page", "announced", "licence"),
    [
        ("", "", ""),
        ("", "CC BY 4.0", "CC-BY-4.0"),
        (f"<link rel=license href='{BY_ND}'>", "", "CC-BY-ND-4.0"),
        (f"<link rel=license href='{BY_ND}'>", "CC BY 4.0", "CC-BY-ND-4.0"),
        (
            "<link rel=license href='https://creativecommons.org/licenses/by/4.0/'>",
            "cc by-nc-nd",
            "CC-BY-NC-ND",
        ),
        ("", "see our terms", ""),
    ],
)
@pytest.mark.parametrize("form", ["page", "fragment"])
def test_the_record_carries_the_stricter_of_page_and_announcement(
    reading_kit, page, announced, licence, form
):
    body = f"<html><head><title>Hands</title></head><body><h1>Hands</h1>{page}{PROSE}</body></html>"
    asked = Record.from_page(
        Page(
            "https://a.example/1",
            "",
            b"",
            "2026-11-23T19:00:00Z",
            form=form,
            hint=Hint(licence=announced),
        )
    )
    record = extract(dataclasses.replace(asked, text=body), reading_kit)
    assert isinstance(record, Record)
    assert record.licence == licence


def test_a_page_that_forbids_derivatives_waits_for_no_translator_until_it_says_otherwise(shelf):
    kit = build_stage_context(PROJECT_ROOT / "data", [])
    url, hands = (
        "https://open.example/hands",
        f"<html><head><title>Hands</title></head><body><h1>Hands</h1>{PROSE}",
    )

    def harvest(link: str) -> list[str]:
        page = Page(
            url,
            "open",
            f"{hands}<p><a rel='license' href='{link}'>Licence</a></p></body></html>".encode(),
            NOW,
        )
        kept = keep_page(shelf.store, page, NOW)
        store_result(
            shelf.store, kept.id, refine(Record.from_page(page), kit), NOW, pipeline_version="L"
        )
        return [waiting.title for waiting in list_pending_translations(shelf.store)]

    assert harvest(BY_ND) == []
    assert get_article(shelf.store, url).licence == "CC-BY-ND-4.0"
    assert harvest("https://creativecommons.org/licenses/by/4.0/") == ["Hands"]
    assert get_article(shelf.store, url).licence == "CC-BY-4.0"
    assert harvest(BY_ND) == []
