"""Why a page was not kept, why an announcement was skipped, what that makes of a source.

Every reason carries its sentence in English and Chinese, who has to act, and whether it may pass by
itself; docs/reasons.md is written from here (`make docs`). The values are what the store holds and
what outsiders query: a new reason is a new member, none is renamed. No decision is taken on the
words of a message: what a decision needs is a reason, or the `cause` of a verdict.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Actor(StrEnum):
    """Who has to do something about a reason."""

    NOBODY = "nobody"
    OPERATOR = "operator"  # settings, schedule, the source's file
    SOURCE = "source"  # whoever runs its site
    DEVELOPER = "developer"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a reason means, in two languages, and what follows from it."""

    english: str
    chinese: str
    actor: Actor
    temporary: bool = False  # it may pass by itself; the page is asked for again


class ExplainedReason(StrEnum):
    """A slug with its explanation, without members of its own."""

    explanation: Explanation

    def __new__(
        cls, slug: str, english: str, chinese: str, actor: Actor, temporary: bool = False
    ) -> "ExplainedReason":
        """Make the member of a slug."""
        member = str.__new__(cls, slug)
        member._value_ = slug
        member.explanation = Explanation(english, chinese, actor, temporary)
        return member


class Reason(ExplainedReason):
    """Why a verdict was given."""

    # the host and its wishes
    ROBOTS = "robots", "robots.txt forbids the page", "robots.txt 不允许抓取该页", Actor.NOBODY
    ROBOTS_UNREACHABLE = (
        "robots-unreachable",
        "robots.txt cannot be had, so nothing is fetched from the host",
        "无法取得 robots.txt，因此不抓取该主机",
        Actor.SOURCE,
        True,
    )
    TDM_RESERVED = (
        "tdm-reserved",
        "the publisher reserves text and data mining",
        "出版方保留文本与数据挖掘的权利",
        Actor.OPERATOR,
    )
    CHALLENGED = (
        "challenged",
        "a test for browsers came in place of the page",
        "返回的是浏览器验证页，不是所请求的页面",
        Actor.OPERATOR,
    )
    HOST_PAUSED = (
        "host-paused",
        "the host asked to be left alone for a while",
        "主机要求暂停访问一段时间",
        Actor.NOBODY,
        True,
    )
    HOST_DOWN = (
        "host-down",
        "the host failed several times in a row",
        "主机连续多次访问失败",
        Actor.SOURCE,
        True,
    )
    # the network
    DNS = "dns", "the host was not found", "找不到主机", Actor.SOURCE, True
    CONNECTION = (
        "connection",
        "the host refused the connection",
        "主机拒绝连接",
        Actor.SOURCE,
        True,
    )
    NETWORK = "network", "the connection failed", "网络连接失败", Actor.NOBODY, True
    TIMEOUT = (
        "timeout",
        "no whole answer came in time",
        "未在时限内收到完整应答",
        Actor.NOBODY,
        True,
    )
    TLS = (
        "tls",
        "the certificate of the host proves nothing",
        "主机的证书无法验证",
        Actor.OPERATOR,
        True,
    )
    UNFINISHED = (
        "unfinished",
        "the body is shorter than announced, or damaged",
        "正文比声明的短，或已损坏",
        Actor.NOBODY,
        True,
    )
    # the response
    EMPTY = "empty", "the response has no body", "应答没有内容", Actor.NOBODY, True
    ENCODING = (
        "encoding",
        "the body is compressed in a way that was not asked for",
        "正文以未请求的方式压缩",
        Actor.DEVELOPER,
    )
    TOO_LARGE = (
        "too-large",
        "the body is longer than what is read of one document",
        "正文超过单个文档的读取上限",
        Actor.DEVELOPER,
    )
    REDIRECTS = "redirects", "too many redirects", "重定向次数过多", Actor.SOURCE
    GUARD = (
        "guard",
        "the address must not be fetched, most often because its host is not public",
        "该地址不允许抓取，通常因为主机不在公网",
        Actor.OPERATOR,
    )
    MOVED = (
        "moved",
        "it is an article that is known at another address",
        "该文已以另一地址收录",
        Actor.NOBODY,
    )
    NOT_YOURS = (
        "not-yours",
        "a source said something about an address of another; nothing of it was taken",
        "来源对不属于自己的网址作出声明，一概不予采用",
        Actor.OPERATOR,
    )
    MOVED_HOME = (
        "moved-home",
        "it redirects to the front page",
        "重定向到网站首页",
        Actor.NOBODY,
    )
    NOT_HTML = "not-html", "it is not a web page", "不是网页", Actor.NOBODY
    # the run
    UNREADABLE = (
        "unreadable",
        "the feed, sitemap or list cannot be read",
        "无法读取订阅源、站点地图或列表",
        Actor.OPERATOR,
        True,
    )
    NO_TOKEN = (
        "no-token",
        "the environment does not hold the token of the partner",
        "环境变量中没有合作方的令牌",
        Actor.OPERATOR,
    )
    BUDGET = (
        "budget",
        "it is over the budget of the run; the next run goes on",
        "超出本次运行的限额，下次运行继续",
        Actor.NOBODY,
        True,
    )
    STOPPED = "stopped", "the run was ended", "运行已被终止", Actor.NOBODY, True
    # the text
    NO_TEXT = "no-text", "no text was found in the page", "页面中没有找到正文", Actor.OPERATOR
    TOO_SHORT = (
        "too-short",
        "no meaningful text is left after cleaning",
        "清洗后没有剩下有意义的正文",
        Actor.NOBODY,
    )
    NOTICE = (
        "notice",
        "a notice stands in the place of the article",
        "页面只有提示信息，没有文章",
        Actor.NOBODY,
    )
    TOO_DEEP = (
        "too-deep",
        "its elements are nested deeper than is read",
        "页面元素嵌套过深",
        Actor.DEVELOPER,
    )
    TOO_MANY_TAGS = (
        "too-many-tags",
        "it has more tags than are read",
        "页面标签过多",
        Actor.DEVELOPER,
    )
    TOO_MANY_ATTRIBUTES = (
        "too-many-attributes",
        "it has more attributes than are read",
        "页面属性过多",
        Actor.DEVELOPER,
    )
    BROKEN_DOCUMENT = (
        "broken-document",
        "the document breaks the rules of its format",
        "文档不符合其格式的规定",
        Actor.SOURCE,
    )
    RETRACTED = (
        "retracted",
        "its journal withdrew the article",
        "该文已被期刊撤回",
        Actor.OPERATOR,
    )
    TOO_LONG = "too-long", "it has more text than is read", "正文过长", Actor.DEVELOPER
    CRASH = (
        "crash",
        "the process that read the page died",
        "处理该页的进程异常退出",
        Actor.DEVELOPER,
    )
    TIME_OUT = "time-out", "reading the page took too long", "处理该页超时", Actor.DEVELOPER


