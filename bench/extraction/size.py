"""Measure how time and memory of the extraction grow with the size of a page.

    .venv/bin/python -m bench.extraction.size [--most 10] [--rounds 3]

Time: pages of several shapes from 64 KB up to the cap, processor seconds, best of some rounds; the
exponent between a size and the doubled one says how it grows: 1 is linear. Memory: a fresh process
for each page, in which a small one has been read; what the kernel counts as its peak while the page
is read (VmHWM after a reset), less what it had before; for the largest page of a shape, and for the
largest that still gives text. Writes bench/results/extraction_size.json.
"""

import argparse
import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.extraction.pages import ROOT, Page
from bench.extraction.peers import Extractor, _jianwen
from records.limits import PAGE_BYTES, PAGE_TAGS

SENTENCE = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
ENGLISH = (
    "The ministry of health reported on Tuesday that vaccinations rose by a third, and officials,"
    " doctors and nurses welcomed it. "
)
HEAD = (
    "<html><head><title>疫苗接种今天开始</title></head><body><h1>疫苗接种今天开始</h1><div"
    " class='content'>"
)
FIRST = 64 * 1024
MEGABYTES = 1024 * 1024


def _filled(
    before: str, piece: Callable[[int], str], size: int, after: str = "</div></body></html>"
) -> str:
    parts = [before]
    length = len(before.encode()) + len(after)
    number = 0
    while length < size:
        parts.append(piece(number))
        length += len(parts[-1].encode())
        number += 1
    return "".join([*parts[:-1], after])


def _article(size: int) -> str:
    return _filled(HEAD, lambda number: f"<p>{number} {SENTENCE}{SENTENCE}</p>", size)


def _english(size: int) -> str:
    return _filled(
        "<html><body><h1>Vaccinations rise</h1><div class='content'>",
        lambda number: f"<p>{number} {ENGLISH * 3}</p>",
        size,
    )


def _teasers(size: int) -> str:
    return _filled(
        f"{HEAD}<p>{SENTENCE * 3}</p></div><ul class='list'>",
        lambda number: (
            f"<li><a href='/n/{number}.html'"
            f" title='{number}'>{SENTENCE[:20]}</a><span>2026-11-20</span></li>"
        ),
        size,
    )


def _comments(size: int) -> str:
    return _filled(
        f"{HEAD}<p>{SENTENCE * 3}</p></div>",
        lambda number: f"<div class='comment'><b>user {number}</b><p>{number} {SENTENCE}</p></div>",
        size,
    )


def _script(size: int) -> str:
    return _filled(
        f"{HEAD}<p>{SENTENCE * 3}</p></div><script>",
        lambda number: f"var a{number} = '{SENTENCE}';\n",
        size,
        "</script></body></html>",
    )


def _real(size: int) -> str:
    """A real page of this repository, its body said again and again."""
    import gzip

    page = gzip.decompress((ROOT / "tests/corpus/people-health/page.html.gz").read_bytes()).decode(
        "gb18030", "replace"
    )
    start, end = page.index("<body"), page.rindex("</body>")
    return page[:start] + _filled("", lambda _: page[start:end], size, page[end:])


def _attributes(size: int) -> str:
    return _filled(
        f"{HEAD}<p>{SENTENCE * 3}</p></div>",
        lambda number: f"<b {' '.join(f'a{n}=1' for n in range(100))}>{number}</b>",
        size,
    )


def _nested(size: int) -> str:
    return _filled(HEAD, lambda _: "<div>", size, f"<p>{SENTENCE * 3}</p></body></html>")


SHAPES: dict[str, Callable[[int], str]] = {
    "one article, longer and longer": _article,
    "the same in English": _english,
    "a real page, repeated": _real,
    "an article with teasers": _teasers,
    "an article with comments": _comments,
    "an article with a script": _script,
    "an article with attributes": _attributes,
    "an article deep down": _nested,
}


def _page(html: str) -> Page:
    return Page("", "zh", "https://example.org/a", html, "", (), "", "", (), "")


def times(
    read: Extractor, shape: Callable[[int], str], most: int, rounds: int
) -> Iterator[tuple[int, int, float, bool]]:
    """Give bytes, tags, processor seconds and whether there was text, for each doubled size."""
    size = FIRST
    while size <= most:
        html = shape(size)
        best = math.inf
        for _ in range(rounds):
            start = time.process_time()
            text = read.text(_page(html))
            best = min(best, time.process_time() - start)
        yield len(html.encode()), html.count("<"), best, bool(text)
        size = size * 2 if size * 2 <= most or size == most else most


def peak(shape: str, most: int) -> dict[str, float]:
    """Read the largest page of a shape in a process of its own.

    Give the megabytes above what it had before.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.extraction.size", "--memory", shape,
         "--most", str(most / MEGABYTES)],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _memory(shape: str, most: int) -> None:
    read = _jianwen()
    body = _page(SHAPES[shape](most))
    for small in (_article(FIRST), _english(FIRST)):
        read.text(_page(small))
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    text = read.text(body)
    print(
        json.dumps(
            {
                "before": round(before),
                "peak": round(_status("VmHWM") - before),
                "bytes": len(body.html.encode()),
                "chars": len(text),
            }
        )
    )


def _status(name: str) -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{name}:"))


def _print_rows(rows: list[tuple[int, int, float, bool]]) -> None:
    """Print size, tags and time of each page, with the exponent of their growth."""
    for number, (size, tags, spent, text) in enumerate(rows):
        grown = verdict = ""
        if number and text:
            exponent = math.log(spent / rows[number - 1][2]) / math.log(size / rows[number - 1][0])
            grown = f"exponent {exponent:4.2f}"
        if not text:
            reason = "too many tags" if tags > PAGE_TAGS else "too long or too deep"
            verdict = f"no text: {reason}"
        print(
            f"  {size / 1024:8.0f} KB {tags:8} tags {spent * 1000:8.1f} ms"
            f" {spent / size * 1e9:7.1f} ns/byte  {grown} {verdict}"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--most", type=float, default=PAGE_BYTES / MEGABYTES, help="megabytes of the largest page"
    )
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    most = int(chosen.most * MEGABYTES)
    if chosen.memory:
        _memory(chosen.memory, most)
        return
    read = _jianwen()
    read.text(_page(_article(FIRST)))
    result: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        rows = list(times(read, shape, most, chosen.rounds))
        print(f"\n{name}")
        _print_rows(rows)
        read_most = max(size for size, _, _, text in rows if text)
        peaks = {size: peak(name, size)["peak"] for size in sorted({read_most, most})}
        told = ", ".join(
            f"{megabytes} MB for {size / MEGABYTES:.1f} MB" for size, megabytes in peaks.items()
        )
        print(f"  memory above that before: {told}")
        result[name] = {
            "times": [
                {"bytes": size, "tags": tags, "cpu_ms": round(spent * 1000, 1), "text": text}
                for size, tags, spent, text in rows
            ],
            "peak_mb": {f"{size / MEGABYTES:.1f}": megabytes for size, megabytes in peaks.items()},
        }
    (ROOT / "bench/results/extraction_size.json").write_text(
        json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8"
    )


if __name__ == "__main__":
    main()
