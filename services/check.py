"""Run the translation checks on pairs of sentences that were translated elsewhere."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from pipelines.translation.checks.run import check_sentence
from pipelines.translation.glossary import Glossary
from pipelines.translation.typography import apply_chinese_punctuation


def check_pair(source: str, target: str, glossary: Glossary) -> dict[str, Any]:
    """Give the target with its Chinese punctuation and what the checks flag in it."""
    target = apply_chinese_punctuation(target)
    flags = [
        {"check": flag.check, "severity": flag.severity, "reason": flag.reason}
        for flag in check_sentence(source, target, glossary)
    ]
    return {"target": target, "flags": flags}


def check_lines(lines: Iterable[str], glossary: Glossary) -> Iterator[dict[str, Any]]:
    """Check JSON Lines with "source" and "target"; give one answer a line, in their order.

    A line that is no such pair, also an empty one, gives {"error"}.
    """
    for number, line in enumerate(lines, start=1):
        try:
            pair = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            yield {
                "error": f"line {number} is not JSON: {getattr(error, 'msg', 'nested too deep')}"
            }
            continue
        known = pair if isinstance(pair, dict) else {}
        source, target = known.get("source"), known.get("target")
        if isinstance(source, str) and isinstance(target, str):
            yield check_pair(source, target, glossary)
        else:
            yield {"error": f'line {number} needs "source" and "target", both strings'}
