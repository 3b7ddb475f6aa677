import pytest

from pipelines.translation.backends.base import Translator
from pipelines.translation.backends.null import NullTranslator
from records.errors import ModelError


def test_without_a_package_no_language_is_read_and_no_sentence_passed_off_as_translated() -> None:
    translator: Translator = NullTranslator()
    assert translator.languages == frozenset()
    assert translator.translate([]) == []
    with pytest.raises(ModelError, match="jianwen models install en zh"):
        translator.translate(["Wash your hands."])
