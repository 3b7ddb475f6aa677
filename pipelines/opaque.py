"""Find the spans that no translator may touch: web addresses, e-mail addresses, DOIs."""

import re
from typing import Final

_ADDRESS: Final = r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&'*+,;=%()\[\]]*[A-Za-z0-9/_~=&#%\-]"
_DOI: Final = r"(?:doi:\s?)?\b10\.\d{4,9}/[A-Za-z0-9\-._;()/:]*[A-Za-z0-9]"
_EMAIL: Final = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63})*\.[A-Za-z]{2,24}(?![A-Za-z])"
OPAQUE: Final = re.compile(f"{_ADDRESS}|{_DOI}|{_EMAIL}", re.IGNORECASE | re.ASCII)
"""The last character of an address is never a full stop, comma or bracket: those belong to the sentence around it."""


def opaque_spans(text: str) -> list[str]:
    """List the spans in their order, as they stand."""
    return OPAQUE.findall(text)


def cut_out(text: str) -> list[tuple[str, bool]]:
    """Cut a text at its opaque spans: pieces in order with True for an opaque one; joined they give the text back."""
    pieces: list[tuple[str, bool]] = []
    last = 0
    for match in OPAQUE.finditer(text):
        if match.start() > last:
            pieces.append((text[last : match.start()], False))
        pieces.append((match.group(), True))
        last = match.end()
    if last < len(text):
        pieces.append((text[last:], False))
    return pieces
