"""Draw docs/images/architecture.svg out of the imports: python docs/draw_architecture.py [FILE].

Folders stand on the level that their imports give them; an arrow means "imports", and is left out
where others lead there anyway. Below them is a page's way, with the stages as `pipelines` lists
them. tests/docs/test_architecture_page.py draws it again and compares.
"""

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
TARGET: Final = ROOT / "docs" / "images" / "architecture.svg"
sys.path.insert(0, str(ROOT))

from tests.contracts import PACKAGES, build_graph, list_imports  # noqa: E402 - needs the path

WIDTH: Final = 1200
LEFT, RIGHT, MIDDLE = 40, 1140, 600  # edges of the boxes; MIDDLE parts two on one level
GAP, NAME_ROW, CHIP_ROW = 34, 46, 32  # heights: between boxes, and of a box's rows
TOP: Final = 92
INK, SOFT, PAPER = "#1f2933", "#5b6875", "#fbfaf7"
COLOURS: Final[Mapping[str, str]] = {
    "commands": "#6d5bd0",
    "demo": "#8a7a2c",
    "desk": "#a03a8c",
    "services": "#3d6fd6",
    "spiders": "#1b8a8f",
    "feeds": "#c2571a",
    "crawler": "#1b7f4d",
    "pipelines": "#b8336a",
    "store": "#7a5230",
    "text": "#64748b",
    "records": "#475569",
}
# a page's way: what happens, where
ARRIVAL: Final = (
    ("announce", "spiders/discovery/discover.py", "feed, sitemap, listing, API"),
    ("lease", "store/ledger/urls.py", "the ledger is the frontier"),
    ("download", "crawler/download/handler.py", "politely, guarded, capped"),
    ("keep the page", "store/ledger/raw_pages.py", "raw bytes, one commit"),
)
DEPARTURE: Final = (
    ("article, revision, change", "store/settle.py", "one commit; or a verdict"),
    ("translate", "pipelines/translation/translate.py", "remembered, checked"),
    ("publish", "feeds/formats.py", "changes.jsonl, Atom, JSON Feed"),
)


@dataclass(frozen=True)
class Box:
    """A folder on its place."""

    name: str
    x: float
    y: float
    width: float
    height: float


def read_arrows() -> set[tuple[str, str]]:
    """Read which folder imports which, less the arrows that a longer way makes unnecessary."""
    edges = {
        (importer.split(".")[0], imported.split(".")[0])
        for importer, imported in list_imports(build_graph(ROOT))
        if imported.split(".")[0] in PACKAGES
    }
    edges = {(importer, imported) for importer, imported in edges if importer != imported}

    def reach(start: str) -> set[str]:
        nexts = {imported for importer, imported in edges if importer == start}
        return nexts.union(*map(reach, nexts)) if nexts else set()

    return {
        (importer, imported)
        for importer, imported in edges
        if not any(imported in reach(via) for by, via in edges if by == importer)
    }


def rank_folders(arrows: set[tuple[str, str]]) -> dict[str, int]:
    """Give each folder its level from the top: one below the lowest that imports it."""

    def rank(name: str) -> int:
        return max((rank(importer) + 1 for importer, to in arrows if to == name), default=0)

    return {name: rank(name) for name in PACKAGES}


def place_boxes(ranks: Mapping[str, int]) -> dict[str, Box]:
    """Lay the levels out; of two folders on one level, the one with more in it stands first."""
    boxes, y = dict[str, Box](), float(TOP)
    for level in sorted(set(ranks.values())):
        names = sorted((name for name in ranks if ranks[name] == level), key=count_folders)[::-1]
        edges = [LEFT, RIGHT] if len(names) == 1 else [LEFT, MIDDLE, RIGHT]
        widths = [end - start - (20 if end != RIGHT else 0) for start, end in pairwise(edges)]
        height = NAME_ROW + CHIP_ROW * max(
            len(wrap_chips(list_folders(name), width))
            for name, width in zip(names, widths, strict=True)
        )
        for name, start, width in zip(names, edges[:-1], widths, strict=True):
            boxes[name] = Box(name, start, y, width, height)
        y += height + GAP
    return boxes


