"""Whether archive and store agree: what is damaged or missing, and what that costs."""

import fcntl
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from records.errors import ArchiveError, UsageError
from records.paths import Paths
from services.run_lock import RunLock
from store.archive.archive import OPEN_SUFFIX, find_segment_path, read_archived_response
from store.archive.segment_check import SegmentPart, iter_segment_parts
from store.ledger.archived_answers import (
    ArchivedAnswer,
    list_archived_answers,
    list_segment_users,
    refetch_lost_answers,
    sample_archived_answers,
)
from store.open import open_store
from store.regular_files import open_regular_file

if TYPE_CHECKING:
    from store.db.connection import Store

SHARE_ANSWERS: Final = 200  # read by `jianwen doctor`: half a second
SHARE_BYTES: Final = 64 * 1024**2  # of them, packed
FAULTS_KEPT: Final = 20  # of one segment; the others are counted
_SUFFIX: Final = ".warc.gz"

SegmentState = Literal["whole", "open", "damaged", "missing", "unreadable"]
OnVerified = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """What was found in one segment."""

    segment: str  # its name under warc/
    state: SegmentState
    bytes: int = 0
    records: int = 0  # whole ones
    faults: tuple[SegmentPart, ...] = ()  # the first FAULTS_KEPT
    damaged: int = 0  # records and stretches that are not whole
    answers: int = 0  # that the store points at
    lost: tuple[ArchivedAnswer, ...] = ()  # those of them that cannot be read
    detail: str = ""  # why it cannot be read, or how it was left

    @property
    def is_sound(self) -> bool:
        """Whether nothing of it is damaged or lost."""
        return self.state in ("whole", "open") and not self.lost


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What was found in the archive."""

    folder: Path
    segments: tuple[SegmentReport, ...]
    refetched: int = 0  # addresses that the next crawl fetches again

    @property
    def lost(self) -> tuple[ArchivedAnswer, ...]:
        """The answers that the store points at and that cannot be read."""
        return tuple(answer for report in self.segments for answer in report.lost)

    @property
    def is_sound(self) -> bool:
        """Whether archive and store agree and nothing is damaged."""
        return all(report.is_sound for report in self.segments)


def verify_archive(
    home: Paths,
    sources: Collection[str] = (),
    *,
    refetch: bool = False,
    on_progress: OnVerified | None = None,
) -> ArchiveReport:
    """Read all segments, or those of some sources, and every answer that the store points at.

    Changes nothing but with `refetch`: the addresses of lost answers are then fetched again by the
    next crawl, which raises LockedError while a run is at work. Raises UsageError for a source that
    has neither a segment nor an answer, StoreError where there is no store. `on_progress` gets the
    segments that were read, and all of them.
    """
    if refetch:
        with RunLock(home.lock), open_store(home.store, create=False) as store:
            reports = tuple(_verify_segments(store, home.archive, sources, on_progress))
            lost = [answer for report in reports for answer in report.lost]
            return ArchiveReport(home.archive, reports, refetch_lost_answers(store, lost))
    with open_store(home.store, readonly=True) as store:
        return ArchiveReport(
            home.archive, tuple(_verify_segments(store, home.archive, sources, on_progress))
        )


def _verify_segments(
    store: "Store", folder: Path, sources: Collection[str], on_progress: OnVerified | None
) -> Iterator[SegmentReport]:
    users = list_segment_users(store, sources)
    stored = {name for name in _list_segments(folder) if not sources or _source_of(name) in sources}
    known = {_source_of(name) for name in (*stored, *users)}
    if absent := sorted(set(sources) - known):
        raise UsageError(f"the archive holds nothing of {', '.join(absent)}")
    names = sorted({*stored, *users})
    for number, name in enumerate(names, start=1):
        yield _verify_segment(folder, name, list_archived_answers(store, name, users[name]))
        if on_progress is not None:
            on_progress(number, len(names))


def _list_segments(folder: Path) -> set[str]:
    """List the segments by the names that they have once they are closed."""
    paths = (*folder.glob(f"*/*{_SUFFIX}"), *folder.glob(f"*/*{_SUFFIX}{OPEN_SUFFIX}"))
    return {path.relative_to(folder).as_posix().removesuffix(OPEN_SUFFIX) for path in paths}


def _source_of(segment: str) -> str:
    return segment.partition("/")[0]


def _verify_segment(folder: Path, name: str, answers: list[ArchivedAnswer]) -> SegmentReport:
    path = find_segment_path(folder, name)
    try:
        with open_regular_file(path) as file:
            parts = list(iter_segment_parts(file))
            open_state = _describe_open(file.fileno()) if path.suffix == OPEN_SUFFIX else ""
    except FileNotFoundError:
        missing = "a link to nowhere" if path.is_symlink() else ""
        return SegmentReport(
            name, "missing", answers=len(answers), lost=tuple(answers), detail=missing
        )
    except OSError as error:
        return SegmentReport(
            name,
            "unreadable",
            answers=len(answers),
            lost=tuple(answers),
            detail=error.strerror or str(error),
        )
    if open_state and parts and not parts[-1].kind:
        del parts[-1]  # the torn end that a kill leaves: nothing points there
    faults = [part for part in parts if part.fault]
    if not parts and not open_state:
        faults = [SegmentPart(0, 0, fault="the file is empty")]
    whole = {(part.offset, part.end, part.digest) for part in parts}
    lost = tuple(answer for answer in answers if not _is_readable(folder, answer, whole))
    return SegmentReport(
        name,
        "damaged" if faults or lost else "open" if open_state else "whole",
        path.stat().st_size,
        sum(not part.fault for part in parts),
        tuple(faults[:FAULTS_KEPT]),
        len(faults),
        len(answers),
        lost,
        open_state,
    )


def _describe_open(descriptor: int) -> str:
    """Say whether a run is writing a segment or was killed over it."""
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        return "left open by a killed run; the next crawl closes it"
    return "a run is writing it"


def _is_readable(
    folder: Path, answer: ArchivedAnswer, whole: Collection[tuple[int, int, str]]
) -> bool:
    pointer = answer.pointer
    if (pointer.offset, pointer.offset + pointer.length, pointer.digest) in whole:
        return True
    try:  # what the reader of parts took for damage may still hold the answer
        read_archived_response(folder, pointer)
    except ArchiveError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ArchiveShare:
    """A share of the answers that the store points at, read today."""

    read: int
    lost: tuple[str, ...]  # what is wrong with those that cannot be read


def verify_share(store: "Store", folder: Path, now: str) -> ArchiveShare:
    """Read SHARE_ANSWERS of the answers that the store points at, SHARE_BYTES at most.

    Each day has others, so that a daily `jianwen doctor` comes round.
    """
    answers = sample_archived_answers(
        store, SHARE_ANSWERS, date.fromisoformat(now[:10]).toordinal()
    )
    lost, read, size = [], 0, 0
    for answer in answers:
        size += answer.pointer.length
        if size > SHARE_BYTES:
            break
        read += 1
        try:
            read_archived_response(folder, answer.pointer)
        except ArchiveError as error:
            lost.append(str(error))
    return ArchiveShare(read, tuple(lost))
