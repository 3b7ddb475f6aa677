"""Fourth stage of the line: say in which language and script an article is written.

The script is counted first, because it decides Chinese, Japanese and Korean better than any detector: on single sentences in
traditional characters langdetect was right on 48 %, the count on all. Only other prose is left to the letters. An article in
several languages is judged block by block: the one with most to read is its language.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from pipelines.hanzi import is_japanese_set, read
from pipelines.letters import LATIN_LANGUAGES, UNKNOWN
from records.folding import HAN
from records.limits import LANGUAGE_CHARS
from records.record import Record

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 2

Detect = Callable[[str], tuple[str, float]]

SHORT_BODY: Final = 200  # characters; below this the title is read too
_HANGUL_SHARE: Final = 0.20  # of the CJK characters
_KANA_SHARE: Final = 0.10  # of the CJK characters; where all Han characters are of the Japanese set, any kana is enough
_HAN_PER_WORD: Final = 0.25  # CJK characters to Latin words: a Chinese line may be full of names, an English one quotes a few
_LETTERS_PER_WORD: Final = 6  # of other scripts, to compare them with Latin words
_CLASSES: Final = (
    ("Hani", f"[{HAN}]"),
    ("Kana", "[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff\uff66-\uff9f]"),
    ("Hang", "[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]"),
    ("Latn", "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]"),
    ("Cyrl", "[\u0400-\u052f]"),
    ("Arab", "[\u0600-\u06ff\u0750-\u077f]"),
    ("Deva", "[\u0900-\u097f]"),
    ("Grek", "[\u0370-\u03ff\u1f00-\u1fff]"),
    ("Hebr", "[\u0590-\u05ff]"),
    ("Thai", "[\u0e00-\u0e7f]"),
)
_ONLY: Final = {"Grek": "el", "Hebr": "he", "Thai": "th"}
"""Scripts in which news is written in one language."""
_OTHERS: Final = ("Cyrl", "Arab", "Deva", *_ONLY)
_PATTERNS: Final = tuple((name, re.compile(pattern)) for name, pattern in _CLASSES)
_FOREIGN = re.compile(f"[{''.join(pattern[1:-1] for name, pattern in _CLASSES if name != 'Latn')}]")
_LATIN_WORD = re.compile(f"{dict(_CLASSES)['Latn']}+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")


class _Scripts(dict[str, str]):
    """The script of each character met, "" where it says nothing."""

    def __missing__(self, char: str) -> str:
        self[char] = script = next((name for name, pattern in _PATTERNS if pattern.match(char)), "")
        return script


_SCRIPTS: Final = _Scripts()


class Identified(NamedTuple):
    """The language as ISO 639-1, `und` where nothing can be said, its script and how sure both are, from 0 to 1."""

    language: str
    script: str
    confidence: float


class _Count(NamedTuple):
    """What a text is made of."""

    chars: Counter[str]
    scripts: Counter[str]
    words: int  # Latin ones

    @property
    def cjk(self) -> int:
        return self.scripts["Hani"] + self.scripts["Kana"] + self.scripts["Hang"]

    @property
    def kind(self) -> str:
        """Give the script that decides how the text is read: CJK, Latn, another one, or "" where there are no letters."""
        widest = max(_OTHERS, key=lambda script: self.scripts[script])
        if self.cjk and self.cjk >= _HAN_PER_WORD * self.words and self.cjk >= self.scripts[widest]:
            return "CJK"
        if self.scripts[widest] > self.scripts["Latn"]:
            return widest
        return "Latn" if self.words else ""

    @property
    def size(self) -> float:
        """Give how much there is to read: Latin words count as a Chinese character, so an English reference list weighs less."""
        return self.cjk + self.words + sum(self.scripts[script] for script in _OTHERS) / _LETTERS_PER_WORD


def identify(record: Record, kit: "Kit") -> Record:
    """Fill `language`, `script` and `confidence`; `und` where nothing can be said, and the same answer every time.

    Where the text alone decides nothing, the language that the feed announced is taken if it is written in that script.
    """
    text = record.body[:LANGUAGE_CHARS]
    if len(text) < SHORT_BODY:
        text = f"{record.title[:SHORT_BODY]}\n{text}"
    language, script, confidence = language_of(text, kit.identify_latin)
    announced = record.hint.language.replace("_", "-").split("-")[0].lower()
    if language == UNKNOWN and script == "Latn" and announced in LATIN_LANGUAGES:
        language = announced
    return replace(record, language=language, script=script, confidence=confidence)


def language_of(text: str, detect: Detect) -> Identified:
    """Judge a text, one block a line, by its first LANGUAGE_CHARS characters; `detect` names the language of Latin prose."""
    text = _ADDRESS.sub(" ", text[:LANGUAGE_CHARS])
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and len(set(map(_kind, lines)) - {""}) > 1:
        return _by_block(lines, detect)
    return _judge(text, detect)


def _by_block(lines: list[str], detect: Detect) -> Identified:
    sizes: Counter[str] = Counter()
    blocks: dict[str, list[str]] = {}
    for line in lines:
        count = _count(line)
        sizes[count.kind] += count.size  # type: ignore[assignment]  # a Counter adds floats as well
        blocks.setdefault(count.kind, []).append(line)
    kind = max(sizes, key=lambda one: sizes[one])
    text = "\n".join(blocks[kind])
    language, script, confidence = _judge(text, detect)
    return Identified(language, script, round(confidence * sizes[kind] / sum(sizes.values()), 3))


def _count(text: str) -> _Count:
    chars = Counter(text)
    scripts: Counter[str] = Counter()
    for char, number in chars.items():
        scripts[_SCRIPTS[char]] += number
    return _Count(chars, scripts, len(_LATIN_WORD.findall(text)) if scripts["Latn"] else 0)


def _kind(text: str) -> str:
    """Give the script that decides how a text is read."""
    return _count(text).kind if _FOREIGN.search(text) else _latin(text)


def _latin(text: str) -> str:
    """Give the kind of a text without letters of other scripts; its characters need not be counted."""
    return "Latn" if _LATIN_WORD.search(text) else ""


def _judge(text: str, detect: Detect) -> Identified:
    count = _count(text) if _FOREIGN.search(text) else None
    kind = count.kind if count else _latin(text)
    if count and kind == "CJK":
        language, script, share = _cjk(text, count)
        return Identified(language, script, round(share * count.cjk / (count.cjk + count.words), 3))
    if kind in _ONLY:
        return Identified(_ONLY[kind], kind, 1.0)
    if not kind:
        return Identified(UNKNOWN, "", 0.0)
    language, confidence = detect(text)
    return Identified(language, kind, round(confidence, 3))


def _cjk(text: str, count: _Count) -> tuple[str, str, float]:
    if count.scripts["Hang"] >= _HANGUL_SHARE * count.cjk:
        return "ko", "Kore", 1.0
    if count.scripts["Kana"] >= _KANA_SHARE * count.cjk:
        return "ja", "Jpan", 1.0
    han = {char: number for char, number in count.chars.items() if _SCRIPTS[char] == "Hani"}
    if count.scripts["Kana"] and is_japanese_set(han):
        return "ja", "Jpan", 1.0
    return read(han, text)
