"""Third stage: remove boilerplate from the lines of the article."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines.cleaning.bylines import remove_author_bio, remove_bylines
from pipelines.cleaning.line_filter import (
    _MAX_RULE_CHARS,
    FilteredLines,
    filter_lines,
    find_notice,
    remove_repeated_title,
)
from pipelines.cleaning.repeated_lines import BODY_CHARS_MIN, LineTraces, split_repeated_lines
from pipelines.extraction.sentence_score import score_as_sentence
from pipelines.resources.boilerplate_rules import BoilerplateRules, load_boilerplate_rules
from records.limits import NAME_CHARS, NAMES, TITLE_CHARS
from records.reasons import Reason
from records.record import Record
from records.verdict import Drop, Verdict
from text.chinese.folding import fold_text
from text.html.blocks import Block
from text.printable import make_line
from text.whitespace import tidy_line

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext


__all__ = ["VERSION", "BoilerplateRules", "clean", "load_boilerplate_rules"]

VERSION: Final = 4
_MEANINGFUL = re.compile(rf"^(?:\W*+\w){{{BODY_CHARS_MIN}}}")


def clean(record: Record, context: "StageContext") -> Record | Verdict:
    """Fill `body`, one block per line, and `removed`.

    A page that is no article after all is dropped as `notice` or `too-short`.
    """
    tidied = [tidy_line(block) for block in record.blocks]
    lines = [line for line in tidied if line]
    title = tidy_line(record.title)
    folded_lines = {line: fold_text(line[-_MAX_RULE_CHARS:]) for line in lines}
    sentence_scores = {line: score_as_sentence(Block(line)) for line in lines}
    paths = dict(zip(tidied, record.block_paths, strict=False))
    filtered = (
        remove_repeated_title(lines, title, folded_lines)
        if record.form == "document"  # written by a person: no page has lent it its furniture
        else filter_lines(lines, title, context.boilerplate, folded_lines, sentence_scores, paths)
    )
    without_byline = (
        FilteredLines(filtered.kept, [])
        if record.form == "document"
        else remove_bylines(filtered.kept, record)
    )
    without_bio = remove_author_bio(without_byline.kept, record.authors)
    traces = LineTraces(folded_lines, fold_text(title))
    own = split_repeated_lines(
        without_bio.kept, paths, sentence_scores, traces, record.recurring_lines
    )
    steps = (filtered, without_byline, without_bio, own)
    if notice := find_notice(own.kept, title, context.boilerplate):
        return Drop("clean", Reason.NOTICE, notice)
    body = "\n".join(own.kept)
    if not _MEANINGFUL.match(body):
        return Drop(
            "clean", Reason.TOO_SHORT, f"{len(body)} characters left of {sum(map(len, lines))}"
        )
    return replace(
        _tidy_names(record),
        title=make_line(title, TITLE_CHARS),
        body=body,
        removed=(*record.removed, *(line for step in steps for line in step.removed)),
        traces=(learned := traces.select_for_memory()),
        recurring_lines={
            trace: record.recurring_lines[trace]
            for trace in learned
            if trace in record.recurring_lines
        },
    )


def _tidy_names(record: Record) -> Record:
    """Make what names people, places and topics one printable line each, of bounded length."""
    return replace(
        record,
        outlet=make_line(tidy_line(record.outlet), NAME_CHARS),
        editor=make_line(tidy_line(record.editor), NAME_CHARS),
        authors=tuple(
            make_line(name, NAME_CHARS)
            for author in record.authors[:NAMES]
            if (name := tidy_line(author))
        ),
        section=make_line(tidy_line(record.section), NAME_CHARS),
        tags=tuple(
            make_line(tag, NAME_CHARS) for given in record.tags[:NAMES] if (tag := tidy_line(given))
        ),
    )