def measure_chip(folder: str) -> float:
    return len(folder) * 7.3 + 18


def wrap_chips(folders: list[str], width: float) -> list[list[str]]:
    """Break the names of folders into rows that fit a box."""
    rows, x = list[list[str]](), width
    for folder in folders:
        if x + measure_chip(folder) > width - 12:
            rows.append([])
            x = 20
        rows[-1].append(folder)
        x += measure_chip(folder) + 8
    return rows


def list_folders(name: str) -> list[str]:
    """List the folders within a folder."""
    return sorted(path.parent.name for path in (ROOT / name).glob("*/__init__.py"))


def count_folders(name: str) -> tuple[int, str]:
    return len(list_folders(name)), name


def read_purpose(name: str) -> str:
    """Read the sentence with which a folder opens."""
    docstring = ast.get_docstring(ast.parse((ROOT / name / "__init__.py").read_text("utf-8")))
    return " ".join((docstring or "").split())


def read_stages() -> list[tuple[str, str, str]]:
    """Read the stages in their order, with their files."""
    tree = ast.parse((ROOT / "pipelines" / "__init__.py").read_text("utf-8"))
    listed = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    names = [stage.value.id for stage in listed.elts]  # type: ignore[attr-defined]  # a tuple
    return [(name, f"pipelines/stages/{name}.py", "") for name in names]


def draw_text(x: float, y: float, text: str, style: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{style}">{escape(text)}</text>'


def draw_box(box: Box) -> Iterator[str]:
    """Draw a folder: its name, its purpose, its folders."""
    colour = COLOURS[box.name]
    yield (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="10"'
        f' fill="#fff" stroke="{colour}" stroke-opacity=".45"/>'
    )
    yield (
        f'<path d="M{box.x + 5:g} {box.y + 10:g}v{box.height - 20:g}" stroke="{colour}" '
        f'stroke-width="4"'
        ' stroke-linecap="round"/>'
    )
    yield draw_text(box.x + 20, box.y + 27, f"{box.name}/", "name").replace(
        "<text", f'<text fill="{colour}"'
    )
    x = box.x + 20 + len(box.name) * 10.5 + 24
    purpose = read_purpose(box.name).rstrip(".:")
    if len(purpose) * 6.7 > box.x + box.width - x:
        purpose = re.split(r"[;:]", purpose)[0]
    yield draw_text(x, box.y + 27, purpose, "purpose")
    for row, folders in enumerate(wrap_chips(list_folders(box.name), box.width)):
        x, y = box.x + 20, box.y + 42 + row * CHIP_ROW
        for folder in folders:
            yield (
                f'<rect x="{x:g}" y="{y:g}" width="{measure_chip(folder):g}" height="24" rx="12"'
                f' fill="{colour}" fill-opacity=".1"/>'
            )
            yield (
                f'<text x="{x + measure_chip(folder) / 2:g}" y="{y + 16:g}" class="chip"'
                f' text-anchor="middle">{folder}</text>'
            )
            x += measure_chip(folder) + 8


def draw_arrow(start: Box, end: Box, levels: int) -> str:
    """Draw an import: straight down to the next level, round the right edge past others."""
    if levels > 1:
        x, y = start.x + start.width, end.y + end.height / 2
        path = f"M{x:g} {start.y + start.height / 2:g}h16q8 0 8 8V{y - 8:g}q0 8 -8 8h-14"
    else:
        left, right = max(start.x, end.x), min(start.x + start.width, end.x + end.width)
        path = f"M{(left + right) / 2:g} {start.y + start.height + 3:g}V{end.y - 5:g}"
    return f'<path d="{path}" class="arrow" marker-end="url(#head)"/>'


def draw_step(x: float, y: float, width: float, step: tuple[str, str, str]) -> Iterator[str]:
    """Draw one station of a page, in the colour of its folder."""
    title, path, remark = step
    if not (ROOT / path).is_file():
        raise FileNotFoundError(f"{path}: a page's way names a file that is gone")
    folder = path.split("/")[0]
    height = 66 if remark else 48
    yield (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height}" rx="9"'
        f' fill="{COLOURS[folder]}" fill-opacity=".1" stroke="{COLOURS[folder]}"'
        ' stroke-opacity=".5"/>'
    )
    yield draw_text(x + 12, y + 21, title, "step")
    if remark:
        yield draw_text(x + 12, y + 39, path, "path")
        yield draw_text(x + 12, y + 56, remark, "remark")
    else:
        yield draw_text(x + 12, y + 38, f"{Path(path).name}", "path")


