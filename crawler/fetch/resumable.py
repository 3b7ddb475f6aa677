"""Fetch one large file onto the disk, going on where an earlier fetch broke off.

Beside the growing file lies what the server called its version. The rest is asked for by Range with
If-Range: a file that changed in between comes whole, and never is the tail of one put behind the
head of another.
"""

import json
import os
import re
import time
from collections.abc import Callable, Set
from dataclasses import dataclass
from http.client import HTTPResponse
from pathlib import Path
from typing import IO, Final

from crawler.fetch.safe_http import (
    CHUNK_BYTES,
    CONNECTION_ERRORS,
    describe_connection_error,
    open_response,
)
from crawler.settings import DOWNLOAD_TRIES
from records.errors import UsageError
from records.limits import METADATA_BYTES

_CONTENT_RANGE: Final = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
_OK, _PARTIAL_CONTENT, _RANGE_NOT_SATISFIABLE = 200, 206, 416

ProgressCallback = Callable[[int, int], object]
"""Hears the bytes that are there and those that there will be, 0 when the server does not say."""


@dataclass(frozen=True, slots=True)
class ResumableDownload:
    """A file to be fetched: from where, to where, what it may cost at most."""

    url: str
    path: Path
    allow_hosts: Set[str]
    max_bytes: int  # bytes
    timeout: float

    def fetch(self, on_progress: ProgressCallback) -> None:
        """Make the file whole.

        UsageError says why it is not, what has come stays for the next time.
        """
        end, broken = time.monotonic() + self.timeout, ""
        for _ in range(DOWNLOAD_TRIES):
            try:
                broken = self._fetch_rest(end, on_progress)
            except CONNECTION_ERRORS as error:
                if isinstance(error, OSError) and error.filename is not None:
                    raise  # our disk, not their line
                broken = describe_connection_error(error)
            if not broken:
                return
        raise UsageError(
            f"{self.url}: {broken}; {self._size_on_disk():,} bytes are here, run again "
            f"to go on from there"
        )

    def discard_files(self) -> None:
        """Remove the file and what is known of it."""
        for file in (self.path, self._sidecar):
            file.unlink(missing_ok=True)

    @property
    def _sidecar(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    def _size_on_disk(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def _version(self) -> str:
        """Give the validator of the file that this is a part of, "" when unknown."""
        try:
            kept = json.loads(self._sidecar.read_text("utf-8")[:METADATA_BYTES])
        except (OSError, ValueError):
            return ""
        known = isinstance(kept, dict) and kept.get("url") == self.url
        return str(kept.get("version", "")) if known else ""

    def _fetch_rest(self, deadline: float, on_progress: ProgressCallback) -> str:
        """Ask for what is missing; give why it broke off, "" when all is there."""
        size, version = self._size_on_disk(), self._version()
        headers = {"Range": f"bytes={size}-", "If-Range": version} if size and version else {}
        with open_response(self.url, self.allow_hosts, headers) as answer:
            start, total = _parse_content_range(answer)
            if headers and answer.status == _RANGE_NOT_SATISFIABLE and total == size:
                return ""
            other = version.startswith('"') and answer.headers.get("ETag", version) != version
            if headers and (
                answer.status == _RANGE_NOT_SATISFIABLE
                or (answer.status == _PARTIAL_CONTENT and (start != size or other))
            ):
                self.discard_files()
                return "the server did not go on where the file ended"
            if answer.status not in ((_OK, _PARTIAL_CONTENT) if headers else (_OK,)):
                raise UsageError(f"{self.url}: it answered {answer.status}")
            if answer.headers.get("Content-Encoding", "identity") != "identity":
                raise UsageError(f"{self.url}: it came packed, though that was not asked for")
            if answer.status == _OK:
                size = self._start_over(answer)
            with self.path.open("ab") as file:
                broken = self._write_body(answer, file, size, deadline, on_progress)
                file.flush()
                os.fsync(file.fileno())
            return broken

    def _start_over(self, answer: HTTPResponse) -> int:
        """Throw away what is there before the new version is written down: at any moment a part
        belongs to the version beside it.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.path.write_bytes(b"")
        tag = answer.headers.get("ETag", "")
        version = (
            tag if tag and not tag.startswith("W/") else answer.headers.get("Last-Modified", "")
        )
        self._sidecar.write_text(json.dumps({"url": self.url, "version": version}), "utf-8")
        return 0

    def _write_body(
        self,
        answer: HTTPResponse,
        file: IO[bytes],
        size: int,
        deadline: float,
        on_progress: ProgressCallback,
    ) -> str:
        total = size + answer.length if answer.length is not None else 0
        if total > self.max_bytes:
            raise UsageError(
                f"{self.url}: {total:,} bytes, more than the {self.max_bytes:,} that are taken"
            )
        on_progress(size, total)
        while chunk := answer.read1(CHUNK_BYTES):
            file.write(chunk)
            size += len(chunk)
            on_progress(size, total)
            if size > self.max_bytes:
                raise UsageError(f"{self.url}: more than {self.max_bytes:,} bytes")
            if time.monotonic() > deadline:
                raise UsageError(
                    f"{self.url}: not whole within {self.timeout:g} s; {size:,} bytes are here, run"
                    " again to go on from there"
                )
        return f"broke off at {size:,} of {total:,} bytes" if total and size < total else ""


def _parse_content_range(answer: HTTPResponse) -> tuple[int, int]:
    """Give where a part begins and how long the whole is, -1 for what is not said."""
    match = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    start, total = match.groups() if match else (None, None)
    return int(start) if start else -1, int(total) if total and total.isdigit() else -1
