"""The Chinese of what the editor's verbs print: help, tables and messages, never JSON."""

import os
import sys
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from typing import Final, Literal

import click

from commands.output.table import measure_width, wrap_text
from services.messages import join_lines, look_up

Language = Literal["en", "zh"]

TRANSLATED_VERBS: Final = (
    *("search", "show", "correct", "review", "glossary", "status"),
    *("withdraw", "hold", "reject", "release"),
)
_CLICK_MODULES: Final = ("core", "exceptions", "parser", "types")
_language: ContextVar[Language | None] = ContextVar("_language", default=None)
"""The language that the present call has named."""


def choose_language(environ: Mapping[str, str]) -> Language:
    """Give the language of the locale: the first of LC_ALL, LC_MESSAGES and LANG that is set."""
    names = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh" if next(filter(None, names), "").lower().startswith("zh") else "en"


def set_language(language: Language) -> None:
    """Let the present call speak a language."""
    _language.set(language)


def get_language() -> Language:
    """Give the language of the present call; that of the locale where none was named."""
    return _language.get() or choose_language(os.environ)


def translate(text: str, context: str = "") -> str:
    """Give an English text of the catalogue in the language of the present call.

    A text with `{names}` is translated before they are filled; `context` tells apart words that
    mean several things. What the catalogue lacks stays English.
    """
    if get_language() == "en":
        return text
    return look_up(text, context)


def translate_click() -> None:
    """Let Click take its own texts out of the catalogue.

    It asks gettext for them, under the two names that are replaced here.
    """
    for name in _CLICK_MODULES:
        vars(sys.modules[f"click.{name}"]).update(_=translate, ngettext=_translate_number)


def _translate_number(singular: str, plural: str, number: int) -> str:
    return translate(singular if number == 1 else plural)


def translate_help(command: click.Command) -> None:
    """Let a command and those below it print their help in the language of the call."""
    command.context_class = TranslatedContext
    for verb in command.commands.values() if isinstance(command, click.Group) else ():
        translate_help(verb)


class TranslatedContext(click.Context):
    """A context whose help is in the language of the call."""

    def make_formatter(self) -> click.HelpFormatter:
        """Give Click's own formatter for English."""
        if get_language() == "en":
            return super().make_formatter()
        return ChineseHelpFormatter(self.terminal_width, self.max_content_width)


class ChineseHelpFormatter(click.HelpFormatter):
    """Help out of the catalogue; lines are measured in columns, of which Chinese takes two each."""

    def __init__(self, width: int | None = None, max_width: int | None = None) -> None:
        """Take the width of the terminal unless one is given."""
        super().__init__(width=width, max_width=max_width)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        self.write(f"{' ' * self.current_indent}{translate(heading)}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs; one that begins with \\b keeps its lines."""
        indent = " " * self.current_indent
        paragraphs = []
        for paragraph in translate(join_lines(text)).split("\n\n"):
            kept = paragraph.startswith("\b\n")
            lines = (
                paragraph.split("\n")[1:]
                if kept
                else wrap_text(paragraph.replace("\n", ""), self.width - self.current_indent)
            )
            paragraphs.append("\n".join(indent + line for line in lines))
        self.write("\n\n".join(paragraphs) + "\n")

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Write names in one column and their texts in the next; [default: …] stays as it is."""
        listed = [(name, _translate_option_help(text)) for name, text in rows]
        first = min(max(measure_width(name) for name, _ in listed), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, text in listed:
            lines = wrap_text(text, max(self.width - first - self.current_indent, 10))
            gap = first - measure_width(name)
            if gap < col_spacing:
                self.write(f"{indent}{name}\n{indent}{' ' * first}{lines[0]}\n")
            else:
                self.write(f"{indent}{name}{' ' * gap}{lines[0]}\n")
            for line in lines[1:]:
                self.write(f"{indent}{' ' * first}{line}\n")


def _translate_option_help(text: str) -> str:
    """Translate what stands before Click's own addition in square brackets."""
    words, bracket, extra = text.partition("  [")
    return translate(words) + bracket + extra
