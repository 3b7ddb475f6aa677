"""Read one source file: every key is known, every value usable, every address public."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, Final

from crawler import sourcepatterns as patterns
from crawler import sourcevalues as values
from crawler.sourcerights import rights_fault, rights_of
from records.source import Api, PageRules, Payload, Rights, Source
from spiders.calendar import days

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
KINDS: Final = ("news", "partner", "authority", "journal")
FULL_TEXT: Final = ("none", "internal", "public")
STALE_SECONDS: Final = {"authority": 30 * 86_400, "journal": 30 * 86_400}
"""Institutions publish less often than news sites."""

RULES: Final = tuple(field.name for field in fields(PageRules) if field.name != "payload")
PLAIN: Final[Mapping[str, values.Check]] = {
    "title": values.text,
    "kind": values.one_of(*KINDS),
    "home": values.text,
    "language": values.matching("[a-z]{2}(-[A-Za-z]{2,4})?", "zh"),
    "enabled": values.flag,
    "feeds": values.texts,
    "sitemaps": values.texts,
    "listings": values.texts,
    "links": patterns.links,
    "rows": values.css,
    "pages": patterns.pages,
    "archive": patterns.archive,
    "full_text_feeds": values.flag,
    "utc_offset": values.matching(r"[+-](0\d|1[0-4]):[0-5]\d", "+08:00"),
    "delay": values.number(0, 600),
    "concurrency": values.whole(1, 16),
    "every": values.span,
    "tls": values.one_of("strict", "lax"),
    "stale_after": values.span,
    "tolerate_failure": values.flag,
}
RULE_CHECKS: Final[Mapping[str, values.Check]] = {name: values.css_list if name == "drop" else values.css for name in RULES}
RIGHTS: Final[Mapping[str, values.Check]] = {
    "licence": values.text, "full_text": values.one_of(*FULL_TEXT), "translate": values.flag, "attribution": values.text,
}  # fmt: skip
VARIABLE: Final = values.matching(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", "cs_article")
API: Final[Mapping[str, values.Check]] = {
    **{field.name: values.jmespath_expression for field in fields(Api) if field.name != "urls"},
    "url": values.text_or_texts,
    "inside": values.css,
    "variable": VARIABLE,
    "pages": patterns.pages,
    "cursor": values.text,
    "link_prefix": values.text,
    "token": values.token,
}
PAYLOAD: Final[Mapping[str, values.Check]] = {
    **{field.name: values.jmespath_expression for field in fields(Payload)},
    "inside": values.css,
    "variable": VARIABLE,
}
TABLES: Final[Mapping[str, Mapping[str, values.Check]]] = {"rights": RIGHTS, "api": API, "payload": PAYLOAD}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a file; line 0 when no line can be named."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read."""

    name: str
    text: str
    table: Mapping[str, Any]

    def line(self, key: str, table: str = "") -> int:
        """Find the line of a key, counted from 1; 0 when it stands where TOML allows and nobody looks, as in an inline table."""
        inside = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := re.match(r"\s*\[\s*([\w.-]+)\s*\]", line):
                inside = header[1]
                if key == inside and not table:
                    return number
            elif inside == table and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line):
                return number
        return 0


def read_source(file: SourceFile, allow_hosts: Set[str]) -> Source | list[Fault]:
    """Give the source, or all that is wrong with its file."""
    faults = list(_faults(file, allow_hosts))
    return sorted(faults, key=lambda fault: fault.line) if faults else _build(file)


def _faults(file: SourceFile, allow_hosts: Set[str]) -> "list[Fault]":
    found: list[Fault] = []
    if not NAME.fullmatch(file.name):
        found.append(Fault(0, f"the name {file.name!r} may hold a-z, 0-9, - and _"))
    found += _check(file, file.table, {**PLAIN, **RULE_CHECKS}, "")
    for name, checks in TABLES.items():
        table = file.table.get(name)
        if isinstance(table, dict):
            found += _check(file, table, checks, name)
        elif table is not None and name != "rights":
            found.append(Fault(file.line(name), f"{name} must be a table: [{name}]"))
    found += [Fault(0, f"{key} is missing") for key in ("title", "kind", "home") if key not in file.table]
    if not found:  # what follows reads values that must be of their type
        found += _addresses(file, allow_hosts)
        found += _together(file)
        found += _json(file)
        if "rights" in file.table and (reason := rights_fault(file.table["rights"])):
            found.append(Fault(file.line("translate", "rights") or file.line("rights"), reason))
    return found


