"""A site of numbered articles, the installation that harvests it, and what must hold of both after
any accident.
"""

import hashlib
import io
import json
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from records.paths import PROJECT_ROOT
from store.backup.integrity import find_store_errors
from store.ledger.raw_pages import read_kept_page
from store.open import open_store
from tests.loopback import WAIT, Answer, Place, Site, page
from tests.sites import sentence

ACCIDENT = PROJECT_ROOT / "tests" / "crash" / "accident.py"
IN_FLIGHT = 16
"""Downloads that may be under way when a crawl is killed; only these may be asked for again."""
HTML = {"Content-Type": "text/html; charset=utf-8"}
SOURCE = """
title = "Site"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/list.html"]
links = "/p/\\\\d+$"
[rights]
full_text = "public"
translate = true
"""


def article(number: int, language: str = "zh") -> Answer:
    """An article that resembles no other one.

    The same number gives the same bytes, with an entity tag.
    """
    luck = random.Random(number)
    text = ("" if language == "zh" else " ").join(sentence(luck, language) for _ in range(6))
    title = (
        f"第{number}篇：{sentence(luck, language)[:20]}"
        if language == "zh"
        else f"Article {number}: {sentence(luck, language)[:40]}"
    )
    answer = page(title, text)
    return Answer(
        answer.body, headers={**answer.headers, "ETag": f'"{hashlib.md5(answer.sent).hexdigest()}"'}
    )


def fill(site: Site, number: int) -> None:
    """Put a listing and so many articles on a site."""
    site.answers["/list.html"] = Answer(
        "".join(f'<a href="/p/{n}">文章{n}</a>' for n in range(number)), headers=HTML
    )
    site.answers |= {f"/p/{n}": article(n) for n in range(number)}


def place_for(site: Site, folder: Path) -> Place:
    """An installation in a folder that knows the site as its one source."""
    place = Place(folder, (site.host,))
    place.source("site", SOURCE.replace("{url}", site.url))
    return place


def wait_for_requests(site: Site, number: int, process: "subprocess.Popen[str]") -> None:
    """Wait until the site has had so many requests, or the crawl has ended."""
    pause = threading.Event()
    for _ in range(int(WAIT * 3 / 0.002)):
        if len(site.log) >= number or process.poll() is not None:
            return
        pause.wait(0.002)


def kill(process: "subprocess.Popen[str]") -> None:
    """End a process at once, as a power switch would, and wait until it is gone."""
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=WAIT)


def begin(place: Place, what: dict[str, Any], *words: str) -> "subprocess.Popen[str]":
    """Start `jianwen WORDS…` with one accident built in; see accident.py."""
    command = [sys.executable, str(ACCIDENT), json.dumps(what), *words]
    return subprocess.Popen(
        command,
        env=place.environment(),
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def accident(place: Place, what: dict[str, Any], *words: str) -> "subprocess.CompletedProcess[str]":
    """The same, waited for."""
    process = begin(place, what, *words)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def complete(place: Place, where: str = "") -> None:
    """Crawl undisturbed to the end, however long a busy machine takes."""
    process = place.start("crawl", "--no-translate", "--quiet")
    _, err = process.communicate(timeout=600)
    assert (process.returncode, err) == (0, ""), f"{where}: exit {process.returncode}, {err}"


@dataclass(frozen=True)
class Account:
    """What became of a site's articles."""

    lost: int
    doubled: int  # articles or announcements more than there should be
    refetched: int  # requests for articles beyond one for each
    leased: int
    unarchived: int  # articles whose page does not come out of the archive as it was sent
    faults: tuple[str, ...]  # of the store and of the archive

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.leased or self.unarchived or self.faults)


def account(place: Place, site: Site, number: int) -> Account:
    """Compare the store with the site; reads all of the file, its search index and its archive."""
    wanted = {f"{site.url}/p/{n}" for n in range(number)}
    with open_store(place.store) as store:
        stored = Counter(row["url"] for row in store.query("SELECT url FROM articles"))
        announced = Counter(row["uid"] for row in store.query("SELECT uid FROM changes"))
        leased = store.query_number("SELECT count(*) FROM urls WHERE state = 'leased'")
        unarchived = sum(
            read_kept_page(store, row["id"]).body != sent(site, row["url"])
            for row in store.query(_PAGES)
        )
        wrong = (*find_store_errors(store), *archive_faults(place))
    doubled = sum(count - 1 for count in (*stored.values(), *announced.values()))
    return Account(len(wanted - set(stored)), doubled, refetched(site), leased, unarchived, wrong)


_PAGES = "SELECT u.id, u.url FROM urls AS u JOIN articles AS a ON a.uid = u.uid"


def sent(site: Site, url: str) -> bytes:
    """What the site answers at an address."""
    answer = site.answers[urlsplit(url).path]
    return answer.sent if isinstance(answer, Answer) else b""


def archive_faults(place: Place) -> list[str]:
    """What the reference reader says against the segments, and those that are not closed."""
    found = [f"{path.name} was left open" for path in place.store.parent.rglob("*.warc.gz.open")]
    for path in sorted(place.store.parent.rglob("*.warc.gz")):
        try:
            for record in ArchiveIterator(io.BytesIO(path.read_bytes()), check_digests="raise"):
                record.raw_stream.read()
        except (ArchiveLoadFailed, OSError, ValueError) as error:
            found.append(f"{path.name}: {error!r}")
    return found


def refetched(site: Site) -> int:
    """Count the requests for articles beyond the first of each."""
    return sum(count - 1 for path, count in Counter(site.paths()).items() if path.startswith("/p/"))


def articles(place: Place) -> dict[str, tuple[object, ...]]:
    """Everything about the articles but their numbers and times, by address."""
    return rows(place, "articles", without=("id", "fetched", "modified", "added"), key="url")


def rows(
    place: Place, table: str, *, without: Iterable[str], key: str
) -> dict[str, tuple[object, ...]]:
    """The rows of a table without some columns, by another one."""
    with open_store(place.store) as store:
        found = store.query(f"SELECT * FROM {table}")
        names = [name for name in (found[0].keys() if found else ()) if name not in set(without)]
        return {row[key]: tuple(row[name] for name in names) for row in found}
