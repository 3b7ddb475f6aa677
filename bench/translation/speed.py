"""Measure how fast sentences are decoded, beside stock Argos Translate with the same package, beam
and arithmetic.

    .venv/bin/python -m bench.translation.speed [--rounds 3] [--sentences 64]

Two packages: the tiny one of the demo, and one of the size of the official ones with random weights
(6 + 6 layers, 32,000 pieces), whose every output is held to 30 tokens, since nothing ends what it
says. All ways take turns in one process; medians are kept. A process of its own measures the peak
of memory; the sentence memory is asked a second time. Writes bench/results/translation_speed.json.
"""

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.translation import pairs
from bench.translation.pairs import FOLDER
from bench.translation.weights import TINY, base_package
from pipelines.translation.backends.argos import ArgosTranslator
from pipelines.translation.backends.argos_reference import ArgosReferenceTranslator
from pipelines.translation.backends.compute_type import SAFE_COMPUTE_TYPE, choose_compute_type
from pipelines.translation.backends.packages import InstalledPackage, install_package
from pipelines.translation.translate import translate_articles
from records.paths import PROJECT_ROOT
from records.translation import PendingArticle, SentenceDraft

RESULTS = PROJECT_ROOT / "bench" / "results" / "translation_speed.json"
FIXTURE = PROJECT_ROOT / "data" / "models" / "fixture_expected.tsv"
PARAGRAPH = 4  # sentences that stock Argos is given together: one paragraph of an article
# of each output of the random package: about what a sentence of a health article takes in Chinese
TOKENS = 30
THREADS = os.cpu_count() or 1
# the second is what Argos Translate takes by itself, on every processor
ARITHMETICS = (SAFE_COMPUTE_TYPE, "int8")


@dataclass
class Way:
    """One way to decode the sentences, with what each round of it took."""

    name: str
    run: Callable[[], list[str]]
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    output: list[str] = field(default_factory=list)

    def measure(self) -> None:
        """Run once and keep wall time, processor time of all threads, and what came out."""
        wall, cpu = time.perf_counter(), time.process_time()
        self.output = self.run()
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)


class Held:
    """A decoder whose every output has TOKENS tokens: random weights never end a sentence."""

    def __init__(self, decoder: Any) -> None:
        self._decoder = decoder

    def translate_batch(self, tokens: list[list[str]], **settings: Any) -> Any:
        """Decode with the length forced, everything else as asked."""
        return self._decoder.translate_batch(
            tokens, **settings | {"min_decoding_length": TOKENS, "max_decoding_length": TOKENS}
        )


def loaded(translator: ArgosTranslator, *, held: bool) -> ArgosTranslator:
    """Load the model before anything is measured, and hold its outputs to one length where
    asked.
    """
    decoder = translator._decoder
    if held:
        translator.__dict__["_decoder"] = Held(decoder)
    translator.translate(["Wash your hands."])  # once unmeasured: files read, threads started
    return translator


def ways(package: InstalledPackage, sentences: Sequence[str], *, held: bool) -> list[Way]:
    """Give stock Argos and ours, with our arithmetic and with the one that Argos chooses on this
    processor.
    """
    paragraphs = [
        sentences[start : start + PARAGRAPH] for start in range(0, len(sentences), PARAGRAPH)
    ]
    found: list[Way] = []
    for compute in ARITHMETICS:
        stock = loaded(
            ArgosReferenceTranslator(package, threads=THREADS, compute_type=compute), held=held
        )
        ours = loaded(ArgosTranslator(package, threads=THREADS, compute_type=compute), held=held)
        found.append(
            Way(
                f"stock, {compute}",
                lambda stock=stock: [
                    stock.translate_paragraph(paragraph) for paragraph in paragraphs
                ],
            )
        )
        found.append(Way(f"ours, {compute}", lambda ours=ours: ours.translate(sentences)))
    return found


def same(stock: Sequence[str], ours: Sequence[str]) -> float:
    """Give the share of paragraphs in which both say the same, but for spaces and the underscores
    that stock loses.
    """
    joined = ["".join(ours[start : start + PARAGRAPH]) for start in range(0, len(ours), PARAGRAPH)]
    equal = sum(_bare(one) == _bare(other) for one, other in zip(stock, joined, strict=True))
    return round(equal / len(joined), 4)


def _bare(text: str) -> str:
    return "".join(text.replace("_", " ").split())


def compare(
    package: InstalledPackage, sentences: Sequence[str], rounds: int, *, held: bool
) -> dict[str, Any]:
    """Let all ways take turns."""
    all_ways = ways(package, sentences, held=held)
    for _ in range(rounds):
        for way in all_ways:
            way.measure()
    rows = {
        way.name: {
            "sentences_per_second": round(len(sentences) / statistics.median(way.wall), 2),
            "cpu_seconds": round(statistics.median(way.cpu), 3),
        }
        for way in all_ways
    }
    ratios = {}
    for stock, ours in ((0, 1), (2, 3)):
        one, other = all_ways[stock], all_ways[ours]
        ratios[f"{other.name} : {one.name}"] = {
            "wall": round(statistics.median(one.wall) / statistics.median(other.wall), 2),
            "cpu": round(statistics.median(one.cpu) / statistics.median(other.cpu), 2),
            "same_output": same(one.output, other.output),
        }
    return {"sentences": len(sentences), "ways": rows, "ratios": ratios}


