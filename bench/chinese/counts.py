"""Count in how many documents each word stands: writes `data/lexicon/counts.tsv`, which weighs the
keywords of articles.

Read are the texts under ../shared/corpus/chinese (their origin and licences are in
data/lexicon/README.md), sentences ten to a document.
"""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from pipelines.resources.kit import build_stage_context
from pipelines.stages.keywords import normalize_word
from pipelines.stages.segment import split_words
from records.paths import PROJECT_ROOT

CORPUS = PROJECT_ROOT.parent / "shared" / "corpus" / "chinese"
TARGET = PROJECT_ROOT / "data" / "lexicon" / "counts.tsv"
SENTENCES = 10
LEAST = 3
"""Documents; rarer words are left out and weigh as if they had none."""


def run(argv: list[str]) -> None:
    """Write the table; takes no options."""
    if argv:
        raise SystemExit("counts takes no options")
    kit = build_stage_context(PROJECT_ROOT / "data")
    rows: list[str] = []
    for language, documents in (("zh", list(_chinese())), ("en", list(_english()))):
        counts: Counter[str] = Counter()
        for text in documents:
            counts.update(
                {
                    word
                    for word in map(
                        normalize_word, split_words(text, language, "Hans", kit.segmenter)
                    )
                    if word
                }
            )
        rows.append(f"\t{language}\t{len(documents)}")
        rows += [
            f"{word}\t{language}\t{number}"
            for word, number in sorted(counts.items())
            if number >= LEAST
        ]
    TARGET.write_text("\n".join(["word\tlanguage\tdocuments", *rows, ""]), encoding="utf-8")
    print(f"{TARGET.relative_to(PROJECT_ROOT)}: {len(rows):,} lines")


def _chinese() -> Iterator[str]:
    with (CORPUS / "medical_qa_zh.jsonl").open(encoding="utf-8") as file:
        for line in file:
            record = json.loads(line)
            yield f"{record['title']}\n{record['ask']}\n{record['answer']}"
    yield from _together(
        [
            line.replace(" ", "")
            for line in (CORPUS / "seg_gold_gsdsimp.txt").read_text("utf-8").splitlines()
        ]
    )
    yield from _together(_labelled("zh-Hans"))


def _english() -> Iterator[str]:
    yield from _together(_labelled("en"))


def _labelled(label: str) -> list[str]:
    lines = (
        line.split("\t", 1) for line in Path(CORPUS / "langid.tsv").read_text("utf-8").splitlines()
    )
    return [text for name, text in lines if name == label]


def _together(sentences: list[str]) -> Iterator[str]:
    for at in range(0, len(sentences), SENTENCES):
        yield "\n".join(sentences[at : at + SENTENCES])
