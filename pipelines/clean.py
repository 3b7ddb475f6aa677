"""Third stage of the line: leave the lines of the article, take out the boilerplate between them."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines import prose, sitememory, titles
from pipelines.blocks import Block
from pipelines.boilerplate import Boilerplate, Rule, load_boilerplate
from pipelines.whitespace import squeeze
from records import limits
from records.folding import fold
from records.record import Record, Removed
from records.verdict import Drop, Verdict

if TYPE_CHECKING:
    from pipelines.kit import Kit

__all__ = ["VERSION", "Boilerplate", "clean", "load_boilerplate"]

VERSION: Final = 3

_HEAD_LINES: Final = 8
_RULE_CHARS: Final = 400
"""A longer line is a paragraph: no rule about lines looks at it, except at its ending."""

_TITLE_CHARS: Final = 7
"""A cut copy of the title is longer than this; a shorter line is any line."""

_TAIL_SHARE: Final = 0.4
"""A tail marker with more than this share of the sentences after it stands inside the article."""

_SENTENCE: Final = 2.0
"""The weight from which a line behind a tail marker is one of the article's."""

_BIO_LINES: Final = 3
"""At the end of an article its author may be described."""

_MOST_REMOVED: Final = 0.5
"""Rules that would take more than this share of the sentences take nothing: then they are wrong about this page."""

_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_TEMPLATE = re.compile(r"@@\w+@@|\{\{[^{}]{0,80}\}\}|<%[^%]{0,80}%>")
_MEANINGFUL = re.compile(rf"(?:\W*\w){{{limits.MEANINGFUL_CHARS}}}")
_CUT = re.compile(r"(?:\.{2,}|…+)\s*$")


def clean(record: Record, kit: "Kit") -> Record | Verdict:
    """Fill `body`, one block per line, and `removed`; a page that is no article after all is dropped as `notice` or `too-short`."""
    tidied = [tidy(block) for block in record.blocks]
    lines = [line for line in tidied if line]
    title = tidy(record.title)
    folds = {line: fold(line[-_RULE_CHARS:]) for line in lines}
    weights = {line: prose.weight(Block(line)) for line in lines}
    places = dict(zip(tidied, record.paths, strict=False))
    kept, removed = sift(lines, title, kit.boilerplate, folds, weights, places)
    kept, about = _without_bio(kept, record.authors)
    removed += about
    traces = sitememory.Traces(folds, fold(title))
    kept, repeated = sitememory.part(kept, places, weights, traces, record.site)
    if said := notice(kept, title, kit.boilerplate):
        return Drop("clean", "notice", said)
    body = "\n".join(kept)
    if not _MEANINGFUL.match(body):
        return Drop("clean", "too-short", f"{len(body)} characters left of {sum(map(len, lines))}")
    return replace(
        record,
        title=title,
        body=body,
        removed=(*removed, *repeated),
        traces=(learnt := traces.learnt()),
        site={trace: record.site[trace] for trace in learnt if trace in record.site},
        outlet=tidy(record.outlet),
        editor=tidy(record.editor),
        authors=tuple(name for author in record.authors if (name := tidy(author))),
    )


def notice(lines: Sequence[str], title: str, boilerplate: Boilerplate) -> str:
    """Name the rule by which a short page is what a site says in place of an article, "" when it is none."""
    if sum(map(len, lines)) > limits.NOTICE_CHARS:
        return ""
    folds = [fold(line) for line in (title, *lines)]
    return next((rule.name for folded in folds if (rule := boilerplate.first("notice", folded))), "")


def tidy(line: str) -> str:
    """Take private-use characters and template marks out of a line, fold its white space."""
    line = line.replace("\n", " ")
    if not line.isascii():
        line = _PRIVATE.sub("", line)
    if "@@" in line or "{{" in line or "<%" in line:
        line = _TEMPLATE.sub("", line)
    return squeeze(line)


def sift(
    lines: Sequence[str],
    title: str,
    boilerplate: Boilerplate,
    folds: Mapping[str, str],
    weights: Mapping[str, float],
    places: Mapping[str, str],
) -> tuple[list[str], list[Removed]]:
    """Split lines into those of the article and those removed, each with its rule.

    `folds` holds the last part of each line, folded, `weights` how much each looks like a sentence, `places` where each stands. When
    the rules would take most of the sentences they are wrong about this page: then those stay that are sentences beyond doubt, but for
    what sure rules take.
    """
    kept, removed = _without_tail(list(lines), weights, folds, boilerplate, places)
    here = _without_lines(kept, folds, boilerplate, removed)
    whole = sum(weights[line] for line in lines)
    lost = whole - sum(weights[line] if line in weights else prose.weight(Block(line)) for line in here)
    if lost > _MOST_REMOVED * whole:
        removed = []
        here = _without_lines(lines, folds, boilerplate, removed, {line for line in lines if weights[line] >= prose.SURE})
    return _without_title(here, title, folds, removed), removed


