"""Read a page that somebody saved, plain or packed with gzip."""

from pathlib import Path

from records.errors import UsageError
from records.limits import SITEMAP_BYTES


def read_saved_page(path: Path) -> bytes:
    """Give the bytes of a saved page.

    UsageError when they cannot be read or are more than any document may have.
    """
    from records.packing import GZIP_MAGIC, ContentEncodingError, gunzip

    try:
        with path.open("rb") as file:
            body = file.read(SITEMAP_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if path.suffix == ".gz" and body.startswith(GZIP_MAGIC):
        try:
            return gunzip(body, SITEMAP_BYTES)
        except ContentEncodingError as error:
            raise UsageError(f"{path}: cannot be unpacked: {error.verdict.detail}") from error
    if len(body) > SITEMAP_BYTES:
        raise UsageError(f"{path}: longer than {SITEMAP_BYTES:,} bytes")
    return body
