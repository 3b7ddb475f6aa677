"""No verb prints what strangers use to steer a terminal: escape sequences, controls, directions.

One site names everything it can with hostile texts (feeds, pages, authors, a robots policy, an
address), one crawl stores it, then each verb speaks, as text and as JSON.
"""

import json
import random
import sqlite3
import unicodedata
from collections.abc import Iterator

import pytest

from store.open import open_store
from tests.loopback import Answer, Place, Site, told

PIECES = (
    *(
        "\x1b[2J",
        "\x1b]0;PWN\x07",
        "\x1b[31;1m",
        "\x1bc",
        "\x1bP1$r\x1b\\",
        "\x9b2J",
        "\x9d0;x\x9c",
    ),
    *("\x07", "\x08\x08", "\x0b", "\x0c", "\x7f", "\x85", "\x90", "\r", "\n", "\x00"),
    *("\u202e", "\u202d", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b", "\u2060"),
    *("\ufeff", "\u2028", "\u2029", "\u00ad", "\ufff9", "\U000e0041", "\ue000", "\U0010fffd"),
    *("&#27;[5m", "&#8238;", "&#x9b;7m", "&#x202e;", "&#7;", "\\u001b[1m"),
)
PAYLOADS = 500
UNPRINTABLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
ARTICLES = 12


def payload(number: int) -> str:
    """Give the payload of a number: one to four pieces between Chinese words."""
    dice = random.Random(number)
    words = ("高血压", "患者", "冬季", "保健", "提醒")
    parts = [dice.choice(words) + dice.choice(PIECES) for _ in range(dice.randint(1, 4))]
    return "".join(parts) + dice.choice(words)


class Payloads:
    """Deals payloads, all of them in turn."""

    def __init__(self) -> None:
        self.dealt = 0

    def __call__(self, count: int = 4) -> str:
        texts = [payload((self.dealt + number) % PAYLOADS) for number in range(count)]
        self.dealt += count
        return "".join(texts)


def write_site(site: Site, deal: Payloads) -> None:
    """Name everything with payloads; XML cannot hold all of them raw, HTML and JSON can."""
    for number in range(ARTICLES):
        data = {"@type": "NewsArticle", "headline": deal(), "author": {"name": deal()}}
        site.answers[f"/a/2026/{number}.html"] = Answer(
            f"<html><head><title>{deal()}</title><meta name=author content='{deal()}'>"
            f"<meta name=keywords content='{deal()}'><script type='application/ld+json'>"
            f"{json.dumps(data)}</script></head><body><h1>{deal()}</h1>"
            f"<div>2026-11-20 08:30 来源：健康{deal()}报"
            f" 作者：张{deal()}三</div><p>{told(str(number))}{deal()}</p>"
            f"<p>{told(f'{number}b')}</p>"
            f"<p>（责任编辑：王{deal()}五）</p></body></html>",
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
    items = [
        {"id": str(number), "url": f"{site.url}/a/2026/{number}.html", "title": deal(),
         "authors": [{"name": deal()}], "tags": [deal()]}
        for number in range(ARTICLES)
    ]  # fmt: skip
    items += [{"title": deal()}, {"url": f"javascript:{deal()}", "title": "x"}]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": deal(), "items": items}
    site.answers["/feed.json"] = Answer(
        json.dumps(feed), headers={"Content-Type": "application/feed+json"}
    )
    site.answers["/broken.xml"] = Answer(
        f"<{deal()}><x>", headers={"Content-Type": "application/rss+xml"}
    )
    site.answers["/list.html"] = Answer(
        f"<title>{deal()}</title>"
        + "".join(f"<li><a href='/b/{deal()}'>{deal()}</a></li>" for _ in range(20)),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    site.answers["/.well-known/tdmrep.json"] = Answer(
        json.dumps([{"location": "/b/*", "tdm-reservation": 1, "tdm-policy": deal()}]),
        headers={"Content-Type": "application/json"},
    )
    site.answers["/odd.html"] = Answer(deal(), headers={"Content-Type": "application/\x1b[31mx"})


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A home whose store holds what a hostile site named."""
    deal = Payloads()
    with Site() as site:
        write_site(site, deal)
        home = tmp_path_factory.mktemp("terminal")
        place = Place(home, (site.host,))
        rest = 'title = "{}"\nkind = "news"\nhome = "{}/"\nlanguage = "zh"\n'
        for name, key in (("a", "feeds"), ("b", "listings"), ("c", "feeds")):
            path = {"a": "/feed.json", "b": "/list.html", "c": "/broken.xml"}[name]
            title = "标题\\u001b[31m\\u202e"
            place.source(name, rest.format(title, site.url) + f'{key} = ["{site.url}{path}"]\n')
        ran = place.run("crawl", "--no-translate", "--verbose")
        assert_printable("crawl", ran.stdout + ran.stderr)
        assert deal.dealt >= PAYLOADS
        yield place


def assert_printable(what: str, output: str) -> None:
    """Fail with the characters that a terminal would obey."""
    left = {
        f"U+{ord(char):04X}"
        for char in output
        if char not in "\n\t" and unicodedata.category(char) in UNPRINTABLE
    }
    assert not left, f"{what} prints {sorted(left)}"


def read_uids(place: Place) -> list[str]:
    with open_store(place.store, readonly=True) as store:
        return [row["uid"] for row in store.connection.execute("SELECT uid FROM articles")]


VERBS: tuple[tuple[str, ...], ...] = (
    ("status",),
    ("status", "--json"),
    ("runs",),
    ("runs", "--json"),
    ("search", "高血压"),
    ("search", "高血压", "--json"),
    ("search", "\x1b[2J\u202e高血压"),
    ("sources",),
    ("sources", "--json"),
    ("sources", "check"),
    ("sources", "check", "--json"),
    ("doctor",),
    ("doctor", "--json"),
    ("export", "--json"),
    ("crawl", "--dry-run"),
    ("crawl", "--dry-run", "--json"),
    ("crawl", "\x1b[31mnobody\u202e"),
    ("refine", "--dry-run", "--diff"),
    ("show", "\x1b[2J\u202e"),
    ("show", "http://x.example/\u202e\x9b2J"),
    ("extract", "\x1b]0;PWN\x07.html"),
    ("glossary", "list", "\x1b[2J"),
    ("correct", "\u202e"),
    ("withdraw", "\x1b[31m", "--reason", "\x1b[2J"),
    ("models",),
    ("archive", "verify"),
    ("\x1b[2Jverb",),
)


@pytest.mark.parametrize("words", VERBS, ids=lambda words: " ".join(words).encode("unicode_escape"))
def test_a_verb_prints_nothing_that_steers_a_terminal(place: Place, words: tuple[str, ...]) -> None:
    ran = place.run(*words)
    assert_printable(" ".join(words), ran.stdout + ran.stderr)
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize("option", ["", "--json", "--removed", "--copies"])
def test_an_article_is_shown_without_them(place: Place, option: str) -> None:
    uids = read_uids(place)
    assert len(uids) >= 2
    for uid in uids[:3]:
        ran = place.run("show", uid, *filter(None, (option,)))
        assert_printable("show", ran.stdout + ran.stderr)


def test_the_store_holds_no_steering_characters_in_what_pages_name(place: Place) -> None:
    with sqlite3.connect(place.store) as connection:
        for row in connection.execute("SELECT title, outlet, author, editor FROM articles"):
            for value in filter(None, row):
                assert_printable("a field", value)


def test_a_long_title_and_a_long_name_are_cut_in_the_store(tmp_path_factory) -> None:
    with Site() as site:
        long = "长" * 200_000
        site.answers["/a/2026/1.html"] = Answer(
            f"<title>{long}</title><meta name=author content='{long}'><h1>{long}</h1>"
            f"<p>{told('1')}</p><p>{told('2')}</p>",
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        item = {"id": "1", "url": f"{site.url}/a/2026/1.html", "title": long}
        feed = {"version": "https://jsonfeed.org/version/1.1", "title": "a", "items": [item]}
        site.answers["/feed.json"] = Answer(
            json.dumps(feed), headers={"Content-Type": "application/feed+json"}
        )
        place = Place(tmp_path_factory.mktemp("long"), (site.host,))
        place.source(
            "a",
            f'title = "甲"\nkind = "news"\nhome = "{site.url}/"\nlanguage = "zh"\n'
            f'feeds = ["{site.url}/feed.json"]\n',
        )
        place.run("crawl", "--no-translate")
        with sqlite3.connect(place.store) as connection:
            (title, author), *_ = connection.execute("SELECT title, author FROM articles")
    assert len(title) <= 500
    assert len(author) <= 500
