"""Find the spans that no translator may touch: addresses, DOIs, mark-up, code, placeholders."""

import re
from typing import Final

_URL: Final = r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#@!$&'*+,;=%()\[\]]*[A-Za-z0-9/_~=&#%\-]"
_DOI: Final = r"(?:doi:\s?)?\b10\.\d{4,9}/[A-Za-z0-9\-._;()/:]*[A-Za-z0-9]"
_EMAIL: Final = (
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}"
    r"(?:\.[A-Za-z0-9\-]{1,63})*\.[A-Za-z]{2,24}(?![A-Za-z])"
)
_TAG: Final = r"</?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,300})?/?>"
_CODE: Final = r"`[^`\n]{1,200}`|\]\([^()\s]{1,300}\)"
_PLACEHOLDER: Final = (
    r"\{\{[^{}]{1,60}\}\}|\$\{[^{}]{1,60}\}|\{[a-z_]\w{0,40}\}|\{\d{1,2}\}|"
    r"%\([a-z_]\w{0,40}\)[sd]|(?<![\w%])%[sd](?!\w)"
)
PROTECTED_SPAN: Final = re.compile(
    f"{_URL}|{_DOI}|{_EMAIL}|{_TAG}|{_CODE}|{_PLACEHOLDER}", re.IGNORECASE | re.ASCII
)
"""The last character of an address is never a full stop, comma or bracket: those belong to the
sentence around it.
"""


def find_protected_spans(text: str) -> list[str]:
    """List the spans in their order, as they stand."""
    return PROTECTED_SPAN.findall(text)


def split_protected_spans(text: str) -> list[tuple[str, bool]]:
    """Cut a text at its opaque spans: pieces in order with True for an opaque one.

    Joined they give the text back.
    """
    pieces: list[tuple[str, bool]] = []
    last = 0
    for match in PROTECTED_SPAN.finditer(text):
        if match.start() > last:
            pieces.append((text[last : match.start()], False))
        pieces.append((match.group(), True))
        last = match.end()
    if last < len(text):
        pieces.append((text[last:], False))
    return pieces