def _check(file: SourceFile, table: Mapping[str, Any], checks: Mapping[str, values.Check], inside: str) -> list[Fault]:
    found: list[Fault] = []
    known = [*checks, *([] if inside else TABLES)]
    for key, value in table.items():
        where = f"[{inside}] {key}" if inside else key
        if key not in known:
            found.append(Fault(file.line(key, inside), f"unknown key {where}{_meant(key, known, inside)}"))
        elif key in checks and (reason := checks[key](value)):
            found.append(Fault(file.line(key, inside), f"{where} {reason}"))
    return found


def _meant(key: str, known: Sequence[str], inside: str) -> str:
    near = get_close_matches(key, known, n=1)
    if not near and not inside:
        near = [f"[{table}] {close[0]}" for table, keys in TABLES.items() if (close := get_close_matches(key, keys, n=1))]
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known)}"


def _addresses(file: SourceFile, allow_hosts: Set[str]) -> list[Fault]:
    table, found = file.table, []
    for key in ("home", "feeds", "sitemaps", "listings"):
        for url in _texts(table.get(key, [])):
            if reason := values.address(url, allow_hosts):
                found.append(Fault(file.line(key), f"{key}: {reason} ({url})"))
    if day := table.get("archive"):
        (url,) = days(day, "2026-11-23", 1)
        if reason := values.address(url, allow_hosts):
            found.append(Fault(file.line("archive"), f"archive: {reason} ({url})"))
    api = table.get("api", {})
    for key in ("url", "link_prefix"):
        for url in _texts(api.get(key, [])):
            if reason := values.address(url, allow_hosts):
                found.append(Fault(file.line(key, "api"), f"[api] {key}: {reason} ({url})"))
    return found


def _together(file: SourceFile) -> list[Fault]:
    """Check what belongs together."""
    table, found = file.table, []
    if not any(table.get(key) for key in ("feeds", "sitemaps", "listings", "api")):
        found.append(Fault(0, "nothing announces articles; give feeds, sitemaps, listings or [api]"))
    for key, does in (("pages", "turns the pages of listings"), ("rows", "chooses the rows of listings")):
        if table.get(key) and not table.get("listings"):
            found.append(Fault(file.line(key), f"{key} {does}, and there are none"))
    if table.get("full_text_feeds") and not table.get("feeds"):
        found.append(Fault(file.line("full_text_feeds"), "full_text_feeds needs feeds"))
    return found


def _json(file: SourceFile) -> list[Fault]:
    """Check what belongs together in the tables that read JSON."""
    api, payload, found = file.table.get("api"), file.table.get("payload"), []
    if api is not None:
        found += [Fault(file.line("api"), f"[api] {key} is missing") for key in ("url", "items", "link") if not api.get(key)]
        if api.get("cursor") and not api.get("next"):
            found.append(Fault(file.line("cursor", "api"), "[api] cursor needs next: where the answer keeps the value"))
        if api.get("pages") and api.get("next"):
            found.append(Fault(file.line("pages", "api"), "[api] pages and next both lead to the following page; keep one"))
        if api.get("inside") and api.get("variable"):
            found.append(Fault(file.line("variable", "api"), "[api] inside and variable both say where the JSON is; keep one"))
    if payload is not None:
        if not payload.get("body"):
            found.append(Fault(file.line("payload"), "[payload] body is missing"))
        if bool(payload.get("inside")) == bool(payload.get("variable")):
            found.append(Fault(file.line("payload"), "[payload] needs inside or variable, where the JSON is, and only one of them"))
    return found


def _build(file: SourceFile) -> Source:
    table = file.table
    given = {key: _frozen(table[key]) for key in PLAIN if key in table and key not in ("stale_after", "every")}
    chinese = table.get("language", "zh").startswith("zh")
    given.setdefault("utc_offset", "+08:00" if chinese else "+00:00")
    if "delay" in given:
        given["delay"] = float(given["delay"])
    if "every" in table:
        given["every"] = values.seconds(table["every"])
    stale = table.get("stale_after")
    given["stale_after"] = values.seconds(stale) if stale else STALE_SECONDS.get(table["kind"], 7 * 86_400)
    return Source(
        name=file.name,
        rules=PageRules(
            **{key: _frozen(table[key]) for key in RULES if key in table},
            payload=Payload(**table["payload"]) if "payload" in table else None,
        ),
        rights=rights_of(table["rights"], table["title"]) if "rights" in table else Rights(),
        api=_api(table["api"]) if "api" in table else None,
        **given,
    )


def _api(table: Mapping[str, Any]) -> Api:
    return Api(urls=tuple(_texts(table["url"])), **{key: value for key, value in table.items() if key != "url"})


def _texts(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _frozen(value: Any) -> Any:  # noqa: ANN401 - TOML holds anything
    return tuple(value) if isinstance(value, list) else value
