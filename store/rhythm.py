"""How often each source is asked what it announces: often while it brings news, seldom while it does not."""

from records.limits import LOOK_MOST
from store.database import Store
from store.schedule import next_wait, over_at
from store.times import later


def resting(store: Store, now: str) -> dict[str, str]:
    """Give the sources whose next look is still to come, with its time.

    A time further away than any wait was written by a clock that has been put back since, and counts for nothing.
    """
    rows = store.query("SELECT name, due_at, wait FROM sources WHERE due_at > ?", (now,))
    return {row["name"]: row["due_at"] for row in rows if row["due_at"] <= later(now, max(row["wait"], LOOK_MOST))}


def note_look(store: Store, source: str, now: str, *, least: int, news: bool, failed: bool) -> None:
    """Note that a source was asked, and when it will be next; with `least` 0, and after a failure, the next run asks it."""
    with store.writing() as connection:
        row = connection.execute("SELECT wait FROM sources WHERE name = ?", (source,)).fetchone()
        wait = row["wait"] if failed else next_wait(row["wait"], least, news=news)
        due_at = "" if failed or not least else over_at(now, wait)
        connection.execute("UPDATE sources SET wait = ?, due_at = ? WHERE name = ?", (wait, due_at, source))