def _without_lines(
    lines: Sequence[str], folds: Mapping[str, str], boilerplate: Boilerplate, removed: list[Removed], spared: Set[str] = frozenset()
) -> list[str]:
    """Take out the lines, and the endings of lines, that rules name; those `spared` only for a sure rule."""
    here: list[str] = []
    for number, line in enumerate(lines):
        rule = _verdict(number, line, folds[line], boilerplate)
        if rule and (rule.sure or line not in spared):
            removed.append(Removed(line, rule.name))
        elif left := _without_ending(line, folds[line], boilerplate, removed):
            here.append(left)
    return here


def _without_tail(
    lines: list[str], weights: Mapping[str, float], folds: Mapping[str, str], boilerplate: Boilerplate, places: Mapping[str, str]
) -> tuple[list[str], list[Removed]]:
    """Cut at the first tail marker that has only the smaller part of the sentences after it; of a box within the article only the box."""
    whole = sum(weights[line] for line in lines)
    last = {places.get(line, ""): number for number, line in enumerate(lines) if weights[line] >= _SENTENCE}
    told: defaultdict[str, float] = defaultdict(float)
    before, usual, box = 0.0, "", ""
    kept: list[str] = []
    boxes: list[Removed] = []
    for number, line in enumerate(lines):
        place = places.get(line, "")
        if box and place.startswith(box):
            boxes.append(Removed(line, boxes[-1].rule))
        elif number and len(line) <= _RULE_CHARS and (rule := boilerplate.first("tail", folds[line])):
            around = _around(place)
            elsewhere = place != usual and not (around and usual.startswith(around))
            if elsewhere and last.get(usual, -1) > number:  # the article's sentences go on behind it
                boxes.append(Removed(line, rule.name))
                box = around
            elif whole - before - weights[line] <= _TAIL_SHARE * whole:
                return kept, boxes + [Removed(text, rule.name) for text in lines[number:]]
            else:
                kept.append(line)
        else:
            kept.append(line)
        before += weights[line]
        told[place] += weights[line]
        usual = place if told[place] > told[usual] else usual
    return kept, boxes


def _around(place: str) -> str:
    """Give the named elements around a line, as its place begins; "" when they have no names."""
    return "".join(place.rpartition(" ")[:2])


def _without_bio(lines: list[str], authors: Sequence[str]) -> tuple[list[str], list[Removed]]:
    """Take out what the end of an article says about its author: NAME is a reporter at …, NAME covers …"""
    names = "|".join(re.escape(name) for name in authors if name.isascii() and name)
    if not names:
        return lines, []
    about = re.compile(rf"(?:{names})\W*(?:,.{{1,60}},)? (?:is|was|has|covers|writes|reports|leads|works|can be reached)\b", re.IGNORECASE)
    bios = [line for line in lines[-_BIO_LINES:] if len(line) <= _RULE_CHARS and about.match(line)] if len(lines) > _BIO_LINES else []
    return [line for line in lines if line not in bios], [Removed(line, "author-bio") for line in bios]


def _verdict(number: int, line: str, folded: str, boilerplate: Boilerplate) -> Rule | None:
    """Give the rule by which a line goes, None when it stays."""
    if len(line) > _RULE_CHARS:
        return None
    return boilerplate.first("anywhere", folded) or (boilerplate.first("head", folded) if number < _HEAD_LINES else None)


def _without_ending(line: str, folded: str, boilerplate: Boilerplate, removed: list[Removed]) -> str:
    """Cut off what a rule says of the end of a line; `folded` is that end, folded."""
    rule = boilerplate.first("ending", folded)
    found = rule.find(folded) if rule else None
    if not rule or not found:
        return line
    kept = line[: len(line) - len(folded) + found.start()].rstrip()
    removed.append(Removed(line[len(kept) :], rule.name))
    return kept


def _without_title(lines: list[str], title: str, folds: Mapping[str, str], removed: list[Removed]) -> list[str]:
    """Take out the title where it stands again above the text, whole or cut short with dots."""
    wanted = titles.fold(fold(title))
    kept: list[str] = []
    for number, line in enumerate(lines):
        if wanted and number < _HEAD_LINES and _is_title(line, wanted, folds):
            removed.append(Removed(line, "repeated-title"))
        else:
            kept.append(line)
    return kept or lines


def _is_title(line: str, wanted: str, folds: Mapping[str, str]) -> bool:
    folded = titles.fold(folds.get(line, "") if len(line) <= _RULE_CHARS else fold(line))
    return folded == wanted or (bool(_CUT.search(line)) and len(folded) > _TITLE_CHARS and wanted.startswith(folded))
