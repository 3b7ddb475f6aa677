"""Claims about misread UTF-8: repaired when the whole text is so, else untouched."""

import pytest

from pipelines.decoding.mojibake import repair_mojibake

MEANT = "“Health” isn’t a “luxury” — it’s for José and 健康新闻"


def misread(text: str) -> str:
    """UTF-8 bytes as a browser shows them when told they are Western."""
    return "".join(
        bytes([byte]).decode("cp1252") if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else chr(byte)
        for byte in text.encode()
    )


def test_utf_8_read_as_windows_1252_is_read_right() -> None:
    assert repair_mojibake(misread(MEANT)) == MEANT


def test_utf_8_read_as_latin_1_is_read_right() -> None:
    assert repair_mojibake(MEANT.encode().decode("latin-1")) == MEANT


@pytest.mark.parametrize(
    "text",
    ["", "plain", MEANT, "São Paulo, coração, Ångström, Ã", "Ã© once only", "â€ â€ â€ â€ Ã© Ã© Ã©"],
)
def test_text_that_is_not_mostly_misread_stays(text: str) -> None:
    assert repair_mojibake(text) == text
