"""Serve a site of real pages from a process of its own, and tell what was asked for.

    python -m bench.crawl.site PAGES [MOST]

MOST is the size of the largest page in bytes. Prints its port. The site has robots.txt, a sitemap
and PAGES articles under /a/N.html. It answers requests as to a proxy, too: a peer that cannot crawl
an address with a port is pointed at it so. `GET /asked` gives how often each article was asked for,
as JSON, and forgets it.
"""

import gzip
import json
import re
import sys
import threading
from collections import Counter
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "extraction"
FROZEN = ROOT / "tests" / "corpus"
SIZES = range(40_000, 250_001)
"""Bytes of a page that count as ordinary: the corpus has a mean of 124 KB between them."""

HAN = re.compile("[\u4e00-\u9c1f]")
COMMON = bytes(
    byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
).decode("gb2312", "ignore")
"""The 3,755 commonest simplified characters, first level of GB 2312: what exchanged texts are made
of.
"""
HAN_LEAST = 500
"""Chinese characters of a page of which further articles can be made."""


def templates(most: int = SIZES.stop) -> list[bytes]:
    """Give the pages of ordinary size of the corpus, those below `most` bytes, or where that is
    missing the frozen pages of the tests.
    """
    found = [gzip.decompress(path.read_bytes()) for path in sorted(CORPUS.glob("*.html.gz"))]
    pages = [
        page
        for page in found
        if len(page) in SIZES
        and len(page) < most
        and b"<title" in page.lower()
        and re.search(rb"charset=.?utf-8", page.lower())
    ]
    pages = [
        page for page in pages if len(HAN.findall(page.decode("utf-8", "replace"))) >= HAN_LEAST
    ]
    return pages or [
        gzip.decompress(path.read_bytes()) for path in sorted(FROZEN.glob("*/page.html.gz"))
    ]


def article(number: int, pages: Sequence[bytes]) -> bytes:
    """Give one article: a page of the corpus with the number in its title, its common characters
    exchanged in every further round.

    Pages with one text would be a trap to us, which we leave, and not to the peers.
    """
    turn, at = divmod(number, len(pages))
    page = pages[at]
    if turn:
        other = str.maketrans(
            COMMON, COMMON[997 * turn % len(COMMON) :] + COMMON[: 997 * turn % len(COMMON)]
        )
        page = page.decode("utf-8", "replace").translate(other).encode()
    at = page.lower().find(b">", page.lower().find(b"<title")) + 1
    return page[:at] + f"{number} ".encode() + page[at:]


class Handler(BaseHTTPRequestHandler):
    """Answers for the site of its server."""

    protocol_version = "HTTP/1.1"
    server: "Site"

    def do_GET(self) -> None:
        """Answer with a page, robots.txt, the sitemap, or what was asked for."""
        path = urlsplit(self.path).path
        body, kind = self.server.answer(path, self.headers["Host"])
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_HEAD = do_GET

    def handle(self) -> None:
        """Bear with crawlers that are killed."""
        try:
            super().handle()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Site(ThreadingHTTPServer):
    """The site and its counters."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, number: int, pages: Sequence[bytes]) -> None:
        """Make the articles out of some pages; port 0: the system chooses."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.bodies = {f"/a/{n}.html": article(n, pages) for n in range(number)}
        self.asked: Counter[str] = Counter()
        self._lock = threading.Lock()

    def answer(self, path: str, host: str) -> tuple[bytes, str]:
        """Give the body of an address and its media type."""
        if path in self.bodies:
            with self._lock:
                self.asked[path] += 1
            return self.bodies[path], "text/html; charset=utf-8"
        if path in ("", "/"):
            return b"<!doctype html><title>Bench</title><p>A home page.", "text/html; charset=utf-8"
        if path == "/robots.txt":
            return (
                f"User-agent: *\nAllow: /\n\nSitemap: http://{host}/sitemap.xml\n".encode(),
                "text/plain",
            )
        if path == "/sitemap.xml":
            urls = "".join(f"<url><loc>http://{host}{name}</loc></url>" for name in self.bodies)
            space = "http://www.sitemaps.org/schemas/sitemap/0.9"
            return (
                f'<?xml version="1.0" encoding="utf-8"?><urlset '
                f'xmlns="{space}">{urls}</urlset>'.encode(),
                "application/xml",
            )
        if path == "/asked":
            with self._lock:
                told, self.asked = dict(self.asked), Counter()
            return json.dumps(told).encode(), "application/json"
        if path == "/count":
            with self._lock:
                return str(self.asked.total()).encode(), "text/plain"
        return b"", "text/plain"


if __name__ == "__main__":
    known = templates(*map(int, sys.argv[2:]))
    site = Site(int(sys.argv[1]), known)
    sizes = [len(body) for body in site.bodies.values()]
    print(site.server_address[1], round(sum(sizes) / len(sizes)), len(known), flush=True)
    site.serve_forever(0.02)
