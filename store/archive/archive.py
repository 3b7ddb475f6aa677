"""Keep what every host answered, one folder of WARC segments for each source.

A segment is written under its name with `.open` behind it and takes that away when its run ends, so
that what has the plain name is whole for ever. A killed run leaves `.open` files; the next one cuts
what is torn off their ends and closes them. The store points at an answer only after it is on disk
(`sync`), so what is cut was never pointed at.

Segments are kept apart by source, since the pages of a publisher must be removable when its rights
end.
"""

import fcntl
import io
import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from records.errors import ArchiveError, StoreError
from records.limits import PAGE_BYTES
from records.packing import ContentEncodingError, decompress_body, parse_content_encodings
from records.page import ArchivePointer
from store.archive.segment_check import find_last_record_end
from store.archive.warc import (
    NOT_MODIFIED,
    ArchivedResponse,
    Exchange,
    WarcMembers,
    iter_archived_responses,
    write_exchange,
    write_warcinfo,
)
from store.regular_files import open_regular_file

# of one archive file; a purge or a backup handles it whole, and a source fills it in months
SEGMENT_BYTES: Final = 256 * 1024**2
ARCHIVE_FOLDER: Final = "warc"
"""Of all segments; it lies beside the store."""
OPEN_SUFFIX: Final = ".open"
_CHUNK: Final = 1 << 20
_GZIP_BITS: Final = 31


class Archive:
    """The segments of one run; use it as a context manager."""

    def __init__(
        self,
        folder: Path,
        run: int,
        software: str,
        user_agent: str,
        *,
        max_segment_bytes: int = SEGMENT_BYTES,
    ) -> None:
        """Open nothing yet: a source from which nothing came leaves no segment."""
        self.folder = folder
        self._run, self._software, self._agent, self._max_segment_bytes = (
            run,
            software,
            user_agent,
            max_segment_bytes,
        )
        self._segments: dict[str, _Segment] = {}
        self._numbers: dict[str, int] = {}

    def add(
        self, source: str, exchange: Exchange, previous: ArchivePointer | None = None
    ) -> ArchivePointer:
        """Write an exchange behind what the source's segment holds.

        Give the place where the body of the answer stands.

        That is the place of `previous` when nothing changed since: the exchange is then a revisit.
        StoreError when the disk is full; the segment ends behind the exchange before, then.
        """
        if previous is not None and not find_segment_path(self.folder, previous.segment).exists():
            previous = None  # removed since; a revisit of it would lead nowhere
        written = write_exchange(exchange, previous)
        segment = self._segment(source, exchange.at)
        offset = segment.append(written)
        if previous is not None and (
            exchange.status == NOT_MODIFIED or previous.digest == written.digest
        ):
            return previous
        return ArchivePointer(segment.name, offset, len(written.response), written.digest)

    def sync(self, source: str) -> None:
        """Bring what was added to disk: before the store points at it."""
        if source in self._segments:
            self._segments[source].sync()

    def close(self) -> None:
        """Close all segments under their plain names."""
        for source in list(self._segments):
            self._segments.pop(source).close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _segment(self, source: str, at: str) -> "_Segment":
        segment = self._segments.get(source)
        if segment is not None and segment.size >= self._max_segment_bytes:
            self._segments.pop(source).close()
            segment = None
        if segment is None:
            number = self._numbers[source] = self._numbers.get(source, 0) + 1
            stamp = "".join(mark for mark in at[:19] if mark not in "-:")
            name = f"{source}/{source}-{stamp}Z-{self._run:06d}-{number:03d}.warc.gz"
            first = write_warcinfo(name.rpartition("/")[2], at, self._software, self._agent)
            segment = self._segments[source] = _Segment(self.folder, name, first)
        return segment


