"""Draw the last month of every source as one picture: what came, and how it compares with what is usual."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from commands.sparkline import last_days
from records.limits import FIELD_SHARE
from records.verdict import UsageError
from store.baseline import FIELDS, latest, usual

if TYPE_CHECKING:
    from store.health import Standing
    from store.sources import SourceHealth

DAYS: Final = 30
INCHES: Final = 0.46
"""Height of a source's row."""
WELL, WATCHED, ILL, IDLE = "#2a9d8f", "#e9a23b", "#d1495b", "#9aa5b1"
INK, GREY, PALE = "#22303c", "#5c6b7a", "#eef1f4"
LESS: Final = 0.6
"""Share of the usual under which a cell is tinted."""
COLUMNS: Final = ("found", "chars", *FIELDS, "not_modified")
HEADS: Final = ("found\na day", "chars per\narticle", "title", "date", "outlet", "author", "304")
MISSING: Final = "--plot needs matplotlib, which the usual set-up leaves out; `make plot` installs it"


def draw(judged: "Sequence[tuple[SourceHealth, Standing]]", now: str, target: Path) -> None:
    """Write the picture; sources stand in it by their names, which are ASCII, so that no font is needed that a machine may lack.

    UsageError when matplotlib is missing.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise UsageError(MISSING) from error
    rows = max(len(judged), 1)
    height = INCHES * rows + 1.5
    figure = Figure(figsize=(13.5, height), facecolor="white")
    FigureCanvasAgg(figure)
    top, bottom = 1 - 1.05 / height, 0.45 / height
    bars = figure.add_axes((0.12, bottom, 0.40, top - bottom))
    cells = figure.add_axes((0.54, bottom, 0.35, top - bottom))
    _bars(bars, judged, last_days(now[:10], DAYS))
    _cells(cells, judged)
    ill = sum(standing.needs_somebody for _, standing in judged)
    told = f"{len(judged)} source{'s' if len(judged) != 1 else ''}, {ill} need{'s' if ill == 1 else ''} somebody"
    figure.text(0.012, 1 - 0.30 / height, "Jianwen: health of the sources", fontsize=15, fontweight="bold", color=INK, va="center")
    figure.text(0.988, 1 - 0.30 / height, f"{told} · {now[:16].replace('T', ' ')} UTC", fontsize=10, color=GREY, va="center", ha="right")
    note = "cells: median of the days with a measurement; tinted where the newest articles fall short of it"
    figure.text(0.988, 0.15 / height, note, fontsize=8.5, color=GREY, va="center", ha="right")
    figure.savefig(target, dpi=110, format="png")


def colour(standing: "Standing") -> str:
    """Give the colour of a state."""
    if standing.needs_somebody:
        return ILL
    return {"ok": WELL, "draft": IDLE, "never run": IDLE}.get(standing.state, WATCHED)


def _bars(axis: Any, judged: "Sequence[tuple[SourceHealth, Standing]]", days: list[str]) -> None:  # noqa: ANN401 - matplotlib's
    """Draw the new articles of each day, one row for each source, on a scale of its own."""
    _frame(axis, len(judged), len(days))
    for row, (one, standing) in enumerate(judged):
        news = {day.day: day.new for day in one.vitals.days}
        most = max((news.get(day, 0) for day in days), default=0)
        asked = [place for place, day in enumerate(days) if day in news]
        axis.bar(
            range(len(days)),
            [0.86] * len(days),
            bottom=row - 0.43,
            width=0.86,
            color=["#f4f6f8" if day in news else "#fbfcfd" for day in days],
        )
        if most:
            heights = [-0.8 * news[days[place]] / most for place in asked]
            axis.bar(asked, heights, bottom=row + 0.42, width=0.72, color=colour(standing))
        if most:
            axis.text(len(days) - 0.2, row - 0.05, f"≤ {most}", fontsize=7.5, color="#8a97a5", va="center")
        axis.text(-1.0, row, one.name, ha="right", va="center", fontsize=10, color=INK)
    marks = [place for place, day in enumerate(days) if date.fromisoformat(day).weekday() == 0]
    axis.set_xticks(marks, [days[place][5:] for place in marks], fontsize=8.5, color=GREY)
    axis.set_title(f"new articles a day, last {len(days)} days (every row on its own scale)", fontsize=9.5, color=GREY, loc="left", pad=8)


def _cells(axis: Any, judged: "Sequence[tuple[SourceHealth, Standing]]") -> None:  # noqa: ANN401 - matplotlib's
    """Write the usual of each measure, tinted by how the newest day compares with it, and the state."""
    _frame(axis, len(judged), len(COLUMNS))
    for row, (one, standing) in enumerate(judged):
        told, newest = usual(one.vitals.days), latest(one.vitals.days)
        for place, name in enumerate(COLUMNS):
            if name in told:
                _cell(axis, (place, row), name, told[name], newest.get(name, told[name]))
        axis.text(len(COLUMNS) - 0.3, row, standing.state, ha="left", va="center", fontsize=10, color=colour(standing), fontweight="bold")
    axis.set_xticks([])
    for place, head in enumerate(HEADS):
        axis.text(place, -0.62, head, ha="center", va="bottom", fontsize=8.5, color=GREY)


def _cell(axis: Any, at: tuple[int, int], name: str, usually: float, now: float) -> None:  # noqa: ANN401 - matplotlib's
    """Write what is usual; where the newest value has lost much of it, that value above it."""
    place, row = at
    kept = 1.0 if name == "not_modified" or not usually else now / usually
    tint = PALE if name == "not_modified" or not usually else "#d8efec" if kept >= LESS else "#fbeccd" if kept >= FIELD_SHARE else "#f6d3d8"
    axis.bar(place, 0.8, bottom=row - 0.4, width=0.92, color=tint)
    if kept >= LESS:
        axis.text(place, row, _said(name, usually), ha="center", va="center", fontsize=9, color=INK)
    else:
        axis.text(place, row - 0.14, _said(name, now), ha="center", va="center", fontsize=9, color=INK, fontweight="bold")
        axis.text(place, row + 0.22, f"usually {_said(name, usually)}", ha="center", va="center", fontsize=6.5, color=GREY)


def _said(name: str, value: float) -> str:
    return f"{value:,.0f}" if name in ("found", "chars") else f"{value:.0%}"


def _frame(axis: Any, rows: int, columns: int) -> None:  # noqa: ANN401 - matplotlib's
    axis.set_xlim(-0.6, columns - 0.4)
    axis.set_ylim(max(rows, 1) - 0.45, -0.55)
    axis.set_yticks([])
    axis.tick_params(length=0)
    for side in ("top", "right", "left", "bottom"):
        axis.spines[side].set_visible(False)
