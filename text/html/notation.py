"""Keep in the text what mark-up means: exponents, fractions, footnotes, struck words, list numbers,
formulas, readings, symbol fonts, merged table cells.
"""

import re
from collections.abc import Iterator
from typing import Final

import lxml.etree

from text.html.elements import BLOCK_TAGS
from text.html.formulas import (
    linearize_inline_tex,
    linearize_mathml,
    linearize_tex,
    lower_text,
    raise_text,
)
from text.html.parse import Element, detach_element
from text.symbol_fonts import read_symbol_font
from text.whitespace import collapse_whitespace

_INLINE_TAGS: Final = frozenset(
    (
        "a",
        "b",
        "strong",
        "i",
        "em",
        "span",
        "font",
        "u",
        "small",
        "big",
        "sup",
        "sub",
        "ins",
        "mark",
    )
)
_STRUCK_CHARS: Final = 400
"""A longer struck text is an element that nobody closed."""
_STRIKABLE_TAGS: Final = ("span", "font", "b", "strong", "i", "em", "u", "p", "li", "td", "div")
_PAGE_TAGS: Final = frozenset(("html", "body", "main", "article", "table"))
_SYMBOL_FONT: Final = re.compile(r"(?:^|[\s:\"',])symbol\b", re.IGNORECASE)
_STYLED: Final = lxml.etree.XPath(
    "descendant::*[@style or @face] | descendant::span[contains(@class, 'su')]"
)
"""The elements that may be struck, raised or in a symbol font by their attributes alone."""
_CONTEXT_CHARS: Final = 16


def write_out_notation(root: Element) -> list[str]:
    """Replace, in place, notation by the text that says the same; give the struck texts that were
    taken out, in order.

    Call it before scripts and other invisible elements are removed: formulas are among them.
    """
    styled = _STYLED(root)
    struck = _remove_struck(root, styled, _find_struck_classes(root))
    _name_raised(styled)
    _merge_neighbours(root)
    _write_formulas(root)
    _write_inline_tex(root)
    _write_symbol_fonts(styled)
    for node in list(root.iter("sup")):
        if not _EDITORIAL.search(node.get("class") or ""):
            _write_superscript(node)
    for node in [*root.iter("sub")]:
        _replace_by_text(node, _render_subscript(_read_text(node)))
    for node in [*root.iter("ruby")]:
        _write_ruby(node)
    for node in [*root.iter("ol")]:
        _number_items(node)
    return struck


def _read_text(node: Element) -> str:
    return collapse_whitespace("".join(node.itertext()))


def _replace_by_text(node: Element, text: str) -> None:
    """Put a text in the place of an element; what follows the element stays behind it."""
    parent = node.getparent()
    if parent is None:
        return
    text += node.tail or ""
    before = node.getprevious()
    if before is None:
        parent.text = (parent.text or "") + text
    else:
        before.tail = (before.tail or "") + text
    node.tail = None
    parent.remove(node)


def _read_before(node: Element) -> str:
    """Give the characters before an element on its line, also out of the elements around it."""
    text = ""
    while len(text) < _CONTEXT_CHARS:
        before, parent = node.getprevious(), node.getparent()
        if before is not None:
            if before.tag in BLOCK_TAGS or before.tag == "br":
                return (before.tail or "") + text
            text = (
                ("".join(before.itertext()) if before.tag in _INLINE_TAGS else "")
                + (before.tail or "")
                + text
            )
            node = before
            continue
        if parent is None:
            return text
        text = (parent.text or "") + text
        if parent.tag not in _INLINE_TAGS:
            return text
        node = parent
    return text


def _read_after(node: Element) -> str:
    if node.tail:
        return str(node.tail)
    following = node.getnext()
    return "" if following is None else "".join(following.itertext())


# --- struck text


_CLASS_SELECTOR: Final = re.compile(r"^[a-z0-9]*\.([\w-]+)")
_STYLESHEET_CHARS: Final = 200_000


def _find_struck_classes(root: Element) -> frozenset[str]:
    """Give the classes that the page's own stylesheets strike out, as it writes them."""
    names: set[str] = set()
    for sheet in root.getroottree().iter("style"):
        css = (sheet.text or "")[:_STYLESHEET_CHARS]
        for rule in css.split("}") if "line-through" in css else ():
            selectors, _, declarations = rule.rpartition("{")
            if "line-through" in declarations:
                written = selectors.rpartition("{")[2].split(",")  # within @media, too
                matches = (_CLASS_SELECTOR.fullmatch(name.strip()) for name in written)
                names.update(match[1] for match in matches if match)
    return frozenset(names)


