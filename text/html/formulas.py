"""Write formulas as one line of text: MathML and TeX, as 140/72, w/h², √(a+b)."""

import re
from collections.abc import Callable
from typing import Final

from text.html.parse import Element

SUPERSCRIPTS: Final = str.maketrans("0123456789+-−–()n=", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁽⁾ⁿ⁼")
SUBSCRIPTS: Final = str.maketrans("0123456789+-−–()=", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₍₎₌")
_RAISED: Final = re.compile(r"[0-9+\-−–()n=]+")
_LOWERED: Final = re.compile(r"[0-9+\-−–()=]+")
_DEPTH: Final = 40
_MATH_CHARS: Final = 20_000
"""Formulas nested deeper or longer than this are no formulas."""


def raise_text(text: str) -> str:
    """Write a superscript: ⁹ where Unicode has the signs, else ^x or ^(a+b); "" stays so."""
    if not text:
        return ""
    if _RAISED.fullmatch(text):
        return text.translate(SUPERSCRIPTS)
    return f"^{text}" if len(text) == 1 or text.isalnum() else f"^({text})"


def lower_text(text: str) -> str:
    """Write a subscript: ₂ where Unicode has the signs, else _x; digits before letters are lowered
    alone (VO₂max).
    """
    if not text:
        return ""
    if _LOWERED.fullmatch(text):
        return text.translate(SUBSCRIPTS)
    if match := re.match(r"^\d++(?=[A-Za-z])", text):
        return match.group().translate(SUBSCRIPTS) + text[match.end() :]
    return f"_{text}" if text.isalnum() else f"_({text})"


def linearize_mathml(math: Element, depth: int = 0) -> str:
    """Write a MathML element as one line; a TeX annotation is taken where there is one."""
    if not depth and (tex := _find_annotation(math)):
        return linearize_tex(tex)
    return re.sub(r"\s+", " ", _write_mathml(math, depth)).strip()


def _find_annotation(math: Element) -> str:
    for note in math.iter("annotation"):
        if "tex" in (note.get("encoding") or "").lower():
            return "".join(note.itertext()).strip()
    return ""


def _write_mathml(node: Element, depth: int) -> str:
    if depth > _DEPTH:
        return "".join(node.itertext())
    parts = [_write_mathml(child, depth + 1) for child in node if isinstance(child.tag, str)]
    tag = node.tag.rpartition(":")[2]
    if tag in _TWO_PARTS and len(parts) >= 2:
        return _TWO_PARTS[tag](parts)
    if tag in ("annotation", "annotation-xml", "mspace", "mphantom"):
        return ""
    if tag == "msqrt":
        return f"√{_group(''.join(parts))}"
    if tag == "mtr":
        return " ".join(parts) + "; "
    return (node.text or "").strip() + _join_factors(parts)


def _join_factors(parts: list[str]) -> str:
    """Write parts one behind the other; what would read as one number or name is set apart."""
    text, before = "", ""
    for part in filter(None, parts):
        numbers = part[0].isdigit() and before[-1:].isalnum() and not before[-1:].isalpha()
        fraction = len(before) > 1 and "/" in before and (part[0].isalnum() or part[0] in "√(")
        text += f" {part}" if numbers or fraction else part
        before = part
    return text


def _group(text: str) -> str:
    """Put brackets round what is more than one name or number."""
    return (
        text if re.fullmatch(r"(?:[\d.]+|[^\W\d]\w*+)[⁰¹²³⁴⁵⁶⁷⁸⁹]*|\(.*\)", text) else f"({text})"
    )


_TWO_PARTS: Final[dict[str, Callable[[list[str]], str]]] = {
    "mfrac": lambda parts: f"{_group(parts[0])}/{_group(parts[1])}",
    "msup": lambda parts: parts[0] + raise_text(parts[1]),
    "msub": lambda parts: parts[0] + lower_text(parts[1]),
    "msubsup": lambda parts: parts[0] + lower_text(parts[1]) + "".join(map(raise_text, parts[2:])),
    "mroot": lambda parts: f"{raise_text(parts[1])}√{_group(parts[0])}",
    "munder": lambda parts: parts[0] + lower_text(parts[1]),
    "mover": lambda parts: parts[0] + parts[1],
    "munderover": lambda parts: (
        parts[0] + lower_text(parts[1]) + "".join(map(raise_text, parts[2:]))
    ),
}
_COMMANDS: Final = {
    "times": "×", "div": "÷", "cdot": "·", "pm": "±", "mp": "∓", "le": "≤", "leq": "≤", "ge": "≥",
    "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "sim": "~", "infty": "∞", "to": "→",
    "rightarrow": "→", "leftarrow": "←", "sum": "Σ", "prod": "Π", "int": "∫", "partial": "∂",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε",
    "varepsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "Sigma": "Σ", "tau": "τ", "phi": "φ", "chi": "χ", "omega": "ω", "Omega": "Ω",
    "degree": "°", "circ": "°", "percent": "%", "ldots": "…", "dots": "…", "quad": " ",
    "qquad": " ", "log": "log", "ln": "ln", "exp": "exp", "min": "min", "max": "max", "%": "%",
}  # fmt: skip
_WRAPPERS: Final = re.compile(
    r"\\(?:text|mathrm|mathbf|mathit|mathsf|operatorname|textrm|textbf|mbox|rm|bf|left|right"
    r"|big|Big"
    r"|displaystyle|limits)(?![A-Za-z])"
)
_FRACTION: Final = re.compile(r"\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT: Final = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_RAISED_GROUP: Final = re.compile(r"\^\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|[^\s\\{}(]))")
_LOWERED_GROUP: Final = re.compile(r"_\s*(?:\{([^{}]*)\}|([^\s\\{}(]))")
_MATRIX: Final = re.compile(
    r"\\begin\{[a-z*]+\}([^\\]*(?:\\(?!end\b|begin\b)[^\\]*)*+)\\end\{[a-z*]+\}"
)
_NAMED: Final = re.compile(r"\\([A-Za-z]+|%)")


def linearize_tex(tex: str) -> str:
    r"""Write a TeX formula as one line: \frac{w}{h^2} is w/h²."""
    text = _WRAPPERS.sub("", tex[:_MATH_CHARS])
    text = _MATRIX.sub(_write_matrix, text)
    text = re.sub(r"\^\s*+(?:\{\s*+)?\\circ\s*+\}?", "°", text)
    text = _NAMED.sub(_write_command, text)
    for _ in range(_DEPTH):
        before = text
        text = _RAISED_GROUP.sub(
            lambda match: raise_text((match[1] or match[2] or "").strip()), text
        )
        text = _LOWERED_GROUP.sub(
            lambda match: lower_text((match[1] or match[2] or "").strip()), text
        )
        text = _FRACTION.sub(lambda match: f"{_group(match[1])}/{_group(match[2])}", text)
        text = _ROOT.sub(lambda match: f"√{_group(match[1])}", text)
        if text == before:
            break
    text = re.sub(r"\\[,;:! ]|~", " ", text)
    return re.sub(r"\s+", " ", re.sub(r"[{}\\]", "", text)).strip()


def linearize_inline_tex(text: str) -> str:
    r"""Write the TeX between its marks in a text as one line: \(...\), \[...\], $$...$$.

    Between single dollars only what holds a command is a formula: prices are none.
    """
    if "\\" not in text and "$$" not in text:
        return text
    return _INLINE_TEX.sub(lambda match: linearize_tex(next(filter(None, match.groups()))), text)


_INLINE_TEX: Final = re.compile(
    r"\\\(((?:[^\\]|\\(?![()]))++)\\\)"
    r"|\\\[((?:[^\\]|\\(?![\[\]]))++)\\\]"
    r"|\$\$([^$]++)\$\$"
    r"|(?<![\\$\w])\$(?=[^$\n]{0,200}\\[A-Za-z])([^$\n\s][^$\n]{0,300})\$(?!\d)"
)


def _write_matrix(match: re.Match[str]) -> str:
    """Write rows of cells: (a, b; c, d)."""
    rows = match[1].split("\\\\")
    return "(" + "; ".join(", ".join(cell.strip() for cell in row.split("&")) for row in rows) + ")"


def _write_command(match: re.Match[str]) -> str:
    name = match[1]
    if name in ("frac", "dfrac", "tfrac", "sqrt"):
        return match.group()
    return _COMMANDS.get(name, name)
