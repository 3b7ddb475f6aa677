"""The sentences of a translation that the checks doubt."""

import json

from records.translation import Sentence
from store.database import Store


def doubts(store: Store, uid: str) -> list[Sentence]:
    """Give the doubted sentences of an article's translation in their order; none for an article without one."""
    rows = store.query("SELECT flagged FROM translations WHERE uid = ?", (uid,))
    flagged = [entry for row in rows for entry in json.loads(row["flagged"])]
    return [Sentence(entry["block"], entry["position"], entry["source"], entry["target"], tuple(entry["checks"])) for entry in flagged]
