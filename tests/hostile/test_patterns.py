"""Regular expressions of the code and of its rules take linear time, whatever they read.

Strangers write what they read: a page, a list, robots.txt, a header. Every pattern is lengthened
where it repeats something (text/pattern_growth.py); a text twice as long may take 2.6 times as
long, in processor time.
"""

import ast
import dataclasses
import importlib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from records.paths import PROJECT_ROOT
from text.pattern_growth import find_slow_text

PACKAGES = (
    "records",
    "text",
    "feeds",
    "store",
    "pipelines",
    "crawler",
    "spiders",
    "services",
    "desk",
    "demo",
    "commands",
)
RE_FUNCTIONS = frozenset(
    ("compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")
)
FLAGS = ("IGNORECASE", "DOTALL", "MULTILINE", "VERBOSE", "ASCII")
CONTAINER_MAX = 3_000
Patterns = dict[tuple[Any, int], str]


def iter_module_files() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((PROJECT_ROOT / package).rglob("*.py"))


def collect_from_modules() -> Patterns:
    """All patterns that hang on a module, also in containers and classes."""
    patterns: Patterns = {}
    seen: set[int] = set()

    def visit(value: object, name: str, depth: int) -> None:
        if isinstance(value, re.Pattern):
            patterns.setdefault((value.pattern, value.flags), name)
        if depth > 4 or id(value) in seen or isinstance(value, str | bytes | int | float):
            return
        if isinstance(value, tuple | list | set | frozenset) and len(value) < CONTAINER_MAX:
            parts = list(value)
        elif isinstance(value, Mapping) and len(value) < CONTAINER_MAX:
            parts = [*value.keys(), *value.values()]
        elif isinstance(value, type) and value.__module__.partition(".")[0] in PACKAGES:
            parts = list(vars(value).values())
        elif dataclasses.is_dataclass(value):
            parts = [getattr(value, one.name, None) for one in dataclasses.fields(value)]
        else:
            return
        seen.add(id(value))
        for part in parts:
            visit(part, name, depth + 1)

    for file in iter_module_files():
        parts = file.relative_to(PROJECT_ROOT).with_suffix("").parts
        module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
        for name, value in list(vars(module).items()):
            visit(value, f"{module.__name__}.{name}", 0)
    return patterns


def collect_inline() -> Patterns:
    """The patterns that functions write where they use them."""
    patterns: Patterns = {}
    for file in iter_module_files():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id == "re"
                and node.func.attr in RE_FUNCTIONS
                and isinstance(node.args[0], ast.Constant)
            ):
                rest = " ".join(
                    ast.unparse(one) for one in (*node.args[1:], *(k.value for k in node.keywords))
                )
                flags = sum(getattr(re, flag) for flag in FLAGS if f"re.{flag}" in rest)
                found = re.compile(node.args[0].value, flags)
                where = f"{file.relative_to(PROJECT_ROOT)}:{node.lineno}"
                patterns.setdefault((found.pattern, found.flags), where)
    return patterns


def collect_from_data() -> Patterns:
    """The rules of boilerplate and the patterns of source files."""
    patterns: Patterns = {}

    def iter_texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, Mapping | list):
            for one in value.values() if isinstance(value, Mapping) else value:
                yield from iter_texts(one)

    for file in sorted((PROJECT_ROOT / "data").rglob("*.toml")):
        for text in iter_texts(tomllib.loads(file.read_text("utf-8"))):
            if any(letter in text for letter in "\\[]()|*+?^$"):
                try:
                    found = re.compile(text)
                except re.error:
                    continue  # a sentence
                patterns.setdefault(
                    (found.pattern, found.flags), str(file.relative_to(PROJECT_ROOT))
                )
    return patterns


def collect_inline_alone() -> Patterns:
    """The patterns that stand in the code and in no name of a module: those are measured there."""
    named = collect_from_modules()
    return {key: where for key, where in collect_inline().items() if key not in named}


COLLECTORS = {
    "modules": collect_from_modules,
    "inline": collect_inline_alone,
    "data": collect_from_data,
}


@pytest.mark.unmeasured
@pytest.mark.parametrize("collect", COLLECTORS.values(), ids=COLLECTORS)
def test_no_pattern_takes_more_than_linear_time(collect: Any) -> None:
    slow = []
    for (pattern, flags), where in collect().items():
        # a busy machine may slow one measurement down, not four of them for the same pattern
        if all(find_slow_text(re.compile(pattern, flags)) is not None for _ in range(4)):
            slow.append(f"{where}: {pattern!r}")
    assert not slow, "\n".join(slow)


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "pattern", [r"\s+$", r"(a|a)*b", r"\d+\w*x", r"(?:\W*\w){12}", rb"<!--.*?-->x"]
)
def test_slow_patterns_are_noticed(pattern: Any) -> None:
    assert find_slow_text(re.compile(pattern, re.DOTALL)) is not None
