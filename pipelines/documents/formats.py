"""Which files are read as documents, by their ending."""

from typing import Final

FORMS_BY_SUFFIX: Final = {
    ".html": ("page", "text/html"),
    ".htm": ("page", "text/html"),
    ".txt": ("document", "text/plain"),
    ".md": ("document", "text/markdown"),
    ".markdown": ("document", "text/markdown"),
}
"""What a file is, by its ending; a folder is searched for these endings."""
