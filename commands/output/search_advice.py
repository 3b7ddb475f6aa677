"""Word the advice for a search that found nothing."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.db.connection import Store


def format_search_advice(store: "Store", query: str) -> str:
    """Say that nothing is found, which word or filter is the reason, and what to write instead."""
    from commands.output.table import strip_control_characters
    from store.search.query import parse_query
    from store.search.suggest import advise_on_query

    lines = [f"jianwen: nothing found for {query[:200]!r}"]
    if parse_query(query).is_empty:
        return lines[0]
    said = advise_on_query(store, query)
    for name, near in said.sources:
        lines.append(
            f"no source is called {strip_control_characters(name)}; "
            + (f"did you mean source:{near}?" if near else "`jianwen sources` lists them")
        )
    for one in said.missing:
        near_words = " or ".join(
            f"{strip_control_characters(word)} ({number})" for word, number in one.near
        )
        lines.append(
            f"no article holds {strip_control_characters(one.word)}"
            + (f"; did you mean {near_words}?" if near_words else "")
        )
    if said.rest:
        lines.append(
            f"without {'、'.join(strip_control_characters(one.word) for one in said.missing)}:"
            f" {said.rest} found"
        )
    elif len(said.alone) > 1 and not said.missing:
        lines.append(
            "no article holds all of them: "
            + ", ".join(f"{strip_control_characters(word)} {number}" for word, number in said.alone)
        )
    if said.unfiltered:
        lines.append(f"without the filters: {said.unfiltered} found")
    return "\n  ".join(lines)
