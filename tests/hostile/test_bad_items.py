"""One bad item of an import never stops the rest: 200 among 1,000 good ones, 1,000 are stored.

Lines, files and records of a web archive are drawn with a seed: `SEED=7` draws others.
"""

import gzip
import json
import os
import random
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

from records.limits import PAGE_BYTES

GOOD = {"lines": 500, "files": 300, "records": 200}
BAD = {"lines": 100, "files": 60, "records": 40}
MEGABYTES_MAX = 400
MEDIA = {
    "response": "application/http; msgtype=response",
    "metadata": "application/warc-fields",
}
WORDS = re.findall(
    r"\w+",
    "高血压 糖尿病 患者 医生 建议 每天 早晨 晚上 测量 血压 记录 数值 少吃 食盐 蔬菜 水果 牛奶"
    " 豆制品 运动 散步 游泳 睡眠 规律 情绪 稳定 复查 随访 社区 门诊 用药 剂量 不要 自行 停药 家属"
    " 老人 儿童 孕妇 冬季 夏季 寒冷 炎热 饮水 体重 腰围 血糖 血脂 心脏 肾脏 大脑 血管 预防 疫苗",
)
numbers = count()


def write_text(chance: random.Random) -> str:
    """Give a title and four paragraphs that no other article has."""
    parts = ("".join(chance.choices(WORDS, k=24)) + "。" for _ in range(4))
    return f"第{next(numbers)}期健康提示：{chance.choice(WORDS)}\n\n" + "\n\n".join(parts) + "\n"


def write_page(chance: random.Random) -> str:
    title, *parts = write_text(chance).split("\n\n")
    return f"<html><title>{title}</title><h1>{title}</h1>{''.join(f'<p>{p}</p>' for p in parts)}"


def line(**fields: object) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass")


def make_bad_lines(chance: random.Random) -> list[bytes]:
    html, size = write_page(chance), chance.randrange(5_000, 300_000)
    address = f"https://bad.example/{next(numbers)}"
    return [
        b"[" * size,
        b'{"a":' * size + b"1" + b"}" * size,
        b'{"n":' + b"9" * size + b',"html":"x"}',
        b'{"n":-' + b"1" * 4_301 + b',"document":"x"}',
        b'{"html":"' + html.encode("gb18030") + b'"}',
        line(html=html).decode().encode("utf-16"),
        line(url=address + "/\ud800", html=html).replace(b"\xed\xa0\x80", b"\\ud800"),
        b'{"url":"' + address.encode() + b'","source":"\\udfff","document":"x"}',
        b'{"published":"2026\\ud83d","document":"' + html.encode() + b'"}',
        line(url=address, html=html, source="a\0b"),
        line(url=address, html=html, published="\x1b[31m2026-01-01"),
        line(url=address, html=html, published="9" * size),
        line(url=address, html=html)[:-1] + b',"html":"again"}',
        line(url=address, html=None),
        line(url=address, document=[html]),
        line(url=["x"], html=html),
        line(url="https://bad.example:99999/", html=html),
        line(url="https://[::1", html=html),
        line(url="file:///etc/passwd", html=html),
        line(url="https://user:pass@bad.example/", html=html),
        line(url=address + "/" + "x" * size, html=html),
        line(url=address, document=r"{\rtf1 \'b8\'df}"),
        line(url=address, document='<?xml version="1.0"?><nitf><body/></nitf>'),
        line(url=address, document=json.dumps({"headline": "x"})),
        line(url=address, html=html)[: chance.randrange(10, 40)],
        b"\x00" * size,
        b"null",
        b'"text"',
        b"[1, 2]",
    ]


def make_bad_file(folder: Path, kind: int, number: int, chance: random.Random) -> None:
    """Put a file into a folder that no importer can read, or that is no article."""
    place, size = folder / f"bad-{number:03}", chance.randrange(2_000, 30_000)
    makers: list[Callable[[], object]] = [
        lambda: place.with_suffix(".txt").symlink_to("/etc/passwd"),
        lambda: place.with_suffix(".html").symlink_to(folder / "nowhere.html"),
        lambda: place.with_suffix(".md").symlink_to(place.with_suffix(".md").name),
        lambda: os.mkfifo(place.with_suffix(".txt")),
        lambda: place.with_suffix(".txt").write_bytes(b""),
        lambda: place.with_suffix(".txt").write_bytes(b"\x7fELF" + bytes(size)),
        lambda: place.with_suffix(".html").write_bytes(b"%PDF-1.7\n" + bytes(size)),
        lambda: place.with_suffix(".rtf").write_text(r"{\rtf1 x}"),
        lambda: place.with_suffix(".xml").write_text("<nitf><body/></nitf>"),
        lambda: place.with_suffix(".json").write_text('{"headline": "x"}'),
        lambda: place.with_suffix(".py").write_text("import os\n"),
        lambda: place.with_suffix(".txt").write_text("<nitf><body/></nitf>"),
        lambda: place.with_suffix(".html").write_text('<?xml version="1.0"?><rss></rss>'),
        lambda: place.with_suffix(".md").write_text(f"---\ntitle: {'[' * size}\n---\n"),
        lambda: place.with_suffix(".md").write_text(write_alias_bomb()),
        lambda: place.with_suffix(".txt").write_bytes(b"x" * (PAGE_BYTES + 1)),
        lambda: place.with_suffix(".warc.gz").write_bytes(chance.randbytes(size)),
    ]
    makers[kind % len(makers)]()


def write_alias_bomb() -> str:
    """Front matter of half a kilobyte that stands for 9^10 words."""
    levels = (f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 10))
    return "\n".join(("---", "l0: &l0 [" + "x, " * 9 + "]", *levels, "title: *l9", "---", "x"))


