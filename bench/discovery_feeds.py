"""Read every feed and sitemap of the collected samples and hold the result against independent
readers.

    .venv/bin/python bench/discovery_feeds.py [FOLDER]

FOLDER is ../shared/corpus/sources/feeds unless given; without it there is nothing to measure and
the exit code is 0. How many entries a file must yield is what `measured.json` there says (the
better of feedparser and lxml in recovery), titles, links and dates are compared with feedparser,
which is given correctly decoded text, for sitemaps with lxml. Exit code 1 when a goal is missed.
"""

import gzip
import json
import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import feedparser
from bs4 import BeautifulSoup
from lxml import etree

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from records.announcement import Announcement, ReadOptions  # noqa: E402
from records.page import AnnouncedArticle  # noqa: E402
from spiders.discovery.feeds.rss_atom import read_feed  # noqa: E402
from spiders.discovery.feeds.search_redirects import unwrap_redirect  # noqa: E402
from spiders.discovery.sitemaps.sitemap import read_sitemap  # noqa: E402
from text.xml.encoding import decode_document  # noqa: E402

RIGHT = 0.99
CPU_MS = 3.0
ROUNDS = 5
BASE = "http://base.example/feed.xml"
Row = tuple[str, str, str]
"""Title, link and date of an entry, as another reader gives them."""


def korean(text: str, rows: list[Row]) -> list[Row]:
    """Feedparser knows no GMT+9 and no seconds of one digit."""
    dates = [
        datetime.strptime(date, "%a,%d %b %Y %H:%M:%S GMT+9")
        for date in re.findall(r"<pubdate>(.*?)</pubdate>", text)
    ]
    return [
        (title, link, f"{date.isoformat()}+09:00")
        for (title, link, _), date in zip(rows, dates, strict=True)
    ]


def brazilian(text: str, rows: list[Row]) -> list[Row]:
    """Feedparser knows no "24 Set 2018"."""
    dates = re.findall(r"<pubDate>\w+, (\d+) Set (\d+) ([\d:]+) -0300", text)
    return [
        (title, link, f"{year}-09-{day}T{time}-03:00")
        for (title, link, _), (day, year, time) in zip(rows, dates, strict=True)
    ]


def american(_: str, rows: list[Row]) -> list[Row]:
    """Feedparser knows no "Sat, Dec 16 2023 02:02:33 PM"."""
    return [(title, link, "2023-12-16T14:02:33+00:00") for title, link, _ in rows]


def nested(text: str, _: list[Row]) -> list[Row]:
    """Feedparser ends an item where an empty one stands inside it, and loses the address that
    FeedBurner replaced.
    """
    titles = re.findall(r"<item><title>(.*?)</title>", text)
    links = re.findall(r"<feedburner:origLink>(.*?)</feedburner:origLink>", text)
    dates = [
        datetime.strptime(date, "%a, %d %b %Y %H:%M:%S EST")
        for date in re.findall(r"</link><pubDate>(.*?)</pubDate>", text)
    ]
    return [
        (title, link, f"{date.isoformat()}-05:00")
        for title, link, date in zip(titles, links, dates, strict=True)
    ]


BY_HAND = {
    "rss2_koreatimes_real.rss.gz": korean,
    "rss2_uol_latin1.rss": brazilian,
    "rss2_nbcny.xml": american,
    "broken_illegally_nested.xml": nested,
}
"""Files that feedparser reads wrongly."""


def squeezed(text: str) -> str:
    """A title without tags and spaces."""
    return re.sub(
        r"\s+", "", BeautifulSoup(text, "lxml").get_text() if "<" in text or "&" in text else text
    )


def instant(stamp: str) -> str:
    """A date as UTC to the second, or its day."""
    if len(stamp) < 11:
        return stamp
    read = datetime.fromisoformat(stamp)
    return read.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def said_by_feedparser(text: str) -> list[Row]:
    """Title, link and date of every entry."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parsed = feedparser.parse(
        text.encode(),
        response_headers={
            "content-type": "application/xml; charset=utf-8",
            "content-location": BASE,
        },
    )
    rows = []
    for entry in parsed.entries:
        when = (
            entry.get("published_parsed")
            or entry.get("updated_parsed")
            or entry.get("created_parsed")
        )
        link = entry.get("feedburner_origlink") or entry.get("link") or ""
        rows.append(
            (entry.get("title", ""), link, time.strftime("%Y-%m-%dT%H:%M:%S", when) if when else "")
        )
    return rows


def said_by_lxml(text: str) -> list[Row]:
    """The same of a sitemap."""
    root = etree.fromstring(
        re.sub(r"^\s*<\?xml[^>]*\?>", "", text).encode(), etree.XMLParser(recover=True)
    )
    rows = []
    for place in root.iter("{*}url", "{*}sitemap"):
        title, date = (
            place.findtext(".//{*}news/{*}title") or "",
            place.findtext("{*}news/{*}publication_date") or place.findtext("{*}lastmod") or "",
        )
        rows.append((title, (place.findtext("{*}loc") or place.text or "").strip(), date.strip()))
    return rows


def said_by_json(text: str) -> list[Row]:
    """The same of a JSON Feed."""
    return [
        (item.get("title", ""), item.get("url") or item["id"], item.get("date_published", ""))
        for item in json.loads(text)["items"]
    ]


def share(pairs: list[tuple[str, str]]) -> tuple[int, int]:
    """How many of the pairs agree."""
    return sum(ours == theirs for ours, theirs in pairs), len(pairs)


def compare(found: Announcement, rows: list[Row]) -> dict[str, tuple[int, int]]:
    """Match our candidates with another reader's entries by their place among those with a link,
    else by address.
    """
    theirs = {}
    for title, link, date in rows:
        theirs.setdefault(unwrap_redirect(urljoin(BASE, link.strip())), (title, date))
    pairs: list[tuple[AnnouncedArticle, tuple[str, str] | None]] = [
        (one, theirs.get(one.url)) for one in found.candidates
    ]
    links = (sum(match is not None for _, match in pairs), len(pairs))
    known = [(one, match) for one, match in pairs if match is not None]
    titles = share([(squeezed(one.hint.title), squeezed(match[0])) for one, match in known])
    dates = share(
        [(date_of(one, instant_of(match[1])), instant_of(match[1])) for one, match in known]
    )
    return {"titles": titles, "links": links, "dates": dates}


def instant_of(date: str) -> str:
    """Another reader's date, in UTC."""
    try:
        return instant(date)
    except ValueError:
        return date


