"""Find where the comments of readers begin.

They are sentences, often more than the article has, under elements whose names say nothing; what tells them is the line above them.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.blocks import Block
from pipelines.prose import SURE, weight
from pipelines.tags import HEADINGS

_CHARS: Final = 24
_WHOSE = "(?:网友|網友|读者|讀者|用户|最新|热门|精彩|全部|所有|更多|发表|發表|发布|查看|我来|我要)+"
_WORD = "(?:评论|評論|留言|跟帖|回复|回應)"
_PART = "(?:列表|专区|区|區)"
_COUNT = r"\s*[(（]?\d+\s*[条條]?[)）]?"
_HEAD = re.compile(
    f"{_WHOSE}{_WORD}{_PART}?(?:{_COUNT})?|{_WORD}{_PART}(?:{_COUNT})?|{_WORD}{_COUNT}"
    r"|\d+ (?:comments|responses|replies)|comments \(?\d+\)?"
    r"|(?:read|view|show|all|latest|recent|top|best|popular|featured|community|readers?'?|users?'?|rated| )+ comments"
    r"|(?:leave|post|add|write) a (?:comment|reply)|join the (?:conversation|discussion)",
    re.IGNORECASE,
)


_BARE = re.compile("评论|評論|留言|跟帖|comments|discussion", re.IGNORECASE)


def head(lines: Sequence[Block]) -> int:
    """Give the number of the line that heads them, how many lines there are when none does.

    It stands behind a sentence and is no link, as the count beside a title is.
    """
    told = 0.0
    for number, line in enumerate(lines):
        told += weight(line)
        if told >= SURE and len(line.text) <= _CHARS and not line.linked and _is_head(line):
            return number
    return len(lines)


def _is_head(line: Block) -> bool:
    """Say whether a line says more than the one word, which a paragraph or a label may be, or is a heading."""
    text = line.text.rstrip(" :：")
    return bool(_HEAD.fullmatch(text) or (line.tag in HEADINGS and _BARE.fullmatch(text)))
