"""A certificate that proves nothing is refused, unless the source says that its own hosts may
present any.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives import serialization

from store.articles.articles import get_article
from store.open import open_store
from tests.certificates import Issuer
from tests.loopback import Answer, Place, Site, page

pytestmark = pytest.mark.dates
SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
"""
BAD = ("self-signed", "expired", "wrong-host", "unknown-issuer")


@dataclass
class World:
    """Servers with good and bad certificates, and what one crawl of all of them said."""

    sites: Mapping[str, Site]
    place: Place
    told: dict
    lax: dict


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("tls")
    trusted, stranger = Issuer.named("trusted"), Issuer.named("stranger")
    (folder / "ca.pem").write_bytes(trusted.certificate.public_bytes(serialization.Encoding.PEM))
    contexts = {
        "good": trusted.context(folder, "good"),
        "self-signed": trusted.context(folder, "self-signed", by_itself=True),
        "expired": trusted.context(folder, "expired", expired=True),
        "wrong-host": trusted.context(folder, "wrong-host", host="127.0.0.2"),
        "unknown-issuer": stranger.context(folder, "unknown-issuer"),
    }
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site(context)) for name, context in contexts.items()}
        place = Place(
            folder,
            tuple(site.host for site in sites.values()),
            {"SSL_CERT_FILE": str(folder / "ca.pem"), "SSL_CERT_DIR": str(folder)},
        )
        for name, site in sites.items():
            site.answers = {
                "/rss.xml": Answer(
                    f"<rss><channel><item><link>{site.url}/p</link></item></channel></rss>"
                ),
                "/p": page(f"来自{name}的文章"),
            }
            place.source(name, SOURCE.format(name=name, url=site.url))
        good, expired = sites["good"], sites["expired"]
        good.answers |= {
            "/moves.xml": Answer(
                f"<rss><channel><item><link>{good.url}/elsewhere</link></item></channel></rss>"
            ),
            "/elsewhere": Answer(b"", 302, {"Location": f"{expired.url}/elsewhere"}),
        }
        expired.answers["/elsewhere"] = page("换了地方的文章")
        place.source(
            "moves",
            SOURCE.format(name="moves", url=good.url).replace("rss.xml", "moves.xml")
            + 'tls = "lax"\n',
        )
        told = place.crawl()
        for name in ("good", *BAD):
            place.source(name, SOURCE.format(name=name, url=sites[name].url) + 'tls = "lax"\n')
        lax = place.crawl()
        yield World(sites, place, told, lax)


def by_name(told: dict) -> dict[str, dict]:
    return {source["source"]: source for source in told["sources"]}


def test_a_valid_certificate_is_accepted(world):
    good = by_name(world.told)["good"]
    assert (good["new"], good["error"]) == (1, "")


@pytest.mark.parametrize("name", BAD)
def test_a_certificate_that_proves_nothing_is_refused_and_named(world, name):
    source = by_name(world.told)[name]
    assert source["state"] == "failed"
    assert "certificate" in source["error"], source["error"]


@pytest.mark.parametrize("name", BAD)
def test_a_lax_source_is_read_and_its_run_says_so(world, name):
    source = by_name(world.lax)[name]
    assert (source["state"], source["new"]) == ("ok", 1)
    assert 'certificates are not verified (tls = "lax")' in source["notes"]


def test_laxness_ends_at_the_sources_own_host(world):
    with open_store(world.place.store, readonly=True) as store:
        (verdict,) = store.query(
            "SELECT reason, detail FROM verdicts WHERE url LIKE '%/elsewhere' ORDER BY id DESC"
            " LIMIT 1"
        )
        assert get_article(store, f"{world.sites['good'].url}/p").status == "published"
    assert verdict["reason"] == "robots-unreachable"
    assert "the certificate has expired, or nobody known has signed it" in verdict["detail"]
    assert not world.sites["expired"].asked("/elsewhere")
