"""Load the source files:

TOML in a folder, one file per source, all faults of all files told at once.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from crawler.sources.parse import SourceFile, SourceFileError, parse_source
from records.errors import SourceError, UsageError
from records.source import Source

_ERRORS_SHOWN = 5
"""Faults in one message; a wall of them is read by nobody."""


@dataclass(frozen=True, slots=True)
class CheckedSources:
    """What a folder of source files holds."""

    sources: tuple[Source, ...]
    errors: tuple[str, ...]  # FILE:LINE: what is wrong, what to write


def check_sources(folder: Path, allow_hosts: Set[str] = frozenset()) -> CheckedSources:
    """Read all source files of a folder; SourceError when the folder itself cannot be read."""
    try:
        paths = sorted(
            path
            for path in folder.iterdir()
            if path.suffix == ".toml" and not path.name.startswith(".")
        )
    except OSError as error:
        raise SourceError(
            f"{folder}: cannot read the folder of sources ({error.strerror}); JIANWEN_SOURCES"
            " names it"
        ) from error
    sources: list[Source] = []
    faults: list[str] = []
    for path in paths:
        parsed = _read_source_file(path, allow_hosts)
        if isinstance(parsed, Source):
            sources.append(parsed)
        else:
            faults += [
                f"{path}:{fault.line}: {fault.text}" if fault.line else f"{path}: {fault.text}"
                for fault in parsed
            ]
    return CheckedSources(tuple(sources), tuple(faults))


def _read_source_file(path: Path, allow_hosts: Set[str]) -> Source | list[SourceFileError]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
        table = tomllib.loads(text)
    except OSError as error:
        return [SourceFileError(0, f"cannot be read ({error.strerror})")]
    except UnicodeDecodeError as error:
        return [SourceFileError(0, f"is not UTF-8 (byte {error.start})")]
    except tomllib.TOMLDecodeError as error:
        match = re.match(r"^(.*?) \(at (?:line (\d+), column \d+|end of document)\)$", str(error))
        return [
            (
                SourceFileError(int(match[2] or text.count("\n") + 1), f"is not TOML: {match[1]}")
                if match
                else SourceFileError(0, f"is not TOML: {error}")
            )
        ]
    if not table:
        return [SourceFileError(0, "is empty; `jianwen sources new URL` drafts a source file")]
    return parse_source(SourceFile(path.stem, text, table), allow_hosts)


def load_sources(folder: Path, allow_hosts: Set[str] = frozenset()) -> list[Source]:
    """Give the sources of a folder in the order of their names.

    SourceError tells the first faults and how many more there are.
    """
    checked = check_sources(folder, allow_hosts)
    if checked.errors:
        more = len(checked.errors) - _ERRORS_SHOWN
        rest = [f"and {more} more: `jianwen sources check` lists them all"] if more > 0 else []
        raise SourceError("; ".join([*checked.errors[:_ERRORS_SHOWN], *rest]))
    return list(checked.sources)


def choose_sources(
    sources: Sequence[Source], names: Iterable[str], *, drafts: bool = False
) -> list[Source]:
    """Give the sources called by name, each once, or all enabled ones.

    UsageError for an unknown name or, unless `drafts`, a draft.
    """
    by_name = {source.name: source for source in sources}
    chosen_names = list(dict.fromkeys(names))
    for name in chosen_names:
        if name not in by_name:
            near = get_close_matches(name, by_name, n=1)
            raise UsageError(
                f"no source is called {name!r};"
                f" {f'did you mean {near[0]!r}?' if near else '`jianwen sources` lists them'}"
            )
        if not by_name[name].enabled and not drafts:
            raise UsageError(
                f"source {name!r} is a draft and is not crawled; set enabled = true in its file"
                " when it is ready"
            )
    chosen = (
        [by_name[name] for name in chosen_names]
        if chosen_names
        else [source for source in sources if source.enabled]
    )
    if not chosen:
        raise UsageError(
            "no source is enabled; `jianwen sources` lists them, JIANWEN_SOURCES names their folder"
        )
    return chosen
