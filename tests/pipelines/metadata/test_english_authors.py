"""Claims about the authors of English pages."""

import json
from collections.abc import Callable

import pytest

from pipelines.metadata.english_authors import find_english_authors, split_english_names
from pipelines.metadata.parsed_page import ParsedPage

ENGLISH = "<p>Residents can register with a family doctor at the community clinic.</p>" * 3
LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Amina Diallo", ("Amina Diallo",)),
        (
            "By Amina Diallo, MD, MPH, and Piet van der Berg, PhD",
            ("Amina Diallo", "Piet van der Berg"),
        ),
        ("AMINA DIALLO, SENIOR HEALTH REPORTER", ("Amina Diallo",)),
        ("Amina Diallo, Daily Globe, for The Canadian Press", ("Amina Diallo",)),
        ("Amina Diallo Tuesday, 4 March 2025", ("Amina Diallo",)),
        ("Amina Diallo | Medically reviewed by Piet Berg", ("Amina Diallo",)),
        ("Amina Diallo/ABC News", ("Amina Diallo",)),
        ("By Xu An and Min You", ("Xu An", "Min You")),
        (
            "Amina Diallo, University of Leeds; Piet Berg, Leeds General Hospital",
            ("Amina Diallo", "Piet Berg"),
        ),
        ("By Agence France-Presse", ("Agence France-Presse",)),
        ("Reuters Staff", ("Reuters Staff",)),
        ("By The Canadian Press", ("The Canadian Press",)),
        ("王小明", ("王小明",)),
        ("Staff Writer", ()),
        ("admin", ()),
        ("Editorial Team", ()),
        ("https://facebook.com/amina.diallo", ()),
        ("Read More Stories", ()),
        ("by the end of the month", ()),
        ("", ()),
    ],
)
def test_a_statement_is_split_into_people_or_names_an_organisation(
    text: str, wanted: tuple[str, ...]
) -> None:
    assert split_english_names(text) == wanted


@pytest.mark.parametrize(
    ("head", "line", "wanted"),
    [
        ("", "By <a href=/x>Amina Diallo</a> 4 March 2025", ("Amina Diallo",)),
        ("", "<a rel=author href=/x>Amina Diallo</a> | 4 March 2025", ("Amina Diallo",)),
        (
            "",
            "<span itemprop=author><b itemprop=name>Amina Diallo</b></span> 2025",
            ("Amina Diallo",),
        ),
        ("", "<span class=article__byline-author>Amina Diallo</span>", ("Amina Diallo",)),
        (
            "",
            "<ul class=authors><li>Amina Diallo<sup>1</sup><li>Piet Berg<sup>2</sup></ul>",
            ("Amina Diallo", "Piet Berg"),
        ),
        ("", "<span class=author-bio>Amina Diallo covers clinics</span>", ()),
        ("", "<span class=photo-author>Clinic Opens Lists</span>", ()),
        (
            "<meta name=citation_author content='Diallo, Amina'>"
            "<meta name=citation_author content='van der Berg, Piet'>",
            "",
            ("Amina Diallo", "Piet van der Berg"),
        ),
        (
            "<meta name=author content='Associated Press'>",
            "By Amina Diallo and Piet Berg",
            ("Amina Diallo", "Piet Berg"),
        ),
        (
            "<meta name=author content='Amina Diallo'>",
            "By Amina Diallo and Piet Berg",
            ("Amina Diallo", "Piet Berg"),
        ),
        ("<meta name=author content='Amina Diallo'>", "By Somebody Else", ("Amina Diallo",)),
    ],
)
def test_people_are_found_where_a_page_names_them(
    parse_page: Callable[..., ParsedPage], head: str, line: str, wanted: tuple[str, ...]
) -> None:
    page = parse_page(
        f"<title>Clinic opens its lists</title>{head}<h1>Clinic opens its lists</h1>"
        f"<div>{line}</div>{ENGLISH}"
    )
    assert find_english_authors(page) == wanted


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (
            {"@type": "NewsArticle", "author": "Amina Diallo and Piet Berg"},
            ("Amina Diallo", "Piet Berg"),
        ),
        ({"@type": ["Article", "Thing"], "author": {"name": ["Amina Diallo"]}}, ("Amina Diallo",)),
        (
            {
                "@graph": [
                    {"@type": "WebPage", "datePublished": "2025-03-04", "a": 1, "b": 2, "c": 3},
                    {"@type": "BlogPosting", "author": [{"@id": "/p/1"}, {"@id": "/p/none"}]},
                    {"@type": "Person", "@id": "/p/1", "name": "Amina Diallo"},
                ]
            },
            ("Amina Diallo",),
        ),
        ({"mainEntity": {"@type": "Article", "author": {"name": "Piet Berg"}}}, ("Piet Berg",)),
        (
            {"@type": "Article", "author": {"@type": "Organization", "name": "BBC News"}},
            ("BBC News",),
        ),
        ({"@type": "Article", "author": None}, ()),
    ],
)
def test_json_ld_names_them_in_all_its_forms(
    parse_page: Callable[..., ParsedPage], data: object, wanted: tuple[str, ...]
) -> None:
    page = parse_page(f"<title>Clinic</title>{LD.format(json.dumps(data))}<h1>Clinic</h1>{ENGLISH}")
    assert find_english_authors(page) == wanted
