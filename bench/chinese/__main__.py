"""Measure one part of the work on Chinese text:

`python -m bench.chinese PART [options]`; a part is a module here with a `run`.
"""

import sys
from importlib import import_module
from pathlib import Path


def main(argv: list[str]) -> None:
    """Hand the options to the part that is named first."""
    parts = sorted(
        path.stem
        for path in Path(__file__).parent.glob("*.py")
        if "\ndef run(" in path.read_text("utf-8")
    )
    if not argv or argv[0] not in parts:
        raise SystemExit(f"usage: python -m bench.chinese {{{','.join(parts)}}} [options]")
    import_module(f"bench.chinese.{argv[0]}").run(argv[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