class SkipReason(ExplainedReason):
    """Why something that a document announces becomes no candidate."""

    TOO_OLD = (
        "older",
        "published before the day from which a backfill wants articles",
        "早于补抓的起始日期",
        Actor.NOBODY,
    )
    NO_LINK = (
        "no-link",
        "an entry without an address; most often a feed that was cut or written by hand",
        "条目没有链接，多为被截断或手写的订阅源",
        Actor.SOURCE,
    )
    CHANNEL_PAGE = (
        "channel",
        "the page of a channel among its articles",
        "频道页，不是文章",
        Actor.NOBODY,
    )
    NOT_IN_LINKS = (
        "not-in-links",
        "the `links` of the source do not match",
        "不符合来源的 links 规则",
        Actor.OPERATOR,
    )
    OTHER_LANGUAGE = (
        "other-language",
        "the same article in a language that is not wanted",
        "同一文章的其他语言版本",
        Actor.NOBODY,
    )
    REPEATED_LINK = (
        "repeated",
        "the same address once more in the same document",
        "同一文档中重复的地址",
        Actor.NOBODY,
    )
    BAD_LINK = (
        "bad-link",
        "javascript:, mailto:, what is no web address",
        "javascript:、mailto: 等不是网页的地址",
        Actor.SOURCE,
    )


class HttpReason(str):
    """The status that a host answered with, as `http-404`."""

    __slots__ = ()

    @classmethod
    def from_status(cls, status: int) -> "HttpReason":
        """Make the reason of a status."""
        return cls(f"{_HTTP_PREFIX}{status}")

    @property
    def status(self) -> int:
        """The status as HTTP says it."""
        return int(self.removeprefix(_HTTP_PREFIX))