def fixture() -> list[str]:
    """Give the sentences that the tiny package knows."""
    with FIXTURE.open(encoding="utf-8", newline="") as file:
        return [row["en"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def prose(number: int) -> tuple[str, list[str]]:
    """Give real sentences of health prose with their origin:

    TICO-19 where it lies beside the project, else the fixture's.
    """
    if FOLDER.is_dir():
        every = [pair.source for pair in pairs.pairs("reference", "tico19.en-zh.dev.tsv")]
        # evenly: its first hundred are a phrase book
        return "TICO-19 dev", every[:: len(every) // number][:number]
    known = fixture()
    return "fixture", (known * (number // len(known) + 1))[:number]


def second_run(package: InstalledPackage) -> dict[str, int]:
    """Translate the same article twice, the second time out of the memory of the first.

    Count what the decoder is asked.
    """
    counting = Counting(package, threads=THREADS)
    article = PendingArticle("a", "", tuple(fixture()), "en", 1)
    (first,) = translate_articles([article], counting, {})
    asked = counting.asked
    memory = {sentence.source: SentenceDraft(sentence.target) for sentence in first.sentences}
    translate_articles([article], counting, memory)
    return {"sentences": len(first.sentences), "first": asked, "second": counting.asked - asked}


class Counting(ArgosTranslator):
    """Counts the sentences that its decoder is asked, other translations of doubtful ones
    included.
    """

    asked = 0

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Count and translate."""
        self.asked += len(sentences)
        return super().translate(sentences)

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        """Count and translate otherwise."""
        self.asked += len(sentences)
        return super().alternatives(sentences)


def peak(package: InstalledPackage, number: int) -> dict[str, float]:
    """Translate in a process of its own and give its peak of resident memory in MB, per
    arithmetic.
    """
    found = {}
    for compute in ARITHMETICS:
        program = [
            sys.executable,
            "-m",
            "bench.translation.speed",
            "--peak",
            str(package.path),
            "--compute",
            compute,
        ]
        done = subprocess.run(
            [*program, "--sentences", str(number)],
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        found[compute] = float(done.stdout)
    return found


def _peak_here(path: Path, compute: str, number: int) -> None:
    package = InstalledPackage(path.name, "1.0", "en", "zh", path)
    translator = loaded(ArgosTranslator(package, threads=THREADS, compute_type=compute), held=True)
    sentences = prose(number)[1]
    translator.translate(sentences)
    translator.alternatives(sentences)
    high = next(
        line
        for line in Path("/proc/self/status").read_text("ascii").splitlines()
        if line.startswith("VmHWM")
    )
    print(round(int(high.split()[1]) / 1024, 1))  # not ru_maxrss: a child inherits its parent's


def table(kept: dict[str, Any]) -> str:
    """Write the figures as they stand in docs/translation.md."""
    lines = ["| package | way | sentences/s | CPU s for one |", "| --- | --- | --- | --- |"]
    for package in ("tiny", "transformer-base"):
        number = kept[package]["sentences"]
        for way, row in kept[package]["ways"].items():
            lines.append(
                f"| {package} | {way} | {row['sentences_per_second']:.1f} |"
                f" {row['cpu_seconds'] / number:.3f} |"
            )
    said = "; ".join(
        f"{package}, {ratio}: {row['cpu']:.1f} times less CPU, {row['wall']:.1f} times the speed,"
        f" same output {row['same_output']:.3f}"
        for package in ("tiny", "transformer-base")
        for ratio, row in kept[package]["ratios"].items()
    )
    peaks = ", ".join(
        f"{arithmetic} {megabytes:.0f} MB" for arithmetic, megabytes in kept["peak_mb"].items()
    )
    return "\n".join((*lines, "", f"{said}.", f"Peak of memory, transformer-base: {peaks}."))


def main() -> None:
    """Print the table and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=64)
    parser.add_argument("--peak", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--compute", default=SAFE_COMPUTE_TYPE, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.peak:
        _peak_here(asked.peak, asked.compute, asked.sentences)
        return
    origin, sentences = prose(asked.sentences)
    with TemporaryDirectory(prefix="jianwen-bench-") as folder:
        tiny, _ = install_package(TINY, Path(folder) / "home" / "models")
        base = base_package(Path(folder))
        kept = {
            "threads": THREADS,
            "chosen_here": choose_compute_type(),
            "rounds": asked.rounds,
            "prose": origin,
            "tiny": compare(tiny, fixture() * 4, asked.rounds, held=False),
            "transformer-base": compare(base, sentences, asked.rounds, held=True),
            "peak_mb": peak(base, asked.sentences),
            "second_run": second_run(tiny),
        }
    print(table(kept))
    print(f"decoder asked {kept['second_run']}")
    RESULTS.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