def _remove_struck(
    root: Element, styled: list[Element], struck_classes: frozenset[str]
) -> list[str]:
    struck = []
    marked = list(root.iter("del", "s", "strike"))
    marked += [node for node in styled if "line-through" in (node.get("style") or "")]
    if struck_classes:
        marked += [
            node
            for node in root.iter(*_STRIKABLE_TAGS)
            if not struck_classes.isdisjoint((node.get("class") or "").split())
        ]
    for node in marked:
        text = _read_text(node)
        if text and len(text) <= _STRUCK_CHARS and node.tag not in _PAGE_TAGS:
            struck.append(text)
            detach_element(node)
    return struck


# --- superscripts and subscripts

_REFERENCE_MARK: Final = re.compile(r"foot|note|cite|ref|fn", re.IGNORECASE)
_EDITORIAL: Final = re.compile(r"noprint|template|no-print", re.IGNORECASE)
"""Marks of an encyclopedia's editors, which other rules take out."""
_NUMBER_LIST: Final = re.compile(r"\d{1,3}(?:\s?[-–—~,，、;]\s?\d{1,3})*")
_BRACKETED: Final = re.compile(r"[\[［(（【〔].{1,20}[\])）］】〕]")
_SIGNED: Final = re.compile(r"[-−–+]\s?\d+(?:\.\d+)?|\d{0,2}[+\-−–]|[-−–]?n|n[-+−–]\d")
_LETTER_MARK: Final = re.compile(r"[a-h](?:,[a-h])*")
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|er|re|e|ème|o|ª|º|®|©|℠|™|TM|SM|R|C)", re.IGNORECASE)
_DEGREES: Final = ("o", "O", "0", "º", "°", "。")
_POWER_OF_TEN: Final = re.compile(r"(?:^|[^\d.,])10\s?$")
_UNIT_BEFORE: Final = re.compile(
    r"(?:^|[^A-Za-z])(?:[mcdkµμn]?m|km|ft|in|yd|mi|s|sec|kg|米|厘米|毫米|公里|千米|英尺|英里|分米)$"
)
_VARIABLE_BEFORE: Final = re.compile(r"(?:^|[^A-Za-z])[A-Za-zα-ωΑ-Ωχ]$")
_VULGAR: Final = {
    "1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾", "1/5": "⅕", "2/5": "⅖",
    "3/5": "⅗", "4/5": "⅘", "1/6": "⅙", "5/6": "⅚", "1/8": "⅛", "3/8": "⅜", "5/8": "⅝",
    "7/8": "⅞",
}  # fmt: skip
_SLASHES: Final = frozenset("/⁄∕／")


_RAISED_STYLE: Final = re.compile(r"vertical-align\s*:\s*(super|sub)\b", re.IGNORECASE)
_RAISED_NAMES: Final = {"sup": "sup", "superscript": "sup", "sub": "sub", "subscript": "sub"}
_RAISED_CHARS: Final = 12


def _name_raised(styled: list[Element]) -> None:
    """Rename the elements that only their style or class raises or lowers to sup and sub."""
    for node in styled:
        if node.tag not in _INLINE_TAGS or node.tag in ("sup", "sub"):
            continue
        if "vertical-align" not in (node.get("style") or "") and node.tag != "span":
            continue
        shift = _RAISED_STYLE.search(node.get("style") or "")
        named = (_RAISED_NAMES.get(name) for name in (node.get("class") or "").lower().split())
        tag = shift[1].lower().replace("super", "sup") if shift else next(filter(None, named), "")
        text = _read_text(node)
        holds_others = next(node.iter("sup", "sub"), None) is not None
        if tag and text and len(text) <= _RAISED_CHARS and not holds_others:
            node.tag = tag


def _merge_neighbours(root: Element) -> None:
    """Join raised texts that touch, as editors leave them: a minus in one, its 6 in the next."""
    for node in [*root.iter("sup", "sub")]:
        before = node.getprevious()
        if before is None or before.tag != node.tag or before.tail or _is_reference(node):
            continue
        if not (len(node) or len(before) or _is_reference(before)):
            node.text = (before.text or "") + (node.text or "")
            before.getparent().remove(before)


def _write_superscript(node: Element) -> None:
    text = _read_text(node)
    if fraction := _read_fraction(node, text):
        before = _read_before(node)[-1:]
        gap = " " if before.isdigit() and fraction[0].isdigit() else ""
        below = node.getnext()
        below_tail = below.tail or ""
        node.tail = None
        below.tail = None
        below.getparent().remove(below)
        node.tail = below_tail
        _replace_by_text(node, gap + fraction)
        return
    before, after = _read_before(node), _read_after(node)
    _replace_by_text(node, render_superscript(before, text, after, linked=_is_reference(node)))


