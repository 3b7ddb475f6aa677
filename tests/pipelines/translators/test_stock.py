"""Our decoding says what Argos Translate itself says, sentence by sentence and paragraph by paragraph."""

from pathlib import Path

import pytest

from pipelines.translators.argos import ArgosTranslator
from pipelines.translators.packages import Installed
from pipelines.translators.protocol import Translator
from pipelines.translators.stock import StockTranslator
from records.verdict import ModelError
from tests.pipelines.translators.conftest import rows

ROWS = rows()
SENTENCES = [row["en"] for row in ROWS]


@pytest.fixture(scope="module")
def stock(tiny: Installed) -> StockTranslator:
    """One for the module: loading it is the slow part."""
    return StockTranslator(tiny)


def test_stock_says_what_is_recorded_of_it(stock: StockTranslator) -> None:
    assert stock.translate(SENTENCES) == [row["stock_argos_output"] for row in ROWS]


@pytest.mark.parametrize("compute", ["int8", "float32"])
def test_both_say_the_same_in_the_same_arithmetic(tiny: Installed, compute: str) -> None:
    theirs = StockTranslator(tiny, compute=compute).translate(SENTENCES)
    assert ArgosTranslator(tiny, compute=compute).translate(SENTENCES) == theirs


def test_a_paragraph_is_its_sentences_joined(tiny: Installed, stock: StockTranslator) -> None:
    for start in range(0, len(SENTENCES), 4):
        paragraph = SENTENCES[start : start + 4]
        joined = "".join(ArgosTranslator(tiny).translate(paragraph))
        assert "".join(stock.paragraph(paragraph).split()) == "".join(joined.split())


def test_it_is_a_translator_of_its_own_name_without_second_thoughts(tiny: Installed, stock: StockTranslator) -> None:
    same: Translator = stock
    assert same.name == "stock argos translate-en_zh-tiny 0.1"
    assert same.languages == {"en"}
    assert same.model == f"stock-{ArgosTranslator(tiny).model}"
    assert same.alternatives(SENTENCES[:2]) == [[], []]


def test_nothing_to_say_needs_no_decoder(stock: StockTranslator) -> None:
    assert stock.translate(["", " "]) == ["", ""]
    assert stock.translate([]) == []


def test_a_package_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    gone = StockTranslator(Installed("p", "1", "en", "zh", tmp_path / "nowhere"))
    with pytest.raises(ModelError, match="install it again"):
        gone.translate(["Stroke is a medical emergency."])