def date_of(one: AnnouncedArticle, theirs: str) -> str:
    """Ours, cut to a day where the other reader knows no more."""
    ours = instant(one.hint.published or one.hint.modified)
    return (
        ours[:10]
        if len(theirs) == 10
        else ours + "T00:00:00"
        if len(ours) == 10 and theirs.endswith("T00:00:00")
        else ours
    )


def read(name: str, body: bytes) -> tuple[Announcement, float]:
    """Read a file as often as it takes to time it; give the result and CPU milliseconds."""
    reader = read_sitemap if "sitemap" in name and "feed_with" not in name else read_feed
    reading = ReadOptions(
        now="2026-11-23T00:00:00+00:00",
        language="zh" if "gb" in name or "shapes" in name else "",
        zone="+00:00",
    )
    began = time.process_time()
    for _ in range(ROUNDS):
        found = reader(body, BASE, reading)
    return found, (time.process_time() - began) * 1_000 / ROUNDS


def files(folder: Path) -> list[Path]:
    """Every file that is a feed or a sitemap."""
    kinds = re.compile(r"\.(xml|rss|atom)(\.gz)?$|jsonfeed.*\.json$|sitemap\.txt\.gz$")
    return [path for path in sorted(folder.rglob("*")) if kinds.search(path.name)]


def expected_of(name: str, rows: dict[str, Any], body: bytes) -> int:
    """How many entries the file must yield."""
    if name.endswith(".json"):
        return len(json.loads(body)["items"])
    if name.endswith(".txt.gz"):
        return len([line for line in gzip.decompress(body).decode().splitlines() if line.strip()])
    row = rows[name]
    recovered = int(row["lxml_recover"]) if row["lxml_recover"].isdigit() else 0
    return max(row["entries"], recovered)


def ask_others(name: str, body: bytes, rows: dict[str, dict[str, Any]]) -> list[Any]:
    """Read the document with another library; nothing where none can."""
    if name.endswith("txt.gz"):
        return []
    plain = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    text = decode_document(plain, "", "zh" if "gb" in name else "")
    other = (
        said_by_json
        if name.endswith(".json")
        else said_by_lxml
        if rows.get(name, {}).get("version") == ""
        else said_by_feedparser
    )
    return BY_HAND.get(name, lambda _, rows: rows)(text, other(text))


def main() -> int:
    """Print the table and say whether every goal was met."""
    folder = (
        Path(sys.argv[1])
        if len(sys.argv) > 1
        else ROOT.parent / "shared" / "corpus" / "sources" / "feeds"
    )
    if not folder.is_dir():
        print(f"nothing to measure: {folder} is no folder")
        return 0
    rows = {row["file"]: row for row in json.loads((folder / "measured.json").read_text())}
    print(
        f"{'file':42} {'want':>4} {'got':>4} {'skip':>4} {'titles':>9} {'links':>9} {'dates':>9}"
        f" {'ms/entry':>8}  faults"
    )
    totals = {"titles": [0, 0], "links": [0, 0], "dates": [0, 0]}
    missed, entries, cpu, complete, xml = [], 0, 0.0, 0, 0
    for path in files(folder):
        name, body = str(path.relative_to(folder)), path.read_bytes()
        found, ms = read(name, body)
        expected, got = expected_of(name, rows, body), found.entries + len(found.children)
        read_by_others = ask_others(name, body, rows)
        agreed = compare(found, read_by_others) if read_by_others else {}
        for key, (right, of) in agreed.items():
            totals[key][0] += right
            totals[key][1] += of
        shown = " ".join(f"{'/'.join(map(str, agreed.get(key, ('-', '-')))):>9}" for key in totals)
        print(
            f"{name:42} {expected:4} {got:4} {len(found.skipped):4} {shown} {ms / max(got, 1):8.3f}"
            f"  {'; '.join(found.faults)}"
        )
        entries, cpu = entries + got, cpu + ms
        xml += name in rows
        complete += name in rows and got == expected
        if got != expected:
            missed.append(f"{name}: {got} entries instead of {expected}")
    for key, (right, of) in totals.items():
        print(f"{key}: {right}/{of} = {right / of:.4f}")
        if right < RIGHT * of:
            missed.append(f"{key} right on {right} of {of}")
    print(
        f"XML files with every entry: {complete}/{xml}; {entries} entries, {cpu / entries:.3f} CPU"
        " ms each"
    )
    if cpu / entries > CPU_MS:
        missed.append(f"{cpu / entries:.2f} CPU ms per entry")
    print("\n".join(f"MISSED {line}" for line in missed) or "every goal met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
