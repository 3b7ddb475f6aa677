"""A sentence for people that can be said in another language, too."""

from collections.abc import Mapping
from typing import Self


class Message(str):
    """The English text, wherever a text is wanted; it keeps its template and what fills it.

    `services.messages` finds the template's Chinese and fills that with the same values, of which
    some may be messages themselves.
    """

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        """Fill the `{places}` of a template; without values it is taken as it stands."""
        message = super().__new__(cls, template.format(**values) if values else template)
        message.template, message.values = template, values
        return message
