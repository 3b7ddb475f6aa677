"""Measure the translation room on published sentence pairs.

    .venv/bin/python -m bench.translation [--show]

Scores the checks: alarms on human references and on two systems' published output, recall on
references damaged on purpose; and the typography by BLEU (tok zh) where the group `bench` is
installed; how much of the demo the sentence memory spares. Needs ../shared/corpus/translation
beside the checkout. Writes bench/results/translation.json.
"""

import argparse
import json

from bench.translation import checks
from bench.translation.memory import hit_rates
from bench.translation.pairs import COLUMNS, FOLDER, pairs
from commands.output.table import render_table
from pipelines.translation.checks.run import CHECK_NAMES
from pipelines.translation.glossary import find_missing_terms, load_glossary, replace_bad_renderings
from pipelines.translation.typography import apply_chinese_punctuation
from records.paths import PROJECT_ROOT

RESULTS = PROJECT_ROOT / "bench" / "results" / "translation.json"
FLORES = "flores200.en-zh.dev.tsv"


def flagged() -> dict[str, dict[str, float]]:
    """Give the share of sentences that each check flags, per system.

    Of the number check also per sentence with digits.
    """
    found: dict[str, dict[str, float]] = {}
    for system in COLUMNS:
        sentences, digits, counts, _ = checks.alarms(system)
        found[system] = {
            "sentences": sentences,
            "with digits": digits,
            **{name: counts[name] for name in CHECK_NAMES},
        }
        found[system]["number per sentence with digits"] = round(counts["number"] / digits, 4)
    return found


def adherence() -> dict[str, dict[str, float]]:
    """Give how many glossary terms each system's sentences hold, and which share has an accepted
    rendering before and after mending.
    """
    terms = load_glossary(PROJECT_ROOT / "data" / "glossary")
    found: dict[str, dict[str, float]] = {}
    for system in COLUMNS:
        told = [(pair.source, apply_chinese_punctuation(pair.target)) for pair in pairs(system)]
        number = sum(len(terms.find_terms(source)) for source, _ in told)
        raw = sum(len(find_missing_terms(source, target, terms)) for source, target in told)
        after = sum(
            len(find_missing_terms(source, replace_bad_renderings(source, target, terms), terms))
            for source, target in told
        )
        found[system] = {
            "found": number,
            "before": round(1 - raw / number, 4),
            "after": round(1 - after / number, 4),
        }
    return found


def typography() -> dict[str, dict[str, float]]:
    """Give BLEU before and after, {} where sacrebleu is not installed."""
    try:
        from sacrebleu.metrics import BLEU
    except ImportError:
        return {}
    references = [pair.target for pair in pairs("reference", FLORES)]
    scores = {}
    for system in ("argos", "google"):
        outputs = [pair.target for pair in pairs(system, FLORES)]
        before, after = (
            BLEU(tokenize="zh").corpus_score(one, [references]).score
            for one in (outputs, list(map(apply_chinese_punctuation, outputs)))
        )
        scores[system] = {"before": round(before, 2), "after": round(after, 2)}
    return scores


def _print_tables(flags: dict[str, dict[str, float]], recalls: dict[str, checks.Recall]) -> None:
    rows = [(name, *(f"{of[name]:g}" for of in flags.values())) for name in flags["reference"]]
    print(render_table(("flags", *flags), rows, right_aligned={1, 2, 3}))
    cells = [(name, recall.tried, f"{recall.share:.3f}") for name, recall in recalls.items()]
    print(render_table(("damage", "tried", "noticed"), cells, right_aligned={1, 2}))


def main() -> None:
    """Print the tables and keep the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--show", action="store_true", help="show the damaged sentences that went unnoticed"
    )
    shown = parser.parse_args().show
    if not FOLDER.is_dir():
        raise SystemExit(f"{FOLDER}: not there; the pairs are no part of the project")
    flags, recalls, bleu = flagged(), checks.recalls(), typography()
    terms, memory = adherence(), hit_rates()
    _print_tables(flags, recalls)
    for system, score in bleu.items():
        print(f"typography, {system}: BLEU {score['before']} -> {score['after']}")
    for system, share in terms.items():
        print(
            f"glossary, {system}: {share['found']:g} terms, accepted {share['before']:.3f} ->"
            f" {share['after']:.3f}"
        )
    for run, counts in memory.items():
        print(
            f"memory, {run}: {counts['sentences']} sentences, {counts['decoded']} decoded,"
            f" {counts['remembered']:.3f} remembered"
        )
    for name, one in recalls.items() if shown else ():
        for source, target in one.missed:
            print(f"{name}: {source} | {target}")
    kept = {
        "flags": flags,
        "recall": {
            name: {"tried": one.tried, "share": round(one.share, 4)}
            for name, one in recalls.items()
        },
    }
    RESULTS.write_text(
        json.dumps(
            kept | {"typography": bleu, "glossary": terms, "memory": memory},
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
