"""Read one source file: every key is known, every value usable, every address public."""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any, Final

from crawler.sources.day_archives import build_day_urls
from crawler.sources.rights import find_rights_error, parse_rights
from crawler.sources.secret_parameters import SecretParameters
from crawler.sources.url_templates import check_archive, check_links, check_pages
from crawler.sources.validators import (
    ValueCheck,
    check_css,
    check_css_list,
    check_duration,
    check_flag,
    check_hosts,
    check_jmespath,
    check_text,
    check_text_or_texts,
    check_texts,
    check_token,
    check_url,
    duration_to_seconds,
    make_choice_check,
    make_number_check,
    make_pattern_check,
    make_whole_number_check,
)
from records.clock import CHINA_OFFSET, DAY_SECONDS, UNKNOWN_OFFSET, WEEK_SECONDS
from records.source import ApiRules, PageRules, PayloadRules, Rights, Source

SOURCE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
SOURCE_KINDS: Final = ("news", "partner", "authority", "journal")
FULL_TEXT_CHOICES: Final = ("none", "internal", "public")
STALE_SECONDS: Final = {"authority": 30 * DAY_SECONDS, "journal": 30 * DAY_SECONDS}
"""Institutions publish less often than news sites."""

RULE_KEYS: Final = tuple(field.name for field in fields(PageRules) if field.name != "payload")
SOURCE_CHECKS: Final[Mapping[str, ValueCheck]] = {
    "title": check_text,
    "kind": make_choice_check(*SOURCE_KINDS),
    "home": check_text,
    "language": make_pattern_check("[a-z]{2}(-[A-Za-z]{2,4})?", "zh"),
    "enabled": check_flag,
    "hosts": check_hosts,
    "feeds": check_texts,
    "sitemaps": check_texts,
    "listings": check_texts,
    "links": check_links,
    "rows": check_css,
    "pages": check_pages,
    "archive": check_archive,
    "full_text_feeds": check_flag,
    "utc_offset": make_pattern_check(r"[+-](0\d|1[0-4]):[0-5]\d", CHINA_OFFSET),
    "delay": make_number_check(0, 600),
    "concurrency": make_whole_number_check(1, 16),
    "every": check_duration,
    "tls": make_choice_check("strict", "lax"),
    "cookies": check_flag,
    "stale_after": check_duration,
    "tolerate_failure": check_flag,
    "secret_parameters": check_texts,
    "public_parameters": check_texts,
}
RULE_CHECKS: Final[Mapping[str, ValueCheck]] = {
    name: check_css_list if name == "drop" else check_css for name in RULE_KEYS
}
RIGHTS_CHECKS: Final[Mapping[str, ValueCheck]] = {
    "licence": check_text,
    "full_text": make_choice_check(*FULL_TEXT_CHOICES),
    "translate": check_flag,
    "attribution": check_text,
}
VARIABLE_CHECK: Final = make_pattern_check(r"[A-Za-z_$][\w$]*(\.[A-Za-z_$][\w$]*)*", "cs_article")
API_CHECKS: Final[Mapping[str, ValueCheck]] = {
    **{field.name: check_jmespath for field in fields(ApiRules) if field.name != "urls"},
    "url": check_text_or_texts,
    "inside": check_css,
    "variable": VARIABLE_CHECK,
    "pages": check_pages,
    "cursor": check_text,
    "link_prefix": check_text,
    "token": check_token,
}
PAYLOAD_CHECKS: Final[Mapping[str, ValueCheck]] = {
    **{field.name: check_jmespath for field in fields(PayloadRules)},
    "inside": check_css,
    "variable": VARIABLE_CHECK,
}
TABLE_CHECKS: Final[Mapping[str, Mapping[str, ValueCheck]]] = {
    "rights": RIGHTS_CHECKS,
    "api": API_CHECKS,
    "payload": PAYLOAD_CHECKS,
}