def draw_row(y: float, steps: tuple[tuple[str, str, str], ...]) -> Iterator[str]:
    """Draw stations side by side, with arrows between them."""
    gap = 18
    width = (RIGHT - LEFT - gap * (len(steps) - 1)) / len(steps)
    height = 66 if steps[0][2] else 48
    for number, step in enumerate(steps):
        x = LEFT + number * (width + gap)
        yield from draw_step(x, y, width, step)
        if number:
            yield (
                f'<path d="M{x - gap + 2:g} {y + height / 2:g}h{gap - 7}" class="arrow"'
                ' marker-end="url(#head)"/>'
            )


def draw_turn(y: float, height: float) -> str:
    """Lead from the end of a row to the begin of the next one."""
    middle = y + height / 2
    return (
        f'<path d="M{RIGHT - 40} {y:g}V{middle - 6:g}q0 6 -6 6H{LEFT + 46}q-6 0 -6 6'
        f'V{y + height - 5:g}"'
        ' class="arrow" marker-end="url(#head)"/>'
    )


def draw() -> str:
    """Draw both pictures; the same imports give the same bytes."""
    arrows = read_arrows()
    ranks = rank_folders(arrows)
    boxes = place_boxes(ranks)
    parts = [draw_text(LEFT, 44, "Who imports whom", "title")]
    parts += [
        draw_text(
            LEFT, 68, "from the top down; a folder may import all that stands below it", "purpose"
        )
    ]
    for importer, imported in sorted(arrows):
        levels = ranks[imported] - ranks[importer]
        parts.append(draw_arrow(boxes[importer], boxes[imported], levels))
    for box in boxes.values():
        parts += draw_box(box)
    y = max(box.y + box.height for box in boxes.values()) + 70
    parts += [draw_text(LEFT, y, "A page's way", "title")]
    parts += [
        draw_text(
            LEFT,
            y + 24,
            "through the folders of the same colour; what cannot become an article "
            "becomes a verdict",
            "purpose",
        )
    ]
    y += 46
    parts += [*draw_row(y, ARRIVAL), draw_turn(y + 68, 36)]
    parts += [*draw_row(y + 106, tuple(read_stages())), draw_turn(y + 156, 36)]
    parts += draw_row(y + 194, DEPARTURE)
    return PAGE.format(width=WIDTH, height=int(y + 296), parts="\n".join(parts), paper=PAPER)


PAGE: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
    ' viewBox="0 0 {width} {height}" role="img" aria-label="The folders of Jianwen with their'
    " imports, and a page's way through them\">\n"
    "<style>text{{font:13px system-ui,'Segoe UI',Helvetica,Arial,sans-serif;fill-opacity:1}}"
    f".title{{{{font-size:22px;font-weight:650;fill:{INK}}}}}"
    ".name{{font:600 17px ui-monospace,Menlo,Consolas,monospace}}"
    f".purpose{{{{fill:{SOFT}}}}}.chip{{{{font-size:12.5px;fill:{INK}}}}}"
    f".step{{{{font-weight:600;fill:{INK}}}}}.remark{{{{font-size:12px;fill:{SOFT}}}}}"
    f".path{{{{font:11.5px ui-monospace,Menlo,Consolas,monospace;fill:{SOFT}}}}}"
    ".arrow{{fill:none;stroke:#8a95a1;stroke-width:1.6}}</style>\n"
    '<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6"'
    ' markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z" fill="#8a95a1"/></marker></defs>\n'
    '<rect width="{width}" height="{height}" rx="14" fill="{paper}"/>\n{parts}\n</svg>\n'
)


if __name__ == "__main__":
    Path(*sys.argv[1:2] or [TARGET]).write_text(draw(), "utf-8")
