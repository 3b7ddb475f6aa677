"""Read who wrote, who edited, who published an article from the lines around and in it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.metadata.person_names import is_person_name, split_names

_NAME_CHARACTERS = r"[\u4e00-\u9fffA-Za-z·•・、，,;；/／&＆|｜\s\u3000.]"
_NAME_END = r"(?=[）)】\]。！]|$|\s(?:责|编|校|来源|图|审|时间|发布|\d|[A-Z]{1,4}\d))"
_EDITOR_LABEL = re.compile(
    rf"(?:责任编辑|責任編輯|责任编缉|网络编辑|值班编辑|本文编辑|本文责编|责编|責編|编辑|編輯)\s*[:：/／|｜丨]\s*(?P<names>"
    rf"{_NAME_CHARACTERS}{{2,40}}?){_NAME_END}"
    rf"|(?:责任编辑|責任編輯|责编|責編)\s+(?P<bare>[\u4e00-\u9fff]{{2,4}})(?=\s|$|[）)】\]])"
)
_EDITOR_LINE_CHARS: Final = 60
_OUTLET_LABEL = re.compile(
    r"(?:(?:信息|文章|稿件|内容|新闻|消息)?(?:来源|來源|稿源|转自|轉自|出处)|来自)\s*[:：]\s*(?P<name>[^\s\u3000|｜，"
    r",。；;()（）【】\[\]<>《》]"
    r"(?:[^|｜，,。；;()（）【】\[\]<>]{0,40}))"
)
_OUTLET_END = re.compile(
    r"\s*(?:作者|责编|责任编辑|编辑|记者|时间|發布|发布|发表|日期|浏览|点击|阅读|字号|字體|字体|分享|评论|收藏|打印|我要|我有话说|关注|扫|举报|"
    r"大\s*中\s*小|[【\[(（]|\d{4}[-年/.]|\d+\s*次|A-\s|选择字号|微信|微博|责任|校对|审核|参与|订阅|栏目|分类).*$"
)
_DATE_LINE_NOISE = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天](?![\u4e00-\u9fff])|(?:凌晨|早上|上午|中午|下午|晚上)(?=\d)|发布(?:时间|日期|于)?"
    r"|发表(?:时间|于)?|更新(?:时间)?|时间|日期|来源|原创|阅读数?|浏览(?:次数|量)?|点击(?:数|量)?|评论数?|我有话说"
    r"|收藏(?:本文)?|分享到?|"
    r"字号|字体|打印|关闭|参与|关注|举报|转发|点赞|订阅|大|中|小|已有|条|次|人|优质|作者|编辑|缩小|放大|微信|微博|[aA][-+]?|[:：\[\]【】()（）<>"
    r"|｜/·•\-—_+]|\d+(?:[.,]\d+)*万?",
)
_AUTHOR_LINE = re.compile(
    r"^[（(【\[■●▌□◎\s]*(?:[\u4e00-\u9fff]{0,10}(?:专栏)?作者|撰文|采写|采访|执笔|撰稿|编译|文字|文|"
    r"[\u4e00-\u9fff]{0,8}(?:记者|記者|通讯员))\s*[/／|｜丨:：\s]\s*"
    rf"(?P<names>{_NAME_CHARACTERS}{{2,60}}?)"
    r"(?:\s*(?:[/／|]|[\u4e00-\u9fff]{2,4}(?:报道|电)|发自|报道|摄影|编辑|责编|来源|返回|图).*)?[）)】\]]*$"
)
_DATELINE = re.compile(
    r"[（(](?:[\u4e00-\u9fff]{0,12}?)?(?:记者|記者|通讯员|作者|(?:文[/／]图|图文|撰文|采写|文"
    r"|供稿)(?=[:：/／\s]))[:：/／\s\u3000]*"
    r"(?P<names>[\u4e00-\u9fff·、，,;；/\s\u3000]{2,40})[)）]"
)
_WIRE_DATELINE = re.compile(
    r"^\s*(?:本报|本网)?[\u4e00-\u9fff]{0,12}?(?:讯|电|道)\s*(?:记者|記者)\s*(?P<names>[\u4e00-\u9fff、"
    r"\s]{2,20}?)(?:[)）]|\s*报道|[：:])"
)
_LAST_BRACKET = re.compile(r"[（(](?P<name>[\u4e00-\u9fff\s\u3000、]{2,16})[)）]\s*$")
_AUTHOR_LINE_CHARS: Final = 80


def find_editors(lines: Iterable[str]) -> str:
    """Give the editors that a short line names (责任编辑：杨迪、崔元苑), joined by 、; "" when none does."""
    for line in lines:
        if len(line) > _EDITOR_LINE_CHARS and not re.search(
            r"[（(]\s*(?:责任?编|編輯|编辑|責)", line[-_EDITOR_LINE_CHARS:]
        ):
            continue
        match = _EDITOR_LABEL.search(
            line[-_EDITOR_LINE_CHARS:] if len(line) > _EDITOR_LINE_CHARS else line
        )
        if match:
            return "、".join(split_names(match["names"] or match["bare"]))
    return ""


def find_outlet_label(lines: Sequence[str]) -> str:
    """Give the outlet that a line labels (来源：人民网-人民健康网); "" when none does."""
    for line in lines:
        if ":" not in line and "：" not in line:
            continue
        for match in _OUTLET_LABEL.finditer(line):
            name = _OUTLET_END.sub("", match["name"]).strip(" \u3000:：-—|、'\"“”")
            if name and len(name) <= 40 and not name.isdigit():
                return name
    return ""


def find_names_beside_date(pieces: Sequence[str]) -> list[str]:
    """Give the names that stand on the date's own line: what is left when dates, counts and buttons
    are taken away.
    """
    return [
        piece
        for piece in (text.strip(" \u3000|｜·•-—:：") for text in pieces)
        if piece and _DATE_LINE_NOISE.sub("", piece).strip()
    ]


def find_byline_authors(lines: Sequence[str]) -> tuple[str, ...]:
    """Give the authors that labelled lines of the body name, or its dateline, or its last bracket.

    () when none does.
    """
    short = [line for line in lines if len(line) <= _AUTHOR_LINE_CHARS]
    for line in (*short[:6], *short[6:][-12:]):
        if people := parse_author_line(line):
            return people
    for line in (*lines[:3], *lines[3:][-4:]):
        match = (
            _DATELINE.search(line[:120])
            or _DATELINE.search(line[-60:])
            or _WIRE_DATELINE.match(line[:60])
        )
        if match and (people := split_names(match["names"])):
            return people
    for line in lines[-3:]:
        match = _LAST_BRACKET.search(line)
        if match and (
            people := tuple(name for name in split_names(match["name"]) if is_person_name(name))
        ):
            return people
    return ()


def parse_author_line(line: str) -> tuple[str, ...]:
    """Give the authors whom a line of its own names (澎湃新闻记者 陈斯斯, 作者 | 张三); () when it does not."""
    match = _AUTHOR_LINE.match(line)
    return split_names(match["names"]) if match else ()
