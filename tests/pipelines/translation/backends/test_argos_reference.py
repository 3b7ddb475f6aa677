"""Our decoding says what Argos Translate itself says, sentence by sentence and paragraph by
paragraph.
"""

from pathlib import Path

import pytest

from pipelines.translation.backends.argos import ArgosTranslator
from pipelines.translation.backends.argos_reference import ArgosReferenceTranslator
from pipelines.translation.backends.base import Translator
from pipelines.translation.backends.packages import InstalledPackage
from records.errors import ModelError
from tests.pipelines.translation.backends.conftest import rows

ROWS = rows()
SENTENCES = [row["en"] for row in ROWS]


@pytest.fixture(scope="module")
def stock(tiny: InstalledPackage) -> ArgosReferenceTranslator:
    """One for the module: loading it is the slow part."""
    return ArgosReferenceTranslator(tiny)


def test_stock_says_what_is_recorded_of_it(stock: ArgosReferenceTranslator) -> None:
    assert stock.translate(SENTENCES) == [row["stock_argos_output"] for row in ROWS]


@pytest.mark.parametrize("compute", ["int8", "float32"])
def test_both_say_the_same_in_the_same_arithmetic(tiny: InstalledPackage, compute: str) -> None:
    theirs = ArgosReferenceTranslator(tiny, compute_type=compute).translate(SENTENCES)
    assert ArgosTranslator(tiny, compute_type=compute).translate(SENTENCES) == theirs


def test_a_paragraph_is_its_sentences_joined(
    tiny: InstalledPackage, stock: ArgosReferenceTranslator
) -> None:
    for start in range(0, len(SENTENCES), 4):
        paragraph = SENTENCES[start : start + 4]
        joined = "".join(ArgosTranslator(tiny).translate(paragraph))
        assert "".join(stock.translate_paragraph(paragraph).split()) == "".join(joined.split())


def test_it_is_a_translator_of_its_own_name_without_second_thoughts(
    tiny: InstalledPackage, stock: ArgosReferenceTranslator
) -> None:
    same: Translator = stock
    assert same.name == "stock argos translate-en_zh-tiny 0.1"
    assert same.languages == {"en"}
    assert same.model == f"stock-{ArgosTranslator(tiny).model}"
    assert same.alternatives(SENTENCES[:2]) == [[], []]


def test_nothing_to_say_needs_no_decoder(stock: ArgosReferenceTranslator) -> None:
    assert stock.translate(["", " "]) == ["", ""]
    assert stock.translate([]) == []


def test_a_package_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    gone = ArgosReferenceTranslator(InstalledPackage("p", "1", "en", "zh", tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="install it again"):
        gone.translate(["Stroke is a medical emergency."])
