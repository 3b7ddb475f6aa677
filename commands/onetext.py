"""Translate one text that somebody typed, in the direction that its script asks for."""

from typing import TYPE_CHECKING

import click

from records.home import Home
from records.verdict import ModelError

if TYPE_CHECKING:
    from pipelines.translators.protocol import Translator


def translate_text(text: str, home: Home, *, stock: bool = False) -> str:
    """Translate a text line by line, Chinese into English and all else into Chinese; each flagged sentence is told on stderr.

    ModelError when no package is installed for that direction. Nothing is stored.
    """
    from pipelines.into_english import is_chinese

    source, target = ("zh", "en") if is_chinese(text) else ("en", "zh")
    translator = _translator(home, source, target, stock=stock)
    return _into_english(text, translator) if target == "en" else _into_chinese(text, home, translator)


def _translator(home: Home, source: str, target: str, *, stock: bool) -> "Translator":
    from commands.translators import choose

    translator = choose(home, source, target, stock=stock)
    if not translator.languages:
        raise ModelError(
            f"no translation package from {source} to {target} in {home.models}; install one: jianwen models install {source} {target}"
        )
    return translator


def _into_chinese(text: str, home: Home, translator: "Translator") -> str:
    from pipelines.glossary import load_glossary
    from pipelines.translate import translate
    from records.translation import Pending

    (done,) = translate([Pending("", "", tuple(text.split("\n")), "en", 1)], translator, {}, load_glossary(*home.glossaries))
    for sentence in done.sentences:
        if sentence.checks:
            _tell(", ".join(sentence.checks), sentence.source, sentence.target)
    return "\n".join(done.blocks)


def _into_english(text: str, translator: "Translator") -> str:
    from pipelines.into_english import into_english

    lines = into_english(text, translator)
    for sentence in (sentence for line in lines for sentence in line if sentence.findings):
        _tell(", ".join(finding.label for finding in sentence.findings), sentence.source, sentence.target)
    return "\n".join(" ".join(sentence.target or sentence.source for sentence in line) for line in lines)


def _tell(labels: str, source: str, target: str) -> None:
    click.echo(f"jianwen: {labels}: {source} → {target}", err=True)