@dataclass(frozen=True, slots=True)
class SourceFileError:
    """Something wrong in a file; line 0 when no line can be named."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as it was read."""

    name: str
    text: str
    table: Mapping[str, Any]

    def find_line(self, key: str, table: str = "") -> int:
        """Find the line of a key, counted from 1.

        0 when it stands where TOML allows and nobody looks, as in an inline table.
        """
        inside = ""
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := re.match(r"^\s*\[\s*([\w.-]+)\s*\]", line):
                inside = header[1]
                if key == inside and not table:
                    return number
            elif inside == table and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""", line):
                return number
        return 0


def parse_source(file: SourceFile, allow_hosts: Set[str]) -> Source | list[SourceFileError]:
    """Give the source, or all that is wrong with its file."""
    faults = list(_find_errors(file, allow_hosts))
    return sorted(faults, key=lambda fault: fault.line) if faults else _build_source(file)


def _find_errors(file: SourceFile, allow_hosts: Set[str]) -> "list[SourceFileError]":
    errors: list[SourceFileError] = []
    if not SOURCE_NAME.fullmatch(file.name):
        errors.append(SourceFileError(0, f"the name {file.name!r} may hold a-z, 0-9, - and _"))
    errors += _check_table(file, file.table, {**SOURCE_CHECKS, **RULE_CHECKS}, "")
    for name, checks in TABLE_CHECKS.items():
        table = file.table.get(name)
        if isinstance(table, dict):
            errors += _check_table(file, table, checks, name)
        elif table is not None and name != "rights":
            errors.append(
                SourceFileError(file.find_line(name), f"{name} must be a table: [{name}]")
            )
    errors += [
        SourceFileError(0, f"{key} is missing")
        for key in ("title", "kind", "home")
        if key not in file.table
    ]
    if not errors:  # what follows reads values that must be of their type
        errors += _check_urls(file, allow_hosts)
        errors += _check_combinations(file)
        errors += _check_json_tables(file)
        if "rights" in file.table and (reason := find_rights_error(file.table["rights"])):
            errors.append(
                SourceFileError(
                    file.find_line("translate", "rights") or file.find_line("rights"), reason
                )
            )
    return errors


def _check_table(
    file: SourceFile, table: Mapping[str, Any], checks: Mapping[str, ValueCheck], table_name: str
) -> list[SourceFileError]:
    errors: list[SourceFileError] = []
    known = [*checks, *([] if table_name else TABLE_CHECKS)]
    for key, value in table.items():
        where = f"[{table_name}] {key}" if table_name else key
        if key not in known:
            errors.append(
                SourceFileError(
                    file.find_line(key, table_name),
                    f"unknown key {where}{_suggest_key(key, known, table_name)}",
                )
            )
        elif key in checks and (reason := checks[key](value)):
            errors.append(SourceFileError(file.find_line(key, table_name), f"{where} {reason}"))
    return errors


def _suggest_key(key: str, known_keys: Sequence[str], table_name: str) -> str:
    near = get_close_matches(key, known_keys, n=1)
    if not near and not table_name:
        near = [
            f"[{table}] {close[0]}"
            for table, keys in TABLE_CHECKS.items()
            if (close := get_close_matches(key, keys, n=1))
        ]
    return f"; did you mean {near[0]}?" if near else f"; known are {', '.join(known_keys)}"


def _check_urls(file: SourceFile, allow_hosts: Set[str]) -> list[SourceFileError]:
    """Check the addresses: public, and without a secret, since all of them are stored."""
    names = SecretParameters.of(
        file.table.get("secret_parameters", ()), file.table.get("public_parameters", ())
    )
    return [
        SourceFileError(
            file.find_line(key, table),
            f"{f'[{table}] ' if table else ''}{key}: {reason} ({names.mask(shown)})",
        )
        for table, key, shown, url in _list_urls(file.table)
        if (reason := check_url(url, allow_hosts, names))
    ]


def _list_urls(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Give table, key, how it is written and address of all that would be asked."""
    for key in ("home", "feeds", "sitemaps", "listings"):
        for url in _as_list(table.get(key, [])):
            yield "", key, url, url
    for host in table.get("hosts", []):
        yield "", "hosts", host, f"http://{host}/"
    if day := table.get("archive"):
        (url,) = build_day_urls(day, "2026-11-23", 1)
        yield "", "archive", url, url
    for key in ("url", "link_prefix"):
        for url in _as_list(table.get("api", {}).get(key, [])):
            yield "api", key, url, url


