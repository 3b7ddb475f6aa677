"""Draw the last month of every source as one picture: what came, and how it compares with what is
usual.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from commands.output.sparkline import list_last_days
from records.errors import UsageError
from store.sources.baseline import MEASURED_FIELDS, find_latest_measures, find_usual_measures
from store.sources.health_causes import FIELD_SHARE

if TYPE_CHECKING:
    from store.sources.health import SourceHealth
    from store.sources.sources import SourceFacts

DAYS_SHOWN: Final = 30
ROW_INCHES: Final = 0.46
"""Height of a source's row."""
OK_COLOUR, WARNING_COLOUR, ERROR_COLOUR, IDLE_COLOUR = "#2a9d8f", "#e9a23b", "#d1495b", "#9aa5b1"
TEXT_COLOUR, MUTED_COLOUR, NEUTRAL_TINT = "#22303c", "#5c6b7a", "#eef1f4"
TINT_BELOW: Final = 0.6
"""Share of the usual under which a cell is tinted."""
MEASURES: Final = ("found", "chars", *MEASURED_FIELDS, "not_modified")
MEASURE_HEADS: Final = (
    "found\na day",
    "chars per\narticle",
    "title",
    "date",
    "outlet",
    "author",
    "304",
)
MATPLOTLIB_MISSING: Final = (
    "--plot needs matplotlib, which the usual set-up leaves out; `make plot` installs it"
)