def member(kind: str, address: str, block: bytes, length: int | None = None) -> bytes:
    """One record of a web archive, packed; `length` is what it says."""
    lines = (
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {address}",
        "WARC-Date: 2026-11-01T00:00:00Z",
        f"Content-Type: {MEDIA[kind]}",
        f"Content-Length: {len(block) if length is None else length}",
    )
    head = "\r\n".join(lines).encode() + b"\r\n\r\n"
    return gzip.compress(head + block + b"\r\n\r\n", mtime=0)


def answer(body: bytes, *headers: str) -> bytes:
    lines = ("HTTP/1.1 200 OK", "Content-Type: text/html; charset=utf-8", *headers)
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def make_bad_records(chance: random.Random) -> list[bytes]:
    address = f"https://bad.example/{next(numbers)}"
    block, size = answer(write_page(chance).encode()), chance.randrange(1, 9_000)
    whole = member("response", address, block)
    claim = f"article: https://other.example/{size}\r\n".encode()
    bomb = gzip.compress(bytes(11 * 1024**2))
    return [
        member("response", address, block, length=10**18),
        member("response", address, block, length=len(block) + size),
        member("response", address, block, length=-size),
        member("response", address, block, length=len(block) // 2),
        whole[:-8] + b"\0\0\0\0" + whole[-4:],
        whole[: len(whole) // 2],
        gzip.compress(b"no record " * size, mtime=0),
        member("response", "https://bad.example:99999/", block),
        member("response", address + "/" + "x" * 9_000, block),
        member("response", address, answer(b"\x8b\x03\x80x", "Content-Encoding: br")),
        member("response", address, answer(bomb, "Content-Encoding: gzip")),
        whole + member("metadata", address, b"kind: article\r\n" + claim),
    ]


@dataclass(frozen=True)
class World:
    """What the three imports said, and the store that they left."""

    done: dict[str, subprocess.CompletedProcess[str]]
    store: Path
    megabytes: float

    def count(self, question: str) -> int:
        with sqlite3.connect(f"file:{self.store}?mode=ro", uri=True) as connection:
            return connection.execute(question).fetchone()[0]


MEASURED = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    file.write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
"""
"""A child begins with the peak of the process that started it: this one is small, pytest is not."""


def run_import(
    home: Path, *words: str, stdin: Path | None = None
) -> tuple[subprocess.CompletedProcess[str], float]:
    """Import; give what it said, and the megabytes of its largest process."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "JIANWEN_HOME": str(home / "var")}
    peak = home / "peak"
    program = [str(Path(sys.executable).parent / "jianwen"), "import", *words]
    with (stdin or Path(os.devnull)).open("rb") as file:
        done = subprocess.run(
            [sys.executable, "-S", "-c", MEASURED, str(peak), *program],
            env=env,
            stdin=file,
            capture_output=True,
            text=True,
            timeout=300,
        )
    return done, int(peak.read_text()) / 1024


def take(kinds: Callable[[random.Random], list[bytes]], number: int, chance: random.Random):
    """So many items, each kind before one comes twice."""
    items: list[bytes] = []
    while len(items) < number:
        items += kinds(chance)
    return items[:number]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    chance = random.Random(int(os.environ.get("SEED", "1")))
    home = tmp_path_factory.mktemp("bad-items")
    lines = take(make_bad_lines, BAD["lines"] - 3, chance)
    lines += [b"x" * (3 * PAGE_BYTES), b"[]," * 1_100_000, line(html="y" * (PAGE_BYTES + 1))]
    for _ in range(GOOD["lines"]):
        lines.append(line(url=f"https://a.example/{next(numbers)}", html=write_page(chance)))
    chance.shuffle(lines)
    (home / "lines").write_bytes(b"\n".join(lines) + b"\n")
    folder = home / "inbox"
    folder.mkdir()
    for number in range(GOOD["files"]):
        (folder / f"good-{number}.txt").write_text(write_text(chance), "utf-8")
    for number in range(BAD["files"]):
        make_bad_file(folder, number, number, chance)
    records = take(make_bad_records, BAD["records"], chance)
    for _ in range(GOOD["records"]):
        page = answer(write_page(chance).encode())
        records.append(member("response", f"https://w.example/{next(numbers)}", page))
    chance.shuffle(records)
    (home / "pages.warc.gz").write_bytes(b"".join(records))
    imports = {
        "lines": run_import(home, "--jsonl", stdin=home / "lines"),
        "files": run_import(home, str(folder)),
        "records": run_import(home, str(home / "pages.warc.gz")),
    }
    done = {kind: result for kind, (result, _) in imports.items()}
    peak = max(megabytes for _, megabytes in imports.values())
    return World(done, home / "var" / "jianwen.db", peak)


@pytest.mark.parametrize("kind", GOOD)
def test_bad_items_are_told_one_by_one_and_the_import_ends_with_1(world: World, kind: str) -> None:
    done = world.done[kind]
    assert done.returncode == 1, done.stderr[-2_000:]
    assert "unexpected" not in done.stderr
    assert len(done.stderr.splitlines()) >= min(BAD[kind], 20)


def test_every_good_item_is_stored(world: World) -> None:
    """Beside them a text whose front matter cannot be read may be one, too, as it is written."""
    found = world.count("SELECT count(*) FROM articles WHERE title LIKE '%期健康提示%'")
    assert found == sum(GOOD.values())


def test_nothing_from_outside_the_folder_is_stored(world: World) -> None:
    assert world.count("SELECT count(*) FROM articles WHERE body LIKE '%root:%'") == 0


@pytest.mark.unmeasured
def test_no_process_takes_more_than_400_megabytes(world: World) -> None:
    assert world.megabytes <= MEGABYTES_MAX