def _read_fraction(node: Element, above: str) -> str:
    """Give ½ for a raised 1, a slash and a lowered 2, 3/16 without a sign, "" for no fraction."""
    below = node.getnext()
    if below is None or below.tag != "sub" or (node.tail or "").strip() not in _SLASHES:
        return ""
    whole = _read_text(below)
    if not (above.isdecimal() and whole.isdecimal()):
        return ""
    return _VULGAR.get(f"{above}/{whole}", f"{above}/{whole}")


def _is_reference(node: Element) -> bool:
    """Say whether a raised text is a link, or is called a note or reference by its mark-up."""
    parent = node.getparent()
    if parent is not None and parent.tag == "a":
        return True
    if next(node.iter("a"), None) is not None:
        return True
    names = " ".join(filter(None, (node.get("class"), node.get("id"), node.get("role"))))
    return bool(_REFERENCE_MARK.search(names))


def render_superscript(before: str, text: str, after: str, *, linked: bool) -> str:
    """Write a raised text so that it is never glued to a number.

    An exponent is ⁹ or ^x, a reference [3]; ordinals and trade marks stay as they stand.

    `before` and `after` are the text around it, `linked` says that its mark-up is that of a note.
    """
    if not text or _BRACKETED.fullmatch(text):
        return text
    if fraction := _VULGAR.get(text):
        return fraction
    if before[-1:].isdigit() and text in _DEGREES and re.match(r"\s?[CF]|(?!\w)", after):
        return "°"
    if _SIGNED.fullmatch(text) and not linked:
        return raise_text(text.replace(" ", ""))
    if _NUMBER_LIST.fullmatch(text):
        return raise_text(text) if not linked and _is_exponent(before, text, after) else f"[{text}]"
    if linked and len(text) <= 3:
        return f"[{text}]" if text.isalnum() else text
    if _ORDINAL.fullmatch(text) and before[-1:].isalnum():
        return "™" if text.upper() == "TM" else text
    if not any(map(str.isalnum, text)):
        return text
    if _LETTER_MARK.fullmatch(text) and before[-1:].isdigit():
        return f"[{text}]"
    if text.isascii() and len(text) <= 4 and before[-1:].isascii() and before[-1:].isalnum():
        return raise_text(text)
    if len(text) <= 2 and not text.isascii():
        return f"[{text}]"
    return text if before[-1:].isspace() or not before else f" {text}"


def _is_exponent(before: str, text: str, after: str) -> bool:
    if not text.isdecimal():
        return False
    if _POWER_OF_TEN.search(before) or (len(text) == 1 and _VARIABLE_BEFORE.search(before)):
        return True
    if text in ("2", "3") and _UNIT_BEFORE.search(before):
        return True
    isotope = not before[-1:].isalnum() and bool(re.match(r"[A-Z][a-z]?(?![a-z])", after))
    return isotope and len(text) >= 2


def _render_subscript(text: str) -> str:
    if not text:
        return ""
    if not text.isascii() or " " in text or len(text) > 12:
        return text
    return _VULGAR.get(text) or lower_text(text)


# --- formulas

_FORMULA_ALT: Final = re.compile(r"[=×÷±≤≥√∑∫^]|\d\s?[/*+]\s?\d|\\(?:frac|times|sqrt)")
_FORMULA_NAME: Final = re.compile(r"formula|equation|\btex\b|latex|mathjax|mwe-math", re.IGNORECASE)
_ALT_CHARS: Final = 200


def _write_inline_tex(root: Element) -> None:
    """Write the TeX that stands in the text between its marks."""
    whole = "".join(root.itertext())
    if not any(mark in whole for mark in ("\\(", "\\[", "$$", "$\\")):
        return
    for node in root.iter():
        if node.tag in ("script", "style", "pre", "code", "textarea"):
            continue
        if node.text:
            node.text = linearize_inline_tex(node.text)
        if node.tail:
            node.tail = linearize_inline_tex(node.tail)


def _write_formulas(root: Element) -> None:
    for node in [*_KATEX(root)]:
        formula = next(node.iter("math"), None)
        if formula is not None:
            _replace_by_text(node, linearize_mathml(formula))
    for node in [*root.iter("script")]:
        if (node.get("type") or "").startswith("math/tex"):
            _drop_preview(node)
            _replace_by_text(node, linearize_tex(node.text or ""))
    for node in [*root.iter("math")]:
        if node.getparent() is not None:
            _replace_by_text(node, linearize_mathml(node))
    for node in [*root.iter("img")]:
        _write_formula_image(node)


