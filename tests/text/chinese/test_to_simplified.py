"""The written-down pairs are what the converter, which knows phrases too, makes of each character
by itself.
"""

from opencc import OpenCC

from text.chinese.to_simplified import (
    SIMPLIFIED_CHARS,
    STANDARD_CHARS,
    TRADITIONAL_CHARS,
    VARIANT_CHARS,
)

PLANES = (
    (0x2E80, 0x2FDF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0x20000, 0x2F7FF),
    (0x30000, 0x323AF),
)
"""All but compatibility ideographs, which folding makes common ones before."""


def test_the_pairs_are_those_of_the_converter_and_no_others() -> None:
    convert = OpenCC("t2s").convert
    every = [chr(code) for first, last in PLANES for code in range(first, last + 1)]
    expected = {char: other for char in every if (other := convert(char)) != char}
    assert dict(zip(TRADITIONAL_CHARS, SIMPLIFIED_CHARS, strict=True)) == expected


def test_the_variants_are_what_the_converter_leaves() -> None:
    assert len(VARIANT_CHARS) == len(STANDARD_CHARS)
    assert OpenCC("t2s").convert(VARIANT_CHARS + STANDARD_CHARS) == VARIANT_CHARS + STANDARD_CHARS
