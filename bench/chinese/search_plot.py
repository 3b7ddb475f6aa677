"""Draw recall against time, one panel for each length of query."""

from pathlib import Path
from typing import Any

PANELS = ("2 characters", "3 characters", "4+ characters", "simplified for traditional")
OURS, PEERS = "#c0392b", "#34495e"


def draw(results: dict[str, Any], target: Path) -> None:
    """Write the plot of the largest run as PNG.

    Labels are English, so that no font is needed that a machine may lack.
    """
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    result = results[max(results, key=int)]
    figure, axes = pyplot.subplots(
        1, len(PANELS), figsize=(4.2 * len(PANELS), 4.6), sharex=True, sharey=True
    )
    for axis, kind in zip(axes, PANELS, strict=True):
        for name, layout in result["layouts"].items():
            one, ours = layout["kinds"][kind], name.startswith("jianwen")
            time, color = max(one["p95_ms"], 0.05), OURS if ours else PEERS
            axis.plot(
                time, one["recall"], "*" if ours else "o", markersize=16 if ours else 8, color=color
            )
            beside = {
                "textcoords": "offset points",
                "xytext": (0, 9 if name == "trigram" else -17),
                "ha": "center",
            }
            axis.annotate(
                name.split(" ")[0], (time, one["recall"]), color=color, fontsize=9, **beside
            )
        axis.set(title=kind, xscale="log", xlabel="p95, milliseconds of the processor")
        axis.grid(alpha=0.3)
    axes[0].set(ylabel="recall", ylim=(-0.05, 1.08), xlim=(0.02, 3_000))
    figure.suptitle(
        f"Search in {result['articles']:,} generated articles: up and to the left is better",
        fontsize=13,
    )
    figure.tight_layout()
    figure.savefig(target, dpi=110)
    pyplot.close(figure)
