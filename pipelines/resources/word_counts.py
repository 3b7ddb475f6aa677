"""How many documents of a corpus hold each word."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import UsageError

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many documents of the corpus each word of one language stands."""

    documents: int
    words: Mapping[str, int]


def load_word_counts(path: Path) -> dict[str, WordCounts]:
    """Read the table by language.

    Raises OSError, or UsageError with file and line where one is not as it must be.
    """
    documents: dict[str, int] = {}
    words: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8") as file:
        next(file, None)  # the names of the columns
        for number, line in enumerate(file, start=2):
            columns = line.rstrip("\n").split("\t")
            if len(columns) != 3 or not columns[2].isdigit():
                raise UsageError(
                    f"{path}:{number}: needs word, language and a number of documents, separated by"
                    " tabs"
                )
            word, language, count = columns
            if word:
                words.setdefault(language, {})[word] = int(count)
            else:
                documents[language] = int(count)
    return {
        language: WordCounts(documents[language], words.get(language, {})) for language in documents
    }
