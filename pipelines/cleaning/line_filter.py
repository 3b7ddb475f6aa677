"""Drop boilerplate lines around and inside an article by rule."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from pipelines.extraction.sentence_score import SURE_SENTENCE_SCORE, score_as_sentence
from pipelines.metadata.title import fold_to_alphanumeric
from pipelines.resources.boilerplate_rules import BoilerplateRule, BoilerplateRules
from records.record import RemovedBlock
from text.chinese.folding import fold_text
from text.html.blocks import Block

# A longer page that says 404, log in or captcha is read as an article.
NOTICE_CHARS: Final = 200
_HEAD_LINES: Final = 8
_MAX_RULE_CHARS: Final = 400
"""A longer line is a paragraph: no rule about lines looks at it, except at its ending."""
_TITLE_CHARS: Final = 7
"""A cut copy of the title is longer than this; a shorter line is any line."""
_TAIL_SHARE: Final = 0.4
"""A tail marker with more than this share of the sentences after it stands inside the article."""
_TAIL_SENTENCE_SCORE: Final = 2.0
"""The weight from which a line behind a tail marker is one of the article's."""
_MIN_ARTICLE_SCORE: Final = 1.5
"""What stands above a sure tail: a likely sentence."""
_MAX_REMOVED_SHARE: Final = 0.5
"""Rules that would take more than this share of the sentences take nothing: then they are wrong
about this page.
"""
_TRUNCATION_MARKS: Final = ("..", "…")


@dataclass(frozen=True, slots=True)
class FilteredLines:
    """The lines of an article, and those removed from it, each with its rule."""

    kept: list[str]
    removed: list[RemovedBlock]


def find_notice(lines: Sequence[str], title: str, boilerplate: BoilerplateRules) -> str:
    """Name the rule by which a short page is a notice of its site, "" for none."""
    if sum(map(len, lines)) > NOTICE_CHARS:
        return ""
    folds = [fold_text(line) for line in (title, *lines)]
    return next(
        (rule.name for folded in folds if (rule := boilerplate.find_first_rule("notice", folded))),
        "",
    )


def filter_lines(
    lines: Sequence[str],
    title: str,
    boilerplate: BoilerplateRules,
    folded_lines: Mapping[str, str],
    sentence_scores: Mapping[str, float],
    paths: Mapping[str, str],
) -> FilteredLines:
    """Split lines into those of the article and those removed, each with its rule.

    `folded_lines` holds the last part of each line, folded, `sentence_scores` how much each looks
    like a sentence, `paths` where each stands. When the rules would take most of the sentences they
    are wrong about this page: then those stay that are sentences beyond doubt, but for what sure
    rules take.
    """
    lines, notices = _cut_sure_tail(lines, sentence_scores, folded_lines, boilerplate)
    kept, removed = _remove_tail(list(lines), sentence_scores, folded_lines, boilerplate, paths)
    remaining = _remove_ruled_lines(kept, folded_lines, boilerplate, removed, sentence_scores)
    total_score = sum(sentence_scores[line] for line in lines)
    removed_score = total_score - sum(
        sentence_scores[line] if line in sentence_scores else score_as_sentence(Block(line))
        for line in remaining
    )
    if removed_score > _MAX_REMOVED_SHARE * total_score:
        removed = []
        remaining = _remove_ruled_lines(
            lines,
            folded_lines,
            boilerplate,
            removed,
            sentence_scores,
            {line for line in lines if sentence_scores[line] >= SURE_SENTENCE_SCORE},
        )
    kept = _remove_repeated_title(remaining, title, folded_lines, removed)
    return FilteredLines(kept, [*removed, *notices])


def _cut_sure_tail(
    lines: Sequence[str],
    sentence_scores: Mapping[str, float],
    folded_lines: Mapping[str, str],
    boilerplate: BoilerplateRules,
) -> tuple[Sequence[str], list[RemovedBlock]]:
    """Cut what a sure rule says of the tail, however short the article above it is."""
    score = 0.0
    for number, line in enumerate(lines):
        if score >= _MIN_ARTICLE_SCORE and len(line) <= _MAX_RULE_CHARS:
            rule = boilerplate.find_first_rule("tail", folded_lines[line])
            if rule and rule.sure:
                cut = [RemovedBlock(text, rule.name) for text in lines[number:]]
                return lines[:number], cut
        score += sentence_scores[line]
    return lines, []


def _remove_ruled_lines(
    lines: Sequence[str],
    folded_lines: Mapping[str, str],
    boilerplate: BoilerplateRules,
    removed: list[RemovedBlock],
    sentence_scores: Mapping[str, float],
    protected_lines: Set[str] = frozenset(),
) -> list[str]:
    """Take out the lines, and the endings of lines, that rules name.

    Those `protected_lines` only for a sure rule.
    """
    remaining: list[str] = []
    head = _count_head_lines(lines, sentence_scores)
    for number, line in enumerate(lines):
        rule = _find_line_rule(line, folded_lines[line], boilerplate, is_in_head=number < head)
        if rule and (rule.sure or line not in protected_lines):
            removed.append(RemovedBlock(line, rule.name))
        elif rest := _remove_ending(line, folded_lines[line], boilerplate, removed):
            remaining.append(rest)
    return remaining


