"""Compare the extraction on pages in disguise: the same articles without the hints that their
authors gave.

    .venv/bin/python -m bench.extraction.disguise          with the group `bench` installed

Rules are tuned on pages that one can see. What they are worth on others shows when names, metadata
or paragraphs are taken away: what was learnt by heart falls then, what was understood stays. Writes
bench/results/extraction_disguise.json.
"""

import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from bench.extraction import measure
from bench.extraction.measure import f1
from bench.extraction.pages import ROOT, SETS, load
from bench.extraction.peers import contenders
from commands.output.table import render_table

RESULTS = ROOT / "bench" / "results" / "extraction_disguise.json"
COMPARED: Final = ("jianwen", "trafilatura precision", "readability-lxml")
_NAMES = re.compile(
    r"""\s(?:class|id|itemprop|role)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""", re.IGNORECASE
)
_PARTS = re.compile(r"<(/?)(?:article|main|section|aside|nav|header|footer)\b", re.IGNORECASE)
_SAID = re.compile(
    r"<meta\s+(?:property|name)[^>]*>|<script[^>]*ld\+json.*?</script>", re.IGNORECASE | re.DOTALL
)
_PARAGRAPH = re.compile(r"<(/?)p\b", re.IGNORECASE)


def _in_breaks(html: str) -> str:
    return re.sub(
        r"</p\s*>",
        "<br><br>",
        re.sub(r"<p\b[^>]*>", "", html, flags=re.IGNORECASE),
        flags=re.IGNORECASE,
    )


def _wrapped(html: str) -> str:
    begun = re.sub(r"<p\b", "<section><span><p", html, flags=re.IGNORECASE)
    return re.sub(r"</p\s*>", "</p></span></section>", begun, flags=re.IGNORECASE)


DISGUISES: Final[Mapping[str, Callable[[str], str]]] = {
    "as it is": lambda html: html,
    "no class, id, role": lambda html: _NAMES.sub("", html),
    "article, nav … are div": lambda html: _PARTS.sub(r"<\1div", html),
    "no metadata": lambda html: _SAID.sub("", html),
    "none of these": lambda html: _NAMES.sub("", _PARTS.sub(r"<\1div", _SAID.sub("", html))),
    "p is div": lambda html: _PARAGRAPH.sub(r"<\1div", html),
    "p is two br": _in_breaks,
    "each p is wrapped": _wrapped,
}


def main() -> None:
    """Print and write the mean F1 of each set in each disguise."""
    warnings.simplefilter("ignore")
    pages = load()
    compared = [one for one in contenders() if one.name in COMPARED]
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, disguise in DISGUISES.items():
        disguised = [replace(page, html=disguise(page.html)) for page in pages]
        for one in compared:
            scores: dict[str, list[float]] = {each: [] for each in SETS}
            for page in disguised:
                try:
                    text = one.text(page)
                except Exception:  # it has found nothing
                    text = ""
                scores[page.set].append(f1(text, page))
            found.setdefault(name, {})[one.name] = {
                each: round(measure.mean(values), 4) for each, values in scores.items()
            }
    head = ("disguise", "extractor", *SETS)
    rows = [
        (name, one, *(f"{scores[each]:.3f}" for each in SETS))
        for name, of in found.items()
        for one, scores in of.items()
    ]
    print(render_table(head, rows, right_aligned=range(2, 2 + len(SETS))))
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
