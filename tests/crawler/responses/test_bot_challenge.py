"""A protection is recognised by its own page, and an ordinary page is never taken for one."""

import gzip
import time

import pytest
from scrapy.http import Response

from crawler.responses.bot_challenge import REFUSAL_TEXT_BYTES, SUCCESS_TEXT_BYTES, detect_challenge
from crawler.responses.verdicts import verdict_of_page, verdict_of_response
from records.paths import PROJECT_ROOT
from records.verdict import Drop

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
RUISHU = (
    "<html><head><meta id='a' content='x' r='m'><script"
    " r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd='q';</script></head></html>"
)
MOMENT = (
    "<html><head><title>Just a"
    " moment...</title></head><body><script>window._cf_chl_opt={cvId:'3'};</script></body></html>"
)
WALLS = {
    "Ruishu 412": (412, RUISHU, "Ruishu"),
    "Ruishu 202": (202, RUISHU, "Ruishu"),
    "Ruishu as success": (200, RUISHU + "<body></body>", "Ruishu"),
    "Ruishu, older": (412, "<script>var $_ss=function(){}</script>", "Ruishu"),
    "Cloudflare": (403, MOMENT, "Cloudflare"),
    "Cloudflare, busy": (503, MOMENT, "Cloudflare"),
    "Cloudflare's own script": (
        403,
        "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray=8'></script>",
        "Cloudflare",
    ),
    "Cloudflare's firewall": (
        403,
        "<TITLE>Attention Required! | Cloudflare</TITLE><h1>Sorry, you have been blocked</h1>",
        "Cloudflare",
    ),
    "Akamai": (
        403,
        (
            "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't"
            " have permission to access this."
            "<P>Reference&#32;&#35;18&#46;5307&#46;17<P>https&#58;&#47;&#47;errors&#46;"
            "edgesuite&#46;net&#47;18"
        ),
        "Akamai",
    ),
    "Akamai, plain": (
        403,
        "<h1>Access Denied</h1> Reference #18.53071002 https://errors.edgesuite.net/18.53071002",
        "Akamai",
    ),
    "Aliyun, cookie": (
        200,
        "<html><script>var arg1='4E7C5B';function setCookie(n,v){}</script></html>",
        "Aliyun",
    ),
    "Aliyun, cookie named": (
        200,
        "<html><script>setCookie('acw_sc__v2', x);document.location.reload()</script></html>",
        "Aliyun",
    ),
    "Aliyun, captcha": (
        200,
        '<!doctypehtml><meta name="aliyun_waf_aa" content="9"><script src="/u21pn7x6/r8"></script>',
        "Aliyun",
    ),
    "Aliyun, block": (
        405,
        "<title>405</title><img src='https://errors.aliyun.com/images/x.png'>抱歉",
        "Aliyun",
    ),
    "Tencent": (
        501,
        '<script>window.location.href="https://waf.tencent.com/'
        '501page.html?u="+location.origin</script>',
        "Tencent",
    ),
    "Huawei": (418, "<p>您的请求疑似攻击行为</p><p>hws_security@huawei.com</p>", "Huawei"),
    "Imperva": (
        403,
        (
            '<iframe src="/_Incapsula_Resource?SWUDNSAI=31&incident_id=7"></iframe>Incapsula'
            " incident ID: 7-1"
        ),
        "Imperva",
    ),
    "Imperva as success": (
        200,
        '<META NAME="ROBOTS"><script src="/_Incapsula_Resource?SWJIYLWA=7"></script>',
        "Imperva",
    ),
    "DataDome": (
        403,
        "<p>Please enable JS</p><script src='https://ct.captcha-delivery.com/c.js'></script>",
        "DataDome",
    ),
    "Sucuri": (
        403,
        (
            "<title>Sucuri WebSite Firewall - Access Denied</title><h1>Access Denied - Sucuri"
            " Website Firewall</h1>"
        ),
        "Sucuri",
    ),
    "PerimeterX": (
        403,
        "<p>Press & Hold to confirm you are a human</p><div id='px-captcha'></div>",
        "PerimeterX",
    ),
    "Safedog": (
        403,
        "<img src='http://404.safedog.cn/images/safedogsite/head.png'>您的请求带有不合法参数",
        "Safedog",
    ),
    "Yunsuo": (
        200,
        "<script>var cookie='security_session_verify';location.href=location.href</script>",
        "Yunsuo",
    ),
    "Knownsec": (
        403,
        "<title>访问被拦截</title>当前访问疑似黑客攻击，已被创宇盾拦截。",
        "Knownsec",
    ),
    "Knownsec, script": (
        521,
        "<script>document.cookie=('_')+('_')+('jsl');location.href=location.pathname</script>",
        "Knownsec",
    ),
    "a panel's firewall": (
        403,
        "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>",
        "firewall",
    ),
}
ARTICLE = "<p>" + "专家提醒市民按时接种流感疫苗，注意手部卫生，出现发热症状及时就医。" * 10 + "</p>"
ORDINARY = {
    "an article": (200, ARTICLE),
    "an article under a beacon of Cloudflare": (
        200,
        "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>" + ARTICLE,
    ),
    "a short page under that beacon": (
        200,
        "<p>停诊通知</p><script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'></script>",
    ),
    "an article behind Imperva": (
        200,
        ARTICLE + "<script src='/_Incapsula_Resource?SWJIYLWA=719d'></script>",
    ),
    "an article behind Ruishu": (200, "<script>$_ts=window['$_ts'];</script>" + ARTICLE),
    "an article about them": (
        200,
        ARTICLE + "<p>acw_sc__v2, captcha-delivery.com, px-captcha, Just a moment...</p>",
    ),
    "a page that is not there": (404, "<p>not here</p><script>$_ts=window['$_ts']</script>"),
    "a page that is gone": (410, MOMENT),
    "a plain refusal": (
        403,
        (
            "<html><head><title>403 Forbidden</title></head><body><center><h1>403"
            " Forbidden</h1></center></body></html>"
        ),
    ),
    "nginx's 405": (
        405,
        (
            "<html><head><title>405 Not Allowed</title></head><body><h1>405 Not"
            " Allowed</h1></body></html>"
        ),
    ),
    "a login page": (
        401,
        "<h1>Access Denied</h1><p>Please sign in. Your session's reference: 7</p>",
    ),
    "a long page that refuses": (403, MOMENT + "<p>" + "x" * (REFUSAL_TEXT_BYTES + 1)),
    "a precondition that failed": (412, "<h1>Precondition Failed</h1>"),
    "nothing": (200, ""),
}


