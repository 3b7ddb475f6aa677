"""Fourth stage of the line: say in which language and script an article is written.

The script is counted first, because it decides Chinese, Japanese and Korean better than any detector: on single sentences in
traditional characters langdetect was right on 48 %, the count on 99.7 %. Only other prose is left to langdetect.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from records.folding import HAN, simplify
from records.limits import LANGUAGE_CHARS
from records.record import Record

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 2

UNKNOWN: Final = "und"
SHORT_BODY: Final = 200  # characters; below this the title is read too
_HANGUL_SHARE: Final = 0.20  # of the CJK characters
_KANA_SHARE: Final = 0.10  # of the CJK characters
_HAN_PER_WORD: Final = 0.25  # Han characters to Latin words: an English page may quote Chinese names
_FLOOR: Final = 0.8  # of langdetect; below it 17 of 1,000 openings of six words were taken for another language

_HAN_RUN = re.compile(f"[{HAN}]+")
_KANA_RUN = re.compile("[\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f]+")
_HANGUL_RUN = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7af]+")
_LATIN_WORD = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff]+")
_BEYOND_LATIN = re.compile("[\u0370-\u1dff\u1f00-\U0010ffff]+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_OTHER_SCRIPTS: Final = {
    "Cyrl": (re.compile("[\u0400-\u052f]+"), ""),
    "Arab": (re.compile("[\u0600-\u06ff\u0750-\u077f]+"), ""),
    "Deva": (re.compile("[\u0900-\u097f]+"), ""),
    "Grek": (re.compile("[\u0370-\u03ff\u1f00-\u1fff]+"), "el"),
    "Hebr": (re.compile("[\u0590-\u05ff]+"), "he"),
    "Thai": (re.compile("[\u0e00-\u0e7f]+"), "th"),
}
"""Script -> its words, and the language where the script has only one that news is written in."""


def identify(record: Record, kit: "Kit") -> Record:
    """Fill `language`, `script` and `confidence`; `und` where nothing can be said, and the same answer every time.

    Where the text alone decides nothing, the language that the feed announced is taken if it is written in that script.
    """
    text = record.body[:LANGUAGE_CHARS]
    if len(text) < SHORT_BODY:
        text = f"{record.title[:SHORT_BODY]}\n{text}"
    language, script, confidence = _of(_ADDRESS.sub(" ", text), kit.identify_latin)
    announced = record.hint.language.replace("_", "-").split("-")[0].lower()
    if language == UNKNOWN and script == "Latn" and announced in LATIN_LANGUAGES:
        language = announced
    return replace(record, language=language, script=script, confidence=round(confidence, 3))


def _of(text: str, identify_latin: Callable[[str], tuple[str, float]]) -> tuple[str, str, float]:
    beyond = "".join(_BEYOND_LATIN.findall(text))  # nothing but a few quotation marks, as a rule, or the whole text
    han, kana, hangul = (_chars(pattern, beyond) for pattern in (_HAN_RUN, _KANA_RUN, _HANGUL_RUN))
    cjk = han + kana + hangul
    words = len(_LATIN_WORD.findall(text))
    others = {script: _chars(pattern, beyond) for script, (pattern, _) in _OTHER_SCRIPTS.items()}
    widest = max(others, key=lambda script: others[script])
    if cjk and cjk >= _HAN_PER_WORD * words and cjk >= others[widest]:
        sure = cjk / (cjk + words)
        if hangul >= _HANGUL_SHARE * cjk:
            return "ko", "Kore", sure
        if kana >= _KANA_SHARE * cjk:
            return "ja", "Jpan", sure
        return "zh", chinese_script(text), sure
    if others[widest] > _chars(_LATIN_WORD, text):
        only = _OTHER_SCRIPTS[widest][1]
        return (only, widest, 1.0) if only else _spoken(identify_latin(text), widest)
    if _is_plain_english(text):
        return "en", "Latn", _PLAIN
    return _spoken(identify_latin(text), "Latn") if words else (UNKNOWN, "", 0.0)


def _is_plain_english(text: str) -> bool:
    """Say whether the beginning of a text is English by its little words alone, so that the detector need not be asked.

    1,000 of 1,000 English texts of eight sentences pass with a fifth of such words, two of the English development pages have 18 %; in
    the translated messages of 42 languages in Latin letters (10,000 to 490,000 words each, from programs) they are 0 to 9 % of the
    words, most in Hungarian.
    """
    words = _LATIN_WORD.findall(text[:_PLAIN_CHARS].lower())
    return len(words) >= _PLAIN_WORDS and "the" in words and sum(word in _LITTLE for word in words) >= _LITTLE_SHARE * len(words)


_PLAIN: Final = 0.999
_PLAIN_CHARS: Final = 800
_PLAIN_WORDS: Final = 40
_LITTLE_SHARE: Final = 0.15
_LITTLE: Final = frozenset(
    "the of and to in a is that for it with as was on are by this be at from have or an not which but they you were been has their".split()  # noqa: SIM905
)


def _chars(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))


def _spoken(answer: tuple[str, float], script: str) -> tuple[str, str, float]:
    language, confidence = answer
    return (language, script, confidence) if confidence >= _FLOOR else (UNKNOWN, script, confidence)


def chinese_script(text: str) -> str:
    """Tell simplified (Hans) from traditional (Hant) by the characters that only one of them has; Hans when there are none."""
    counts = Counter(char for run in _HAN_RUN.findall(text) for char in run)
    balance = sum(number * _leaning(char) for char, number in counts.items())
    return "Hant" if balance > 0 else "Hans"


@lru_cache(maxsize=32_768)
def _leaning(char: str) -> int:
    # characters of both scripts (后, 里, 著) say nothing: the two national character sets tell which these are
    mainland, taiwan = _encodes(char, "gb2312"), _encodes(char, "big5")
    if not mainland and simplify(char) != char:
        return 1
    return -1 if mainland and not taiwan else 0


def _encodes(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


LATIN_LANGUAGES: Final = tuple(
    "af ca cs cy da de en es et fi fr hr hu id it lt lv nl no pl pt ro sk sl so sq sv sw tl tr vi".split()  # noqa: SIM905  one line reads better
)
_OTHER_LANGUAGES: Final = ("ar", "bg", "fa", "hi", "mk", "mr", "ne", "ru", "uk", "ur")
_ENGLISH_PRIOR: Final = 20.0  # times as likely as any other: it is what the sources publish in beside Chinese
_DETECTOR_CHARS: Final = 600  # read by langdetect; it is right on 1,000 of 1,000 texts of so many, sure of each
_KNOWN_SHARE: Final = 0.45  # of the letter triples; English sentences have 0.65 and more, random letters under 0.4


def latin_detector() -> Callable[[str], tuple[str, float]]:
    """Give a function that names the language of Latin, Cyrillic, Arabic or Devanagari prose, with its probability.

    Profiles are loaded at the first call (0.3 s), which a purely Chinese source never makes.
    """

    @lru_cache(maxsize=1)
    def detector() -> "_Detector":
        return _Detector()

    return lambda text: detector().detect(text)


class _Detector:
    """langdetect with a fixed seed and without the languages that the script already decided."""

    def __init__(self) -> None:
        from importlib.resources import files

        from langdetect.detector_factory import DetectorFactory

        languages = LATIN_LANGUAGES + _OTHER_LANGUAGES
        self._factory = DetectorFactory()
        self._factory.set_seed(0)  # of this factory: without it 74 of 800 short texts changed their language between runs
        profiles = files("langdetect") / "profiles"
        self._factory.load_json_profile([(profiles / language).read_text("utf-8") for language in languages])
        self._prior = {language: _ENGLISH_PRIOR if language == "en" else 1.0 for language in languages}

    def detect(self, text: str) -> tuple[str, float]:
        from langdetect.lang_detect_exception import LangDetectException

        text = text[:_DETECTOR_CHARS]
        if text.isupper():  # words in capitals are not read, as if they were abbreviations
            text = text.lower()
        detector = self._factory.create()
        detector.set_prior_map(self._prior)
        detector.append(text)
        try:
            answers = detector.get_probabilities()
        except LangDetectException:  # no letters that any profile knows
            return UNKNOWN, 0.0
        language, probability = next(((str(answer.lang), float(answer.prob)) for answer in answers), (UNKNOWN, 0.0))
        if language in LATIN_LANGUAGES and self._known_share(text, language) < _KNOWN_SHARE:
            return UNKNOWN, 0.0
        return language, probability

    def _known_share(self, text: str, language: str) -> float:
        # langdetect always names some language; keyboard noise and base64 betray themselves by triples that it never has
        column = self._factory.langlist.index(language)
        table = self._factory.word_lang_prob_map
        words = [f" {word} " for word in _LATIN_WORD.findall(text) if not word.isupper()]
        triples = [word[at : at + 3] for word in words for at in range(len(word) - 2)]
        known = sum(1 for triple in triples if triple in table and table[triple][column] > 0)
        return known / len(triples) if triples else 0.0
