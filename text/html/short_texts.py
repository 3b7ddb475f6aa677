"""Read the text of elements that are expected to hold little."""

from text.html.parse import Element
from text.whitespace import collapse_whitespace


def read_short_text(element: Element, max_chars: int) -> str:
    """Give the text of an element in one line, "" where it is longer than `max_chars` characters.

    What is longer is not read to its end: an element may hold the whole article.
    """
    pieces: list[str] = []
    size = 0
    for text in element.itertext():
        if bare := text.strip():
            pieces.append(bare)
            size += len(bare)
            if size > max_chars:
                return ""
    return collapse_whitespace(" ".join(pieces))
