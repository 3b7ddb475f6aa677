"""Stores for benches."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.db.connection import Store
from store.open import open_store


@contextmanager
def bare_store() -> Iterator[Store]:
    """Open an empty store without its search index, which is measured elsewhere."""
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "jianwen.db") as store:
        for name in ("articles_ai", "articles_au"):
            store.connection.execute(f"DROP TRIGGER {name}")
        yield store
