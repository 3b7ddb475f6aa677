"""Which source owns an address: only its owner may change, withdraw or license what is there."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

OPERATOR: Final = "the operator"
"""Who owns what was imported by hand without a source."""

_LABELS_OF_EXACT_HOST: Final = 1_000  # more than any name has: nothing is more specific


@dataclass(frozen=True, slots=True)
class OwnershipRule:
    """What one source owns: its hosts and, where it has a rule `links`, which paths there."""

    source: str
    # host, or host:port, of addresses that have no registered domain: IP addresses, localhost
    exact_hosts: frozenset[str] = frozenset()
    hosts: frozenset[str] = frozenset()  # names that it gives itself, with their subdomains
    domain: str = ""  # registered domain of its home, with all subdomains
    links: re.Pattern[str] | None = None
    enabled: bool = True

    def is_article(self, url: str) -> bool:
        """Say whether an address on one of its hosts may be an article of the source."""
        return self.links is None or self.links.search(url) is not None


@dataclass(frozen=True, slots=True)
class RefusedClaim:
    """Something that a source said about an address of somebody else; it changed nothing."""

    url: str
    source: str  # which claimed it
    owner: str
    claims: tuple[str, ...]  # withdrawal, full text, or the fields that it gave
    endpoint: str  # the document that holds the claim

    @property
    def detail(self) -> str:
        """Say who owns the address, what was claimed and where."""
        where = f" by {self.endpoint[:300]}" if self.endpoint else ""
        return f"belongs to {self.owner}; {self.source or 'an import'} claimed" + (
            f" {', '.join(self.claims)}{where}"
        )


@dataclass(frozen=True, slots=True)
class _HostMatch:
    rule: OwnershipRule
    labels: int  # of the longest name of the rule that the host ends with
    is_own_host: bool  # the host itself, not only its domain, stands in the rule


@dataclass(slots=True)
class AddressOwners:
    """The rules of all sources, asked by address.

    Without rules nobody owns anything by rule: then an article belongs to the source that brought
    it first, which the store knows.
    """

    rules: Mapping[str, OwnershipRule] = field(default_factory=dict)  # by source
    _exact: dict[str, list[OwnershipRule]] = field(init=False)
    _names: dict[str, list[OwnershipRule]] = field(init=False)
    _matches: dict[str, tuple[_HostMatch, ...]] = field(init=False)

    def __post_init__(self) -> None:
        """Index the rules by their hosts."""
        self._exact, self._names, self._matches = defaultdict(list), defaultdict(list), {}
        for rule in self.rules.values():
            for host in rule.exact_hosts:
                self._exact[host].append(rule)
            for name in {*rule.hosts, *([rule.domain] if rule.domain else [])}:
                self._names[name].append(rule)

    @classmethod
    def of(cls, rules: Iterable[OwnershipRule]) -> "AddressOwners":
        """Make them of the rules of all sources."""
        return cls({rule.source: rule for rule in rules})

    def find_owner(self, url: str) -> str:
        """Give the source that owns a canonical address, "" where no rule decides.

        The most specific rule wins: enabled before draft, `links` that match before no `links`,
        the longer host name before the shorter one. A source whose `links` do not match owns only
        what lies on the very hosts that it names, and only where nobody else does. Two that match
        alike own nothing.
        """
        best, owners = (False, -1, -1), set[str]()
        for match in self._match_host(url):
            rule = match.rule
            path = 2 if rule.links and rule.links.search(url) else 1 if not rule.links else 0
            if not path and not match.is_own_host:
                continue
            score = (rule.enabled, path, match.labels)
            if score > best:
                best, owners = score, {rule.source}
            elif score == best:
                owners.add(rule.source)
        return owners.pop() if len(owners) == 1 else ""

    def covers(self, source: str, url: str) -> bool:
        """Say whether a source's rule names the host of an address.

        What it may give of its own it may not give of other hosts: another's page that it announces
        is not under its licence. True where no rule of the source is known.
        """
        return source not in self.rules or any(
            match.rule.source == source for match in self._match_host(url)
        )

    def may_be_article(self, owner: str, url: str) -> bool:
        """Say whether an address of its owner may be an article by the owner's rule `links`."""
        rule = self.rules.get(owner)
        return rule is None or rule.is_article(url)

    def _match_host(self, url: str) -> tuple[_HostMatch, ...]:
        try:
            parts = urlsplit(url)
            location, host = parts.netloc.lower(), (parts.hostname or "").lower()
        except ValueError:
            return ()
        if location not in self._matches:
            self._matches[location] = tuple(self._find_host_rules(location, host))
        return self._matches[location]

    def _find_host_rules(self, location: str, host: str) -> Iterable[_HostMatch]:
        for rule in self._exact.get(location, ()):
            yield _HostMatch(rule, _LABELS_OF_EXACT_HOST, is_own_host=True)
        labels, seen = host.split("."), set[str]()
        for start in range(len(labels)):
            name = ".".join(labels[start:])
            for rule in self._names.get(name, ()):
                if rule.source not in seen:
                    seen.add(rule.source)
                    yield _HostMatch(rule, len(labels) - start, name == host and name in rule.hosts)


NO_OWNERS: Final = AddressOwners()
