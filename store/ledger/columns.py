"""Columns of the ledger that hold JSON: what an announcement says of a page, where its pages lie in
the archive.
"""

import json
from collections.abc import Iterable
from typing import Any

from records.page import ArchivePointer, Hint
from store.db.json_text import dump_json


def dump_hint(hint: Hint) -> str:
    """Write what a hint says, and nothing of what it leaves empty."""
    fields: dict[str, Any] = {name: getattr(hint, name) for name in Hint.__slots__}
    return dump_json({name: value for name, value in fields.items() if value})


def load_hint(text: str) -> Hint:
    """Read what `hint_json` wrote."""
    fields = json.loads(text)
    return Hint(**{**fields, "authors": tuple(fields.get("authors", ()))})


def dump_pointers(pointers: Iterable[ArchivePointer]) -> str:
    """Write places in the archive."""
    return dump_json(
        [[pointer.segment, pointer.offset, pointer.length, pointer.digest] for pointer in pointers]
    )


def load_pointers(text: str) -> tuple[ArchivePointer, ...]:
    """Read what `pointers_json` wrote."""
    return tuple(ArchivePointer(*values) for values in json.loads(text))
