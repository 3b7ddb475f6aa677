"""Draw the comparison of crawlers: what a page costs, what memory it takes, what a kill loses.

python bench/crawl/plot.py bench/results/crawl.json
"""

import json
import sys
from pathlib import Path
from typing import Any

OURS, PEERS = "#c0392b", "#34495e"


def draw(result: dict[str, Any], target: Path) -> None:
    """Write the plot as PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    found = result["crawlers"]
    pages = result["pages"]
    kills = max(one["killed"]["kills"] for one in found.values())
    panels = {
        "pages per second": ([one["pages_per_second"] for one in found.values()], "more is better"),
        "processor ms per page": (
            [one["cpu_ms_per_page"] for one in found.values()],
            "less is better",
        ),
        "peak memory, MB": ([one["peak_mb"] for one in found.values()], "less is better"),
        f"pages lost by {kills} kills": (
            [one["killed"]["lost"] for one in found.values()],
            f"of {pages * result['trials']}; 0 is right",
        ),
        f"doubled by {kills} kills": (
            [one["killed"]["doubled"] for one in found.values()],
            "0 is right",
        ),
    }
    figure, axes = pyplot.subplots(1, len(panels), figsize=(17, 3.4), sharey=True)
    names = list(found)
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
    page = f"{pages} pages of {result['page_bytes'] / 1e3:.0f} KB"
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
