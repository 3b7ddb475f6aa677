"""The glossary: how medical terms must be rendered, which renderings are known to be wrong."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from records.folding import fold
from records.verdict import UsageError

VERSION: Final = 1
COLUMNS: Final = ("term", "preferred", "accepted", "bad", "case", "note")
CASED: Final = "cased"
_EDGE: Final = re.compile(r"[A-Za-z0-9]")
_HALF: Final = re.compile("[\ud800-\udfff]")
_SMALL: Final = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Term:
    """One English term; `accepted` holds the preferred rendering too."""

    term: str
    preferred: str
    accepted: tuple[str, ...]
    bad: tuple[str, ...] = ()
    cased: bool = False  # WHO, but not who
    note: str = ""


@dataclass(frozen=True, slots=True)
class Glossary:
    """All terms, found in one pass; the longest wins where several begin at the same place."""

    terms: tuple[Term, ...] = ()
    digest: str = ""  # of the files: part of what a remembered sentence depends on
    _automaton: Any = field(default=None, repr=False, compare=False)
    _names: tuple[Term, ...] = field(default=(), repr=False, compare=False)  # by number of the automaton's pattern

    def find(self, source: str) -> list[Term]:
        """Give the terms of an English sentence from the left, each once."""
        if self._automaton is None:
            return []
        found: dict[str, Term] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(_lower(source)):
            term = self._names[number]
            if not _alone(source, start, end) or (term.cased and source[start:end].rstrip("s") != term.term.rstrip("s")):
                continue
            found.setdefault(term.term, term)
        return list(found.values())


EMPTY: Final = Glossary()


def build_glossary(terms: tuple[Term, ...], digest: str = "") -> Glossary:
    """Make terms searchable, in singular and plural."""
    from ahocorasick_rs import AhoCorasick, MatchKind

    names: dict[str, Term] = {}
    for term in terms:
        for name in _forms(_lower(term.term)):
            names.setdefault(name, term)
    automaton = AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest) if names else None
    return Glossary(terms, digest, automaton, tuple(names.values()))


def load_glossary(*folders: Path) -> Glossary:
    """Read all *.tsv files of some folders, ours before an operator's own: a later line for a term takes the place of an earlier one.

    Raises UsageError with file and line where a line is not as it must be; a folder that is not there has no terms.
    """
    from hashlib import sha256

    terms: dict[str, Term] = {}
    digest = sha256()
    for path in (path for folder in folders for path in sorted(folder.glob("*.tsv"))):
        text = path.read_text("utf-8")
        digest.update(text.encode())
        for number, line in enumerate(text.splitlines()[1:], start=2):
            if line.strip():
                term = _read(line, f"{path}:{number}")
                terms[term.term.lower()] = term
    return build_glossary(tuple(terms.values()), digest.hexdigest()[:16] if terms else "")


def _read(line: str, where: str) -> Term:
    columns = line.split("\t")
    if len(columns) != len(COLUMNS):
        raise UsageError(f"{where}: {len(columns)} columns; a term has {len(COLUMNS)}, separated by tabs: {', '.join(COLUMNS)}")
    term, preferred, accepted, bad, case, note = (column.strip() for column in columns)
    if not term or not preferred or case not in ("", CASED):
        raise UsageError(f"{where}: needs a term, its preferred rendering, and {CASED!r} or nothing as case")
    wrong = tuple(filter(None, bad.split("|")))
    right = tuple(dict.fromkeys((preferred, *filter(None, accepted.split("|")))))
    if both := set(wrong) & set(right):
        raise UsageError(f"{where}: {'、'.join(sorted(both))} cannot be accepted and bad at once")
    return Term(term, preferred, right, wrong, bool(case), note)


def mend(source: str, target: str, glossary: Glossary) -> str:
    """Write the preferred rendering where a known bad one stands in the translation of a sentence that has the term."""
    for term in glossary.find(source):
        for bad in sorted(term.bad, key=len, reverse=True):
            target = target.replace(bad, term.preferred)
    return target


def missing_terms(source: str, target: str, glossary: Glossary) -> list[Term]:
    """Give the terms of a sentence of which no accepted rendering stands in its translation."""
    folded = "".join(fold(target).split())
    return [term for term in glossary.find(source) if not any("".join(fold(one).split()) in folded for one in term.accepted)]


def _lower(text: str) -> str:
    """Lower A to Z alone, which keeps every offset, and hide halves of characters, which the automaton cannot read."""
    return _HALF.sub("?", text).translate(_SMALL)


def _forms(name: str) -> list[str]:
    plural = name[:-1] + "ies" if name.endswith("y") and not name.endswith(("ay", "ey", "oy")) else name + "s"
    return [name, plural, f"{name}es"]


def _alone(source: str, start: int, end: int) -> bool:
    before, after = source[start - 1 : start], source[end : end + 1]
    return not _EDGE.match(before) and before != "-" and not _EDGE.match(after)
