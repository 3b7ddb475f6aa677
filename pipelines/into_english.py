"""Translate a Chinese text into English, one text at a time.

Sentences are cut and addresses kept out of the decoder as on the way into Chinese. Of the checks only those run that hold in this
direction; English keeps its own punctuation. The store has columns for Chinese translations alone, so nothing of this is kept.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines import checks, sentences
from pipelines.figures import show, unequal
from pipelines.opaque import OPAQUE, cut_out
from pipelines.translators.protocol import Translator
from pipelines.units import mismatches
from records.folding import HAN

_HAN: Final = re.compile(f"[{HAN}]")
_WORD: Final = re.compile("[A-Za-z]+")
_CLOSED: Final = re.compile(r"[。！？][”’」』）]*\s*$")
_OPEN: Final = re.compile(r"[,;:，；：、(—-]\s*$")
_NARROW: Final = str.maketrans("。，、；：？！（）", ".,,;:?!()")
_NO_SPACE_BEFORE: Final = re.compile(r"\s+(?=[,.;:!?)\]])")


@dataclass(frozen=True, slots=True)
class English:
    """A Chinese sentence beside its English translation, with what looks wrong."""

    source: str
    target: str
    findings: tuple[checks.Finding, ...]


def is_chinese(text: str) -> bool:
    """Say whether a text is Chinese rather than English: it has more Han characters than words in Latin letters."""
    plain = OPAQUE.sub(" ", text)
    return len(_HAN.findall(plain)) > len(_WORD.findall(plain))


def into_english(text: str, translator: Translator) -> list[list[English]]:
    """Translate a text; give the sentences of each of its lines."""
    lines = [[piece.strip() for piece in sentences.split(line) if piece.strip()] for line in text.split("\n")]
    cut = {source: cut_out(source) for line in lines for source in line}
    wanted = list(dict.fromkeys(piece.strip() for pieces in cut.values() for piece, opaque in pieces if _speaks(piece, opaque)))
    decoded = dict(zip(wanted, translator.translate(wanted), strict=True)) if wanted else {}
    done: dict[str, English] = {}
    for source, pieces in cut.items():
        target = " ".join(decoded[piece.strip()] if _speaks(piece, opaque) else _kept(piece, opaque) for piece, opaque in pieces)
        target = _NO_SPACE_BEFORE.sub("", " ".join(target.split()))
        done[source] = English(source, target, examine(source, target))
    return [[done[source] for source in line] for line in lines]


def _speaks(piece: str, opaque: bool) -> bool:
    return not opaque and any(char.isalpha() for char in piece)


def _kept(piece: str, opaque: bool) -> str:
    """What no decoder sees: an address as it stands, marks between two of them in their English forms."""
    return piece if opaque else piece.strip().translate(_NARROW)


def examine(source: str, target: str) -> tuple[checks.Finding, ...]:
    """Check an English translation of a Chinese sentence: cut off, empty, repeated, numbers, doses, names, Chinese left over."""
    if not target.strip():
        return (checks.Finding("empty", "error", "译文为空"),)
    one = (checks.repetition(source, target), checks.name(source, target))
    return (*_cutoff(source, target), *filter(None, one), *_figures(source, target), *_left_over(target))


def _cutoff(source: str, target: str) -> Iterator[checks.Finding]:
    if _CLOSED.search(source) and _OPEN.search(target):
        yield checks.Finding("cutoff", "error", f"译文以“{target.rstrip()[-1]}”结尾，句子可能被截断")


def _figures(source: str, target: str) -> Iterator[checks.Finding]:
    """Read numbers and doses as on the way into Chinese, with the two sides changed over."""
    chinese, english = OPAQUE.sub(" … ", source), OPAQUE.sub(" … ", target)
    added, lost = unequal(english, chinese)
    said = [f"缺少 {'、'.join(map(show, lost))}"] if lost else []
    said += [f"多出 {'、'.join(map(show, added))}"] if added else []
    if said:
        yield checks.Finding("number", "error", "数字不符：" + "；".join(said))
    wrong = mismatches(english, chinese)
    if wrong:
        yield checks.Finding("unit", "error", "单位或剂量不符：" + "；".join(f"原文 {ours}，译文 {theirs}" for theirs, ours in wrong))


def _left_over(target: str) -> Iterator[checks.Finding]:
    left = "".join(_HAN.findall(OPAQUE.sub(" ", target)))
    if left:
        yield checks.Finding("untranslated", "error", f"译文中有未翻译的汉字：{left[:20]}")
