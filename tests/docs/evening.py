"""An operator's evening: everything that goes wrong on one, done for real against sites on this
machine.

`python tests/docs/evening.py` prints the transcript that stands in docs/operating.md.
"""

import re
import resource
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from random import Random

from tests.loopback import WAIT, Answer, Place, Site, page

HTML: Mapping[str, str] = {"Content-Type": "text/html"}
SOURCE = """
title = "{title}"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/list.html"]
links = "/p/\\\\d+$"
body = "div.a"
concurrency = 1
"""
NAMES = ("daily", "weekly", "monthly", "yearly")
SMALL = 500_000  # bytes that a file may have on the full disk
HAN = (0x4E00, 0x9FA5)


def listed(site: Site, name: str, first: int, last: int) -> None:
    """List articles and publish them."""
    rows = "".join(f'<li><a href="/p/{n}">第{n}篇文章</a></li>' for n in range(first, last))
    site.answers["/list.html"] = Answer(f"<ul>{rows}</ul>", headers=HTML)
    site.answers |= {f"/p/{n}": page(f"{name}第{n}篇文章") for n in range(first, last)}


class Evening:
    """The operator, three sites and a home."""

    def __init__(self, folder: Path, sites: Mapping[str, Site]) -> None:
        self.sites, self.lines = sites, list[str]()
        self.place = Place(folder, tuple(site.host for site in sites.values()))
        for name, site in sites.items():
            self.place.source(name, SOURCE.format(title=f"{name} health", url=site.url))
            listed(site, name, 0, 4)

    def heading(self, text: str) -> None:
        self.lines.append(f"# {text}")

    def told(self, command: str, code: int, out: str, err: str) -> None:
        """Note what a command said, with the names that its sites would have in life."""
        text = (err + out).replace(str(self.place.folder / "var"), "/var/lib/jianwen")
        for name, site in self.sites.items():
            text = text.replace(site.url, f"https://{name}.example")
        self.lines += [f"$ {command}", *text.rstrip().splitlines(), f"[exit {code}]"]

    def run(self, *words: str, full_disk: bool = False) -> None:
        limit = (
            {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))}
            if full_disk
            else {}
        )
        done = self.place.run(*words, **limit)
        remark = "  # while the disk is full" if full_disk else ""
        self.told(f"jianwen {' '.join(words)}{remark}", done.returncode, done.stdout, done.stderr)

    def interrupted(
        self, number: int, path: str, meanwhile: tuple[tuple[str, ...], ...] = ()
    ) -> None:
        """Start a crawl, send it a signal while it waits for a page."""
        daily, held = self.sites["daily"], threading.Event()
        answer = daily.answers[path]
        daily.answers[path] = Answer(b"", held=held)
        process = self.place.start("crawl")
        daily.wait_for(path)
        for words in meanwhile:
            self.run(*words)
        process.send_signal(number)
        out, err = process.communicate(timeout=WAIT)
        held.set()
        daily.answers[path] = answer
        self.told(
            f"jianwen crawl  # kill -{number} while it waits for a page",
            process.returncode,
            out,
            err,
        )

    def scenes(self) -> Iterator[str]:
        """Play the evening; a scene each step."""
        daily, weekly, monthly, yearly = (self.sites[name] for name in NAMES)
        yield "Start it, start it again meanwhile, kill it"
        self.interrupted(signal.SIGKILL, "/p/2", (("crawl",),))
        self.run("runs", "--limit", "1")
        yield "The next run goes on where it was"
        self.run("crawl")
        yield "Stop it"
        listed(daily, "daily", 0, 8)
        self.interrupted(signal.SIGTERM, "/p/6")
        yield "Fill the disk; make room"
        noise = Random(1)
        listed(daily, "daily", 0, 12)
        daily.answers |= {
            f"/p/{n}": page(f"第{n}篇", "".join(chr(noise.randrange(*HAN)) for _ in range(60_000)))
            for n in range(8, 12)
        }
        self.run("crawl", full_disk=True)
        self.run("crawl")
        yield "One source is dead, one has a new list, one has new pages"
        weekly.answers["/list.html"] = Answer("<h1>Not found</h1>", 404, HTML)
        yearly.answers["/list.html"] = Answer(
            '<div><a href="/story?id=9">新的一篇</a></div>', headers=HTML
        )
        listed(monthly, "monthly", 4, 10)
        monthly.answers |= {
            f"/p/{n}": Answer('<div id="root"></div><script src="/app.js"></script>', headers=HTML)
            for n in range(4, 10)
        }
        self.run("crawl")
        self.run("status")
        yield "Pull the network"
        for site in self.sites.values():
            site.__exit__(None, None, None)
        self.run("crawl")


def transcript(folder: Path) -> str:
    """Play the evening and give what was typed and said."""
    with ExitStack() as stack:
        sites = {name: Site() for name in NAMES}
        for site in sites.values():
            site.__enter__()
            stack.callback(
                lambda site=site: site._thread.is_alive() and site.__exit__(None, None, None)
            )
        evening = Evening(folder, sites)
        for scene in evening.scenes():
            evening.heading(scene)
    return "\n".join(evening.lines)


def bare(text: str) -> list[str]:
    """Leave out what differs from run to run: numbers, moments, the widths of tables, which file
    met the full disk.
    """
    # the store or the archive
    text = re.sub(r"jianwen: /var/lib/jianwen/.*(make room|the disk is full).*", "full", text)
    return [
        " ".join(re.sub(r"[\d.:TZ-]*\d[\d.:TZ-]*", "0", line).split()) for line in text.splitlines()
    ]
