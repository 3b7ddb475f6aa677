"""Look fields up in JSON by the expressions of a source file."""

import math
import re
from typing import Any, Final

import jmespath
from jmespath.exceptions import JMESPathError

Value = Any
"""What JSON holds: lists, tables, texts, numbers."""

_NOT_TRUE: Final = ("", "no", "false", "0", "none", "null")
"""How APIs write "not deleted" as text."""

_DEEPEST: Final = 4
"""Lists within lists that are read for texts."""

_NAMES_BETWEEN = re.compile(r"\s*[、;；]\s*")


def search(expression: str, value: object) -> Value:
    """Look a field up, None when there is none; JMESPath raises where a function meets a missing field, which means the same."""
    try:
        return jmespath.search(expression, value) if expression else None
    except JMESPathError:
        return None


def text(expression: str, value: object) -> str:
    """Give a field as text: a number as it is written, the texts of a list as lines, "" for anything else."""
    return "\n".join(_texts(search(expression, value)))


def names(expression: str, value: object) -> tuple[str, ...]:
    """Give the names in a field, each once: a list of any depth, or one text that divides them by 、 or ;."""
    found = (name.strip() for part in _texts(search(expression, value)) for name in _NAMES_BETWEEN.split(part))
    return tuple(dict.fromkeys(name for name in found if name))


def is_true(value: object) -> bool:
    """Say whether a field means yes."""
    return value.strip().lower() not in _NOT_TRUE if isinstance(value, str) else bool(value)


def _texts(value: object, depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and depth < _DEEPEST:
        return [text for part in value for text in (_texts(part, depth + 1) if isinstance(part, str | list) else ())]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    return [str(value)] if not isinstance(value, float) or math.isfinite(value) else []
