"""SECURITY.md says only what a test shows."""

import ast
import re

from records.paths import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "SECURITY.md").read_text("utf-8")
ROWS = [line for line in PAGE.splitlines() if re.match(r"\| [^|-]", line)]


def test_every_claim_names_a_test_that_exists() -> None:
    assert len(ROWS) > 25
    for row in ROWS:
        named = re.fullmatch(r"\| .+ \| `(tests/[\w/]+\.py)::(test_\w+)` \|", row)
        assert named, row
        tree = ast.parse((PROJECT_ROOT / named[1]).read_text("utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert named[2] in functions, row


def test_everybody_who_hands_something_over_is_named() -> None:
    for who in ("A source", "A partner", "A model package", "An import", "An app", "An editor"):
        assert re.search(rf"^## {who}", PAGE, re.MULTILINE), who
