"""Read damaged real pages and heaps of markup for some minutes.

None may raise, take long, or end without text and without verdict.

    nice .venv/bin/python -m bench.extraction.fuzz [--minutes 10] [--seed 0]

Each page follows from its number: `--only NUMBER` reads that one again. Ends with 1 when a page
raised, was silent, or took longer than the bound of processor seconds.
"""

import argparse
import gzip
import random
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.extraction.pages import CORPUS, ROOT
from pipelines.refine import refine
from pipelines.resources.kit import StageContext, build_stage_context
from pipelines.stages.clean import clean
from pipelines.stages.decode import decode
from pipelines.stages.extract import extract
from pipelines.stages.identify import identify
from records.limits import PAGE_BYTES
from records.page import Page, PageForm
from records.record import Record

BOUND = 5.0
FORMS: tuple[PageForm, ...] = ("page", "page", "page", "page", "document", "fragment")
CHARSETS = ("", "", "", "utf-8", "gbk", "gb18030", "big5", "utf-16", "latin-1", "klingon")
NAMES = (
    "div p span a b i ul li ol table tr td th h1 h2 h3 section article aside nav footer form input"
    " textarea select option script style noscript template svg math iframe frameset frame noframes"
    " body html head title meta link base img figure figcaption pre blockquote br hr font center dl"
    " dt dd amp-img video object button main time"
)
TEXTS = (
    *(
        "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况。",
        "来源：健康报",
        "2026-11-20 10:37",
        "责任编辑：王小明",
    ),
    *(
        "首页 > 新闻 > 正文",
        "The ministry of health reported on Tuesday that vaccinations rose by a third.",
        "By JOHN SMITH",
        "@@text@@",
    ),
    *(
        "\0",
        "\ud800",
        "\u202e",
        "\ufeff",
        "\ue6f1",
        "網(wǎng)絡(luò)",
        "ï»¿ä¸­æ–‡",
        "|",
        "{{x}}",
        "&nbsp;&#0;&#xD800;&amp;",
    ),
    *("a" * 5_000, "，" * 3_000, " " * 3_000, "(" * 2_000),
)
SPLINTERS = (
    *(
        b"<",
        b">",
        b"</",
        b"<!--",
        b"-->",
        b"<![CDATA[",
        b"]]>",
        b"<?xml",
        b"?>",
        b"\0",
        b"\xff",
        b"\xed\xa0\x80",
        b"&#",
        b"'",
        b'"',
    ),
    *(
        b"=",
        b"/>",
        b"<script>",
        b"</script>",
        b"<title>",
        b"<plaintext>",
        b"<table><tr><td>",
        b"<frameset>",
        b"\x1b$B",
        b"\x85",
    ),
    *(b"<meta charset=utf-16>", b"---\n"),
)


def damaged(chance: random.Random, pages: Sequence[bytes]) -> bytes:
    """Take a real page and cut, double, turn, fill or mix parts of it."""
    body = chance.choice(pages)
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(body) + 1)
        end = min(len(body), start + chance.choice((1, 20, 500, 5_000, 50_000)))
        part = body[start:end]
        match chance.randrange(7):
            case 0:
                part = b""
            case 1:
                part = part * (100 if chance.random() < 0.05 else chance.randint(2, 10))
            case 2:
                part = part[::-1]
            case 3:
                part = chance.choice(SPLINTERS) * chance.choice((1, 10, 1_000))
            case 4:
                part = bytes(
                    byte ^ (1 << chance.randrange(8)) if chance.random() < 0.05 else byte
                    for byte in part
                )
            case 5:
                other = chance.choice(pages)
                at = chance.randrange(len(other))
                part += other[at : at + 20_000]
            case _:
                part = chance.choice((b"\n", b"")).join(piece for piece in part.split(b" "))
        body = body[:start] + part + body[end:]
        if len(body) > PAGE_BYTES:
            return body[:PAGE_BYTES]
    return body


