"""Draw recall by kind of reprint, for each contender."""

from pathlib import Path
from typing import Any

COLOURS = ("#c0392b", "#e08e79", "#34495e", "#7f8c9b", "#c5ccd3")


def draw(result: dict[str, Any], target: Path) -> None:
    """Write the plot of a result as PNG.

    Labels are English, so that no font is needed that a machine may lack.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    edits = list(next(iter(result["recall"].values())))
    figure, axis = pyplot.subplots(figsize=(12, 5.6))
    count = len(result["recall"])
    for number, (name, recall) in enumerate(result["recall"].items()):
        places = [place + (number - (count - 1) / 2) * 0.16 for place in range(len(edits))]
        mean = sum(recall.values()) / len(recall)
        axis.bar(
            places,
            [recall[edit] for edit in edits],
            width=0.15,
            color=COLOURS[number % len(COLOURS)],
            label=f"{name}: mean {mean:.3f}",
        )
    axis.set_xticks(range(len(edits)), [edit.replace(", ", ",\n") for edit in edits], fontsize=9)
    axis.set_ylabel("share of reprints recognised")
    axis.set_ylim(0, 1.02)
    axis.grid(visible=True, axis="y", color="#e6e6e6", linewidth=0.7)
    axis.set_axisbelow(True)
    for spine in ("top", "right"):
        axis.spines[spine].set_visible(False)
    figure.legend(loc="lower center", ncols=3, frameon=False, fontsize=9)
    speed = result["speed"]["jianwen"]
    figure.suptitle(
        "Reprints recognised, by what was done to them. Jianwen in one SQLite file:"
        f" {speed['per_second']:,} articles a second, {speed['bytes_per_article']} bytes each at"
        f" {speed['articles']:,}",
        fontsize=11,
    )
    figure.tight_layout(rect=(0, 0.1, 1, 0.97))
    figure.savefig(target, dpi=110)
    pyplot.close(figure)
