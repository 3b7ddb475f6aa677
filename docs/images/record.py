"""Record the terminal session that the READMEs show: python docs/images/record.py.

It runs the demo newsroom, a search and one article in a pseudo-terminal and draws what they print
as docs/images/demo.svg. The scenes follow each other by CSS alone, so the file also moves in an
<img>; a viewer without animations shows the search.
"""

import fcntl
import json
import os
import pty
import re
import struct
import subprocess
import sys
import tempfile
import termios
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TARGET = Path(__file__).parent / "demo.svg"
JIANWEN = str(ROOT / ".venv" / "bin" / "jianwen")
COLUMNS, ROWS = 98, 25
CELL, LINE, PAD, BAR = 8.0, 19, 22, 38  # pixels: a cell, a line, the margin, the title bar
SECONDS = 7  # a scene
STILL = 1  # the scene of a viewer without animations
SGR = re.compile(r"\x1b\[([\d;]*)m")
CLASSES = {"1": "b", "2": "d", "31": "r", "32": "g", "33": "y"}
STYLE = """
text{font:13.2px ui-monospace,'SF Mono','Cascadia Mono',Menlo,Consolas,'DejaVu Sans Mono',
'Noto Sans Mono CJK SC','Sarasa Mono SC','Microsoft YaHei','PingFang SC',monospace;
fill:#d7dde5;white-space:pre}
.w{font-size:15px}
.b{font-weight:600}.d{fill:#8a94a3}.g{fill:#7fd48a}.r{fill:#ff8a80}.y{fill:#f2c14e}.p{fill:#6cb6ff}
.t{fill:#8a94a3;font-size:12px;text-anchor:middle}
.s{opacity:0;animation:show %ds step-end infinite}.s%d{opacity:1}
@keyframes show{0%%{opacity:1}%.4f%%{opacity:0}100%%{opacity:0}}
.o{animation:out %ds step-end infinite}
@keyframes out{0%%{opacity:0}%.4f%%{opacity:1}100%%{opacity:1}}
@media (prefers-reduced-motion:reduce){.s,.o{animation:none}}
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """What is typed, and the lines that answer it."""

    typed: str
    lines: tuple[str, ...]


def record(*words: str) -> list[str]:
    """Run a command of Jianwen on a terminal of its own; gives the lines left on the screen."""
    process, terminal = pty.fork()
    if process == 0:
        os.execv(JIANWEN, (JIANWEN, *words))  # noqa: S606  # our own command
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    printed = b""
    while chunk := _read(terminal):
        printed += chunk
    os.waitpid(process, 0)
    lines = printed.decode("utf-8").replace("\r\n", "\n").rstrip().split("\n")
    kept = (line.rsplit("\r", 1)[-1].replace("\x1b[K", "") for line in lines)
    return [row for line in kept for row in wrap(line)]


def wrap(line: str) -> Iterator[str]:
    """Break a line where the terminal does; colours stay with their characters."""
    row, column = "", 0
    for part in re.findall(r"\x1b\[[\d;]*m|.", line):
        width = 0 if part.startswith("\x1b") else cells(part)
        if column + width > COLUMNS:
            yield row
            row, column = "", 0
        row, column = row + part, column + width
    yield row


def _read(terminal: int) -> bytes:
    """What came next; empty at the end, which Linux reports as an error of the terminal."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""


def find_leaflet() -> str:
    """The uid of the article whose translation the checks flag."""
    command = [JIANWEN, "search", "two medicines", "--json"]
    answer = subprocess.check_output(command, text=True)  # noqa: S603  # our own command
    return str(json.loads(answer)[0]["uid"])


def play() -> tuple[Scene, ...]:
    """The session: the first run, a search, an article beside its translation."""
    demo = record("demo")
    demo = demo[: next(n for n, line in enumerate(demo) if line.startswith("Not kept"))]
    leaflet = find_leaflet()
    return (
        Scene("make run", tuple(demo[:ROWS])),
        Scene(
            "jianwen search 互联网医疗 --limit 6",
            tuple(record("search", "互联网医疗", "--limit", "6")),
        ),
        Scene(f"jianwen show {leaflet}", tuple(record("show", leaflet)[:ROWS])),
    )


def cells(text: str) -> int:
    """Columns that a text takes: two for each wide character."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def runs(line: str) -> Iterator[tuple[str, str]]:
    """Cut a line into (CSS classes, text) where colour or width of the characters change."""
    active: list[str] = []
    for index, part in enumerate(SGR.split(line)):
        if index % 2:
            active = [] if part in ("", "0") else [*active, *part.split(";")]
            continue
        classes = " ".join(CLASSES[code] for code in active if code in CLASSES)
        for piece in re.findall(r"[\u1100-\uffe6]+|[^\u1100-\uffe6]+", part):
            yield classes, piece


def draw_line(line: str, y: float) -> Iterator[str]:
    """Each run has its column and its width, so that no font of a viewer moves the tables apart."""
    column = 0
    for classes, text in runs(line):
        width = cells(text)
        if text.strip():
            place = f'x="{PAD + column * CELL:g}" y="{y:g}" textLength="{width * CELL:g}"'
            names = f"{classes} w" if width > len(text) else classes
            kind = f' class="{names.strip()}"' if names else ""
            yield f"<text {place}{kind}>{escape(text)}</text>"
        column += width


def draw_scene(scene: Scene, number: int, count: int) -> Iterator[str]:
    """The prompt at once, the answer a moment later."""
    delay = f'style="animation-delay:{(number - count) * SECONDS}s"'
    kind = "s" if number != STILL else f"s s{STILL}"
    yield f'<g class="{kind}" {delay}>'
    top = BAR + PAD
    yield f'<text x="{PAD}" y="{top}" class="p">$</text>'
    yield from draw_line(f"  {scene.typed}", top)
    yield f'<g class="o" {delay}>'
    for row, line in enumerate(scene.lines, start=1):
        yield from draw_line(line, top + row * LINE + 6)
    yield "</g></g>"


def draw(scenes: tuple[Scene, ...]) -> str:
    """The whole recording."""
    rows = 1 + max(len(scene.lines) for scene in scenes)
    width, height = COLUMNS * CELL + 2 * PAD, BAR + 2 * PAD + rows * LINE
    total, count = SECONDS * len(scenes), len(scenes)
    style = STYLE % (total, STILL, 100 / count, total, 100 * 0.8 / total)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img"'
        f' aria-label="Jianwen in a terminal: make run, search, an article and its translation">',
        f"<style>{style.strip()}</style>",
        f'<rect width="{width:g}" height="{height:g}" rx="10" fill="#16191f"/>',
        f'<path d="M0 {BAR}h{width:g}V10a10 10 0 0 0-10-10H10A10 10 0 0 0 0 10z" fill="#232832"/>',
        *(
            f'<circle cx="{22 + 20 * n}" cy="{BAR / 2:g}" r="6" fill="{colour}"/>'
            for n, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
        ),
        f'<text class="t" x="{width / 2:g}" y="{BAR / 2 + 4:g}">健闻 Jianwen</text>',
    ]
    for number, scene in enumerate(scenes):
        parts += draw_scene(scene, number, count)
    return "\n".join([*parts, "</svg>", ""])


def main() -> int:
    """Record in an empty home and write the picture."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"JIANWEN_HOME": folder, "TERM": "xterm-256color", "COLUMNS": str(COLUMNS)}
        os.environ |= {"PYTHONUTF8": "1", "LINES": str(ROWS)}
        TARGET.write_text(draw(play()), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
