"""Find the files of an import and read them, each bounded and for itself."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipelines.documents.foreign_formats import JATS, name_foreign_format
from pipelines.documents.formats import FORMS_BY_SUFFIX, JATS_MEDIA, JATS_SUFFIXES
from pipelines.documents.jats.elements import find_doi
from records.limits import PAGE_BYTES
from records.page import Page
from records.urls import make_document_urn, make_record_urn
from store.regular_files import open_regular_file

WARC_SUFFIXES: Final = (".warc.gz", ".warc", ".warc.zst")
READ_SUFFIXES: Final = (*FORMS_BY_SUFFIX, *WARC_SUFFIXES)
_BESIDE_PAGES: Final = re.compile(
    r"\.(?:avif|bmp|css|eot|gif|ico|jpe?g|mp3|mp4|ogg|otf|png|svg|tiff?|ttf|wav|web[mp]|woff2?)"
)
"""Endings of what lies beside pages and is none: a folder's files of these kinds are passed over in
silence, others that are not read are named.
"""
_SAVED_PAGE_FOLDERS: Final = ("_files", ".files")
"""How browsers call the folder of what a saved page needs."""


@dataclass(frozen=True, slots=True)
class UnreadInput:
    """What it was and why; it is reported and counted, and the others go on."""

    name: str  # file, or line of standard input
    reason: str


def is_warc_file(path: Path) -> bool:
    """Say whether a file is one, by its ending."""
    return path.name.lower().endswith(WARC_SUFFIXES)


def find_input_files(paths: Iterable[Path]) -> Iterator[Path | UnreadInput]:
    """Give the files named and those below the folders named, in the order of their names.

    What a folder holds and is not read is given with the reason: another kind, a link that leads
    out of the folder, a pipe. Links to folders are not followed: what is within is found anyway.
    """
    for path in paths:
        if path.is_dir():
            yield from _find_files_below(path)
        else:
            yield path


def _find_files_below(top: Path) -> Iterator[Path | UnreadInput]:
    unread: list[UnreadInput] = []

    def note_unread_folder(error: OSError) -> None:
        unread.append(UnreadInput(str(error.filename), f"cannot be read: {error.strerror}"))

    files: list[Path] = []
    for folder, folders, names in os.walk(top, onerror=note_unread_folder):
        folders[:] = [
            name for name in folders if not name.startswith(".") and not _is_page_folder(name)
        ]
        linked = [name for name in folders if (Path(folder) / name).is_symlink()]
        files += (Path(folder, name) for name in (*names, *linked) if not name.startswith("."))
    inside = top.resolve()
    for path in sorted(files):
        if reason := _find_refusal(path, inside):
            yield UnreadInput(str(path), reason)
        elif path.is_dir() or _BESIDE_PAGES.fullmatch(path.suffix.lower()):
            continue
        else:
            yield path
    yield from unread


def _is_page_folder(name: str) -> bool:
    return name.endswith(_SAVED_PAGE_FOLDERS)


def _find_refusal(path: Path, inside: Path) -> str:
    """Say why a file of a folder is not read, "" when it is, or may be passed over."""
    if path.is_symlink():
        try:
            target = path.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: links in a circle
            return "is a link that leads nowhere"
        if not target.is_relative_to(inside):
            return "is a link that leads out of the folder"
    if path.is_dir() or _BESIDE_PAGES.fullmatch(path.suffix.lower()):
        return ""
    return _refuse_by_name(path)


def _refuse_by_name(path: Path) -> str:
    """Say that the kind of a file is not read, by its ending; one without an ending is text."""
    suffix = path.suffix.lower()
    if not suffix or suffix in FORMS_BY_SUFFIX or is_warc_file(path):
        return ""
    return f"ends with {suffix}, which is not read; what is read: {' '.join(READ_SUFFIXES)}"


def read_input_file(path: Path, source: str, now: str) -> Page | UnreadInput:
    """Read one file as a page whose address is the hash of its content."""
    if reason := _refuse_by_name(path):
        return UnreadInput(str(path), reason)
    try:
        with open_regular_file(path) as file:
            body = file.read(PAGE_BYTES + 1)
    except OSError as error:
        return UnreadInput(str(path), f"cannot be read: {error.strerror}")
    if len(body) > PAGE_BYTES:
        return UnreadInput(str(path), f"is larger than {PAGE_BYTES} bytes")
    kind = name_foreign_format(body)
    if kind == JATS:
        return build_journal_page(body, source, now)
    if kind or path.suffix.lower() in JATS_SUFFIXES:
        return UnreadInput(str(path), f"is {kind or 'no XML of a known kind'}, which is not read")
    form, media = FORMS_BY_SUFFIX.get(path.suffix.lower(), ("document", "text/plain"))
    return Page(
        url=make_document_urn(body),
        source=source,
        body=body,
        fetched=now,
        form="page" if form == "page" else "document",
        media=media,
    )


def build_journal_page(body: bytes, source: str, now: str) -> Page:
    """Build the page of a journal's article, which its source and DOI name.

    A later delivery of the same DOI is a revision of it.
    """
    doi = find_doi(body)
    return Page(
        url=make_record_urn(source, doi) if doi else make_document_urn(body),
        source=source,
        body=body,
        fetched=now,
        form="document",
        media=JATS_MEDIA,
    )