def draw_health_plot(
    judged: "Sequence[tuple[SourceFacts, SourceHealth]]", now: str, target: Path
) -> None:
    """Write the picture.

    Sources stand in it by their names, which are ASCII, so that no font is needed that a machine
    may lack.

    UsageError when matplotlib is missing.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        raise UsageError(MATPLOTLIB_MISSING) from error
    rows = max(len(judged), 1)
    height = ROW_INCHES * rows + 1.5
    figure = Figure(figsize=(13.5, height), facecolor="white")
    FigureCanvasAgg(figure)
    top, bottom = 1 - 1.05 / height, 0.45 / height
    bars = figure.add_axes((0.12, bottom, 0.40, top - bottom))
    cells = figure.add_axes((0.54, bottom, 0.35, top - bottom))
    _draw_bars(bars, judged, list_last_days(now[:10], DAYS_SHOWN))
    _draw_cells(cells, judged)
    _write_captions(figure, judged, now, height)
    figure.savefig(target, dpi=110, format="png")


def _write_captions(
    figure: Any,  # noqa: ANN401 - matplotlib's
    judged: "Sequence[tuple[SourceFacts, SourceHealth]]",
    now: str,
    height: float,
) -> None:
    """Write title, counts and legend; `height` is that of the figure in inches."""
    ill = sum(health.needs_somebody for _, health in judged)
    counts = (
        f"{len(judged)} source{'s' if len(judged) != 1 else ''}, {ill}"
        f" need{'s' if ill == 1 else ''} somebody"
    )
    top, bottom = 1 - 0.30 / height, 0.15 / height
    title = {"fontsize": 15, "fontweight": "bold", "color": TEXT_COLOUR, "va": "center"}
    figure.text(0.012, top, "Jianwen: health of the sources", **title)
    muted = {"color": MUTED_COLOUR, "va": "center", "ha": "right"}
    moment = now[:16].replace("T", " ")
    figure.text(0.988, top, f"{counts} · {moment} UTC", fontsize=10, **muted)
    legend = (
        "cells: median of the days with a measurement; tinted where the newest articles fall short"
        " of it"
    )
    figure.text(0.988, bottom, legend, fontsize=8.5, **muted)


def choose_state_colour(health: "SourceHealth") -> str:
    """Give the colour of a state."""
    if health.needs_somebody:
        return ERROR_COLOUR
    return {"ok": OK_COLOUR, "draft": IDLE_COLOUR, "never run": IDLE_COLOUR}.get(
        health.state, WARNING_COLOUR
    )


def _draw_bars(
    axis: Any,  # noqa: ANN401 - matplotlib is loaded when it draws
    judged: "Sequence[tuple[SourceFacts, SourceHealth]]",
    days: list[str],
) -> None:
    """Draw the new articles of each day, one row for each source, on a scale of its own."""
    _prepare_axis(axis, len(judged), len(days))
    for row, (source, standing) in enumerate(judged):
        news = {day.day: day.new for day in source.vitals.days}
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
            axis.bar(
                asked, heights, bottom=row + 0.42, width=0.72, color=choose_state_colour(standing)
            )
        if most:
            axis.text(
                len(days) - 0.2, row - 0.05, f"≤ {most}", fontsize=7.5, color="#8a97a5", va="center"
            )
        axis.text(-1.0, row, source.name, ha="right", va="center", fontsize=10, color=TEXT_COLOUR)
    marks = [place for place, day in enumerate(days) if date.fromisoformat(day).weekday() == 0]
    axis.set_xticks(marks, [days[place][5:] for place in marks], fontsize=8.5, color=MUTED_COLOUR)
    axis.set_title(
        f"new articles a day, last {len(days)} days (every row on its own scale)",
        fontsize=9.5,
        color=MUTED_COLOUR,
        loc="left",
        pad=8,
    )


def _draw_cells(
    axis: Any,  # noqa: ANN401 - matplotlib's
    judged: "Sequence[tuple[SourceFacts, SourceHealth]]",
) -> None:
    """Write the usual of each measure, tinted by how the newest day compares with it, and the
    state.
    """
    _prepare_axis(axis, len(judged), len(MEASURES))
    for row, (source, standing) in enumerate(judged):
        usual, newest = (
            find_usual_measures(source.vitals.days),
            find_latest_measures(source.vitals.days),
        )
        for place, name in enumerate(MEASURES):
            if name in usual:
                _draw_cell(axis, (place, row), name, usual[name], newest.get(name, usual[name]))
        axis.text(
            len(MEASURES) - 0.3,
            row,
            standing.state,
            ha="left",
            va="center",
            fontsize=10,
            color=choose_state_colour(standing),
            fontweight="bold",
        )
    axis.set_xticks([])
    for place, head in enumerate(MEASURE_HEADS):
        axis.text(place, -0.62, head, ha="center", va="bottom", fontsize=8.5, color=MUTED_COLOUR)


def _draw_cell(
    axis: Any,  # noqa: ANN401 - matplotlib is loaded when it draws
    position: tuple[int, int],
    name: str,
    usual_value: float,
    newest_value: float,
) -> None:
    """Write what is usual; where the newest value has lost much of it, that value above it."""
    place, row = position
    kept = 1.0 if name == "not_modified" or not usual_value else newest_value / usual_value
    tint = (
        NEUTRAL_TINT
        if name == "not_modified" or not usual_value
        else "#d8efec"
        if kept >= TINT_BELOW
        else "#fbeccd"
        if kept >= FIELD_SHARE
        else "#f6d3d8"
    )
    axis.bar(place, 0.8, bottom=row - 0.4, width=0.92, color=tint)
    if kept >= TINT_BELOW:
        axis.text(
            place,
            row,
            _format_measure(name, usual_value),
            ha="center",
            va="center",
            fontsize=9,
            color=TEXT_COLOUR,
        )
    else:
        axis.text(
            place,
            row - 0.14,
            _format_measure(name, newest_value),
            ha="center",
            va="center",
            fontsize=9,
            color=TEXT_COLOUR,
            fontweight="bold",
        )
        axis.text(
            place,
            row + 0.22,
            f"usually {_format_measure(name, usual_value)}",
            ha="center",
            va="center",
            fontsize=6.5,
            color=MUTED_COLOUR,
        )


def _format_measure(name: str, value: float) -> str:
    return f"{value:,.0f}" if name in ("found", "chars") else f"{value:.0%}"


def _prepare_axis(axis: Any, rows: int, columns: int) -> None:  # noqa: ANN401 - matplotlib's
    axis.set_xlim(-0.6, columns - 0.4)
    axis.set_ylim(max(rows, 1) - 0.45, -0.55)
    axis.set_yticks([])
    axis.tick_params(length=0)
    for side in ("top", "right", "left", "bottom"):
        axis.spines[side].set_visible(False)
