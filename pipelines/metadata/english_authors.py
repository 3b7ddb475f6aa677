"""Read the authors of an English page: from structured data, from marked elements, from a line
"By Jane Roe and John Doe, MD | January 5, 2026".
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.person_names import is_outlet_name, is_person_name
from pipelines.metadata.structured_data import AUTHOR_META_NAMES, StructuredData
from text.dates.absolute import find_first_date
from text.html.marked_elements import find_author_elements
from text.html.parse import Element
from text.html.short_texts import read_short_text
from text.whitespace import collapse_whitespace

_MAX_BYLINE_CHARS: Final = 160
_LEVELS: Final = 3
_MAX_NAME_WORDS: Final = 6
MAX_AUTHORS: Final = 30
_BY: Final = re.compile(
    r"^(?:(?:written|story|posted|reported|words|published|submitted|author|from)\s+)?by\b:?\s*"
    r"|^authors?\s*:\s*",
    re.IGNORECASE,
)
_BYLINE_END: Final = re.compile(
    r"(?:(?<!\s)[^\S\n]*+\n|(?:(?<!\s)\s++)?(?:[|•·–—/]|\d)|\s-\s|[@(\[<{]"
    r"|(?:[,;]\s*+|(?<!\s)\s++)?\b(?:updated|published|posted|last|medically"
    r"|reviewed|fact[- ]checked|photograph\w*|photos?|illustrat\w+|edited|translated|filed"
    r"|(?:on\s+)?(?:mon|tues|wednes|thurs|fri|satur|sun)day|an? (?:hour|day)|yesterday|today"
    r"|for the|special to|is an?|follow|share)\b).*",
    re.IGNORECASE | re.DOTALL,
)
_SEPARATOR: Final = re.compile(
    r"(?:(?<!\s)\s++)?(?:[;,]\s*+(?:and\s+|&\s*)?|&\s*)|(?<!\s)\s++(?:and|with)\s+", re.IGNORECASE
)
_DEGREE: Final = re.compile(
    r"(?:[A-Z]\.?){2,6}(?:-[A-Z]{1,3})?|Ph\.?\s?D\.?|M\.?Sc\.?|B\.?Sc\.?|Pharm\.?D\.?|Dr\.?PH"
    r"|Ed\.?D\.?|Psy\.?D\.?|[JS]r\.?|[IVX]+|Esq\.?"
)
_ROLE: Final = re.compile(
    r"\b(?:correspondents?|reporters?|editors?|writers?|columnists?|producers?|contributors?"
    r"|journalists?|bureau|chief"
    r"|professor|director|fellow|analyst|specialist|nurse|doctor|physician|dietitian|nutritionist"
    r"|author|critic"
    r"|university|college|institute|department|school|hospital|centre|center|clinic)\b",
    re.IGNORECASE,
)
_GENERIC: Final = re.compile(
    r"^(?:(?:the|our|foreign|web|site|news|guest|super|contributing"
    r"|senior)\s+)*(?:admin(?:istrator)?|editors?|editorial(?: team)?|staff(?: (?:writers?"
    r"|reporters?|editors?))?|writers?|reporters?|guests?(?: (?:author|post|writer))?"
    r"|contributors?|authors?|anonymous|unknown"
    r"|user|root|webmaster|none|null|newsroom|desk|team|about|home|more|login|sign in|subscribe"
    r"|share|share on|view all posts)",
    re.IGNORECASE,
)
_ORGANISATION: Final = re.compile(
    r"\b(?:staff|team|press|news|desk|agency|agencies|board|foundation|association"
    r"|organi[sz]ation|society|network"
    r"|committee|council|ministry|office|service|services|editors|newsroom|media|ltd|inc|llc|gmbh"
    r"|reuters|bloomberg|xinhua|afp|bbc|cnn)\b",
    re.IGNORECASE,
)
_NEWSPAPER: Final = re.compile(
    r"\b(?:citizen|herald|tribune|guardian|telegraph|gazette|chronicle|observer|independent|mail"
    r"|star|sun)$",
    re.IGNORECASE,
)
"""Last words of newspapers' names, behind a person's."""
_WORD: Final = re.compile(r"[^\W\d_][\w.'’\"“”-]*")
_PARTICLES: Final = frozenset(
    [
        "de",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "du",
        "da",
        "bin",
        "ibn",
        "al",
        "el",
        "del",
        "di",
        "dos",
        "das",
        "y",
        "of",
        "for",
        "e",
        "und",
        "ter",
        "ten",
        "st",
    ]
)
_NO_FIRST_WORDS: Final = frozenset(
    [
        "the",
        "a",
        "how",
        "why",
        "what",
        "when",
        "where",
        "who",
        "this",
        "that",
        "these",
        "your",
        "our",
        "my",
        "read",
        "more",
        "about",
        "contact",
        "get",
        "sign",
        "share",
        "follow",
        "join",
        "here",
        "click",
        "latest",
        "top",
        "breaking",
        "see",
        "all",
    ]
)
_NO_BYLINE_NAME: Final = re.compile(
    r"comment|bio|about|avatar|image|img|photo|icon|social|more|related|follow|share|date|time"
    r"|title|role|desc"
    r"|twitter|email|meta-data",
    re.IGNORECASE,
)


def find_english_authors(page: ParsedPage) -> tuple[str, ...]:
    """Give the authors of a page, people first, else the organisation that signs it; () for none.

    Structured data is believed first; where another statement names them and more, that one.
    """
    chosen = _choose(_iterate_stated_authors(page.structured_data))
    lines = [" ".join(block.parts) for block in page.blocks_near_title]
    chosen = _choose((chosen, find_english_byline(lines)))
    if not any(map(_is_name, chosen)):
        elements = dict.fromkeys(
            _climb(block.element) for block in page.blocks_near_title if block.element is not None
        )
        marked = _join(map(_read_marked_authors, elements))
        chosen = _choose((chosen, marked))
    return chosen[:MAX_AUTHORS]


def _choose(statements: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Give the first statement that names somebody; a later one where it names all of them and
    more, or people where the first names an organisation.
    """
    chosen: tuple[str, ...] = ()
    for names in statements:
        if (
            not chosen
            or _fold(names) > _fold(chosen)
            or (any(map(_is_name, names)) and not any(map(_is_name, chosen)))
        ):
            chosen = names
    return chosen


