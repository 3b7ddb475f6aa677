"""Translate a Chinese text into English, one text at a time.

Sentences are cut and addresses kept out of the decoder as on the way into Chinese. Of the checks
only those run that hold in this direction; English keeps its own punctuation. The store has columns
for Chinese translations alone, so nothing of this is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.translation.backends.base import Translator
from pipelines.translation.checks.finding import Finding
from pipelines.translation.checks.numbers import find_unequal_numbers, format_number
from pipelines.translation.checks.quantities import find_quantity_mismatches
from pipelines.translation.checks.run import check_names, check_repetition
from text.chinese.folding import HAN_RANGES
from text.protected_spans import PROTECTED_SPAN, split_protected_spans
from text.sentences import split_sentences

_HAN: Final = re.compile(f"[{HAN_RANGES}]")
_CLOSED_END: Final = re.compile(r"[。！？][”’」』）]*\s*$")
_OPEN_END: Final = re.compile(r"[,;:，；：、(—-]\s*$")
_ASCII_PUNCTUATION: Final = str.maketrans("。，、；：？！（）", ".,,;:?!()")
_NO_SPACE_BEFORE: Final = re.compile(r" (?=[,.;:!?)\]])")


@dataclass(frozen=True, slots=True)
class EnglishSentence:
    """A Chinese sentence beside its English translation, with what looks wrong."""

    source: str
    target: str
    findings: tuple[Finding, ...]


def translate_to_english(text: str, translator: Translator) -> list[list[EnglishSentence]]:
    """Translate a text; give the sentences of each of its lines."""
    lines = [
        [piece.strip() for piece in split_sentences(line) if piece.strip()]
        for line in text.split("\n")
    ]
    cut = {source: split_protected_spans(source) for line in lines for source in line}
    pieces_to_decode = list(
        dict.fromkeys(
            piece.strip()
            for pieces in cut.values()
            for piece, is_protected in pieces
            if _is_translatable(piece, is_protected)
        )
    )
    decoded = (
        dict(zip(pieces_to_decode, translator.translate(pieces_to_decode), strict=True))
        if pieces_to_decode
        else {}
    )
    done: dict[str, EnglishSentence] = {}
    for source, pieces in cut.items():
        target = " ".join(
            decoded[piece.strip()]
            if _is_translatable(piece, is_protected)
            else _keep_untranslated(piece, is_protected)
            for piece, is_protected in pieces
        )
        target = _NO_SPACE_BEFORE.sub("", " ".join(target.split()))
        done[source] = EnglishSentence(source, target, check_english_sentence(source, target))
    return [[done[source] for source in line] for line in lines]


def _is_translatable(piece: str, is_protected: bool) -> bool:
    return not is_protected and any(char.isalpha() for char in piece)


def _keep_untranslated(piece: str, is_protected: bool) -> str:
    """What no decoder sees: an address as it stands, marks between two of them in their English
    forms.
    """
    return piece if is_protected else piece.strip().translate(_ASCII_PUNCTUATION)


def check_english_sentence(source: str, target: str) -> tuple[Finding, ...]:
    """Check an English translation of a Chinese sentence: cut off, empty, repeated, numbers, doses,
    names, Chinese left over.
    """
    if not target.strip():
        return (Finding("empty", "error", "译文为空"),)
    findings = (check_repetition(source, target), check_names(source, target))
    return (
        *_check_cutoff(source, target),
        *filter(None, findings),
        *_check_quantities(source, target),
        *_check_untranslated(target),
    )


def _check_cutoff(source: str, target: str) -> Iterator[Finding]:
    if _CLOSED_END.search(source) and _OPEN_END.search(target):
        yield Finding("cutoff", "error", f"译文以“{target.rstrip()[-1]}”结尾，句子可能被截断")


def _check_quantities(source: str, target: str) -> Iterator[Finding]:
    """Read numbers and doses as on the way into Chinese, with the two sides changed over."""
    chinese, english = PROTECTED_SPAN.sub(" … ", source), PROTECTED_SPAN.sub(" … ", target)
    numbers = find_unequal_numbers(english, chinese)
    lost, added = numbers.invented, numbers.missing
    differences = [f"缺少 {'、'.join(map(format_number, lost))}"] if lost else []
    differences += [f"多出 {'、'.join(map(format_number, added))}"] if added else []
    if differences:
        yield Finding("number", "error", "数字不符：" + "；".join(differences))
    mismatches = find_quantity_mismatches(english, chinese)
    if mismatches:
        yield Finding(
            "unit",
            "error",
            "单位或剂量不符："
            + "；".join(f"原文 {each.chinese}，译文 {each.english}" for each in mismatches),
        )


def _check_untranslated(target: str) -> Iterator[Finding]:
    han = "".join(_HAN.findall(PROTECTED_SPAN.sub(" ", target)))
    if han:
        yield Finding("untranslated", "error", f"译文中有未翻译的汉字：{han[:20]}")
