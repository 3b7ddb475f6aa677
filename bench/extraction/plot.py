"""Draw quality against speed, one panel for each set of pages."""

import math
from pathlib import Path
from typing import Any

TITLES = {
    "gne_zh": "Chinese news (gne_zh)",
    "magic_zh": "Chinese articles (magic_zh)",
    "sh_en": "English news (sh_en)",
}
OURS, PEERS = "#c0392b", "#34495e"
LINE, REACH = 0.105, 8.0
"""Height of a label on the axis, and how many times its speed its name reaches."""


SHOWN = (0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
BEST = 0.9995
"""Drawn for 1, which has no place on the scale."""


def height(f1: float) -> float:
    """Give the place of a figure on the axis: the error halved is the same step everywhere."""
    return -math.log10(1 - min(f1, BEST))


def draw(result: dict[str, Any], target: Path) -> None:
    """Write the plot of a result as PNG.

    Labels are English, so that no font is needed that a machine may lack.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    sets = list(result["pages"])
    figure, axes = pyplot.subplots(
        1, len(sets), figsize=(5.4 * len(sets), 7.4), sharey=True, sharex=True
    )
    for axis, name in zip(axes, sets, strict=True):
        _panel(axis, result, name)
    axes[0].set_yticks([height(f1) for f1 in SHOWN], [f"{f1:g}" for f1 in SHOWN])
    axes[0].set_ylim(height(0.45), height(BEST) + 0.12)
    axes[0].set_ylabel("mean page F1, bars: 95 % confidence interval")
    figure.suptitle(
        "Article text out of news pages: quality against speed (up and to the right is better)",
        fontsize=14,
        y=0.985,
    )
    pages = ", ".join(f"{count} {name}" for name, count in result["pages"].items())
    note = (
        f"Pages: {pages}. One run, {result['rounds']} interleaved rounds; medians of processor"
        f" time. Python {result['python']}."
    )
    figure.text(0.5, 0.008, note, ha="center", fontsize=9, color="#555555")
    figure.tight_layout(rect=(0, 0.025, 1, 0.99))
    figure.savefig(target, dpi=110)
    pyplot.close(figure)


def _panel(axis: Any, result: dict[str, Any], name: str) -> None:
    points = []
    for extractor, row in result["extractors"].items():
        one, ours = row["sets"][name], extractor == "jianwen"
        color = OURS if ours else PEERS
        middle, low, high = (height(one[key]) for key in ("f1", "low", "high"))
        axis.errorbar(
            one["docs_per_cpu_second"],
            middle,
            yerr=[[middle - low], [high - middle]],
            color=color,
            ecolor=f"{color}55",
            marker="*" if ours else "o",
            markersize=16 if ours else 7,
            elinewidth=1.4,
            capsize=3,
            zorder=3 if ours else 2,
        )
        points.append((middle, one["docs_per_cpu_second"], f"{extractor}  {one['f1']:.3f}", color))
    axis.set_xscale("log")
    axis.set_xlim(2.5, 2_600)
    axis.set_xticks([5, 10, 20, 50, 100, 200, 500, 1000])
    axis.xaxis.set_major_formatter("{x:g}")
    axis.xaxis.set_minor_formatter("")
    axis.set_title(TITLES.get(name, name), fontsize=12)
    axis.set_xlabel("pages per second of processor time")
    axis.grid(visible=True, which="major", color="#e6e6e6", linewidth=0.7)
    axis.set_axisbelow(True)
    for spine in ("top", "right"):
        axis.spines[spine].set_visible(False)
    _label(axis, points)


def _label(axis: Any, points: list[tuple[float, float, str, str]]) -> None:
    """Write the names beside their points, moved down where two would overlap."""
    from matplotlib import patheffects

    halo = [patheffects.withStroke(linewidth=3, foreground="white")]
    placed: list[tuple[float, float]] = []
    for middle, speed, name, color in sorted(points, reverse=True):
        at = middle
        while any(
            abs(at - other) < LINE and max(speed, beside) / min(speed, beside) < REACH
            for other, beside in placed
        ):
            at -= LINE / 8
        placed.append((at, speed))
        weight = "bold" if color == OURS else "normal"
        axis.annotate(
            name,
            (speed, middle),
            xytext=(speed * 1.22, at),
            va="center",
            fontsize=9.5,
            color=color,
            fontweight=weight,
            path_effects=halo,
            zorder=4,
        )
