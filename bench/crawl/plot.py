"""Draw the comparison of crawlers: what a page costs, what memory it takes, what a kill loses.

python bench/crawl/plot.py bench/results/crawl.json
"""

import json
import sys
from pathlib import Path
from typing import Any

OURS, PEERS = "#c0392b", "#34495e"


def list_panels(result: dict[str, Any]) -> dict[str, tuple[list[float], str]]:
    """List the panels: title, a value for each crawler, a note."""
    crawlers = result["crawlers"].values()
    kills = max(crawler["killed"]["kills"] for crawler in crawlers)
    return {
        "pages per second": (
            [crawler["pages_per_second"] for crawler in crawlers],
            "more is better",
        ),
        "processor ms per page": (
            [crawler["cpu_ms_per_page"] for crawler in crawlers],
            "less is better",
        ),
        "peak memory, MB": ([crawler["peak_mb"] for crawler in crawlers], "less is better"),
        f"pages lost by {kills} kills": (
            [crawler["killed"]["lost"] for crawler in crawlers],
            f"of {result['pages'] * result['trials']}; 0 is right",
        ),
        f"doubled by {kills} kills": (
            [crawler["killed"]["doubled"] for crawler in crawlers],
            "0 is right",
        ),
    }


def draw(result: dict[str, Any], target: Path) -> None:
    """Write the plot as PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    panels = list_panels(result)
    figure, axes = pyplot.subplots(1, len(panels), figsize=(17, 3.4), sharey=True)
    names = list(result["crawlers"])
    for axis, (title, (values, note)) in zip(axes, panels.items(), strict=True):
        bars = axis.barh(
            names,
            values,
            color=[OURS if name == "jianwen" else PEERS for name in names],
            height=0.6,
        )
        axis.bar_label(bars, padding=4, fmt="{:g}", fontsize=10)
        axis.set_title(title, fontsize=11)
        axis.set_xlabel(note, fontsize=9, color="#555555")
        axis.set_xlim(0, max(*values, 1) * 1.25)
        axis.invert_yaxis()
        axis.set_xticks([])
        for spine in ("top", "right", "bottom"):
            axis.spines[spine].set_visible(False)
    axes[0].set_ylim(len(names) - 0.5, -0.5)
    page = f"{result['pages']} pages of {result['page_bytes'] / 1e3:.0f} KB"
    figure.suptitle(f"Crawl, extract and store {page} from one local site", fontsize=13, y=0.99)
    load = (
        f"load {result['load_before']} before, {result['load_after']} after on"
        f" {result['processors']} processors"
    )
    rounds = f"Medians of {result['rounds']} rounds; {result['trials']} kill trials"
    figure.text(
        0.5,
        0.01,
        f"{rounds}; {load}; Python {result['python']}.",
        ha="center",
        fontsize=9,
        color="#555555",
    )
    figure.tight_layout(rect=(0, 0.04, 1, 0.97))
    figure.savefig(target, dpi=110)
    pyplot.close(figure)


if __name__ == "__main__":
    source = Path(sys.argv[1])
    draw(json.loads(source.read_text()), source.with_suffix(".png"))
