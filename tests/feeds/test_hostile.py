import dataclasses
import json
import random
from collections.abc import Callable
from pathlib import Path

import feedparser
import jsonschema
import pytest
from lxml import etree, html

from feeds.atom import ATOM_NAMESPACE, write_atom
from feeds.changes import write_changes_jsonl
from feeds.escape import remove_forbidden_chars
from feeds.jsonfeed import write_jsonfeed
from records.article import Article, ArticleTerm, Change

pytestmark = pytest.mark.dates
SCHEMA = json.loads((Path(__file__).parent / "jsonfeed-1.1.schema.json").read_text("utf-8"))
PIECES = [
    "]]>",
    "<!--",
    "-->",
    "<![CDATA[",
    "&",
    "&amp;",
    "&#0;",
    "&#xD800;",
    "&nosuch;",
    "<script>alert(1)</script>",
    "</content>",
    "</entry>",
    "<?xml?>",
    "<!DOCTYPE x [<!ENTITY a 'b'>]>",
    '"',
    "'",
    "\\",
    "\x00",
    "\x08",
    "\x1b[31m",
    "\r\n",
    "\t",
    "\x85",
    "\u2028",
    "\u2029",
    "\u202e",
    "\u2066",
    "\ufeff",
    "\ufffd",
    "\ufffe",
    "\uffff",
    "\ud83d",
    "\udc00",
    "\U0001f468\u200d\U0001f469",
    "🇨🇳",
    "é",
    "𠮷",
    "e\u0301" * 40,
    "\U0010ffff",
    "高血压",
    "＝1+1",
    "=cmd|'/c calc'!A1",
    "عربى",
    "${7*7}",
    "%s%n",
    "\n\n",
    "<svg/onload=alert(1)>",
    "javascript:alert(1)",
]


def hostile(chance: random.Random, number: int, base: Article) -> Article:
    def text(most: int) -> str:
        return "".join(chance.choices(PIECES, k=chance.randint(0, most)))

    return dataclasses.replace(
        base,
        uid=f"{number:016x}",
        url=f"https://a.example/{number}",
        title=text(5),
        body=text(12),
        title_zh=text(3),
        body_zh=text(6),
        outlet=text(2),
        authors=tuple(text(2) for _ in range(chance.randint(0, 2))),
        terms=(ArticleTerm(text(2), text(2), "disease"),),
        licence=text(1),
        attribution=text(2),
        translation=chance.choice(["ok", "review", "failed", "none"]),
        full_text=chance.choice(["public", "internal", "none"]),
    )


def test_a_thousand_hostile_articles_parse_everywhere_and_stay_text(
    article: Callable[..., Article],
) -> None:
    chance = random.Random(20261123)
    articles = [hostile(chance, number, article()) for number in range(1_000)]
    written = write_atom(articles, [])
    etree.fromstring(written, etree.XMLParser(resolve_entities=False, huge_tree=True))
    read = feedparser.parse(written, sanitize_html=False)
    assert not read.bozo
    assert [one.id for one in read.entries] == [f"tag:jianwen,2026:a/{one.uid}" for one in articles]
    for one, shown in zip(
        articles, etree.fromstring(written).findall(f"{{{ATOM_NAMESPACE}}}entry"), strict=True
    ):
        content = shown.findtext(f"{{{ATOM_NAMESPACE}}}content") or ""
        assert bool(content) == (
            one.full_text == "public" and bool(remove_forbidden_chars(one.body).strip())
        )
        if content:
            parsed = html.fragment_fromstring(content, create_parent="div")
            assert {element.tag for element in parsed.iter()} <= {
                "div",
                "p",
                "hr",
                "section",
                "h2",
                "em",
            }
            blocks = ["".join(paragraph.itertext()) for paragraph in parsed.findall("p")]
            assert [" ".join(block.split()) for block in blocks] == [
                " ".join(block.split())
                for block in remove_forbidden_chars(one.body).split("\n")
                if block.strip()
            ]
    jsonschema.validate(json.loads(write_jsonfeed(articles, [])), SCHEMA)
    changes = [
        Change(number + 1, "upsert", one.uid, 1, one.fetched, article=one)
        for number, one in enumerate(articles)
    ]
    records = [
        json.loads(line)
        for line in b"".join(write_changes_jsonl(changes)).decode("utf-8").splitlines()
    ]
    assert [record["seq"] for record in records] == list(range(1, 1_001))
