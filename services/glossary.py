"""Find, add and check the terms of the glossary."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.translation.glossary import (
    CASE_SENSITIVE,
    GLOSSARY_COLUMNS,
    Glossary,
    GlossaryTerm,
    find_missing_terms,
    load_glossary,
)
from records.errors import UsageError
from records.paths import Paths
from store.open import open_store
from store.translations.sentence_memory import iter_sentence_pairs

OWN_TERMS_FILE: Final = "own.tsv"
"""File of the terms that `add_term` writes, in the operator's folder."""


@dataclass(frozen=True, slots=True)
class TermUsage:
    """How often translated sentences hold each term, and how often without an accepted
    rendering.
    """

    glossary: Glossary
    occurrences: Counter[str]
    missed: Counter[str]


def find_terms(paths: Paths, words: Sequence[str] = ()) -> list[GlossaryTerm]:
    """Give the terms that hold all the words in English or Chinese, capitals aside."""
    return [
        term
        for term in load_glossary(*paths.glossaries).terms
        if all(word.lower() in f"{term.term} {term.accepted}".lower() for word in words)
    ]


def add_term(
    paths: Paths,
    term: str,
    preferred: str,
    *,
    accepted: Sequence[str] = (),
    wrong: Sequence[str] = (),
    case_sensitive: bool = False,
    note: str = "",
) -> Path:
    """Write a term into the glossary of this installation, in place of one of the same name.

    Gives the file. Raises UsageError, and leaves the file as it was, when the glossary would not
    load with it.
    """
    marker = CASE_SENSITIVE if case_sensitive else ""
    fields = (term, preferred, "|".join(accepted), "|".join(wrong), marker, note)
    if any(mark in field for field in fields for mark in "\t\r\n"):
        raise UsageError("a term holds no tabs and no line breaks")
    path = paths.glossaries[1] / OWN_TERMS_FILE
    kept = path.read_text("utf-8") if path.exists() else "\t".join(GLOSSARY_COLUMNS) + "\n"
    lines = [line for line in kept.splitlines() if line.split("\t")[0].lower() != term.lower()]
    _write_atomically(path, "\n".join([*lines, "\t".join(fields)]) + "\n")
    try:
        load_glossary(*paths.glossaries)
    except UsageError:
        _write_atomically(path, kept)
        raise
    return path


def count_term_usage(paths: Paths) -> TermUsage:
    """Check the glossary files, then count in the store how translations keep to the terms."""
    glossary = load_glossary(*paths.glossaries)
    usage = TermUsage(glossary, Counter(), Counter())
    if paths.store.exists():
        with open_store(paths.store, readonly=True) as store:
            for source, target in iter_sentence_pairs(store):
                usage.occurrences.update(term.term for term in glossary.find_terms(source))
                missing = find_missing_terms(source, target, glossary)
                usage.missed.update(term.term for term in missing)
    return usage


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(text, "utf-8")
    part.replace(path)
