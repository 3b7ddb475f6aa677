"""Read robots.txt as RFC 9309 wants it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from crawler.politeness.path_patterns import PathPattern, get_url_path, normalize_path
from records.limits import CRAWL_DELAY_MAX, ROBOTS_BYTES
from records.reasons import HttpReason, Reason, VerdictReason
from records.verdict import Drop, Retry, Verdict

ROBOTS_AGENT: Final = "jianwen"
"""The product token that rules are looked up by; case says nothing."""
TOO_MANY_REQUESTS: Final = 429
_LINES = re.compile(r"\r\n|\r|\n")
_PRODUCT_TOKEN = re.compile(r"\*(?=\s|$)|[A-Za-z_-]+")
_FIELD_NAME = re.compile(r"[A-Za-z -]+")
_FIELD_MISSPELLINGS: Final = {
    "useragent": "user-agent",
    "user agent": "user-agent",
    **dict.fromkeys(("dissallow", "dissalow", "disalow", "diasllow", "disallaw"), "disallow"),
    "crawldelay": "crawl-delay",
}
"""Slips of the pen that say clearly enough what was meant."""


@dataclass(slots=True)
class RobotsRules:
    """What a file asks of one agent.

    The longest pattern that fits decides, of two as long as each other the one that allows.
    """

    literals: dict[str, bool] = field(
        default_factory=dict
    )  # pattern without star or end -> allowed
    wildcards: list[tuple[int, bool, PathPattern]] = field(
        default_factory=list
    )  # the longest first
    delay: float = 0.0

    def can_fetch(self, url: str) -> bool:
        """Say whether an address may be fetched.

        Only as many patterns are compared as can still decide.
        """
        path = get_url_path(url)
        if path == "/robots.txt":
            return True
        length = next(
            (length for length in range(len(path), 0, -1) if path[:length] in self.literals), 0
        )
        allowed = self.literals[path[:length]] if length else True
        for long, allows, pattern in self.wildcards:
            if long < length or (long == length and allowed):
                break
            # the cheap half of the question first: some files hold 20,000 stars
            if pattern.longest_part in path and pattern.matches(path):
                return allows
        return allowed


@dataclass(frozen=True, slots=True)
class RobotsPolicy:
    """What a host asks of crawlers; without rules everything is allowed, with `closed` nothing
    is.
    """

    rules: RobotsRules = field(default_factory=RobotsRules)
    closure: Verdict | None = None

    def find_refusal(self, url: str) -> Verdict | None:
        """Say why a page must not be fetched, None when it may be."""
        if self.closure is not None:
            return self.closure
        return (
            None
            if self.rules.can_fetch(url)
            else Drop("fetch", Reason.ROBOTS, "robots.txt forbids it")
        )

    @property
    def delay(self) -> float:
        """Crawl-delay in seconds, at most CRAWL_DELAY_MOST."""
        return min(self.rules.delay, CRAWL_DELAY_MAX)


def parse_robots(status: int, body: bytes, *, after: float = 0.0) -> RobotsPolicy:
    """Read the answer to a request for robots.txt.

    2xx holds the rules, of which the first ROBOTS_BYTES count; 4xx means that there are none; 5xx,
    and a host that is too busy, mean stay away.
    """
    if 200 <= status < 300:
        text = (
            body[:ROBOTS_BYTES]
            .removeprefix(b"\xef\xbb\xbf")
            .decode("utf-8", "replace")
            .replace("\0", "")
        )
        return RobotsPolicy(_parse_rules(text))
    if 400 <= status < 500 and status != TOO_MANY_REQUESTS:
        return RobotsPolicy()
    return build_unreachable_robots(
        f"robots.txt answered {status}", HttpReason.from_status(status), after=after
    )


def build_unreachable_robots(
    detail: str, cause: VerdictReason, *, after: float = 0.0
) -> RobotsPolicy:
    """Stay away from a host whose robots.txt cannot be had."""
    return RobotsPolicy(closure=Retry("fetch", Reason.ROBOTS_UNREACHABLE, detail, after, cause))


def _parse_rules(text: str) -> RobotsRules:
    """Give the rules of all groups that name us; where none does, of those for everybody.

    Only Allow and Disallow end the list of agents that a group begins with: what else stands there
    must not cut one off.
    """
    rules_by_agent: dict[str, list[tuple[str, str]]] = {}
    agents: set[str] = set()  # of us and everybody: 15,000 groups cost no more than one
    ended = False
    for name, value in _iter_fields(text):
        if name == "user-agent":
            agents = set() if ended else agents
            ended = False
            token = _PRODUCT_TOKEN.match(value)
            if token and (agent := token[0].lower()) in (ROBOTS_AGENT, "*"):
                agents.add(agent)
                rules_by_agent.setdefault(agent, [])
        elif name in ("allow", "disallow", "crawl-delay"):
            ended = ended or name != "crawl-delay"
            for agent in agents:
                rules_by_agent[agent].append((name, value))
    return _build_rules(
        rules_by_agent[ROBOTS_AGENT]
        if ROBOTS_AGENT in rules_by_agent
        else rules_by_agent.get("*", [])
    )


def _iter_fields(text: str) -> Iterator[tuple[str, str]]:
    """Give name and value of each line; some files leave out the colon."""
    for line in _LINES.split(text):
        content = line.partition("#")[0]
        name, colon, value = content.partition(":")
        name = name.strip()
        if not (colon and _FIELD_NAME.fullmatch(name)):
            words = content.split(None, 2)
            if len(words) != 2 or not _FIELD_NAME.fullmatch(words[0]):
                continue
            name, value = words
        name = name.lower()
        yield _FIELD_MISSPELLINGS.get(name, name), value.strip()


def _build_rules(fields: list[tuple[str, str]]) -> RobotsRules:
    rules = RobotsRules()
    patterns: dict[str, bool] = {}
    for name, value in fields:
        if name == "crawl-delay":
            rules.delay = max(rules.delay, _parse_number(value))
        elif value:
            allow = name == "allow"
            patterns[value] = patterns.get(value, False) or allow
            folder, _, page = value.rpartition("/")
            if allow and page.startswith("index.htm"):  # the folder shows this page
                patterns.setdefault(f"{folder}/$", True)
    for text, allow in patterns.items():
        pattern = PathPattern.parse(text)
        if pattern.middle or pattern.ends_exactly or "*" in text:
            rules.wildcards.append((len(normalize_path(text)), allow, pattern))
        else:
            rules.literals[pattern.prefix] = rules.literals.get(pattern.prefix, False) or allow
    rules.wildcards.sort(key=lambda rule: (-rule[0], not rule[1]))
    return rules


def _parse_number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text) else 0.0
