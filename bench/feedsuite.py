"""Read every file of a foreign feed test suite and hold the result against feedparser's.

    .venv/bin/python bench/feedsuite.py FOLDER [--show N]

FOLDER is the `tests` folder of feedparser's source distribution (BSD-2-Clause), got with `pip
download --no-deps --no-binary :all: feedparser==6.0.12`, or any folder of feeds. Every file goes
through `read_feed` and `read_sitemap`; whatever they raise but Unreadable is a crash. On the files
that should be well formed, entries and links are compared. Exit code 1 when anything crashed or an
entry was lost.
"""

import argparse
import re
import sys
import time
import warnings
from collections import Counter
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin

import feedparser

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from records.announcement import ReadOptions, UnreadableEndpoint  # noqa: E402
from spiders.discovery.feeds.rss_atom import read_feed  # noqa: E402
from spiders.discovery.feeds.search_redirects import unwrap_redirect  # noqa: E402
from spiders.discovery.sitemaps.sitemap import read_sitemap  # noqa: E402

BASE = "http://base.example/feed.xml"
READING = ReadOptions(now="2026-11-23T00:00:00+00:00", zone="+00:00")
_HEADER = re.compile(rb"^Header:\s+([^:]+):\s*(.+)$", re.MULTILINE)


def headers_of(body: bytes) -> dict[str, str]:
    """What a file of feedparser's suite says its transport declares."""
    return {
        name.decode("latin-1").lower().strip(): value.decode("latin-1").strip()
        for name, value in _HEADER.findall(body[:4_096])
    }


def links(body: bytes, headers: dict[str, str]) -> tuple[int, list[str]]:
    """Entries and links as feedparser reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        parsed = feedparser.parse(body, response_headers={"content-location": BASE, **headers})
    found = [
        unwrap_redirect(urljoin(BASE, entry.get("link") or ""))
        for entry in parsed.entries
        if entry.get("link")
    ]
    return len(parsed.entries), [link for link in found if link.startswith(("http://", "https://"))]


def examine(path: Path) -> tuple[str, str]:
    """Say what became of one file, and why."""
    body = path.read_bytes()
    headers = headers_of(body)
    base = urljoin(BASE, headers.get("content-location", ""))
    charset = (
        found[1].strip("\"' ")
        if (found := re.search(r"charset=([^;]+)", headers.get("content-type", "")))
        else ""
    )
    with suppress(UnreadableEndpoint):
        read_sitemap(body, base, READING, charset)
    try:
        ours = read_feed(body, base, READING, charset)
    except UnreadableEndpoint as error:
        return "unreadable", str(error)
    if "wellformed" not in path.parts and "encoding" not in path.parts:
        return "read", ""
    count, theirs = links(body, headers)
    lost = [
        link
        for link in theirs
        if link not in {one.url for one in ours.candidates} | {one.label for one in ours.skipped}
    ]
    if ours.entries < count:
        return "entries lost", f"{ours.entries} of {count}"
    return (
        ("links differ", f"{lost} {ours.candidates}")
        if lost
        else (
            "agreed" if ours.entries == count else "more entries",
            f"{ours.entries} against {count}",
        )
    )


def main() -> int:
    """Print the totals and every file that did not agree."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=20)
    asked = parser.parse_args()
    outcomes: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    began = time.process_time()
    for path in sorted(
        one for one in asked.folder.rglob("*") if one.is_file() and one.suffix != ".py"
    ):
        try:
            outcome, why = examine(path)
        except Exception as error:
            outcome, why = "CRASH", repr(error)[:200]
        outcomes[outcome] += 1
        if outcome not in ("read", "agreed") and shown[outcome] < asked.show:
            shown[outcome] += 1
            print(f"{outcome:13} {path.relative_to(asked.folder)}: {why}")
    print(
        f"{sum(outcomes.values())} files in {time.process_time() - began:.1f} CPU s: "
        + ", ".join(f"{n} {name}" for name, n in outcomes.most_common())
    )
    return 1 if outcomes["CRASH"] or outcomes["entries lost"] else 0


if __name__ == "__main__":
    sys.exit(main())
