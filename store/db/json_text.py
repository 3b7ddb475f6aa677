"""JSON as the store keeps it: compact, as text."""

import json


def dump_json(value: object) -> str:
    """Write JSON as the store keeps it: readable Chinese, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
