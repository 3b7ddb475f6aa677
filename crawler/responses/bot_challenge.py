"""Recognise the page that a protection puts in place of the one that was asked for.

Each protection is known by words or script names that its own page needs. An ordinary page may hold
the same words: a beacon of Cloudflare, an article about DataDome. So nothing is a challenge that
carries a page's worth of text, and a page that does not exist (404, 410) is none either. What is
recognised is told, never bypassed.
"""

import re
from dataclasses import dataclass
from typing import Final

from scrapy.http import Response

# searched of a response for the test of a browser: its scripts stand first
CHALLENGE_BYTES: Final = 32 * 1024
SUCCESS_STATUSES: Final = frozenset((200, 202, 203))
"""Some protections answer their test with success; then there is hardly any text beside the script.
"""
SUCCESS_MAX_LINKS: Final = 10
"""More of them come with a page alone.

Counting them spares nearly every page the search, a millisecond each.
"""
ABSENT_STATUSES: Final = frozenset((404, 410))
SUCCESS_TEXT_BYTES: Final = 400
"""Bytes of visible text of a test that came as success; "slide to go on" in two languages has 200.
"""
REFUSAL_TEXT_BYTES: Final = 5_000
"""Bytes of visible text of a page that refuses.

Sucuri's explanations, the longest of them, have 1,500.
"""

_INVISIBLE = re.compile(
    rb"<(script|style|noscript|textarea|title)\b.*?(?:</\1[^>]*>?|\Z)|<!--.*?(?:-->|\Z)|"
    rb"<[^>]*>?|\s+",
    re.DOTALL | re.IGNORECASE,
)
"""What is no visible text.

Each alternative also ends with the page, so that none of them is tried twice over.
"""


@dataclass(frozen=True, slots=True)
class BotProtection:
    """One protection: it answered when all parts of one of its signs are in the page."""

    name: str
    signs: tuple[tuple[str, ...], ...]  # in lower case; Chinese is also looked for as GBK
    header: tuple[str, str] = ("", "")  # a header of the answer that says so by itself
    statuses: frozenset[int] = frozenset()  # empty: any


BOT_PROTECTIONS: Final = (
    BotProtection("瑞数 Ruishu", (("$_ts",), ("$_ss",))),
    BotProtection(
        "Cloudflare",
        (
            ("_cf_chl_opt",),
            ("/cdn-cgi/challenge-platform/", "/orchestrate/"),
            ("<title>just a moment...</title>",),
            ("<title>attention required! | cloudflare</title>",),
            ("cf-browser-verification",),
        ),
        ("cf-mitigated", "challenge"),
    ),
    BotProtection(
        "Akamai",
        (
            ("access denied", "errors.edgesuite.net"),
            ("access denied", "errors&#46;edgesuite&#46;net"),
            ("access denied", "you don't have permission to access", "reference #"),
            ("access denied", "you don't have permission to access", "reference&#32;&#35;"),
        ),
    ),
    BotProtection(
        "阿里云 Aliyun WAF",
        (
            ("acw_sc__v2",),
            ("<html><script>var arg1=",),
            ('name="aliyun_waf_',),
            ('name="aliyunwaf_',),
            ("errors.aliyun.com",),
            ("g.alicdn.com/sd/punish",),
            ("g.alicdn.com/sd-base/static", "405"),
        ),
    ),
    BotProtection(
        "腾讯云 Tencent WAF",
        (
            ("waf.tencent.com/501page",),
            ("waf.tencent-cloud.com/",),
            ("waf-static.tencent.com/",),
            ("腾讯t-sec web应用防火墙",),
        ),
    ),
    BotProtection(
        "华为云 Huawei WAF",
        (
            ("hws_security@",),
            ("hwclouds.com", "waf"),
            ("华为云", "请求疑似攻击"),
            ("huaweicloudwaf",),
        ),
    ),
    BotProtection("Imperva", (("_incapsula_resource",), ("incapsula incident id",))),
    BotProtection("DataDome", (("captcha-delivery.com",),)),
    BotProtection(
        "Sucuri",
        (
            ("sucuri website firewall", "access denied"),
            ("sucuri_cloudproxy_js",),
            ("cdn.sucuri.net/sucuri-firewall-block",),
        ),
    ),
    BotProtection(
        "PerimeterX",
        (
            ("px-captcha",),
            ("window._pxappid", "_pxuuid"),
            ("captcha.px-cdn.net",),
            ("captcha.px-cloud.net",),
        ),
    ),
    BotProtection(
        "安全狗 Safedog", (("safedogsite/",), ("404.safedog.cn",), ("网站安全狗", "拦截"))
    ),
    BotProtection(
        "云锁 Yunsuo",
        (
            ("yunsuologo",),
            ("yunsuo_session_verify",),
            ("security_session_verify",),
            ("网站防护系统", "云锁"),
        ),
    ),
    BotProtection(
        "知道创宇 Knownsec",
        (("__jsl_clearance",), ("创宇盾", "拦截"), ("当前访问疑似黑客攻击",), ("www.365cyd.com",)),
    ),
    BotProtection(
        "知道创宇 Knownsec", (("document.cookie", "location"),), statuses=frozenset((521,))
    ),
    BotProtection(
        "网站防火墙 web firewall",
        (
            ("请求带有不合法参数", "拦截"),
            ("您的访问可能对网站造成", "拦截"),
            ("可能对网站造成安全威胁", "拦截"),
        ),
    ),
)


def _encode_sign(part: str) -> tuple[bytes, ...]:
    return tuple({part.encode(code).lower() for code in ("utf-8", "gb18030")})


_ENCODED_SIGNS: Final = tuple(
    (wall, tuple(tuple(map(_encode_sign, sign)) for sign in wall.signs)) for wall in BOT_PROTECTIONS
)


def detect_challenge(response: Response) -> str:
    """Name the protection that answered in place of the page, "" when none did."""
    status, body = response.status, response.body
    if status in ABSENT_STATUSES or 300 <= status < 400:
        return ""
    for wall in BOT_PROTECTIONS:
        name, value = wall.header
        if name and value in (response.headers.get(name) or b"").decode("latin-1").lower():
            return wall.name
    if (
        status in SUCCESS_STATUSES
        and len(body.split(b"href=", SUCCESS_MAX_LINKS + 1)) > SUCCESS_MAX_LINKS + 1
    ):  # found early; to count them all took 0.1 ms
        return ""
    head = body[:CHALLENGE_BYTES].lower()
    for wall, signs in _ENCODED_SIGNS:
        fits = not wall.statuses or status in wall.statuses
        if fits and any(all(any(form in head for form in part) for part in sign) for sign in signs):
            return wall.name if _has_little_text(status, body) else ""
    return ""


def _has_little_text(status: int, body: bytes) -> bool:
    """Say whether an answer carries too little text for a page."""
    return len(_INVISIBLE.sub(b"", body[: 16 * CHALLENGE_BYTES])) <= (
        SUCCESS_TEXT_BYTES if status in SUCCESS_STATUSES else REFUSAL_TEXT_BYTES
    )
