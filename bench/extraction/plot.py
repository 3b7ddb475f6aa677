"""Draw quality against speed, one panel for each set of pages."""

from pathlib import Path
from typing import Any

TITLES = {"gne_zh": "Chinese news (gne_zh)", "magic_zh": "Chinese articles (magic_zh)", "sh_en": "English news (sh_en)"}
OURS, PEERS = "#c0392b", "#34495e"


def draw(result: dict[str, Any], target: Path) -> None:
    """Write the plot of a result as PNG; labels are English, so that no font is needed that a machine may lack."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    sets = list(result["pages"])
    figure, axes = pyplot.subplots(1, len(sets), figsize=(5.2 * len(sets), 5.4), sharey=True)
    for axis, name in zip(axes, sets, strict=True):
        _panel(axis, result, name)
    axes[0].set_ylabel("mean page F1, with its 95 % confidence interval")
    figure.suptitle("Article text: quality against speed (up and to the right is better)", fontsize=14, y=0.99)
    figure.text(
        0.5,
        0.005,
        f"{sum(result['pages'].values())} pages, one run, {result['rounds']} interleaved rounds; medians of processor time",
        ha="center",
        fontsize=9,
        color="#555555",
    )
    figure.tight_layout(rect=(0, 0.02, 1, 1))
    figure.savefig(target, dpi=110)
    pyplot.close(figure)


def _panel(axis: Any, result: dict[str, Any], name: str) -> None:
    points = []
    for extractor, row in result["extractors"].items():
        one = row["sets"][name]
        color = OURS if extractor == "jianwen" else PEERS
        low, high = one["f1"] - one["low"], one["high"] - one["f1"]
        axis.errorbar(
            one["docs_per_cpu_second"],
            one["f1"],
            yerr=[[max(0, low)], [max(0, high)]],
            color=color,
            ecolor=f"{color}66",
            marker="*" if extractor == "jianwen" else "o",
            markersize=15 if extractor == "jianwen" else 7,
            elinewidth=1.5,
            capsize=3,
            zorder=3 if extractor == "jianwen" else 2,
        )
        points.append((one["f1"], one["docs_per_cpu_second"], extractor, color))
    axis.set_xscale("log")
    axis.set_title(TITLES.get(name, name), fontsize=12)
    axis.set_xlabel("pages per second of processor time")
    axis.grid(visible=True, which="both", color="#e6e6e6", linewidth=0.6)
    axis.set_axisbelow(True)
    speeds = [point[1] for point in points]
    axis.set_xlim(min(speeds) / 1.6, max(speeds) * 2.2)
    axis.xaxis.set_major_formatter("{x:g}")
    axis.xaxis.set_minor_formatter("")
    for spine in ("top", "right"):
        axis.spines[spine].set_visible(False)
    _label(axis, points)


def _label(axis: Any, points: list[tuple[float, float, str, str]]) -> None:
    """Write the names beside their points, moved apart where two would overlap."""
    placed: list[tuple[float, float]] = []
    for f1, speed, name, color in sorted(points, reverse=True):
        height = f1
        while any(abs(height - other) < 0.014 and max(speed, beside) / min(speed, beside) < 3.2 for other, beside in placed):
            height -= 0.002
        placed.append((height, speed))
        axis.annotate(
            name,
            (speed, f1),
            xytext=(speed * 1.09, height),
            textcoords="data",
            va="center",
            fontsize=9.5,
            color=color,
            fontweight="bold" if name == "jianwen" else "normal",
        )