def heap(chance: random.Random) -> bytes:
    """Make up markup: elements opened and closed without any order, with attributes and texts."""
    parts: list[str] = []
    names = NAMES.split()
    for _ in range(int(10 ** chance.uniform(0, 4.3))):
        name = chance.choice(names)
        match chance.randrange(6):
            case 0 | 1:
                parts.append(f"<{name}>")
            case 2:
                called = chance.choice(
                    (
                        "content",
                        "comment",
                        "article-body",
                        "nav",
                        "x" * 2_000,
                        "正文",
                        "a b c d e f g",
                    )
                )
                parts.append(
                    f"<{name} class='{called}' style='display:none' hidden={chance.random()}"
                    + chance.choice((">", "/>", "", "'>"))
                )
            case 3:
                parts.append(f"</{name}>")
            case _:
                parts.append(chance.choice(TEXTS))
    return "".join(parts).encode(
        chance.choice(("utf-8", "utf-8", "gb18030", "utf-16")),
        "surrogatepass" if chance.random() < 0.5 else "replace",
    )


def page(number: int, pages: Sequence[bytes]) -> Page:
    """Give the page of a number."""
    chance = random.Random(number)
    try:
        body = damaged(chance, pages) if chance.random() < 0.7 else heap(chance)
    except UnicodeEncodeError:  # gb18030 knows no lone surrogates
        body = chance.randbytes(5_000)
    return Page(
        "https://example.org/a",
        "",
        body,
        "2026-11-23T19:00:00Z",
        form=chance.choice(FORMS),
        charset=chance.choice(CHARSETS),
    )


def read(fetched: Page, kit: StageContext) -> tuple[str, float]:
    """Read a page; say how it ended, "bad: …" when it should not have, and the processor
    seconds.
    """
    start = time.process_time()
    try:
        result = refine(Record.from_page(fetched), kit, (decode, extract, clean, identify))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"bad: raised {error!r}", time.process_time() - start
    spent = time.process_time() - start
    if isinstance(result, Record):
        ended = "article" if result.body.strip() else "bad: silent"
        try:
            "\n".join(
                (result.body, result.title, result.outlet, result.editor, *result.authors)
            ).encode()
        except UnicodeEncodeError:
            ended = "bad: text that cannot be stored"
    # the conveyor names a caught exception by its class
    elif not result.reason or result.reason[0].isupper():
        ended = f"bad: {result.stage}: {result.reason}: {result.detail}"
    else:
        ended = f"{result.stage}: {result.reason}"
    return (f"bad: {spent:.1f} s" if spent > BOUND else ended), spent


def corpus() -> list[bytes]:
    """Give the real pages: those of this repository, and the development pages where they lie
    beside it.
    """
    files: list[Path] = [*(ROOT / "tests/corpus").glob("*/page.html.gz"), *CORPUS.glob("*.html.gz")]
    texts = [path.read_bytes() for path in sorted((ROOT / "tests/corpus/seeds").glob("*.txt"))]
    return [gzip.decompress(path.read_bytes()) for path in sorted(files)] + texts


def main() -> None:
    """Read pages until the time is over."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=0, help="number of the first page")
    parser.add_argument("--only", type=int, help="read this page alone")
    chosen = parser.parse_args()
    kit, pages = build_stage_context(ROOT / "data"), corpus()
    if chosen.only is not None:
        print(read(page(chosen.only, pages), kit))
        return
    ends: Counter[str] = Counter()
    slowest, bad, number = (0.0, -1, 0), 0, chosen.seed
    until = time.monotonic() + 60 * chosen.minutes
    while time.monotonic() < until:
        fetched = page(number, pages)
        ended, spent = read(fetched, kit)
        ends[ended] += 1
        slowest = max(slowest, (spent, number, len(fetched.body)))
        if ended.startswith("bad"):
            bad += 1
            print(f"page {number}: {ended}", flush=True)
        number += 1
        if number % 2_000 == 0:
            print(f"{number} …", flush=True)
    print(
        f"{number - chosen.seed} pages in {chosen.minutes:g} minutes, {bad} bad; {len(pages)} real"
        " pages to begin with"
    )
    print(f"slowest: page {slowest[1]}, {slowest[0]:.2f} s of processor time, {slowest[2]} bytes")
    for ended, count in ends.most_common():
        print(f"{count:7}  {ended}")
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