def answer(status: int, body: str | bytes, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(
        "http://a.example/x.html",
        status=status,
        body=body.encode() if isinstance(body, str) else body,
        headers=named,
    )


@pytest.mark.parametrize("case", WALLS)
def test_each_protection_is_named(case):
    status, body, name = WALLS[case]
    assert name in detect_challenge(answer(status, body))
    assert name in detect_challenge(answer(status, body.encode("gb18030"))), "also in GBK"
    verdict = verdict_of_response(answer(status, body), NOW)
    assert isinstance(verdict, Drop)
    assert (verdict.reason, name in verdict.detail, str(status) in verdict.detail) == (
        "challenged",
        True,
        True,
    )


@pytest.mark.parametrize("case", ORDINARY)
def test_no_ordinary_answer_is_taken_for_one(case):
    status, body = ORDINARY[case]
    assert detect_challenge(answer(status, body)) == ""


@pytest.mark.parametrize(
    "path",
    sorted(PROJECT_ROOT.glob("tests/corpus/*/page.html.gz")),
    ids=lambda path: path.parent.name,
)
@pytest.mark.parametrize("status", [200, 403, 503])
def test_no_real_page_is_taken_for_one_whatever_its_status(path, status):
    assert detect_challenge(answer(status, gzip.decompress(path.read_bytes()))) == ""


def test_the_header_of_cloudflare_says_it_alone():
    assert detect_challenge(answer(403, "", Cf_Mitigated="challenge")) == "Cloudflare"
    assert detect_challenge(answer(200, ARTICLE, Server="cloudflare", Cf_Ray="8b96")) == ""


def test_a_page_of_text_is_a_page():
    assert detect_challenge(answer(200, RUISHU + "a" * SUCCESS_TEXT_BYTES))
    assert not detect_challenge(answer(200, RUISHU + "a" * (SUCCESS_TEXT_BYTES + 1)))


def test_a_plain_refusal_keeps_its_status_and_may_be_meant_for_us_alone():
    for status in (401, 403, 405, 406, 451):
        assert verdict_of_page(answer(status, "no"), NOW) == Drop(
            "fetch", f"http-{status}", f"answered {status} here; it may answer elsewhere"
        )


@pytest.mark.parametrize("part", ["<script", "<", "<!--", "<title", " ", "<textarea>", "$_ts"])
def test_a_hostile_page_is_decided_at_once(part):
    body = ("$_ts" + part * 2_000_000)[:10_000_000]
    began = time.process_time()
    detect_challenge(answer(403, body))
    assert time.process_time() - began < 2.0
