"""Read the labels of a line of particulars: 来源：健康报作者：张三 2020-02-11 责编 | 李四.

A label ends the value before it, so glued ones are told apart.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal

Role = Literal["outlet", "author", "editor", "other"]

_OUTLET_WORDS: Final = (
    "(?:信息|文章|稿件|内容|新闻|消息|本文|原文|文字|资料|数据)?(?:来源|來源|稿源|出处|出處)"
    "|转自|轉自|转载自|轉載自|摘自|出自|来自"
)
_AUTHOR_WORDS: Final = (
    "作者|撰文|撰稿人?|采写|採寫|采访|执笔|執筆|编译|編譯|供稿|投稿|文字|特约记者|记者|記者|通讯员|"
    "通訊員|实习生"
)
_EDITOR_WORDS: Final = (
    "(?:本文|网络|值班|执行|文字|新媒体|页面|本期|微信)?(?:责任编辑|責任編輯|责任编缉|责编|責編|"
    "编辑|編輯)"
)
_OTHER_WORDS: Final = (
    "(?:发布|發布|发表|更新|刊登|上传)?(?:时间|時間|日期)|发布|校对|校對|审核|審核|审校|审稿|"
    "[一二三终初复]审|核稿|监制|總監製|主编|策划|摄影|攝影"
    "|图片|圖片|供图|制图|美编|美术|排版|设计|视频|剪辑|编审|签发|值班|统筹|出品|浏览(?:量|次数)?|"
    "阅读量?|点击(?:量|数)?|字号|字體|字体|分享到?|评论"
    "|标签|关键[词字]|栏目|分类|版权|声明|原标题|电话|邮箱|编号|人气|我要|译者|翻译"
)
_SHORT_AUTHOR_WORDS: Final = "文[、/&]?图|图[、/&]?文|文"
_SHORT_OTHER_WORDS: Final = "图|圖|摄|攝|译"
_MARK: Final = r"\s*[:：/／╱|｜丨]\s*"
_LABEL: Final = re.compile(
    rf"(?:(?P<outlet>{_OUTLET_WORDS})|(?P<author>(?<![\u4e00-\u9fff])(?:{_SHORT_AUTHOR_WORDS})"
    rf"|{_AUTHOR_WORDS})"
    rf"|(?P<editor>{_EDITOR_WORDS})|(?P<other>(?<![\u4e00-\u9fff])(?:{_SHORT_OTHER_WORDS})"
    rf"|{_OTHER_WORDS}))"
    rf"(?:{_MARK}|(?P<loose>(?<=[\u4e00-\u9fff])(?:\s+|(?=$))))"
)
_LABEL_HEADS: Final = re.compile(
    r"[源处處自者文稿写寫访笔译譯字员員生辑輯缉编編图圖摄攝影核校审]\s*[:：/／╱|｜丨\s]"
)
_MAX_LOOSE_LINE_CHARS: Final = 80
_GLUED_NAME: Final = re.compile(
    r"(?<=[记記]者|[讯訊][员員])(?=[\u4e00-\u9fff]{2,3}(?:[\s\u3000、/／╱]|[文摄报]|$))"
)
"""Where 记者张三/文 lacks its space."""

_SENTENCE: Final = re.compile(r"[。！？，](?!$)")


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """What a label announces, as it is written; `is_loose` where no colon or bar stands between."""

    role: Role
    value: str
    is_loose: bool = False
    start: int = 0  # where the label stands in the line
    is_glued: bool = False  # no space between the value and the next label

    @property
    def is_bare(self) -> bool:
        """Whether it ends its line without a value: 摄, 供图."""
        return self.is_loose and not self.value


def parse_labels(line: str) -> list[LabelledValue]:
    """Give the labels of a line with their values, in order.

    A label without a colon counts only in a short line that is no sentence.
    """
    if not _LABEL_HEADS.search(line + " "):
        return []
    line = _GLUED_NAME.sub(" ", line)
    may_be_loose = len(line) <= _MAX_LOOSE_LINE_CHARS and not _SENTENCE.search(line)
    labels = [
        label
        for label in _LABEL.finditer(line)
        if label["loose"] is None or (may_be_loose and _stands_apart(line, label))
    ]
    ends = [*(label.start() for label in labels[1:]), len(line)][: len(labels)]
    return [
        LabelledValue(
            _read_role(label),
            line[label.end() : end].strip(),
            label["loose"] is not None,
            label.start(),
            end < len(line) and line[end - 1].isalpha(),
        )
        for label, end in zip(labels, ends, strict=True)
    ]


def _stands_apart(line: str, label: re.Match[str]) -> bool:
    """Say whether a label without a colon is a word of its own: 健康报记者 张三, not 有记者 问."""
    before = line[: label.start()]
    return not before or before[-1] in " \u3000|｜（(【[·•》，、" or label["author"] is not None


def _read_role(label: re.Match[str]) -> Role:
    for role in ("outlet", "author", "editor"):
        if label[role] is not None:
            return role
    return "other"
