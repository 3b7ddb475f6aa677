"""Read who wrote, who edited, who published an article from the lines around and in it."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from pipelines.metadata.labelled_values import LabelledValue, parse_labels
from pipelines.metadata.outlet_names import is_url, name_outlet
from pipelines.metadata.person_names import (
    is_no_name,
    is_outlet_name,
    is_person_name,
    split_names,
)

_EDITOR_LINE_CHARS: Final = 60
_OUTLET_CHARS: Final = 40
_OUTLET_END = re.compile(
    r"(?:(?<!\s)\s++)?"
    r"(?:[|｜，,。；;()（）【】\[\]<>《》]|\d{4}[-年/.]|\d{1,2}[-月:：]\d|(?<!\d)\d++\s*次|A-\s|"
    r"大\s*中\s*小|我有话说|我来说"
    r"|我要|关注|扫|举报"
    r"|收藏|打印|参与|订阅|微信|微博|选择字号|发布|发表|点击|分享|责任|更多|查看|原文|阅读|评论).*$"
)
_OUTLET_JUNK: Final = re.compile(
    r"[=\"{}#$]|^\d+$|^(?:原创|互联网|网络|本站|未知|不详|无|其他|其它|转载)$"
)
_NAMES_END = re.compile(
    r"(?:(?<!\s)\s++)?"
    r"(?:[（(【\[].*|[)）】\]。！].*|_.*|\d.*|(?:[\u4e00-\u9fff]{2,4})?(?:报道|報導|报导|专电"
    r"|电讯)(?:[\s)）】\]].*|$)"
    r"|(?:发自|受访者|分享到|返回|来源|整理自|[A-Z]{1,4}\d).*)$"
)
_TRAILING_ROLE: Final = re.compile(r"(?<!\s)\s++(?:撰稿|撰文|编译|編譯|采写|供稿|文|整理|综合)$")
_EDITOR_BEHIND_NAME: Final = re.compile(
    r"[（(【\[]\s*(?P<name>[\u4e00-\u9fff]{2,3})\s+(?:责任编辑|責任編輯|责编|编辑|編輯)\s*[)"
    r"）】\]]\s*$"
)
_OUTLET_BEFORE_REPORTER: Final = re.compile(
    r"^[【（(\[]?\s*(?P<name>[\u4e00-\u9fff]{2,10})\s*[╱／/]\s*(?:记者|記者)"
)
"""【聯合報╱記者張三／台北報導】"""

_NO_AUTHOR_END: Final = re.compile(r"(?:[?？]|[摄攝绘]|编制|制图)[)）】\]。]?$")
"""A question that a reporter asks, a photographer, who drew a chart."""

_SLASH_PAIR: Final = re.compile(r"([\u4e00-\u9fff·]{2,16})\s*[/／╱]\s*([\u4e00-\u9fff·]{2,16})")
_SENTENCE_MARK: Final = re.compile("[，。！？；,]")
_DATE_LINE_NOISE = re.compile(
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天](?![\u4e00-\u9fff])|(?:凌晨|早上|上午|中午|下午|"
    r"晚上)(?=\d)|发布(?:时间|日期|于)?"
    r"|发表(?:时间|于)?|更新(?:时间)?|时间|日期|来源|原创|阅读数?|浏览(?:次数|量)?|点击(?:数|量)?|"
    r"评论数?|我有话说"
    r"|收藏(?:本文)?|分享到?|"
    r"字号|字体|打印|关闭|参与|关注|举报|转发|点赞|订阅|大|中|小|已有|条|次|人|优质|作者|编辑|缩小|"
    r"放大|微信|微博|[aA][-+]?|[:：\[\]【】()（）<>"
    r"|｜/·•\-—_+]|\d+(?:[.,]\d+)*万?",
)
_AFFILIATION_CHARS: Final = 20
"""What may stand before the first label of a line that names authors: 《健康观察》, 整合 健康报."""

_DATELINE = re.compile(
    r"[（(](?:[\u4e00-\u9fff]{0,12}?)?(?:记者|記者|通讯员|作者|(?:文[/／]图|图文|撰文|采写|文"
    r"|供稿)(?=[:：/／\s]))[:：/／\s\u3000]*"
    r"(?P<names>[\u4e00-\u9fff·、，,;；/\s\u3000]{2,40})[)）]"
)
_WIRE_DATELINE = re.compile(
    r"^\s*(?:本报|本网)?[\u4e00-\u9fff]{0,12}?(?:讯|电|道)\s*(?:记者|記者)\s{0,9}(?P<names>"
    r"[\u4e00-\u9fff、"
    r"\s]{2,20}?)(?:[)）]|\s*报道|[：:])"
)
_LAST_BRACKET = re.compile(r"[（(](?P<name>[\u4e00-\u9fff\s\u3000、]{2,16})[)）]\s*$")
_AUTHOR_LINE_CHARS: Final = 80


def find_editors(lines: Iterable[str]) -> str:
    """Give the editors of a short line, joined by 、 (责任编辑：杨迪、崔元苑); "" for none."""
    for line in lines:
        if "编" not in line and "編" not in line:
            continue
        tail = line[-_EDITOR_LINE_CHARS:]
        if len(line) > _EDITOR_LINE_CHARS and not re.search(
            r"[（(\[【]\s*(?:责任?编|編輯|编辑|責)", tail
        ):
            continue
        for label in parse_labels(tail):
            if label.role == "editor" and (names := _split_editors(label)):
                return "、".join(names)
        behind = _EDITOR_BEHIND_NAME.search(tail)
        if behind and is_person_name(behind["name"]):
            return behind["name"]
    return ""


def _split_editors(label: LabelledValue) -> tuple[str, ...]:
    value = _NAMES_END.sub("", label.value)
    names = split_names(value)
    if label.is_loose:
        return names if all(map(is_person_name, names)) else ()
    is_pen_name = re.fullmatch(r"[a-z]{3,16}", value) and not is_no_name(value)
    return names or ((value,) if is_pen_name else ())


def find_outlet_label(lines: Iterable[str]) -> str:
    """Give the outlet that a line labels (来源：人民网-人民健康网), an address as the name of its
    outlet; "" when none does.
    """
    for line in lines:
        for label in parse_labels(line):
            if label.role == "outlet" and (name := _clean_outlet(label)):
                return name
        wire = _OUTLET_BEFORE_REPORTER.match(line)
        if wire and is_outlet_name(wire["name"]):
            return wire["name"]
    return ""


def _clean_outlet(label: LabelledValue) -> str:
    written = label.value.split()[0] if label.value else ""
    if is_url(written):
        return name_outlet(written)
    value = _OUTLET_END.sub("", label.value.lstrip("《“\"' ")).strip(" \u3000:：-—|、'\"“”")
    if label.is_loose:
        value = value.split()[0] if value else ""
        return value if is_outlet_name(value) and len(value) <= _OUTLET_CHARS // 2 else ""
    return "" if len(value) > _OUTLET_CHARS or _OUTLET_JUNK.search(value) else value


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
        if match and (people := _read_last_bracket(match["name"].strip())):
            return people
    return ()


def _read_last_bracket(text: str) -> tuple[str, ...]:
    """Give the authors in the bracket that ends a text: (张三), (张三 撰稿), (通讯员 张三)."""
    text = _TRAILING_ROLE.sub("", text)
    if parse_labels(text):
        return find_author_labels(text)
    return tuple(name for name in split_names(text) if is_person_name(name))


def parse_author_line(line: str) -> tuple[str, ...]:
    """Give the authors whom a line of its own names (澎湃新闻记者 陈斯斯, 作者 | 张三);
    () when it does not.
    """
    labels = parse_labels(line)
    if not labels:
        return split_slash_pair(line)[0]
    before = line[: labels[0].start]
    is_byline = len(before) <= _AFFILIATION_CHARS and not _SENTENCE_MARK.search(before)
    return find_author_labels(line) if is_byline else ()


def find_author_labels(line: str) -> tuple[str, ...]:
    """Give the authors whom the labels of a line name: 作者：张三, 记者 张三 通讯员 李四."""
    names: list[str] = []
    labels = parse_labels(line)
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        if label.role != "author" or _NO_AUTHOR_END.search(label.value):
            continue
        if following is not None and following.role == "other" and following.is_bare:
            continue  # 记者 张三 摄
        found = split_names(_NAMES_END.sub("", label.value))
        if following is not None and following.role == "author" and label.is_glued:
            continue  # 采写：南都记者 张三: the paper's name
        if not label.is_loose or any(is_person_name(name) or "·" in name for name in found):
            names += found
    return tuple(dict.fromkeys(names))


def split_slash_pair(line: str) -> tuple[tuple[str, ...], str]:
    """Give author and outlet of a line such as 张三/健康报 or 健康报 / 张三, or () and ""."""
    pair = _SLASH_PAIR.fullmatch(line.strip())
    if pair:
        for person, outlet in ((pair[1], pair[2]), (pair[2], pair[1])):
            if is_person_name(person) and is_outlet_name(outlet):
                return (person,), outlet
    return (), ""