class ErrorReason(str):
    """The class of what a stage raised, as `ValueError`: a bug that one page has brought out."""

    __slots__ = ()


VerdictReason = Reason | HttpReason | ErrorReason

_HTTP_PREFIX: Final = "http-"
REFUSAL_STATUSES: Final = frozenset((401, 403, 405, 406, 451))
"""What sites answer to those they do not want: data centres, other countries, programs."""
HTTP_GONE: Final = frozenset(HttpReason.from_status(status) for status in (404, 410))
"""The page does not exist."""
SILENT_HOST_REASONS: Final = frozenset(
    (
        Reason.ROBOTS_UNREACHABLE,
        Reason.DNS,
        Reason.CONNECTION,
        Reason.NETWORK,
        Reason.TIMEOUT,
    )
)
"""Verdicts about hosts that say nothing; a robots.txt that is answered with an error counts too."""
TEXTLESS_REASONS: Final = (Reason.NO_TEXT, Reason.TOO_SHORT)
"""Verdicts on pages that hold no article where the source's rules look for one."""


_REASONS: Final = {str(reason): reason for reason in Reason}


HTTP_EXPLANATIONS: Final = {
    "404": Explanation("the page is not there", "页面不存在", Actor.NOBODY),
    "410": Explanation("the page was taken away for good", "页面已被永久移除", Actor.NOBODY),
    **dict.fromkeys(
        ("408", "421", "423", "425", "429"),
        Explanation("the host cannot answer now", "主机暂时无法应答", Actor.NOBODY, True),
    ),
    **dict.fromkeys(
        map(str, sorted(REFUSAL_STATUSES)),
        Explanation("the host refuses us", "主机拒绝访问", Actor.OPERATOR),
    ),
    "5xx": Explanation("the host failed", "主机出错", Actor.SOURCE, True),
    "NNN": Explanation(
        "the host answered with another status", "主机返回其他状态码", Actor.OPERATOR
    ),
}
"""By status, by its hundred, then for all others."""
UNEXPECTED_ERROR: Final = Explanation(
    "a stage failed on the page; the page is kept", "处理环节出错，页面已保留", Actor.DEVELOPER
)


def explain_reason(reason: VerdictReason | SkipReason) -> Explanation:
    """Give what a reason means."""
    if isinstance(reason, ExplainedReason):
        return reason.explanation
    if isinstance(reason, ErrorReason):
        return UNEXPECTED_ERROR
    status = str(reason.status)
    return (
        HTTP_EXPLANATIONS.get(status)
        or HTTP_EXPLANATIONS.get(f"{status[0]}xx")
        or HTTP_EXPLANATIONS["NNN"]
    )


def parse_reason(text: str) -> VerdictReason:
    """Read a reason as the store holds it; what is neither a slug nor a status is an error's."""
    if text in _REASONS:
        return _REASONS[text]
    status = text.removeprefix(_HTTP_PREFIX)
    return HttpReason(text) if status != text and status.isdecimal() else ErrorReason(text)


class SourceFailure(StrEnum):
    """What is wrong with a source that could not be read, as its row in a run says it."""

    FAILED = "failed"
    BLOCKED = "blocked"
    CHALLENGED = "challenged"
    REFUSED = "refused"
    LAYOUT = "layout"


_SOURCE_FAILURES: Final = {
    Reason.CHALLENGED: SourceFailure.CHALLENGED,
    Reason.ROBOTS: SourceFailure.REFUSED,
    Reason.TDM_RESERVED: SourceFailure.REFUSED,
}


def has_answered(cause: VerdictReason) -> bool:
    """Say whether a host that could not be harvested has answered anything at all."""
    return isinstance(cause, HttpReason) or cause in (Reason.HOST_PAUSED, Reason.CHALLENGED)


def find_source_failure(reason: VerdictReason) -> SourceFailure:
    """Say what the verdict about an announcement makes of its source.

    A source that does not want to be read is not broken, and waiting does not help.
    """
    if isinstance(reason, HttpReason):
        refused = reason.status in REFUSAL_STATUSES
        return SourceFailure.BLOCKED if refused else SourceFailure.FAILED
    return (
        _SOURCE_FAILURES.get(reason, SourceFailure.FAILED)
        if isinstance(reason, Reason)
        else SourceFailure.FAILED
    )
