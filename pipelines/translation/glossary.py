"""The glossary: how medical terms must be rendered, which renderings are known to be wrong."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from records.errors import UsageError
from text.chinese.folding import fold_text

VERSION: Final = 1
GLOSSARY_COLUMNS: Final = ("term", "preferred", "accepted", "bad", "case", "note")
CASE_SENSITIVE: Final = "cased"
_MIN_RENDERING_CHARS: Final = 2
"""A shorter rendering (肺) stands in too many words to prove that a term was exchanged."""
_WORD_CHARACTER: Final = re.compile(r"[A-Za-z0-9]")
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LOWER_TABLE: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class GlossaryTerm:
    """One English term; `accepted` holds the preferred rendering too."""

    term: str
    preferred: str
    accepted: tuple[str, ...]
    bad: tuple[str, ...] = ()
    case_sensitive: bool = False  # WHO, but not who
    note: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, found in one pass; the longest wins where several begin at the same place."""

    terms: tuple[GlossaryTerm, ...] = ()
    digest: str = ""  # of the files: part of what a remembered sentence depends on
    _automaton: Any = field(default=None, repr=False, compare=False)
    # by number of the automaton's pattern
    _names: tuple[GlossaryTerm, ...] = field(default=(), repr=False, compare=False)
    _renderings: Any = field(default=None, repr=False, compare=False)
    _terms_of_rendering: dict[str, set[str]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def find_terms(self, source: str) -> list[GlossaryTerm]:
        """Give the terms of an English sentence from the left, each once."""
        if self._automaton is None:
            return []
        terms: dict[str, GlossaryTerm] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(_lower_ascii(source)):
            term = self._names[number]
            if not _is_whole_word(source, start, end) or (
                term.case_sensitive and source[start:end].rstrip("s") != term.term.rstrip("s")
            ):
                continue
            terms.setdefault(term.term, term)
        return list(terms.values())

    def find_rendered(self, target: str) -> dict[str, set[str]]:
        """Give the preferred renderings that stand in a Chinese sentence, each with the English
        terms it may stand for.
        """
        if self._renderings is None:
            return {}
        folded = "".join(fold_text(target).split())
        names = list(self._terms_of_rendering)
        return {
            names[number]: self._terms_of_rendering[names[number]]
            for number, _, _ in self._renderings.find_matches_as_indexes(folded)
        }


EMPTY_GLOSSARY: Final = Glossary()


def build_glossary(terms: tuple[GlossaryTerm, ...], digest: str = "") -> Glossary:
    """Make terms searchable, in singular and plural."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    names: dict[str, GlossaryTerm] = {}
    for term in terms:
        for name in _inflect_name(_lower_ascii(term.term)):
            names.setdefault(name, term)
    automaton = AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest) if names else None
    terms_of_rendering = dict[str, set[str]]()
    for term in terms:
        folded = "".join(fold_text(term.preferred).split())
        if len(folded) >= _MIN_RENDERING_CHARS and not folded.isascii():
            terms_of_rendering.setdefault(folded, set()).add(term.term)
    renderings = (
        AhoCorasick(list(terms_of_rendering), matchkind=MatchKind.LeftmostLongest)
        if terms_of_rendering
        else None
    )
    return Glossary(terms, digest, automaton, tuple(names.values()), renderings, terms_of_rendering)


def load_glossary(*folders: Path) -> Glossary:
    """Read all *.tsv files of some folders, ours before an operator's own: a later line for a term
    takes the place of an earlier one.

    Raises UsageError with file and line where a line is not as it must be; a folder that is not
    there has no terms.
    """
    from hashlib import sha256

    terms: dict[str, GlossaryTerm] = {}
    digest = sha256()
    for path in (path for folder in folders for path in sorted(folder.glob("*.tsv"))):
        text = path.read_text("utf-8")
        digest.update(text.encode())
        for number, line in enumerate(text.splitlines()[1:], start=2):
            if line.strip():
                term = _parse_term(line, f"{path}:{number}")
                terms[term.term.lower()] = term
    return build_glossary(tuple(terms.values()), digest.hexdigest()[:16] if terms else "")


def _parse_term(line: str, location: str) -> GlossaryTerm:
    columns = line.split("\t")
    if len(columns) != len(GLOSSARY_COLUMNS):
        raise UsageError(
            "{location}: {number} columns; a term has {expected}, separated by tabs: {names}",
            location=location,
            number=len(columns),
            expected=len(GLOSSARY_COLUMNS),
            names=", ".join(GLOSSARY_COLUMNS),
        )
    term, preferred, accepted, bad, case, note = (column.strip() for column in columns)
    if not term or not preferred or case not in ("", CASE_SENSITIVE):
        raise UsageError(
            "{location}: needs a term, its preferred rendering, and {marker!r} or nothing as case",
            location=location,
            marker=CASE_SENSITIVE,
        )
    wrong = tuple(filter(None, bad.split("|")))
    right = tuple(dict.fromkeys((preferred, *filter(None, accepted.split("|")))))
    if both := set(wrong) & set(right):
        raise UsageError(
            "{location}: {terms} cannot be accepted and bad at once",
            location=location,
            terms="、".join(sorted(both)),
        )
    return GlossaryTerm(term, preferred, right, wrong, bool(case), note)


def replace_bad_renderings(source: str, target: str, glossary: Glossary) -> str:
    """Write the preferred rendering where a known bad one stands in the translation of a sentence
    that has the term.
    """
    for term in glossary.find_terms(source):
        for bad in sorted(term.bad, key=len, reverse=True):
            target = target.replace(bad, term.preferred)
    return target


def find_missing_terms(source: str, target: str, glossary: Glossary) -> list[GlossaryTerm]:
    """Give the terms of a sentence of which no accepted rendering stands in its translation."""
    folded = "".join(fold_text(target).split())
    return [
        term
        for term in glossary.find_terms(source)
        if not any("".join(fold_text(rendering).split()) in folded for rendering in term.accepted)
    ]


def has_accepted_rendering(name: str, target: str, glossary: Glossary) -> bool:
    """Say whether a name is a term, and a rendering of it stands in the translation: HbA1c,
    糖化血红蛋白.
    """
    return any(
        term.term.lower() == name.lower() and not find_missing_terms(name, target, glossary)
        for term in glossary.find_terms(name)
    )


@dataclass(frozen=True, slots=True)
class Substitution:
    """A term of the source, and the rendering of another one that stands in its place."""

    term: GlossaryTerm
    rendering: str


def find_substituted_terms(
    source: str, target: str, missing: list[GlossaryTerm], glossary: Glossary
) -> list[Substitution]:
    """Give the missing terms of a sentence in whose translation another term of the glossary stands
    that the source does not have: metformin, 甲氨蝶呤.
    """
    if not missing:
        return []
    terms_of_source = glossary.find_terms(source)
    ours = {term.term for term in terms_of_source}
    accepted = {rendering for term in terms_of_source for rendering in term.accepted}
    foreign = [
        rendering
        for rendering, terms in glossary.find_rendered(target).items()
        if not terms & ours
        and not any(rendering in other or other in rendering for other in accepted)
    ]
    return [Substitution(term, foreign[0]) for term in missing[:1] if foreign]


def _lower_ascii(text: str) -> str:
    """Lower A to Z alone, which keeps every offset, and hide halves of characters, which the
    automaton cannot read.
    """
    return _LONE_SURROGATE.sub("?", text).translate(_LOWER_TABLE)


def _inflect_name(name: str) -> list[str]:
    plural = (
        name[:-1] + "ies"
        if name.endswith("y") and not name.endswith(("ay", "ey", "oy"))
        else name + "s"
    )
    return [name, plural, f"{name}es"]


def _is_whole_word(source: str, start: int, end: int) -> bool:
    before, after = source[start - 1 : start], source[end : end + 1]
    return not _WORD_CHARACTER.match(before) and before != "-" and not _WORD_CHARACTER.match(after)
