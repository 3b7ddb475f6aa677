"""What a source announces of hosts that nobody owns is not under its licence, and a copy that it
makes of another's article changes nothing that importers read of that one.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from store.open import open_store
from tests.hostile.test_ownership import atom, entry
from tests.loopback import Answer, Place, Site, page, told

SOURCE = 'title = "{name}"\nkind = "news"\nhome = "{home}/"\nlanguage = "zh"\n{rest}\n'
BY = '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
OWN_WORDS = told("the owner's own")


@dataclass
class World:
    """A source under CC-BY announces pages of a host of nobody; another copies the owner's."""

    place: Place
    giver: Site
    nobody: Site
    owner: Site
    exported: list[dict[str, object]]  # changes since the owner's article was there

    def rights(self, url: str) -> tuple[object, ...]:
        with open_store(self.place.store, readonly=True) as store:
            (row,) = store.query(
                "SELECT r.licence, r.full_text, r.translate, r.attribution FROM rights AS r"
                " JOIN articles AS a ON a.uid = r.uid WHERE a.url = ?",
                (url,),
            )
            return tuple(row)


def write_sites(giver: Site, nobody: Site, owner: Site) -> None:
    nobody.answers["/plain.html"] = page("没有写明许可的文章")
    free = page("写明了许可的文章")
    nobody.answers["/free.html"] = Answer(
        free.sent.decode().replace("<head>", f"<head>{BY}"), headers=free.headers
    )
    nobody.answers["/led-away.html"] = page("被带走的文章")
    giver.answers["/own.html"] = page("给出者自己的文章")
    giver.answers["/go.html"] = Answer(
        status=302, headers={"Location": f"{nobody.url}/led-away.html"}
    )
    licence = '<link rel="license" href="https://creativecommons.org/publicdomain/zero/1.0/"/>'
    giver.answers["/feed.xml"] = atom(
        entry(f"{giver.url}/own.html", "自己的"),
        entry(f"{nobody.url}/plain.html", "别处的", licence),
        entry(f"{nobody.url}/free.html", "别处的"),
        entry(f"{giver.url}/go.html", "转走的"),
    )
    owner.answers["/feed.xml"] = atom(entry(f"{owner.url}/first.html", "原文"))
    owner.answers["/first.html"] = page("首发的文章", OWN_WORDS)


def copy_of_the_owners(giver: Site) -> None:
    copied = page("抄来的文章", f"{OWN_WORDS}每天吃十片。").sent.decode()
    date = '<meta property="article:published_time" content="2019-05-01T08:00:00+08:00">'
    giver.answers["/copied.html"] = Answer(
        copied.replace("<head>", f"<head>{date}"),
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    old = "<published>2019-05-01T00:00:00Z</published>"
    giver.answers["/feed.xml"] = atom(entry(f"{giver.url}/copied.html", "抄来的", old))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with (
        Site(address="127.0.0.2") as giver,
        Site(address="127.0.0.3") as nobody,
        Site(address="127.0.0.4") as owner,
    ):
        place = Place(tmp_path_factory.mktemp("rights"), (giver.host, nobody.host, owner.host))
        write_sites(giver, nobody, owner)
        public = '[rights]\nlicence = "CC-BY-4.0"\nfull_text = "public"\nattribution = "给出者"'
        for name, site in (("giver", giver), ("owner", owner)):
            rest = f'feeds = ["{site.url}/feed.xml"]\n{public}'
            place.source(name, SOURCE.format(name=name, home=site.url, rest=rest))
        place.crawl("owner", "giver")
        with open_store(place.store, readonly=True) as store:
            last = store.query_number("SELECT max(seq) FROM changes")
        copy_of_the_owners(giver)
        # times are stored to the second: two runs within one would count as one
        time.sleep(1.1)
        place.crawl("giver")
        feeds = place.folder / "feeds"
        assert place.run("export", "--out", str(feeds), "--since", str(last)).returncode == 0
        lines = (feeds / "changes.jsonl").read_text("utf-8").splitlines()
        yield World(place, giver, nobody, owner, [json.loads(line) for line in lines])


def test_what_the_source_owns_is_under_its_licence(world):
    url = f"{world.giver.url}/own.html"
    assert world.rights(url) == ("CC-BY-4.0", "public", 1, "给出者")


@pytest.mark.parametrize("again", [False, True], ids=["crawled", "refined"])
def test_a_page_of_nobodys_host_is_read_inside_and_no_more(world, again):
    """Whatever licence its announcement claims."""
    if again:
        assert world.place.run("refine", "--all").returncode == 0
    assert world.rights(f"{world.nobody.url}/plain.html") == ("unstated", "internal", 0, "")


def test_a_redirect_does_not_put_the_page_of_another_host_under_the_licence(world):
    with open_store(world.place.store, readonly=True) as store:
        rows = store.query("SELECT url FROM articles WHERE title = '被带走的文章'")
    assert [world.rights(row["url"]) for row in rows] == [("unstated", "internal", 0, "")]


def test_what_the_page_itself_states_counts(world):
    licence, full_text, translate, _ = world.rights(f"{world.nobody.url}/free.html")
    assert (licence, full_text, translate) == ("CC-BY-4.0", "public", 1)


def test_importers_hear_nothing_of_an_article_that_another_source_copied(world):
    assert [change["url"] for change in world.exported] == [f"{world.giver.url}/copied.html"]
    (change,) = world.exported
    assert not change["is_canonical"]


def test_the_owners_article_stays_the_first_of_its_cluster(world):
    with open_store(world.place.store, readonly=True) as store:
        (row,) = store.query(
            "SELECT is_canonical, cluster = uid AS own FROM articles WHERE url = ?",
            (f"{world.owner.url}/first.html",),
        )
    assert tuple(row) == (1, 1)