_KATEX: Final = lxml.etree.XPath(
    "descendant::span[contains(@class, 'katex')][contains(concat(' ', @class, ' '), ' katex ')]"
    " | descendant::mjx-container"
)


def _drop_preview(script: Element) -> None:
    """Take out what MathJax has drawn before the script that holds its source."""
    before = script.getprevious()
    while before is not None and "MathJax" in (before.get("class") or ""):
        if (before.tail or "").strip():
            return
        further = before.getprevious()
        detach_element(before)
        before = further


def _write_formula_image(node: Element) -> None:
    """Put the alternative text of a drawn formula where it stands."""
    alt = collapse_whitespace(node.get("alt") or "")
    if not alt or len(alt) > _ALT_CHARS:
        return
    names = " ".join(filter(None, (node.get("class"), node.get("src"))))
    drawn = _FORMULA_NAME.search(names)
    if not drawn and not (_FORMULA_ALT.search(alt) and _read_before(node).strip()):
        return
    text = linearize_tex(alt) if drawn or "\\" in alt else alt
    parent = node.getparent()
    if parent is not None and ("\\" in alt or _FORMULA_ALT.search(alt)):
        _replace_by_text(node, text)


# --- readings, symbol fonts, list numbers


def _write_ruby(node: Element) -> None:
    """Write the reading in brackets behind its character: 鼽（qiú）."""
    for bracket in [*node.iter("rp")]:
        detach_element(bracket)
    for row in [*node.iter("rtc")]:  # readings of several characters stand together behind them
        row.tag, row.text = "rt", " ".join(map(_read_text, row)) or row.text
        for reading in [*row]:
            row.remove(reading)
    for reading in [*node.iter("rt")]:
        text = _read_text(reading)
        _replace_by_text(reading, f"（{text}）" if text else "")


def _write_symbol_fonts(styled: list[Element]) -> None:
    for node in styled:
        named = node.get("face") or ""
        style = node.get("style") or ""
        if not _SYMBOL_FONT.search(named) and not ("font" in style and _SYMBOL_FONT.search(style)):
            continue
        for child in node.iter():
            if child.text:
                child.text = read_symbol_font(child.text)
            if child is not node and child.tail:
                child.tail = read_symbol_font(child.tail)


_NUMBERED_ALREADY: Final = re.compile(
    r"^\s*+(?:[(（]?\d{1,3}[.、．)）:：\s]|[(（]?[一二三四五六七八九十]{1,3}[、.）)]|[①-⑳]"
    r"|[A-Za-z][.)、]\s|第[一二三四五六七八九十\d]|[•·▪●◆\-–—])"
)
_PLAIN_LIST: Final = re.compile(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)
_UNNUMBERED: Final = re.compile(
    r"nav|menu|breadcrumb|crumb|tabs?\b|pag(?:er|ination)|carousel|slid", re.IGNORECASE
)
_ROMAN_UNITS: Final = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_LIST_ITEMS: Final = 2_000


def _number_items(list_: Element) -> None:
    """Write the number before each item of an ordered list, as a browser shows it."""
    names = " ".join(filter(None, (list_.get("class"), list_.get("id"), list_.get("role"))))
    if _UNNUMBERED.search(names) or _PLAIN_LIST.search(list_.get("style") or ""):
        return
    items = [child for child in list_ if child.tag == "li"][:_LIST_ITEMS]
    step = -1 if "reversed" in list_.attrib else 1
    number = _read_integer(list_.get("start"), len(items) if step < 0 else 1)
    for item in items:
        number = _read_integer(item.get("value"), number)
        _prefix_item(item, f"{_write_number(number, list_.get('type') or '1')}. ")
        number += step


def _read_integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else otherwise


def _write_number(number: int, kind: str) -> str:
    if kind in ("a", "A") and 1 <= number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and 1 <= number < 40:
        roman = "".join(_write_roman(number))
        return roman.upper() if kind == "I" else roman
    return str(number)


def _write_roman(number: int) -> Iterator[str]:
    for value, sign in _ROMAN_UNITS:
        while number >= value:
            yield sign
            number -= value


def _prefix_item(item: Element, prefix: str) -> None:
    """Put a number before the first text of an item, which may stand in an element of its own."""
    if _NUMBERED_ALREADY.match("".join(item.itertext())):
        return
    for node in item.iter():
        if node.text and not node.text.isspace():
            node.text = prefix + node.text.lstrip()
            return
        if node is not item and node.tail and not node.tail.isspace():
            node.tail = prefix + node.tail.lstrip()
            return
