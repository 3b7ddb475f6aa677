"""Draw tables as bars side by side, ours in a colour of its own."""

from collections.abc import Mapping
from pathlib import Path

OURS, PEERS = "#c0392b", "#9aa5b1"


def draw(target: Path, title: str, panels: Mapping[str, Mapping[str, float]]) -> None:
    """Draw one panel for each table of name and number; names that begin with jianwen are ours.

    Without matplotlib nothing is drawn.
    """
    try:
        import matplotlib as mpl
    except ImportError:
        print("no plot: matplotlib is missing; `make .venv/.ready-bench` installs it")
        return
    mpl.use("Agg")
    from matplotlib import pyplot

    height = 1.2 + 0.34 * max(map(len, panels.values()))
    figure, axes = pyplot.subplots(
        1, len(panels), figsize=(6.4 * len(panels), height), squeeze=False
    )
    for axis, (label, rows) in zip(axes[0], panels.items(), strict=True):
        names = list(rows)[::-1]
        drawn = axis.barh(
            names,
            [rows[name] for name in names],
            color=[OURS if name.startswith("jianwen") else PEERS for name in names],
        )
        axis.bar_label(drawn, fmt="{:,.3g}", padding=3, fontsize=9)
        axis.set_xlabel(label)
        axis.margins(x=0.15)
        for spine in ("top", "right"):
            axis.spines[spine].set_visible(False)
    figure.suptitle(title)
    figure.tight_layout()
    figure.savefig(target, dpi=110)
    pyplot.close(figure)
