"""docs/configuration.md explains every variable that docs/operating.md does."""

import re

from records.paths import PROJECT_ROOT

ROW = re.compile(r"^\| `(JIANWEN_[A-Z_]+)` \|", re.MULTILINE)


def test_both_pages_list_the_same_variables() -> None:
    configuration, operating = (
        (PROJECT_ROOT / "docs" / name).read_text("utf-8")
        for name in ("configuration.md", "operating.md")
    )
    assert sorted(ROW.findall(configuration)) == sorted(ROW.findall(operating))
    assert len(ROW.findall(configuration)) >= 9
