"""Which files are read as documents, by their ending."""

from typing import Final

JATS_MEDIA: Final = "application/jats+xml"
"""A journal's article in XML, whatever its file is called."""

JATS_SUFFIXES: Final = (".xml", ".jats", ".nxml")
FORMS_BY_SUFFIX: Final = {
    ".html": ("page", "text/html"),
    ".htm": ("page", "text/html"),
    ".txt": ("document", "text/plain"),
    ".md": ("document", "text/markdown"),
    ".markdown": ("document", "text/markdown"),
    **dict.fromkeys(JATS_SUFFIXES, ("document", JATS_MEDIA)),
}
"""What a file is, by its ending; a folder is searched for these endings."""