def _fold(names: Iterable[str]) -> set[str]:
    return {name.casefold() for name in names}


def _iterate_stated_authors(structured_data: StructuredData) -> Iterator[tuple[str, ...]]:
    stated = list_json_ld_names(structured_data.article.get("author"))
    yield _join(map(split_english_names, stated))
    for name in AUTHOR_META_NAMES:
        contents = structured_data.list_authors(name)
        if name in ("citation_author", "dc.creator"):
            contents = tuple(map(_turn_name, contents))
        if contents:
            yield _join(map(split_english_names, contents))


def _join(statements: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in statements for name in names))


def list_json_ld_names(author: object) -> tuple[str, ...]:
    """List the names in the author of a JSON-LD article: an object, a name or a list of them."""
    if isinstance(author, list):
        return _join(map(list_json_ld_names, author))
    if isinstance(author, Mapping):
        return list_json_ld_names(author.get("name"))
    return (collapse_whitespace(author),) if isinstance(author, str) and author.strip() else ()


def _turn_name(name: str) -> str:
    """Turn Roe, Jane round."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name


def find_english_byline(lines: Iterable[str]) -> tuple[str, ...]:
    """Give the authors of the first short line that begins with By and names somebody."""
    found = (parse_english_byline(line) for line in lines if len(line) <= _MAX_BYLINE_CHARS)
    return next((names for names in found if names), ())


def parse_english_byline(line: str) -> tuple[str, ...]:
    """Give the authors of a line that begins with By; () when it is none."""
    line = collapse_whitespace(line)
    by = _BY.match(line)
    return split_english_names(line[by.end() :]) if by else ()


def split_english_names(text: str) -> tuple[str, ...]:
    """Split what is stated to be the author into names: degrees, roles, affiliations, dates and
    whatever else follows are left out; what can be no name is, too.
    """
    text = _BY.sub("", collapse_whitespace(text)[:_MAX_BYLINE_CHARS])
    if "://" in text or text.startswith(("@", "www.")):
        return ()
    if moment := find_first_date(text):
        text = text[: moment.start]
    text = _BYLINE_END.sub("", text.replace("\xa0", " "), count=1) if text else ""
    pieces = [piece.strip(" .,:-") for piece in _SEPARATOR.split(text)]
    people = [
        _write_name(piece)
        for number, piece in enumerate(pieces)
        if _is_name(piece) and not (number and _NEWSPAPER.search(piece))
    ]
    if people:
        return tuple(dict.fromkeys(people))
    return tuple(piece for piece in pieces[:1] if _is_organisation(piece))


def _write_name(name: str) -> str:
    """Write a name in capitals as names are written."""
    name = re.sub(rf"\s+(?:{_DEGREE.pattern})$", "", name) if len(name.split()) > 2 else name
    return name.title() if name.isupper() and len(name) > len("J.R. X") else name


def _is_name(piece: str) -> bool:
    if is_person_name(piece) and not piece.isascii():
        return True
    words = piece.split()
    if not 2 <= len(words) <= _MAX_NAME_WORDS or is_outlet_name(piece):
        return False
    if _GENERIC.fullmatch(piece) or _ROLE.search(piece) or _ORGANISATION.search(piece):
        return False
    return (
        all(
            word.lower() in _PARTICLES
            or (_WORD.fullmatch(word.strip('()"“”‘’')) and word.strip('()"“”‘’')[:1].isupper())
            for word in words
        )
        and words[0].lower() not in _NO_FIRST_WORDS
    )


def _is_organisation(piece: str) -> bool:
    words = piece.split()
    return (
        0 < len(words) <= _MAX_NAME_WORDS
        and words[0][:1].isupper()
        and not _GENERIC.fullmatch(piece)
        and bool(_ORGANISATION.search(piece) or is_outlet_name(piece))
    )


def _climb(element: Element) -> Element:
    """Give the widest element around one that is still no more than a few short lines."""
    for _ in range(_LEVELS):
        parent = element.getparent()
        if parent is None or not read_short_text(parent, 2 * _MAX_BYLINE_CHARS):
            break
        element = parent
    return element


def _read_marked_authors(element: Element) -> tuple[str, ...]:
    """Give the names in the elements below one that are marked as the author's."""
    names: list[str] = []
    marked = find_author_elements(element)
    for node in marked:
        if any(node in other.iterancestors() for other in marked):
            continue  # what is marked within is nearer to the name
        label = f"{node.get('class') or ''} {node.get('id') or ''}"
        is_sure = node.get("rel") == "author" or "author" in (node.get("itemprop") or "")
        if is_sure or not _NO_BYLINE_NAME.search(label):
            for part in [*node.iter("li")] or [node]:
                names += split_english_names(read_short_text(part, _MAX_BYLINE_CHARS))
    return tuple(dict.fromkeys(names))
