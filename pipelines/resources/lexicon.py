"""The medical lexicon: names of diseases, symptoms, drugs, procedures, departments, ready to be
searched for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, cast

from records.errors import UsageError
from text.chinese.folding import HAN_RANGES, fold_text
from text.offsets import LONE_SURROGATE

LexiconLevel = Literal["tag", "generic", "needs_suffix", "off"]
"""generic: too wide for a tag; needs_suffix: a tag only with 科 after it; off: useless.

All hide the shorter names within.
"""

LEXICON_LEVELS: Final = ("tag", "generic", "needs_suffix", "off")
TERM_TYPES: Final = ("disease", "symptom", "drug", "procedure", "department")
_COLUMN_COUNT: Final = 8  # term, type, canonical, en, department code, level, origin, licence
_HAN = re.compile(f"[{HAN_RANGES}]")
_BRITISH_SPELLINGS: Final = (
    ("anemi", "anaemi"),
    ("anesth", "anaesth"),
    ("diarrhea", "diarrhoea"),
    ("edema", "oedema"),
    ("esophag", "oesophag"),
    ("glycem", "glycaem"),
    ("gynec", "gynaec"),
    ("hem", "haem"),
    ("ischemi", "ischaemi"),
    ("leukemi", "leukaemi"),
    ("orthoped", "orthopaed"),
    ("pediatr", "paediatr"),
    ("pnea", "pnoea"),
    ("tumor", "tumour"),
)
"""American spelling, as the lexicon has it, beside the British one of half of the English sources.
"""


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """One name of the lexicon."""

    term: str
    canonical: str
    type: str
    en: str
    level: LexiconLevel
    is_abbreviation: bool = False  # a short abbreviation: AIDS, but not the hearing aids


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All names as one automaton that finds every one of them in a single pass over folded text."""

    automaton: Any  # ahocorasick_rs.AhoCorasick
    entries: tuple[LexiconEntry, ...]  # by number of the automaton's pattern
    words: tuple[str, ...]  # the Chinese names, for the segmenter

    def find_entries(self, folded: str) -> list[tuple[LexiconEntry, int, int]]:
        """Give all occurrences, overlapping ones too, from the left and the longest first.

        Offsets are those of the text.
        """
        try:
            matches = self.automaton.find_matches_as_indexes(folded, overlapping=True)
        except UnicodeEncodeError:  # half a surrogate pair, which is in no name
            matches = self.automaton.find_matches_as_indexes(
                LONE_SURROGATE.sub("\ufffd", folded), overlapping=True
            )
        return [
            (self.entries[number], start, end)
            for number, start, end in sorted(matches, key=lambda hit: (hit[1], -hit[2]))
        ]


def load_lexicon(path: Path) -> Lexicon:
    """Read a lexicon of tab-separated lines.

    Raises OSError, or UsageError with file and line where one is not as it must be.
    """
    from ahocorasick_rs import AhoCorasick, Implementation

    with path.open(encoding="utf-8") as file:
        next(file, None)  # the names of the columns
        entries = [
            _parse_entry(line.rstrip("\n"), f"{path}:{number}")
            for number, line in enumerate(file, start=2)
            if line.strip()
        ]
    # one call of `fold` for all names: seven thousand separate ones would take a second
    names = dict(
        zip(
            fold_text("\n".join(entry.term for entry in entries)).split("\n"), entries, strict=False
        )
    )
    for name, entry in _list_english_names(entries):
        names.setdefault(name, entry)
    # the contiguous automaton is a fifth of the full table's memory and quick enough: reading the
    # pages takes a hundred times longer
    automaton = AhoCorasick(list(names), implementation=Implementation.ContiguousNFA)
    return Lexicon(
        automaton,
        tuple(names.values()),
        tuple(entry.term for entry in entries if _HAN.search(entry.term)),
    )


def _parse_entry(line: str, location: str) -> LexiconEntry:
    columns = line.split("\t")
    if len(columns) != _COLUMN_COUNT:
        raise UsageError(
            f"{location}: {len(columns)} columns; a term has {_COLUMN_COUNT}, separated by tabs"
        )
    term, kind, canonical, en, _, level = columns[:6]
    if not term or not canonical or kind not in TERM_TYPES or level not in LEXICON_LEVELS:
        raise UsageError(
            f"{location}: needs term, canonical name, a type of {', '.join(TERM_TYPES)}, a level of"
            f" {', '.join(LEXICON_LEVELS)}"
        )
    return LexiconEntry(
        term, canonical, kind, en, cast(LexiconLevel, level), _is_abbreviation(term)
    )


def _is_abbreviation(name: str) -> bool:
    return name.isalpha() and name.isascii() and name.isupper() and len(name) <= 4


def _list_english_names(entries: list[LexiconEntry]) -> Iterator[tuple[str, LexiconEntry]]:
    """Give the English names.

    Where several entries share one, that of the disease before that of its symptom or department.
    """
    ordered = sorted(
        entries, key=lambda entry: (entry.term != entry.canonical, TERM_TYPES.index(entry.type))
    )
    for entry in ordered:
        if entry.en:
            # English departments need no suffix
            level: LexiconLevel = "tag" if entry.level == "needs_suffix" else entry.level
            named = LexiconEntry(
                entry.en, entry.canonical, entry.type, entry.en, level, _is_abbreviation(entry.en)
            )
            for name in _list_spellings(fold_text(entry.en)):
                yield name, named


def _list_spellings(name: str) -> Iterator[str]:
    british = name
    for american, other in _BRITISH_SPELLINGS:
        british = british if other in british else british.replace(american, other)
    for spelling in dict.fromkeys((name, british)):
        yield spelling
        if "-" in spelling:
            yield spelling.replace("-", " ")
        if spelling.endswith("y"):
            yield spelling[:-1] + "ies"
        if " " in spelling and spelling.endswith("s") and not spelling.endswith(("ss", "is", "us")):
            yield spelling[:-1]