def _remove_tail(
    lines: list[str],
    sentence_scores: Mapping[str, float],
    folded_lines: Mapping[str, str],
    boilerplate: BoilerplateRules,
    paths: Mapping[str, str],
) -> tuple[list[str], list[RemovedBlock]]:
    """Cut at the first tail marker that has only the smaller part of the sentences after it.

    Of a box within the article only the box.
    """
    total_score = sum(sentence_scores[line] for line in lines)
    sentences: defaultdict[str, list[int]] = defaultdict(lambda: [-1, -1])
    for number, line in enumerate(lines):
        if sentence_scores[line] >= _TAIL_SENTENCE_SCORE:
            sentences[paths.get(line, "")].append(number)
    path_scores: defaultdict[str, float] = defaultdict(float)
    score_before, article_path, box_path = 0.0, "", ""
    kept: list[str] = []
    removed: list[RemovedBlock] = []
    for number, line in enumerate(lines):
        path = paths.get(line, "")
        if box_path and path.startswith(box_path):
            removed.append(RemovedBlock(line, removed[-1].rule))
        elif (
            number
            and len(line) <= _MAX_RULE_CHARS
            and (rule := _find_tail_rule(folded_lines[line], boilerplate))
        ):
            enclosing = _get_enclosing_path(path)
            is_elsewhere = path != article_path and not (
                enclosing and article_path.startswith(enclosing)
            )
            # the article's sentences go on behind it
            if is_elsewhere and sentences[article_path][-1] > number:
                removed.append(RemovedBlock(line, rule.name))
                box_path = enclosing
            elif rule.where == "links" and sentences[path][-2] > number:
                kept.append(line)  # the heading of a part of the article
            elif total_score - score_before - sentence_scores[line] <= _TAIL_SHARE * total_score:
                return kept, removed + [RemovedBlock(text, rule.name) for text in lines[number:]]
            else:
                kept.append(line)
        else:
            kept.append(line)
        score_before += sentence_scores[line]
        path_scores[path] += sentence_scores[line]
        article_path = path if path_scores[path] > path_scores[article_path] else article_path
    return kept, removed


def _find_tail_rule(folded: str, boilerplate: BoilerplateRules) -> BoilerplateRule | None:
    return boilerplate.find_first_rule("tail", folded) or boilerplate.find_first_rule(
        "links", folded
    )


def _get_enclosing_path(path: str) -> str:
    """Give the named elements around a line, as its place begins; "" when they have no names."""
    return "".join(path.rpartition(" ")[:2])


def _count_head_lines(lines: Sequence[str], sentence_scores: Mapping[str, float]) -> int:
    """Count the lines in which the head of an article may stand: the first ones, of a short article
    those before half of its sentences; the date below a notice is its signature.
    """
    half = sum(sentence_scores[line] for line in lines) / 2
    score = 0.0
    for number, line in enumerate(lines[:_HEAD_LINES]):
        score += sentence_scores[line]
        if score > half:
            return number + 1
    return _HEAD_LINES


def _find_line_rule(
    line: str, folded: str, boilerplate: BoilerplateRules, *, is_in_head: bool
) -> BoilerplateRule | None:
    """Give the rule by which a line goes, None when it stays."""
    if len(line) > _MAX_RULE_CHARS:
        return None
    return boilerplate.find_first_rule("anywhere", folded) or (
        boilerplate.find_first_rule("head", folded) if is_in_head else None
    )


def _remove_ending(
    line: str, folded: str, boilerplate: BoilerplateRules, removed: list[RemovedBlock]
) -> str:
    """Cut off what a rule says of the end of a line; `folded` is that end, folded."""
    rule = boilerplate.find_first_rule("ending", folded)
    match = rule.match_line(folded) if rule else None
    if not rule or not match:
        return line
    kept = line[: len(line) - len(folded) + match.start()].rstrip()
    removed.append(RemovedBlock(line[len(kept) :], rule.name))
    return kept


def remove_repeated_title(
    lines: list[str], title: str, folded_lines: Mapping[str, str]
) -> FilteredLines:
    """Take out the title where it stands again above the text, and nothing else."""
    removed: list[RemovedBlock] = []
    return FilteredLines(_remove_repeated_title(lines, title, folded_lines, removed), removed)


def _remove_repeated_title(
    lines: list[str], title: str, folded_lines: Mapping[str, str], removed: list[RemovedBlock]
) -> list[str]:
    """Take out the title where it stands again above the text, whole or cut short with dots."""
    folded_title = fold_to_alphanumeric(fold_text(title))
    kept: list[str] = []
    for number, line in enumerate(lines):
        if (
            folded_title
            and number < _HEAD_LINES
            and _is_repeated_title(line, folded_title, folded_lines)
        ):
            removed.append(RemovedBlock(line, "repeated-title"))
        else:
            kept.append(line)
    return kept or lines


def _is_repeated_title(line: str, folded_title: str, folded_lines: Mapping[str, str]) -> bool:
    folded = fold_to_alphanumeric(
        folded_lines.get(line, "") if len(line) <= _MAX_RULE_CHARS else fold_text(line)
    )
    return folded == folded_title or (
        line.rstrip().endswith(_TRUNCATION_MARKS)
        and len(folded) > _TITLE_CHARS
        and folded_title.startswith(folded)
    )
