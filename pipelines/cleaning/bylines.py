"""Take out of a text what it says about itself: who wrote and edited it, where, when."""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.cleaning.line_filter import _MAX_RULE_CHARS, FilteredLines
from pipelines.metadata.byline import find_author_labels
from pipelines.metadata.english_authors import parse_english_byline
from pipelines.metadata.labelled_values import parse_labels
from pipelines.metadata.person_names import is_outlet_name, split_names
from records.record import Record, RemovedBlock
from text.dates.absolute import iterate_dates

_HEAD_LINES: Final = 4
_TAIL_LINES: Final = 6
_MAX_BYLINE_CHARS: Final = 120
_MAX_ENGLISH_WORDS: Final = 16
_BIO_LINES: Final = 3
"""At the end of an article its author may be described."""

_SENTENCE_END: Final = re.compile(r"[.!?。！？…]\W*$")
_CODE: Final = re.compile(r"_?[A-Z]{1,4}\d{2,}")


def remove_bylines(lines: Sequence[str], record: Record) -> FilteredLines:
    """Take out the lines at the head and the tail that hold nothing but labels with names, dates
    and outlets: they are fields of the record. A date or a signature alone stays.
    """
    kept, removed = [], []
    for number, line in enumerate(lines):
        is_edge = number < _HEAD_LINES or number >= len(lines) - _TAIL_LINES
        if is_edge and len(line) <= _MAX_BYLINE_CHARS and _is_byline(line, record):
            removed.append(RemovedBlock(line, "byline"))
        else:
            kept.append(line)
    return FilteredLines(kept, removed) if kept else FilteredLines(list(lines), [])


def _is_byline(line: str, record: Record) -> bool:
    if names := parse_english_byline(line):
        is_sentence = _SENTENCE_END.search(line) or len(line.split()) > _MAX_ENGLISH_WORDS
        return not is_sentence and not {*names}.isdisjoint(record.authors)
    labels = parse_labels(line)
    lead = line[: labels[0].start].strip(" \u3000[【（(") if labels else line
    if not labels or (lead and not is_outlet_name(lead)):
        return False
    return all(_is_known(label.value, record) for label in labels) and _names_somebody(line, record)


def _names_somebody(line: str, record: Record) -> bool:
    known = (*record.authors, *record.editor.split("、"), record.outlet)
    return any(name and name in line for name in known) or bool(find_author_labels(line))


def _is_known(value: str, record: Record) -> bool:
    """Say whether the value of a label is made of names, dates and codes alone."""
    for moment in reversed([*iterate_dates(value)]):
        value = value[: moment.start] + value[moment.end :]
    for known in (record.outlet, *record.authors, *record.editor.split("、")):
        value = value.replace(known, " ") if known else value
    value = re.sub(r"[\W_]+", " ", _CODE.sub("", value)).strip()
    return not value or "".join(split_names(value)) == value.replace(" ", "")


def remove_author_bio(lines: Sequence[str], authors: Sequence[str]) -> FilteredLines:
    """Take out what the end of an article says about its author:

    NAME is a reporter at …, NAME covers …
    """
    names = "|".join(re.escape(name) for name in authors if name.isascii() and name)
    if not names or len(lines) <= _BIO_LINES:
        return FilteredLines(list(lines), [])
    pattern = re.compile(
        rf"(?:{names})\W*(?:,.{{1,60}},)? (?:is|was|has|covers|writes|reports|leads|works|can be"
        r" reached)\b",
        re.IGNORECASE,
    )
    bios = [
        line for line in lines[-_BIO_LINES:] if len(line) <= _MAX_RULE_CHARS and pattern.match(line)
    ]
    return FilteredLines(
        [line for line in lines if line not in bios],
        [RemovedBlock(line, "author-bio") for line in bios],
    )
