"""Count how often the line filter takes a sentence for boilerplate: published sentences, of which
none is any.

    .venv/bin/python -m bench.extraction.sentences

Reads the development corpus beside the checkout: translated sentences of TICO-19 and FLORES in both
languages, medical questions and answers. Prints every hit.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Final, get_args

from bench.extraction.pages import CORPUS, ROOT
from pipelines.resources.boilerplate_rules import RuleScope, load_boilerplate_rules
from text.chinese.folding import fold_text

LEAST: Final = 9
MOST: Final = 400
"""Characters of a line that rules look at."""


def sentences(folder: Path) -> Iterator[str]:
    """Give the sentences one by one."""
    for path in sorted((folder / "translation").glob("*.tsv")):
        if "terms" not in path.name:
            yield from (
                cell for line in path.read_text("utf-8").splitlines() for cell in line.split("\t")
            )
    for line in (folder / "chinese" / "medical_qa_zh.jsonl").read_text("utf-8").splitlines():
        for text in json.loads(line).values():
            if isinstance(text, str):
                yield from text.replace("。", "。\n").split("\n")


def main() -> None:
    """Print the hits and their number."""
    boilerplate = load_boilerplate_rules(ROOT / "data" / "boilerplate")
    looked = hit = 0
    for text in sentences(CORPUS.parent):
        if LEAST <= len(text) <= MOST:
            looked += 1
            for where in set(get_args(RuleScope)) - {"notice", "ending"}:
                if rule := boilerplate.find_first_rule(where, fold_text(text)):
                    hit += 1
                    print(f"{where} {rule.name}: {text[:120]}")
    print(f"{hit} of {looked:,} sentences")


if __name__ == "__main__":
    main()
