"""Look fields up in JSON by the expressions of a source file."""

import math
import re
from typing import Any, Final

import jmespath
from jmespath.exceptions import JMESPathError

JsonValue = Any
"""What JSON holds: lists, tables, texts, numbers."""

_FALSE_WORDS: Final = ("", "no", "false", "0", "none", "null")
"""How APIs write "not deleted" as text."""

_DEPTH_MAX: Final = 4
"""Lists within lists that are read for texts."""

_NAME_SEPARATOR = re.compile(r"(?:(?<!\s)\s++)?[、;；]\s*")


def read_field(expression: str, value: object) -> JsonValue:
    """Look a field up, None when there is none.

    JMESPath raises where a function meets a missing field, which means the same.
    """
    try:
        return jmespath.search(expression, value) if expression else None
    except JMESPathError:
        return None


def read_text_field(expression: str, value: object) -> str:
    """Give a field as text: a number as it is written, the texts of a list as lines, "" for
    anything else.
    """
    return "\n".join(_collect_texts(read_field(expression, value)))


def read_names_field(expression: str, value: object) -> tuple[str, ...]:
    """Give the names in a field, each once: a list of any depth, or one text."""
    names = (
        name.strip()
        for part in _collect_texts(read_field(expression, value))
        for name in _NAME_SEPARATOR.split(part)
    )
    return tuple(dict.fromkeys(name for name in names if name))


def is_truthy(value: object) -> bool:
    """Say whether a field means yes."""
    return value.strip().lower() not in _FALSE_WORDS if isinstance(value, str) else bool(value)


def _collect_texts(value: object, depth: int = 0) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, list) and depth < _DEPTH_MAX:
        return [
            text
            for part in value
            for text in (_collect_texts(part, depth + 1) if isinstance(part, str | list) else ())
        ]
    if isinstance(value, bool) or not isinstance(value, int | float):
        return []
    return [str(value)] if not isinstance(value, float) or math.isfinite(value) else []