class _Segment:
    """One file that is being written, locked for as long."""

    def __init__(self, folder: Path, name: str, first_member: bytes) -> None:
        self.name, self.size = name, 0
        self._path = folder / f"{name}{OPEN_SUFFIX}"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(
                self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666
            )
        except OSError as error:
            raise _write_error(error, self._path) from error
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._dirty, self._is_listed = True, False
        self._write(first_member)

    def append(self, members: WarcMembers) -> int:
        """Write one exchange; give where it begins."""
        offset = self.size
        self._write(b"".join((members.response, *members.others)))
        return offset

    def _write(self, data: bytes) -> None:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._file, self.size)
                os.lseek(self._file, self.size, os.SEEK_SET)
            raise _write_error(error, self._path) from error
        self.size += len(data)
        self._dirty = True

    def sync(self) -> None:
        if not self._dirty:
            return
        try:
            os.fsync(self._file)
            if not self._is_listed:  # or a power cut leaves bytes that have no name
                for folder in (self._path.parent, *self._path.parent.parents[:2]):
                    _sync_folder(folder)
        except OSError as error:
            raise _write_error(error, self._path) from error
        self._dirty, self._is_listed = False, True

    def close(self) -> None:
        try:
            self.sync()
            _finish_segment(self._path)
        finally:
            os.close(self._file)


def repair_segments(folder: Path) -> list[str]:
    """Close the segments that killed runs left open, without what is torn off at their ends.

    Give their names. One that another run is writing is left to it, and so is what is no regular
    file: a link may lead to what is not ours to cut.
    """
    mended = []
    for path in sorted(folder.glob(f"*/*.warc.gz{OPEN_SUFFIX}")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            with suppress(BlockingIOError, FileNotFoundError), path.open("r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                whole = find_last_record_end(path)
                file.truncate(whole)
                os.fsync(file.fileno())
                mended.append(str(path.relative_to(folder)).removesuffix(OPEN_SUFFIX))
                _finish_segment(path) if whole else path.unlink()
        except OSError as error:
            raise _write_error(error, path) from error
    return mended


def _finish_segment(path: Path) -> None:
    path.rename(path.with_name(path.name.removesuffix(OPEN_SUFFIX)))
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def read_archived_response(folder: Path, pointer: ArchivePointer) -> ArchivedResponse:
    """Read the answer that a pointer leads to.

    ArchiveError when its segment is missing or damaged there.
    """
    path = find_segment_path(folder, pointer.segment)
    try:
        with open_regular_file(path) as file:
            file.seek(pointer.offset)
            responses = list(iter_archived_responses(io.BytesIO(file.read(pointer.length))))
    except (OSError, ValueError) as error:
        reason = (
            "is missing"
            if isinstance(error, FileNotFoundError)
            else f"cannot be read at byte {pointer.offset:,} ({error})"
        )
        raise ArchiveError(f"{path}: {reason}; bring it back from a backup") from error
    if (
        len(responses) != 1
        or Exchange("", "", "", (), 0, (), responses[0].body).digest != pointer.digest
    ):
        raise ArchiveError(
            f"{path}: damaged at byte {pointer.offset:,}: not the answer that was stored; bring it"
            " back from a backup"
        )
    return responses[0]


def decode_response_body(response: ArchivedResponse) -> bytes:
    """Give the body of an answer as it is read: without its compression."""
    try:
        return decompress_body(
            response.body,
            parse_content_encodings(response.header_values("Content-Encoding")),
            PAGE_BYTES,
        )
    except ContentEncodingError as packed:
        raise ArchiveError(
            f"{response.url}: the archived answer cannot be unpacked: {packed.verdict.detail}"
        ) from packed


def find_segment_path(folder: Path, segment: str) -> Path:
    """Give the file of a segment, under the name that it has at present."""
    whole = folder / segment
    open_ = folder / f"{segment}{OPEN_SUFFIX}"
    return open_ if not whole.exists() and open_.exists() else whole


def _write_error(error: OSError, path: Path) -> StoreError:
    return StoreError(
        f"{path}: cannot be written ({error.strerror}); make room or mend the permissions, and run"
        " again"
    )
