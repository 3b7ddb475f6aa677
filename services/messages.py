"""The Chinese of what editors read, by its English: what the command line and the desk share."""

import tomllib
from functools import cache
from typing import Final

from records.message import Message
from records.paths import PROJECT_ROOT

CATALOGUE: Final = PROJECT_ROOT / "data" / "messages" / "zh.toml"


@cache
def load_catalogue() -> dict[str, str]:
    """Read the catalogue: English texts with their Chinese."""
    catalogue = tomllib.loads(CATALOGUE.read_text("utf-8"))
    long_texts = {join_lines(entry["en"]): entry["zh"].strip("\n") for entry in catalogue["long"]}
    return {**catalogue["texts"], **long_texts}


def look_up(text: str, context: str = "") -> str:
    """Give the Chinese of an English text; what the catalogue lacks stays English.

    Of a message the template is looked up, and filled with its values. `context` tells apart words
    that mean several things; without an entry of its own a word has its usual meaning.
    """
    if isinstance(text, Message):
        values = {
            name: look_up(value) if isinstance(value, Message) else value
            for name, value in text.values.items()
        }
        return Message(look_up(text.template), **values)
    catalogue = load_catalogue()
    usual = catalogue.get(text, text)
    return catalogue.get(f"{context}|{text}", usual) if context else usual


def join_lines(text: str) -> str:
    """Give a long text as the catalogue knows it, however its lines are broken."""
    return " ".join(text.split())
