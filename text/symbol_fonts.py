"""Characters of the Symbol font, whose letters are drawn as Greek letters and signs."""

from typing import Final

_SYMBOL: Final = dict(
    zip(
        "ABGDEZHQIKLMNXOPRSTUFCYWabgdezhqiklmnxoprstufcywVJj",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρστυφχψωςϑϕ",
        strict=True,
    )
) | {
    "\xa2": "′", "\xa3": "≤", "\xa5": "∞", "\xab": "↔", "\xac": "←", "\xad": "↑", "\xae": "→",
    "\xaf": "↓", "\xb0": "°", "\xb1": "±", "\xb2": "″", "\xb3": "≥", "\xb4": "×", "\xb5": "∝",
    "\xb7": "•", "\xb8": "÷", "\xb9": "≠", "\xba": "≡", "\xbb": "≈", "\xbc": "…", "\xd6": "√",
    "\xb6": "∂", "\xe5": "∑", "\xf2": "∫", "\xc5": "⊕", "\xce": "∈", "@": "≅", "~": "∼",
}  # fmt: skip
"""Adobe's encoding of the Symbol font, for the letters and signs that health texts use."""
SYMBOL_FONT: Final = str.maketrans(_SYMBOL)
PRIVATE_USE_SYMBOLS: Final = str.maketrans(
    {chr(0xF000 + ord(char)): sign for char, sign in _SYMBOL.items() if ord(char) > 0x40}
)
"""The same characters as word processors export them: U+F06D is μ."""


def read_symbol_font(text: str) -> str:
    """Write the text that a browser without the Symbol font should have shown: m is μ."""
    return text.translate(SYMBOL_FONT).translate(PRIVATE_USE_SYMBOLS)
