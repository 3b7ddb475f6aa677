"""The published sentence pairs: FLORES-200 dev with two systems' output, TICO-19."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from records.paths import PROJECT_ROOT

FOLDER = PROJECT_ROOT.parent / "shared" / "corpus" / "translation"
COLUMNS = {
    "reference": {
        "flores200.en-zh.dev.tsv": "zh_ref",
        "tico19.en-zh.dev.tsv": "zh",
        "tico19.en-zh.test.tsv": "zh",
    },
    "argos": {"flores200.en-zh.dev.tsv": "argos"},
    "google": {"flores200.en-zh.dev.tsv": "google"},
}


@dataclass(frozen=True, slots=True)
class Pair:
    """An English sentence and a Chinese one that says the same."""

    source: str
    target: str


def pairs(system: str, file: str = "") -> Iterator[Pair]:
    """Give the pairs of a system, of all files or of one."""
    for name, column in COLUMNS[system].items():
        if file and name != file:
            continue
        with (FOLDER / name).open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield Pair(row["en"], row[column])
