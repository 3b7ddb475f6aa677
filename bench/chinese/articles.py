"""Articles as a health newsroom has them, made of real sentences: what the search is measured on.

An article is about one question of a patient: its title and a part of its answer are from there;
the rest is news, encyclopedia and textbook sentences on anything. One in seven is English, one in
ten is in traditional characters.
"""

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
ENGLISH, TRADITIONAL = 0.15, 0.10
_SENTENCE = re.compile("[^。！？\n]{6,}[。！？]?")


@dataclass(frozen=True, slots=True)
class Article:
    """One generated article."""

    number: int
    title: str
    body: str
    language: str
    script: str
    published: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """The sentences that articles are made of."""

    cases: list[tuple[str, list[str]]]  # a title and the sentences on it
    chinese: list[str]
    english: list[str]


def load() -> Corpus:
    """Read the sentences; SystemExit where the corpus is missing."""
    if not CORPUS.exists():
        raise SystemExit(f"no texts in {CORPUS}: they are not part of the repository")
    records = [
        json.loads(line)
        for line in (CORPUS / "chinese" / "medical_qa_zh.jsonl").read_text("utf-8").splitlines()
    ]
    cases = [
        (record["title"], _SENTENCE.findall(record["ask"] + "\n" + record["answer"]))
        for record in records
    ]
    pairs = [
        line.split("\t")
        for name in ("tico19.en-zh.dev.tsv", "tico19.en-zh.test.tsv", "flores200.en-zh.dev.tsv")
        for line in (CORPUS / "translation" / name).read_text("utf-8").splitlines()
    ]
    cells = [cell for pair in pairs for cell in pair if len(cell) > 20]
    gold = (CORPUS / "chinese" / "seg_gold_gsdsimp.txt").read_text("utf-8").replace(" ", "")
    pages = [
        json.loads(path.read_text("utf-8"))["text"]
        for path in sorted((CORPUS / "extraction").glob("*_zh_*.json"))
    ]
    chinese = [
        sentence
        for text in (*cells, gold, *pages)
        if _is_half_chinese(text)
        for sentence in _SENTENCE.findall(text)
    ]
    return Corpus(
        [case for case in cases if case[1]], chinese, [cell for cell in cells if cell.isascii()]
    )


def _is_half_chinese(text: str) -> bool:
    return len(re.findall("[\u4e00-\u9fff]", text)) * 2 > len(text)


def articles(corpus: Corpus, count: int, seed: int = 6) -> Iterator[Article]:
    """Make articles; the same count and seed give the same ones."""
    from opencc import OpenCC

    traditional = OpenCC("s2t").convert
    dice = random.Random(seed)
    for number in range(count):
        published = (
            f"{dice.randint(2015, 2026)}-{dice.randint(1, 12):02}-"
            f"{dice.randint(1, 28):02}T08:00:00Z"
        )
        if dice.random() < ENGLISH:
            sentences = dice.choices(corpus.english, k=12)
            yield Article(
                number,
                " ".join(sentences[0].split()[:9]),
                _blocks(sentences, " "),
                "en",
                "Latn",
                published,
            )
            continue
        title, own = dice.choice(corpus.cases)
        sentences = [
            *own[: dice.randint(2, 8)],
            *dice.choices(corpus.chinese, k=dice.randint(8, 24)),
        ]
        body, script = _blocks(sentences, ""), "Hans"
        if dice.random() < TRADITIONAL:
            title, body, script = traditional(title), traditional(body), "Hant"
        yield Article(number, title, body, "zh", script, published)


def _blocks(sentences: list[str], between: str) -> str:
    return "\n".join(between.join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
