"""Measure what a run costs when nothing has changed: requests, bytes, extractions, seconds over
1,000 known articles.

    .venv/bin/python bench/rerun.py [--articles 1000]

A site on this machine serves a feed of so many articles with ETags. The first crawl stores them
all; for the second one every article is due. Goals: at most 1.05 requests for each due address, no
extraction, under ten seconds, under 1 KB for each answer. Writes bench/results/rerun.json.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

ROOT = Path(__file__).resolve().parent.parent
JIANWEN = str(ROOT / ".venv" / "bin" / "jianwen")
GOALS = {"requests_per_due": 1.05, "extractions": 0, "seconds": 10.0, "bytes_per_answer": 1_000}
SOURCE = (
    'title = "Bench"\nkind = "news"\nhome = "{url}/"\nlanguage = "zh"\nfeeds ='
    ' ["{url}/rss.xml"]\nconcurrency = 8\n'
)


class Handler(BaseHTTPRequestHandler):
    """Answers 304 to whoever has the present copy."""

    protocol_version = "HTTP/1.1"
    pages: ClassVar[dict[str, bytes]] = {}
    statuses: ClassVar[Counter[int]] = Counter()
    sent = 0

    def do_GET(self) -> None:
        body = self.pages.get(self.path)
        tag = f'"{sha256(body or b"").hexdigest()[:16]}"'
        status = 404 if body is None else 304 if self.headers.get("If-None-Match") == tag else 200
        head = f"HTTP/1.1 {status} -\r\nETag: {tag}\r\nContent-Type: text/html; charset=utf-8\r\n"
        answer = head.encode() + (
            b"\r\n"
            if status == 304
            else f"Content-Length: {len(body or b'')}\r\n\r\n".encode() + (body or b"")
        )
        Handler.statuses[status] += 1
        Handler.sent += len(answer)
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def page(number: int) -> bytes:
    """Print an article that resembles no other."""
    luck, title = random.Random(number), f"健康报道第{number}篇"
    words = (
        "血压",
        "血糖",
        "疫苗",
        "睡眠",
        "运动",
        "饮食",
        "医生",
        "社区",
        "随访",
        "记录",
        "门诊",
        "孕妇",
        "儿童",
        "体检",
        "用药",
        "康复",
    )
    text = "".join(
        f"<p>{''.join(luck.choices(words, k=20))}，{''.join(luck.choices(words, k=12))}。</p>"
        for _ in range(8)
    )
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    return f"<html>{head}<body><h1>{title}</h1>{text}</body></html>".encode()


def crawl(home: Path, host: str, pages: int, *words: str) -> dict[str, float]:
    """Run `jianwen crawl` once."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "JIANWEN_HOME": str(home / "var"),
        "JIANWEN_SOURCES": str(home / "sources"),
    }
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [JIANWEN, "crawl", "--json", "--no-translate", "--pages", str(pages), *words]
    done = subprocess.run(
        command, env=env | {"JIANWEN_ALLOW_HOSTS": host}, capture_output=True, text=True, check=True
    )
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    told: dict[str, float] = json.loads(done.stdout)
    return told | {"cpu": spent.ru_utime + spent.ru_stime - before.ru_utime - before.ru_stime}


def measure(articles: int) -> dict[str, object]:
    """Crawl twice, count the second time."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host = f"127.0.0.1:{server.server_address[1]}"
    Handler.pages = {f"/a/{number}.html": page(number) for number in range(articles)}
    items = "".join(f"<item><link>http://{host}{path}</link></item>" for path in Handler.pages)
    Handler.pages["/rss.xml"] = f"<rss><channel>{items}</channel></rss>".encode()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        (home / "sources").mkdir()
        (home / "sources" / "bench.toml").write_text(SOURCE.format(url=f"http://{host}"), "utf-8")
        first = crawl(home, host, articles + 50)
        Handler.statuses.clear()
        Handler.sent = 0
        again = crawl(home, host, articles + 50, "--recheck")
    server.shutdown()
    asked = sum(Handler.statuses.values())
    due = articles + 1  # the feed
    return {
        "articles": articles,
        "stored_first": first["new"],
        "first_seconds": first["seconds"],
        "requests": asked,
        "statuses": dict(Handler.statuses),
        "requests_per_due": round(asked / due, 4),
        "unchanged": again["unchanged"],
        "extractions": again["fetched"],
        "seconds": again["seconds"],
        "cpu_seconds": round(again["cpu"], 2),
        "load": round(os.getloadavg()[0], 1),  # seconds mean little on a busy machine
        "bytes_per_answer": round(Handler.sent / asked),
    }


def main() -> int:
    """Measure, write, compare with the goals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=1_000)
    found = measure(parser.parse_args().articles)
    missed = {name: found[name] for name, goal in GOALS.items() if float(str(found[name])) > goal}
    report = {**found, "goals": GOALS, "missed": missed}
    (ROOT / "bench" / "results" / "rerun.json").write_text(
        json.dumps(report, indent=1) + "\n", "utf-8"
    )
    print(json.dumps(report, indent=1))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
