"""Check single values of a source file; each check gives the fault in words, "" when there is
none.
"""

import re
from collections.abc import Callable, Set
from typing import Final
from urllib.parse import urlsplit

from crawler.download.public_addresses import find_url_error
from crawler.sources.secret_parameters import SecretParameters
from records.clock import UNIT_SECONDS

ValueCheck = Callable[[object], str]

DURATION_UNITS: Final = {unit: UNIT_SECONDS[unit] for unit in "mhdw"}

_HOST = re.compile(
    r"(?=[^:]{1,253}(?::|$))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
    r"(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::[1-9]\d{0,4})?"
)


def check_text(value: object) -> str:
    """A text with something in it."""
    return "" if isinstance(value, str) and value.strip() else 'must be a text in quotes, as in "…"'


def check_texts(value: object) -> str:
    """A list of texts."""
    fine = isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value)
    return "" if fine else 'must be a list of texts, as in ["…", "…"]'


def check_hosts(value: object) -> str:
    """A list of host names, each with its port where it has one."""
    if not isinstance(value, list) or check_texts(value):
        return check_texts(value)
    for host in value:
        if _HOST.fullmatch(host):
            continue
        name = urlsplit(host if "//" in host else f"//{host}").netloc.lower()
        meant = f"; did you mean {name!r}?" if _HOST.fullmatch(name) else ""
        return f'must hold names of hosts, as in "news.example.org", not {host!r}{meant}'
    return ""


def check_text_or_texts(value: object) -> str:
    """A text or a list of texts."""
    fine = not check_text(value) or (isinstance(value, list) and value and not check_texts(value))
    return "" if fine else 'must be a text, or a list of texts, as in ["…", "…"]'


def check_flag(value: object) -> str:
    """True or false."""
    return "" if isinstance(value, bool) else "must be true or false, without quotes"


def make_choice_check(*choices: str) -> ValueCheck:
    """One of some words."""

    def check(value: object) -> str:
        return "" if value in choices else f"must be one of {', '.join(choices)}"

    return check


def make_pattern_check(pattern: str, example: str) -> ValueCheck:
    """A text of a certain form."""

    def check(value: object) -> str:
        return (
            ""
            if isinstance(value, str) and re.fullmatch(pattern, value)
            else f'must look like "{example}"'
        )

    return check


def make_number_check(minimum: float, maximum: float) -> ValueCheck:
    """A number within bounds."""

    def check(value: object) -> str:
        fine = (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and minimum <= value <= maximum
        )
        return "" if fine else f"must be a number from {minimum:g} to {maximum:g}"

    return check


def make_whole_number_check(minimum: int, maximum: int) -> ValueCheck:
    """A whole number within bounds."""

    def check(value: object) -> str:
        fine = (
            isinstance(value, int) and not isinstance(value, bool) and minimum <= value <= maximum
        )
        return "" if fine else f"must be a whole number from {minimum} to {maximum}"

    return check


def check_css(value: object) -> str:
    """A CSS selector."""
    if not isinstance(value, str) or check_text(value):
        return check_text(value)
    from cssselect import SelectorError
    from lxml.cssselect import CSSSelector

    try:
        CSSSelector(value)
    # what the parser says about a selector, or about one that XPath cannot express
    except SelectorError as error:
        return f"is not a CSS selector: {error}"
    return ""


def check_css_list(value: object) -> str:
    """A list of CSS selectors."""
    if not isinstance(value, list) or check_texts(value):
        return check_texts(value)
    return next((reason for selector in value if (reason := check_css(selector))), "")


def check_jmespath(value: object) -> str:
    """A JMESPath expression."""
    if not isinstance(value, str) or check_text(value):
        return check_text(value)
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        jmespath.compile(value)
    except JMESPathError as error:
        return f"is not a JMESPath expression: {' '.join(str(error).split())}"
    return ""


def check_token(value: object) -> str:
    """The name of an environment variable, never a token itself."""
    fine = isinstance(value, str) and re.fullmatch(r"env:[A-Za-z_][A-Za-z0-9_]*", value)
    return (
        ""
        if fine
        else (
            'must name a variable of the environment, as in "env:PARTNER_TOKEN"; a secret does not'
            " belong into a file"
        )
    )


def check_duration(value: object) -> str:
    """A span of time."""
    return (
        ""
        if isinstance(value, str) and re.fullmatch(r"\d{1,4}[mhdw]", value) and int(value[:-1])
        else 'must be a span of time, as in "30m", "36h", "7d", "4w"'
    )


def duration_to_seconds(value: str) -> int:
    """Give a span of time in seconds."""
    return int(value[:-1]) * DURATION_UNITS[value[-1]]


def check_url(url: str, allow_hosts: Set[str], secret_names: SecretParameters) -> str:
    """An address that may be fetched and carries no secret."""
    reason = find_url_error(url, allow_hosts)
    if reason:
        return reason
    secret = secret_names.find(url)
    return (
        f"the address carries a secret ({secret}=…); use token, or name it in public_parameters"
        if secret
        else ""
    )
