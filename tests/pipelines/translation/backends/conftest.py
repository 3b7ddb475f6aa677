"""The demo package, installed, and what is recorded of its sentences."""

import csv

import pytest

from pipelines.translation.backends.packages import InstalledPackage, install_package
from records.paths import PROJECT_ROOT

MODELS = PROJECT_ROOT / "data" / "models"


def rows() -> list[dict[str, str]]:
    """What the package says to each sentence, and what it should."""
    with (MODELS / "fixture_expected.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> InstalledPackage:
    """The demo package, installed."""
    package, _ = install_package(
        MODELS / "translate-en_zh-tiny-0_1.argosmodel", tmp_path_factory.mktemp("home") / "models"
    )
    return package
