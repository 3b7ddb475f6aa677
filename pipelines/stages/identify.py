"""Fourth stage: identify in which language and script an article is written.

The script is counted first, because it decides Chinese, Japanese and Korean better than any
detector: on single sentences in traditional characters langdetect was right on 48 %, the count on
all. Only other prose is left to the letters. An article in several languages is judged block by
block: the one with most to read is its language. Within a block prose decides, not the number of
characters: a name in brackets, a greeting, the name of a product change nothing.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

from pipelines.resources.language_profiles import LATIN_LANGUAGES, UNKNOWN_LANGUAGE
from records.record import Record
from text.chinese.folding import HAN_RANGES
from text.chinese.variants import detect_variant, fits_japanese_charset

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

LANGUAGE_CHARS: Final = 20_000  # read to decide a language
VERSION: Final = 3

LanguageDetector = Callable[[str], tuple[str, float]]

SHORT_BODY_CHARS: Final = 200  # characters; below this the title is read too
_HANGUL_SHARE: Final = 0.20  # of the CJK characters
# of the CJK characters; where all Han characters are of the Japanese set, any kana is enough
_KANA_SHARE: Final = 0.10
# CJK characters to Latin words: a Chinese line may be full of names, an English one quotes a few
_HAN_PER_WORD: Final = 0.25
_LETTERS_PER_WORD: Final = 6  # of other scripts, to compare them with Latin words
_CLEAR_RATIO: Final = 3  # CJK characters to Latin words: more is Chinese whatever the words are
_UNSURE: Final = 0.6  # confidence below which what the page says of its language counts
_SCRIPT_RANGES: Final = (
    ("Hani", f"[{HAN_RANGES}]"),
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
_SINGLE_LANGUAGE_SCRIPTS: Final = {"Grek": "el", "Hebr": "he", "Thai": "th"}
"""Scripts in which news is written in one language."""
_OTHER_SCRIPTS: Final = ("Cyrl", "Arab", "Deva", *_SINGLE_LANGUAGE_SCRIPTS)
_SCRIPT_PATTERNS: Final = tuple((name, re.compile(pattern)) for name, pattern in _SCRIPT_RANGES)
_NON_LATIN_CHAR = re.compile(
    f"[{''.join(pattern[1:-1] for name, pattern in _SCRIPT_RANGES if name != 'Latn')}]"
)
_LATIN_WORD = re.compile(f"{dict(_SCRIPT_RANGES)['Latn']}+")
_ASIDE = re.compile(
    r"[（(「『“\"《【\[]([^（(「『“《【\[）)」』”\"》】\]]{1,200})[）)」』”\"》】\]]"
)
"""What stands in brackets or quotation marks."""
_LATIN_RUN = re.compile(
    rf"(?:(?<!{dict(_SCRIPT_RANGES)['Latn']}){_LATIN_WORD.pattern}+"
    r"(?:[\s,;:'’./&()%\d-]{1,8}|$)){4,}"
)
_LONG_RUN_WORDS: Final = 6
_FUNCTION_WORD = re.compile(
    r"\b(?:the|a|an|and|of|to|in|is|are|was|for|on|with|that|by|as|at|from|it|or|but|has|have"
    r"|who|which"
    r"|my|i|we|he|she|they|der|die|das|und|ist|le|la|les|des|et|est|el|los|que|y|il|di|che|o|os"
    r"|um)\b",
    re.IGNORECASE,
)
_CJK_RUN = re.compile(f"[{HAN_RANGES}\u3041-\u30fa\u30fc\uac00-\ud7af，。、！？；：]{{5,}}")
_HIRAGANA = re.compile("[\u3041-\u3096]")
_CHINESE_PARTICLE = re.compile("[的了这這们們吗嗎呢吧还還没沒]")
_URL = re.compile(r"https?://\S+|www\.\S+")


class _ScriptCache(dict[str, str]):
    """The script of each character met, "" where it says nothing."""

    def __missing__(self, char: str) -> str:
        self[char] = script = next(
            (name for name, pattern in _SCRIPT_PATTERNS if pattern.match(char)), ""
        )
        return script


_SCRIPT_BY_CHAR: Final = _ScriptCache()


class IdentifiedLanguage(NamedTuple):
    """The language as ISO 639-1, `und` where nothing can be said, its script and how sure both are,
    from 0 to 1.
    """

    language: str
    script: str
    confidence: float


class _ScriptCounts(NamedTuple):
    """What a text is made of."""

    chars: Counter[str]
    scripts: Counter[str]
    words: int  # Latin ones

    @property
    def cjk(self) -> int:
        return self.scripts["Hani"] + self.scripts["Kana"] + self.scripts["Hang"]

    @property
    def deciding_script(self) -> str:
        """Give the script that decides how the text is read:

        CJK, Latn, another one, or "" where there are no letters.
        """
        widest = max(_OTHER_SCRIPTS, key=lambda script: self.scripts[script])
        if self.cjk and self.cjk >= _HAN_PER_WORD * self.words and self.cjk >= self.scripts[widest]:
            return "CJK"
        if self.scripts[widest] > self.scripts["Latn"]:
            return widest
        return "Latn" if self.words else ""

    @property
    def reading_size(self) -> float:
        """Give how much there is to read:

        Latin words count as a Chinese character, so an English reference list weighs less.
        """
        return (
            self.cjk
            + self.words
            + sum(self.scripts[script] for script in _OTHER_SCRIPTS) / _LETTERS_PER_WORD
        )


def identify(record: Record, context: "StageContext") -> Record:
    """Fill `language`, `script` and `confidence`.

    `und` where nothing can be said, and the same answer every time.

    Where the text alone decides nothing, or little, the language that the feed announced or the
    page states is taken if the text is written in its script.
    """
    text = record.body[:LANGUAGE_CHARS]
    if len(text) < SHORT_BODY_CHARS:
        text = f"{record.title[:SHORT_BODY_CHARS]}\n{text}"
    found = identify_language(text, context.identify_latin)
    announced = record.hint.language or record.language_hint
    found = _weigh_announced_language(
        found, announced.replace("_", "-").split("-")[0].lower(), text
    )
    return replace(
        record, language=found.language, script=found.script, confidence=found.confidence
    )


def _weigh_announced_language(
    identified: IdentifiedLanguage, announced: str, text: str
) -> IdentifiedLanguage:
    """Take the announced language where the text leaves it open and has letters of its script."""
    if identified.language == UNKNOWN_LANGUAGE:
        is_latin = identified.script == "Latn" and announced in LATIN_LANGUAGES
        return identified._replace(language=announced) if is_latin else identified
    if identified.confidence >= _UNSURE or announced == identified.language:
        return identified
    counts = _count_scripts(text)
    if announced in LATIN_LANGUAGES and counts.words >= max(1, counts.cjk):
        return identified._replace(language=announced, script="Latn")
    if announced == "ja" and counts.cjk > counts.words:
        return identified._replace(language="ja", script="Jpan")
    return identified


def identify_language(text: str, detect: LanguageDetector) -> IdentifiedLanguage:
    """Judge a text, one block a line, by its first LANGUAGE_CHARS characters.

    `detect` names the language of Latin prose.
    """
    text = _URL.sub(" ", text[:LANGUAGE_CHARS])
    if _NON_LATIN_CHAR.search(text):
        text = _ASIDE.sub(_blank_foreign_aside, text)
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and len(set(map(_get_deciding_script, lines)) - {""}) > 1:
        return _identify_by_block(lines, detect)
    return _identify_text(text, detect)


def _blank_foreign_aside(aside: re.Match[str]) -> str:
    """Leave out a bracket in another script than the word before it: Wuhan (武汉)."""
    before = aside.string[max(0, aside.start() - 3) : aside.start()]
    outer = next((script for char in reversed(before) if (script := _SCRIPT_BY_CHAR[char])), "")
    inner = {script for char in aside[1] if (script := _SCRIPT_BY_CHAR[char])}
    if "Kana" in inner:
        inner.discard("Hani")
    return " " if outer and inner and outer not in inner else aside[0]


def _is_latin_prose(text: str) -> bool:
    """Say whether the prose of a text with both kinds of letters is in Latin ones.

    Prose is a run of words with a function word among them, or of six; of Chinese, five characters.
    """
    runs = [(run[0], len(_LATIN_WORD.findall(run[0]))) for run in _LATIN_RUN.finditer(text)]
    words = sum(
        count for run, count in runs if count >= _LONG_RUN_WORDS or _FUNCTION_WORD.search(run)
    )
    return words > sum(len(run[0]) for run in _CJK_RUN.finditer(text))


def _identify_by_block(lines: list[str], detect: LanguageDetector) -> IdentifiedLanguage:
    sizes: dict[str, float] = defaultdict(float)
    blocks: dict[str, list[str]] = {}
    for line in lines:
        counts = _count_scripts(line)
        script = _decide(line, counts)
        sizes[script] += counts.reading_size
        blocks.setdefault(script, []).append(line)
    kind = max(sizes, key=lambda script: sizes[script])
    text = "\n".join(blocks[kind])
    language, script, confidence = _identify_text(text, detect)
    return IdentifiedLanguage(
        language, script, round(confidence * sizes[kind] / sum(sizes.values()), 3)
    )


def _count_scripts(text: str) -> _ScriptCounts:
    chars = Counter(text)
    scripts: Counter[str] = Counter()
    for char, number in chars.items():
        scripts[_SCRIPT_BY_CHAR[char]] += number
    return _ScriptCounts(chars, scripts, len(_LATIN_WORD.findall(text)) if scripts["Latn"] else 0)


def _get_deciding_script(text: str) -> str:
    """Give the script that decides how a text is read."""
    if not _NON_LATIN_CHAR.search(text):
        return _check_latin(text)
    return _decide(text, _count_scripts(text))


def _decide(text: str, counts: _ScriptCounts) -> str:
    is_open = counts.words and 0 < counts.cjk < _CLEAR_RATIO * counts.words
    return "Latn" if is_open and _is_latin_prose(text) else counts.deciding_script


def _check_latin(text: str) -> str:
    """Give the kind of a text without letters of other scripts; its characters need not be
    counted.
    """
    return "Latn" if _LATIN_WORD.search(text) else ""


def _identify_text(text: str, detect: LanguageDetector) -> IdentifiedLanguage:
    count = _count_scripts(text) if _NON_LATIN_CHAR.search(text) else None
    kind = _decide(text, count) if count else _check_latin(text)
    if count and kind == "CJK":
        language, script, share = _identify_cjk(text, count)
        return IdentifiedLanguage(
            language, script, round(share * count.cjk / (count.cjk + count.words), 3)
        )
    if kind in _SINGLE_LANGUAGE_SCRIPTS:
        return IdentifiedLanguage(_SINGLE_LANGUAGE_SCRIPTS[kind], kind, 1.0)
    if not kind:
        return IdentifiedLanguage(UNKNOWN_LANGUAGE, "", 0.0)
    language, confidence = detect(text)
    if count and count.words:
        confidence *= count.words / (count.words + count.cjk)
    return IdentifiedLanguage(language, kind, round(confidence, 3))


def _identify_cjk(text: str, script_counts: _ScriptCounts) -> tuple[str, str, float]:
    if script_counts.scripts["Hang"] >= _HANGUL_SHARE * script_counts.cjk:
        return "ko", "Kore", 1.0
    # a product's name in katakana makes no Japanese of a text with Chinese particles
    is_japanese = _HIRAGANA.search(text) or not _CHINESE_PARTICLE.search(text)
    if is_japanese and script_counts.scripts["Kana"] >= _KANA_SHARE * script_counts.cjk:
        return "ja", "Jpan", 1.0
    han = {
        char: number
        for char, number in script_counts.chars.items()
        if _SCRIPT_BY_CHAR[char] == "Hani"
    }
    if script_counts.scripts["Kana"] and fits_japanese_charset(han):
        return "ja", "Jpan", 1.0
    return detect_variant(han, text)
