"""Load and match the rules of the line filter: data/boilerplate/*.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, get_args

from records.errors import UsageError

RuleScope = Literal["anywhere", "head", "tail", "links", "ending", "notice"]
"""anywhere: the line goes; head: it goes when it is among the first lines.

Tail: it goes with all that follows, when no more than the
smaller part of the article follows; links: as tail, but where sentences of the article follow only
the line goes; ending: what matches goes, the rest of the line stays; notice:
a short page goes whole.
"""

_RULE_KEYS: Final = frozenset(("name", "pattern", "where", "hits", "misses"))


@dataclass(frozen=True, slots=True)
class BoilerplateRule:
    """One pattern of boilerplate, for the folded line (half-width, simplified, lower case)."""

    name: str
    pattern: re.Pattern[str]
    where: RuleScope
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    sure: bool = False  # it holds also on a page of which the rules would take most

    def match_line(self, folded: str) -> re.Match[str] | None:
        """Match a folded line from its first character, for an ending from any: to search for what
        begins a line looks at each place.
        """
        return self.pattern.search(folded) if self.where == "ending" else self.pattern.match(folded)


@dataclass(frozen=True, slots=True)
class BoilerplateRules:
    """All rules, by where they apply, and the readings by which damaged pages are known."""

    rules: tuple[BoilerplateRule, ...] = ()
    pinyin_readings: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _rules_by_scope: dict[RuleScope, tuple[BoilerplateRule, ...]] = field(
        default_factory=dict, compare=False, repr=False
    )
    _combined_rules: dict[RuleScope, BoilerplateRule] = field(
        default_factory=dict, compare=False, repr=False
    )

    def rules_at(self, scope: RuleScope) -> tuple[BoilerplateRule, ...]:
        """Give the rules of one place."""
        if scope not in self._rules_by_scope:
            self._rules_by_scope[scope] = tuple(rule for rule in self.rules if rule.where == scope)
        return self._rules_by_scope[scope]

    def find_first_rule(self, scope: RuleScope, folded: str) -> BoilerplateRule | None:
        """Give the first rule of a place that a folded line matches.

        All at once they fail twice as fast as one by one.
        """
        if scope not in self._combined_rules:
            self._combined_rules[scope] = BoilerplateRule(
                "any",
                re.compile(
                    "|".join(f"(?:{rule.pattern.pattern})" for rule in self.rules_at(scope))
                    or r"(?!)"
                ),
                scope,
            )
        if not self._combined_rules[scope].match_line(folded):
            return None
        return next((rule for rule in self.rules_at(scope) if rule.match_line(folded)), None)


def load_boilerplate_rules(folder: Path) -> BoilerplateRules:
    """Read every rule file of a folder, in the order of their names.

    Raises UsageError that names file and rule when one cannot be used, OSError when the folder
    cannot be read.
    """
    rules: list[BoilerplateRule] = []
    for path in sorted(folder.iterdir()):
        if path.suffix != ".toml":
            continue
        try:
            written = tomllib.loads(path.read_text("utf-8")).get("rule", [])
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{path}: not valid TOML: {error}") from error
        rules.extend(_parse_rule(path, entry) for entry in written)
    return BoilerplateRules(tuple(rules), load_pinyin_readings(folder / "pinyin_readings.tsv"))


def load_pinyin_readings(path: Path) -> Mapping[str, frozenset[str]]:
    """Read the table of pinyin readings, {} when the folder has none."""
    if not path.exists():
        return {}
    rows = (
        line.split("\t")
        for line in path.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    )
    return {char: frozenset(readings.split(",")) for char, readings in rows}


def _parse_rule(path: Path, entry: dict[str, Any]) -> BoilerplateRule:
    name = str(entry.get("name", "?"))
    if set(entry) - {"sure"} != _RULE_KEYS:
        raise UsageError(
            f"{path}: rule {name!r} needs the keys {', '.join(sorted(_RULE_KEYS))}, may have sure,"
            " and no other"
        )
    if entry["where"] not in get_args(RuleScope):
        raise UsageError(
            f"{path}: rule {name!r}: where is {entry['where']!r}, not one of"
            f" {', '.join(get_args(RuleScope))}"
        )
    try:
        pattern = re.compile(entry["pattern"])
    except re.error as error:
        raise UsageError(
            f"{path}: rule {name!r}: the pattern is no regular expression: {error}"
        ) from error
    return BoilerplateRule(
        name,
        pattern,
        entry["where"],
        tuple(entry["hits"]),
        tuple(entry["misses"]),
        entry.get("sure") is True,
    )
