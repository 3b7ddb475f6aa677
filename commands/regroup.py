"""`jianwen refine --copies`: group all stored articles anew, out of their texts."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.database import Store


def regroup(store: "Store", now: str) -> dict[str, int]:
    """Compare every article with all others; counts the articles and those whose comparison moved a group.

    Each is a transaction of its own and the same answer again changes nothing, so a run that is killed is simply run again.
    """
    from commands.progress import bar
    from pipelines.fingerprint import imprint
    from store.reprint import count_stored, reprint, stored_records

    counts = {"articles": 0, "moved": 0}
    done: set[str] = set()
    with bar(count_stored(store), "copies") as progress:
        for uid, record in stored_records(store):
            printed = imprint(record)
            counts["articles"] += 1
            counts["moved"] += reprint(store, uid, printed, now, anew=printed.fingerprint not in done)
            done.add(printed.fingerprint)
            progress.update(1)
    return counts
