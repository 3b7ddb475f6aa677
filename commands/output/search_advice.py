"""Word the advice for a search that found nothing."""

from typing import TYPE_CHECKING

from commands.output.messages import translate

if TYPE_CHECKING:
    from store.db.connection import Store
    from store.search.suggest import SearchAdvice


def format_search_advice(store: "Store", query: str) -> str:
    """Say that nothing is found, which word or filter is the reason, and what to write instead."""
    from store.search.query import parse_query
    from store.search.suggest import advise_on_query

    first = translate("nothing found for {query}").format(query=repr(query[:200]))
    lines = [f"jianwen: {first}"]
    if not parse_query(query).is_empty:
        lines += _format_advice(advise_on_query(store, query))
    return "\n  ".join(lines)


def _format_advice(advice: "SearchAdvice") -> list[str]:
    from commands.output.table import strip_control_characters as clean

    lines = []
    for name, near in advice.sources:
        hint = (
            translate("did you mean source:{near}?").format(near=near)
            if near
            else translate("`jianwen sources` lists them")
        )
        lines.append(translate("no source is called {name}; ").format(name=clean(name)) + hint)
    for missing in advice.missing:
        line = translate("no article holds {word}").format(word=clean(missing.word))
        if missing.near:
            words = translate(" or ").join(
                f"{clean(word)} ({count})" for word, count in missing.near
            )
            line += translate("; did you mean {words}?").format(words=words)
        lines.append(line)
    if advice.count_without_missing:
        words = "、".join(clean(missing.word) for missing in advice.missing)
        lines.append(
            translate("without {words}: {count} found").format(
                words=words, count=advice.count_without_missing
            )
        )
    elif len(advice.word_counts) > 1 and not advice.missing:
        counts = ", ".join(f"{clean(word)} {count}" for word, count in advice.word_counts)
        lines.append(translate("no article holds all of them: {counts}").format(counts=counts))
    if advice.count_without_filters:
        lines.append(
            translate("without the filters: {count} found").format(
                count=advice.count_without_filters
            )
        )
    return lines
