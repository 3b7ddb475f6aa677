"""Read what people write about a licence, know what each licence usually allows.

The words are SPDX's where it has one (CC-BY-NC-ND-4.0, CC0-1.0, OGL-UK-3.0); a version that nobody
stated is left out (CC-BY). Beside them stand public-domain, all-rights-reserved, contract (what an
agreement says), per-article (each article says its own) and unstated.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from records.source import FullTextUse

PUBLIC_DOMAIN: Final = "public-domain"
ALL_RIGHTS_RESERVED: Final = "all-rights-reserved"
CONTRACT: Final = "contract"
PER_ARTICLE: Final = "per-article"
UNSTATED: Final = "unstated"
"""Of a page that states no licence, on a host that its source does not own: to read, no more."""
LICENCE_EXAMPLES: Final = (
    *(
        PUBLIC_DOMAIN,
        "CC0-1.0",
        "CC-BY-4.0",
        "CC-BY-SA-4.0",
        "CC-BY-NC-4.0",
        "CC-BY-NC-SA-3.0-IGO",
        "CC-BY-ND-4.0",
        "CC-BY-NC-ND-4.0",
    ),
    *("OGL-UK-3.0", ALL_RIGHTS_RESERVED, CONTRACT, PER_ARTICLE),
)
"""Words that a source file may use, for those who mistyped one."""


@dataclass(frozen=True, slots=True)
class UsualRights:
    """What a licence usually allows:

    `full_text` to show, `translate` to make a translation that others read.
    """

    full_text: FullTextUse = "none"
    translate: bool = False


_NAME_CHARS: Final = 500  # read of what a page says; a licence's whole text is no name of one
_CC_LICENCE: Final = re.compile(
    r"CC-BY(?P<nc>-NC)?(?:-SA|(?P<nd>-ND))?(?:-\d\.\d)?(?:-[A-Z]{2,3})?"
)
_FREE_LICENCE: Final = re.compile(r"CC0-1\.0|OGL-[A-Z0-9.-]+")

_CC_URL: Final = re.compile(
    r"creativecommons\.org/licen[cs]es/(?P<kind>by[a-z-]*|publicdomain)(?:/(?P<version>\d\.\d)(?:/"
    r"(?!rdf)(?P<place>[a-z]{2,3})(?=[/?#\s]|$))?)?"
)
_CC_WRITTEN: Final = re.compile(
    r"\bcc[\s_/-]*(?P<kind>by(?:[\s_/,–—-]*(?:nc|sa|nd)(?![a-z]))*)(?![a-z])(?:[\s_-]*v?"
    r"(?P<version>\d\.\d))?(?:[\s_-]*(?P<place>igo)\b)?"
)
_CC_ENGLISH: Final = re.compile(
    r"attribution(?P<kind>(?:(?:[\s,/&–—-]|and\s)*+(?:non[\s-]?commercial|share[\s-]?alike|"
    r"no[\s-]?deriv\w*+))*)"
    r"(?:\s+v?(?P<version>\d\.\d))?(?:\s+(?P<place>igo)\b)?"
)
_CC_CHINESE: Final = re.compile(
    r"署名(?P<kind>(?:[\s—–-]*(?:非商业性?使用|非商业性?|相同方式共享|禁止演绎))*)\s*(?P<version>"
    r"\d\.\d)?"
)
_CC_ELEMENTS: Final = (
    ("NC", ("nc", "non", "非商业")),
    ("SA", ("sa", "share", "相同方式")),
    ("ND", ("nd", "deriv", "禁止演绎")),
)


def parse_licence(text: str) -> str:
    """Give the licence that a page's or feed's text names: an address, an identifier, the usual
    words; "" when it names none.
    """
    name = text[:_NAME_CHARS].strip()
    if get_usual_rights(name) != UsualRights() and name != PER_ARTICLE:
        return name
    low = name.lower()
    if re.search(r"creativecommons\.org/publicdomain/zero|\bcc[\s-]?0\b", low):
        return "CC0-1.0"
    if match := _CC_URL.search(low) or _CC_WRITTEN.search(low):
        return PUBLIC_DOMAIN if match["kind"] == "publicdomain" else _build_cc_identifier(match)
    if "creative commons" in low and (match := _CC_ENGLISH.search(low)):
        return _build_cc_identifier(match)
    if "知识共享" in low and (match := _CC_CHINESE.search(low)):
        return _build_cc_identifier(match)
    if match := re.search(
        r"open[\s-]government[\s-]licen[cs]e(?:/version/|[\s-]*v?(?:ersion\s)?)(\d(?:\.\d)?)?", low
    ):
        return f"OGL-UK-{float(match[1] or 3):.1f}"
    if re.search(r"\bpublic[\s-]domain\b|creativecommons\.org/publicdomain/mark|公有领域", low):
        return PUBLIC_DOMAIN
    return (
        ALL_RIGHTS_RESERVED
        if re.search(r"\ball[\s-]rights[\s-]reserved\b|版权所有|保留所有权利", low)
        else ""
    )


def _build_cc_identifier(match: re.Match[str]) -> str:
    parts = match.groupdict()
    kinds = [name for name, words in _CC_ELEMENTS if any(word in parts["kind"] for word in words)]
    if "ND" in kinds and "SA" in kinds:  # there is no such licence; the stricter word counts
        kinds.remove("SA")
    return "-".join(
        element
        for element in (
            "CC-BY",
            *kinds,
            parts.get("version") or "",
            (parts.get("place") or "").upper(),
        )
        if element
    )


def get_usual_rights(licence: str) -> UsualRights:
    """Say what a licence allows by itself; nothing where it is not known.

    A contract allows what the source's file says it does.

    What may not be sold may be read inside the house, never published by us: we cannot answer for
    those who import our feeds.
    """
    if licence == PUBLIC_DOMAIN or _FREE_LICENCE.fullmatch(licence):
        return UsualRights("public", True)
    if licence in (ALL_RIGHTS_RESERVED, UNSTATED):
        return UsualRights("internal")
    if licence == PER_ARTICLE:
        return UsualRights("internal", True)
    if match := _CC_LICENCE.fullmatch(licence):
        return UsualRights("internal" if match["nc"] else "public", not match["nd"])
    return UsualRights()


def allows_translation(licence: str) -> bool:
    """Say whether a licence by itself allows a translation."""
    return get_usual_rights(licence).translate


def forbids_derivatives(licence: str) -> bool:
    """Say whether a licence is one without derivatives, of which a translation would be one."""
    match = _CC_LICENCE.fullmatch(licence)
    return bool(match and match["nd"])


def find_strictest_licence(texts: Iterable[str]) -> str:
    """Give, of all the licences that texts name, the one that allows least; "" when none names
    any. UNSTATED counts where nothing else is named.
    """
    named = [licence for text in texts if (licence := parse_licence(text))]
    stated = [licence for licence in named if licence != UNSTATED]
    return min(stated or named, key=_rank_rights, default="")


def _rank_rights(licence: str) -> tuple[bool, bool]:
    allowed = get_usual_rights(licence)
    return allowed.translate, allowed.full_text == "public"
