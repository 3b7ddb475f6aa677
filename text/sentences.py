"""Split English and Chinese health prose into sentences.

A stop ends a sentence unless the words around it say otherwise; where both readings are possible
the text stays whole, because two sentences translated as one lose less than one sentence translated
in halves.
"""

import re
from typing import Final

SENTENCE_CHARS: Final = 1_000
VERSION: Final = 1

_NEVER_FINAL_LIST: Final = """
dr mr mrs ms prof rev hon st mt vs cf viz fig figs eq eqs ref refs tab no nos vol ed eds pp p ch
sec art approx ca max min e.g i.e gen sen rep gov dept univ est
"""
NEVER_FINAL_ABBREVIATIONS: Final = frozenset(_NEVER_FINAL_LIST.split())
"""Abbreviations that another word always follows."""

_MAYBE_FINAL_LIST: Final = """
al etc inc ltd co corp jr sr bros a.m p.m u.s u.k u.n e.u d.c ph.d m.d d.o r.n b.sc m.sc
jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
spp sp var q.d b.i.d t.i.d q.i.d p.o i.v i.m s.c p.r.n
"""
MAYBE_FINAL_ABBREVIATIONS: Final = frozenset(_MAYBE_FINAL_LIST.split())
"""Abbreviations that may close a sentence: they do when a word follows that usually opens one."""

_OPENER_LIST: Final = """
The A An In On At It Its He She They We You I This That These Those There Their His Her Our My Your
But And Or So If When While Although However Moreover Meanwhile After Before Since For From With
Without By As To Of Not No Do Does Did Is Are Was Were Can Could Should May Most Many Some All Both
Each Every Another Other Such More What Who Why How Where Which Take Ask Call Patients People
Doctors Researchers Symptoms Treatment Then Now Here Still Yet Also Even Only Because
"""
SENTENCE_OPENERS: Final = frozenset(_OPENER_LIST.split())

_LETTERED_NOUN_LIST: Final = """
vitamin vitamins hepatitis type influenza flu group grade class phase stage plan part appendix
factor protein immunoglobulin strain blood category panel table figure arm cohort
"""
LETTERED_NOUNS: Final = frozenset(_LETTERED_NOUN_LIST.split())
"""Words whose letter is a name and no initial: 'vitamin D.' ends a sentence, 'J. Smith' does not.
"""

_WORDS_BEFORE: Final = 100  # characters before a stop that say what it is
_CLOSING_MARKS: Final = "\"'”’)\\]»」』）】》"
_SENTENCE_END: Final = re.compile(
    # Chinese stops need no space behind them
    rf"[。！？]++[！？!?…]*+[{_CLOSING_MARKS}]*+\s*+"
    # a run of stops is one: tried again from each of them, thirty thousand dots take minutes
    rf"|(?<![.!?…])[.!?…]++[{_CLOSING_MARKS}]*+"
    rf"(?:\[\d{{1,3}}(?:[,–-]\s?\d{{1,3}})*\]|[¹²³⁰⁴-⁹]+)?(?:\s+|$)"
    # reference numbers stuck to the stop
    r"|(?<=[a-z]{2})\.(?:\[\d{1,3}(?:[,–-]\d{1,3})*\]|\d{1,3}(?:[,–-]\d{1,3})*)\s+(?=[A-Z])"
    rf"|(?<=[a-z]{{3}})[.!?][{_CLOSING_MARKS}]*(?=[A-Z][a-z]+\s)"  # the space was lost
    r"|\n+"
)
_WORD_BEFORE: Final = re.compile(r"([A-Za-z][A-Za-z.]{0,12})$")
_NEXT_WORD: Final = re.compile(r"[\"'“‘(\[«「『（【《]*([^\W\d_][\w'’-]*)?")
_LIST_NUMBER: Final = re.compile(r"\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})")
_LETTERS_BEFORE_LAST: Final = re.compile(r"\b[A-Z],? (?:and|or) $")
_QUOTED_QUESTION: Final = re.compile(r"^[！？]+[”’」』]$")
_CUT_POINT: Final = re.compile(r"[;；,，、:：]\s*|\s+")


def split_sentences(text: str) -> list[str]:
    """Cut a text into sentences that, joined, give it back: each keeps the space behind it.

    A sentence longer than SENTENCE_CHARS is cut at the last comma or space before that.
    """
    pieces: list[str] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.end() > start and _ends_sentence(text, start, match):
            pieces.extend(_cut_long_sentence(text[start : match.end()]))
            start = match.end()
    if start < len(text):
        pieces.extend(_cut_long_sentence(text[start:]))
    return pieces


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    mark = match.group()
    if match.end() == len(text) or "\n" in mark:
        return True
    if mark[0] in "。！？":
        return not (
            _QUOTED_QUESTION.match(mark) and text[match.end()] not in '“「『"'
        )  # “好吗？”他问
    following = _NEXT_WORD.match(text, match.end())
    word = following.group(1) or "" if following else ""
    # mRNA, pH and eGFR open sentences, other small letters do not
    if word[:1].islower() and not any(char.isupper() for char in word):
        return False
    return (
        not mark.startswith(".")
        or mark.startswith("..")
        or _is_full_stop(
            text[max(start, match.start() - _WORDS_BEFORE) : match.start()], word, mark
        )
    )


def _is_full_stop(before: str, word: str, mark: str) -> bool:
    """Decide whether one full stop closes a sentence or shortens a word."""
    # a quotation mark, bracket or reference follows the stop: no abbreviation
    if len(mark.rstrip()) > 1:
        return True
    # "1. Wash your hands": the number stays with its item
    if _LIST_NUMBER.fullmatch(before.strip()):
        return False
    match = _WORD_BEFORE.search(before)
    if not match:
        return True
    last = match.group(1)
    if last.lower() in NEVER_FINAL_ABBREVIATIONS:
        return False
    if len(last) == 1 and last.isupper():
        ahead = before[: -len(last)]
        # vitamins A, C and D.
        named = ahead.rstrip().rsplit(" ", 1)[
            -1
        ].lower() in LETTERED_NOUNS or _LETTERS_BEFORE_LAST.search(ahead)
        return bool(named) or word in SENTENCE_OPENERS
    if last.lower() in MAYBE_FINAL_ABBREVIATIONS or "." in last:
        return word in SENTENCE_OPENERS
    return True


def _cut_long_sentence(sentence: str) -> list[str]:
    pieces, start = [], 0
    while len(sentence) - start > SENTENCE_CHARS:
        middle, end = start + SENTENCE_CHARS // 2, start + SENTENCE_CHARS
        cuts = [match.end() for match in _CUT_POINT.finditer(sentence, middle, end)]
        at = cuts[-1] if cuts else end
        pieces.append(sentence[start:at])
        start = at
    return [*pieces, sentence[start:]]
