"""Read what a source file says about rights: the name of a licence, or a table."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from records.licence import (
    LICENCE_EXAMPLES,
    UsualRights,
    forbids_derivatives,
    get_usual_rights,
    parse_licence,
)
from records.source import Rights


def find_rights_error(value: object) -> str:
    """Say what is wrong with the rights as a whole, "" when nothing is.

    The values of a table are checked before.
    """
    if isinstance(value, str):
        if get_usual_rights(value) != UsualRights() or value in LICENCE_EXAMPLES:
            return ""
        near = parse_licence(value) or next(
            iter(get_close_matches(value, LICENCE_EXAMPLES, n=1)), ""
        )
        meant = (
            f"did you mean {near!r}?"
            if near
            else (
                f"known are {', '.join(LICENCE_EXAMPLES)} and the like; others need a table:"
                " [rights]"
            )
        )
        return f"rights {value!r} is no licence known here; {meant}"
    if not isinstance(value, dict):
        return "rights must be the name of a licence in quotes, or a table: [rights]"
    rights = parse_rights(value, "")
    if rights.translate and forbids_derivatives(rights.licence):
        return (
            f"[rights] {rights.licence} forbids derivatives, and a translation is one; translate"
            " must be false"
        )
    if rights.translate and rights.full_text == "none":
        return (
            "[rights] translate needs a text that may be read: full_text must be internal or public"
        )
    return ""


def parse_rights(value: str | Mapping[str, Any], title: str) -> Rights:
    """Give the rights: what the file says, and where it says nothing what the licence usually
    allows.

    Who is to be named is the source's title unless the file names somebody else.
    """
    table: Mapping[str, Any] = {"licence": value} if isinstance(value, str) else value
    licence: str = table.get("licence", "")
    known = licence if licence in LICENCE_EXAMPLES else parse_licence(licence) or licence
    allowed = get_usual_rights(known)
    return Rights(
        licence=known,
        full_text=table.get("full_text", allowed.full_text),
        translate=table.get("translate", allowed.translate and table.get("full_text") != "none"),
        attribution=table.get("attribution", title),
    )