def _check_combinations(file: SourceFile) -> list[SourceFileError]:
    """Check what belongs together."""
    table, errors = file.table, []
    if not any(table.get(key) for key in ("feeds", "sitemaps", "listings", "api")):
        errors.append(
            SourceFileError(
                0, "nothing announces articles; give feeds, sitemaps, listings or [api]"
            )
        )
    for key, does in (
        ("pages", "turns the pages of listings"),
        ("rows", "chooses the rows of listings"),
    ):
        if table.get(key) and not table.get("listings"):
            errors.append(SourceFileError(file.find_line(key), f"{key} {does}, and there are none"))
    if table.get("full_text_feeds") and not table.get("feeds"):
        errors.append(
            SourceFileError(file.find_line("full_text_feeds"), "full_text_feeds needs feeds")
        )
    return errors


def _check_json_tables(file: SourceFile) -> list[SourceFileError]:
    """Check what belongs together in the tables that read JSON."""
    api, payload, errors = file.table.get("api"), file.table.get("payload"), []
    if api is not None:
        errors += [
            SourceFileError(file.find_line("api"), f"[api] {key} is missing")
            for key in ("url", "items", "link")
            if not api.get(key)
        ]
        if api.get("cursor") and not api.get("next"):
            errors.append(
                SourceFileError(
                    file.find_line("cursor", "api"),
                    "[api] cursor needs next: where the answer keeps the value",
                )
            )
        if api.get("pages") and api.get("next"):
            errors.append(
                SourceFileError(
                    file.find_line("pages", "api"),
                    "[api] pages and next both lead to the following page; keep one",
                )
            )
        if api.get("inside") and api.get("variable"):
            errors.append(
                SourceFileError(
                    file.find_line("variable", "api"),
                    "[api] inside and variable both say where the JSON is; keep one",
                )
            )
    if payload is not None:
        if not payload.get("body"):
            errors.append(SourceFileError(file.find_line("payload"), "[payload] body is missing"))
        if bool(payload.get("inside")) == bool(payload.get("variable")):
            errors.append(
                SourceFileError(
                    file.find_line("payload"),
                    "[payload] needs inside or variable, where the JSON is, and only one of them",
                )
            )
    return errors


def _build_source(file: SourceFile) -> Source:
    table = file.table
    given = {
        key: _as_tuple(table[key])
        for key in SOURCE_CHECKS
        if key in table and key not in ("stale_after", "every")
    }
    chinese = table.get("language", "zh").startswith("zh")
    given.setdefault("utc_offset", CHINA_OFFSET if chinese else UNKNOWN_OFFSET)
    if "delay" in given:
        given["delay"] = float(given["delay"])
    if "every" in table:
        given["every"] = duration_to_seconds(table["every"])
    stale = table.get("stale_after")
    given["stale_after"] = (
        duration_to_seconds(stale) if stale else STALE_SECONDS.get(table["kind"], WEEK_SECONDS)
    )
    return Source(
        name=file.name,
        rules=PageRules(
            **{key: _as_tuple(table[key]) for key in RULE_KEYS if key in table},
            payload=PayloadRules(**table["payload"]) if "payload" in table else None,
        ),
        rights=parse_rights(table["rights"], table["title"]) if "rights" in table else Rights(),
        api=_build_api(table["api"]) if "api" in table else None,
        **given,
    )


def _build_api(table: Mapping[str, Any]) -> ApiRules:
    return ApiRules(
        urls=tuple(_as_list(table["url"])),
        **{key: value for key, value in table.items() if key != "url"},
    )


def _as_list(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _as_tuple(value: Any) -> Any:  # noqa: ANN401 - TOML holds anything
    return tuple(value) if isinstance(value, list) else value
