"""Find where the comments of readers begin.

They are sentences, often more than the article has, under elements whose names say nothing; what
tells them is the line above them.
"""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.extraction.sentence_score import SURE_SENTENCE_SCORE, score_as_sentence
from text.html.blocks import Block
from text.html.elements import HEADING_TAGS

_MAX_HEADING_CHARS: Final = 24
_OWNER_WORDS = (
    "(?:网友|網友|读者|讀者|用户|最新|热门|精彩|全部|所有|更多|发表|發表|发布|查看|我来|我要)+"
)
_COMMENT_WORDS = "(?:评论|評論|留言|跟帖|回复|回應)"
_SECTION_WORDS = "(?:列表|专区|区|區)"
_COUNT = r"\s*[(（]?\d+\s*[条條]?[)）]?"
_COMMENTS_HEADING = re.compile(
    f"^(?:{_OWNER_WORDS}{_COMMENT_WORDS}{_SECTION_WORDS}?(?:{_COUNT})?"
    f"|{_COMMENT_WORDS}{_SECTION_WORDS}(?:{_COUNT})?|{_COMMENT_WORDS}{_COUNT}"
    r"|\d+ (?:comments|responses|replies)|comments \(?\d+\)?"
    r"|(?:read|view|show|all|latest|recent|top|best|popular|featured|community|readers?'?"
    r"|users?'?|rated|"
    r" )+ comments"
    r"|(?:leave|post|add|write) a (?:comment|reply)|join the (?:conversation|discussion))",
    re.IGNORECASE,
)


_BARE_HEADING = re.compile("评论|評論|留言|跟帖|comments|discussion", re.IGNORECASE)


def find_comments_start(blocks: Sequence[Block]) -> int:
    """Give the number of the line that heads them, how many lines there are when none does.

    It stands behind a sentence and is no link, as the count beside a title is.
    """
    score = 0.0
    for number, block in enumerate(blocks):
        score += score_as_sentence(block)
        if (
            score >= SURE_SENTENCE_SCORE
            and len(block.text) <= _MAX_HEADING_CHARS
            and not block.linked
            and _is_comments_heading(block)
        ):
            return number
    return len(blocks)


def _is_comments_heading(block: Block) -> bool:
    """Say whether a line says more than the one word, which a paragraph or a label may be, or is a
    heading.
    """
    text = block.text.rstrip(" :：")
    return bool(
        _COMMENTS_HEADING.fullmatch(text)
        or (block.tag in HEADING_TAGS and _BARE_HEADING.fullmatch(text))
    )
