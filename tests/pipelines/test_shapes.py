"""Claims about pages in shapes that sites really have: made here, because the pages that rules were
written on do not hold them all.

Each page has navigation above and a footer below; the text that comes out must be the article, line
by line.
"""

import pytest

from pipelines.refine import refine
from pipelines.resources.kit import StageContext, build_stage_context
from pipelines.stages.clean import clean
from pipelines.stages.decode import decode
from pipelines.stages.extract import extract
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record

Z = (
    "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。",
    "专家表示，高血压患者应当控制每天的盐摄入量，不超过五克，并坚持规律运动。",
    "记者从市疾控中心获悉，近期流感活动水平上升，建议老年人和儿童尽早接种疫苗。",
    "研究人员对三千名志愿者进行了为期五年的随访，结果发表在《柳叶刀》上。",
    "医生提醒，出现胸痛、气短等症状时应立即就医，切勿自行服药。",
    "该院院长说，互联网医疗为偏远地区的患者提供了方便，但首诊仍需线下进行。",
)
E = (
    (
        "The ministry of health reported on Tuesday that vaccinations rose by a third, and"
        " officials welcomed the news."
    ),
    (
        "Researchers followed three thousand volunteers for five years and published the results in"
        " The Lancet."
    ),
    (
        "“People with high blood pressure should eat less salt,” said Dr. Jane Smith, who led the"
        " study."
    ),
    (
        "The virus spreads mainly through droplets, so washing hands and wearing masks remain the"
        " best protection."
    ),
    "Side effects were mild: fever, fatigue and a sore arm, which disappeared within two days.",
    "Experts warned, however, that immunity may wane over time, and that boosters could be needed.",
)
SAID = (
    "说得太好了，我妈妈就是高血压，天天让她少吃盐她就是不听。",
    "支持国产疫苗，希望尽快普及到农村地区，让更多人受益。",
)
TITLE = "<h1>流感疫苗接种启动</h1><div class='info'>2024-05-17 08:59 来源：健康报 作者：王伟</div>"
HEADLINE = (
    "<h1>Vaccinations rise by a third</h1><div class='meta'>By <a href=/john>John Doe</a> | May 17,"
    " 2024 8:59 am</div>"
)
LINKS = (
    "<div class='rel'><h3>相关阅读</h3><ul>"
    + "".join(f"<li><a href=/a{n}>流感疫苗接种工作全面启动{n}</a></li>" for n in range(9))
    + "</ul></div>"
)


def p(texts: tuple[str, ...]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def each(made: str, texts: tuple[str, ...]) -> str:
    return "".join(made.format(text, n=number) for number, text in enumerate(texts))


CHINESE: dict[str, tuple[str, tuple[str, ...]]] = {
    "a table lays the page out, the text stands between breaks": (
        f"<table><tr><td>{LINKS}</td><td>{TITLE}{'<br><br>　　'.join(Z)}</td></tr></table>",
        Z,
    ),
    "tables in tables, the title is no heading": (
        f"<table><tr><td>{LINKS}</td><td><table><tr><td><b>流感疫苗接种启动</b></td></tr><tr><td>"
        f"2024-05-17 健康报</td></tr>"
        f"<tr><td><table><tr><td>广告</td></tr></table>　　{'<br>　　'.join(Z)}</td></tr></table>"
        f"</td>"
        f"</tr></table>",
        Z,
    ),
    "a short article above long comments": (
        f"<div class=main>{TITLE}<div class=c><p>{Z[0]}</p></div>{LINKS}<div class=x1><h3>"
        f"网友评论</h3>"
        + each("<div class=item><span>网友{n}</span><div class=t>{}</div></div>", SAID * 6)
        + "</div></div>",
        Z[:1],
    ),
    "the same without a name": (
        f"<div>{TITLE}<div><p>{Z[0]}</p></div><div><h3>评论(12)</h3>"
        + each("<div><b>网友{n}</b><div>{}</div></div>", SAID * 6)
        + "</div></div>",
        Z[:1],
    ),
    "an editor for phones wraps each paragraph": (
        f"<div id=js_content>{TITLE}"
        + each(
            (
                "<section><section><section><span><span>{}</span>"
                "</span></section></section></section>"
            ),
            Z,
        )
        + "</div>",
        Z,
    ),
    "divisions without names, advertisements between them": (
        f"<div><div>{TITLE}</div><div>"
        + each(
            (
                "<div><div><span>{}</span></div></div><div><a "
                "href=/ad>广告：点击领取优惠券</a></div>"
            ),
            Z,
        )
        + "</div></div>",
        Z,
    ),
    "sections numbered in their names": (
        f"<div>{TITLE}"
        + each("<div class=sec{n}><h2>第{n}点</h2><div class=txt{n}>{}</div></div>", Z)
        + "</div>",
        tuple(line for number, text in enumerate(Z) for line in (f"第{number}点", text)),
    ),
    "questions and answers": (
        f"<div>{TITLE}"
        + each("<p><b>问：</b>这个问题怎么看？</p><p><b>答：</b>{}</p>", Z)
        + "</div>",
        tuple(line for text in Z for line in ("问：这个问题怎么看？", "答：" + text)),
    ),
    "an encyclopedia": (
        "<div><h1>流感疫苗接种启动</h1>"
        + each("<h2>小节{n}</h2><dl><dt>概述</dt><dd>{}</dd></dl>", Z)
        + "</div>",
        tuple(line for number, text in enumerate(Z) for line in (f"小节{number}", "概述", text)),
    ),
    "a list within the text": (
        (
            f"<div class=content>{TITLE}<p>{Z[1]}</p><ul><li>少吃盐</li><li>多运动</li></ul><p>"
            f"{Z[4]}</p>"
            f"</div>{LINKS}"
        ),
        (Z[1], "少吃盐", "多运动", Z[4]),
    ),
    "a notice of an office": (
        (
            f"<div>{TITLE}<p>各省、自治区、直辖市卫生健康委：</p><p>{Z[0]}</p><p>一、"
            f"加强组织领导</p><p>{Z[1]}</p><p>附件：1. "
            f"方案.doc</p><p>国家卫健委办公厅</p></div>"
        ),
        (
            "各省、自治区、直辖市卫生健康委：",
            Z[0],
            "一、加强组织领导",
            Z[1],
            "附件：1. 方案.doc",
            "国家卫健委办公厅",
        ),
    ),
    "hints, ways back, page numbers": (
        (
            f"<div>{TITLE}{p(Z[:3])}<p>（点击图片查看大图）</p>{p(Z[3:])}<p>责任编辑：李四</p><p>"
            f"【返回首页】</p><div><a "
            f"href=2>1</a> <a>2</a> <a>下一页</a></div></div>"
        ),
        Z,
    ),
    "a disclaimer longer than the article": (
        f"<div>{TITLE}{p(Z[:2])}<p>免责声明："
        f"{'本文仅代表作者个人观点，与健康网无关，请读者自行核实相关内容。' * 4}</p></div>",
        Z[:2],
    ),
    "a box with another article's text within": (
        (
            f"<div class=art>{TITLE}{p(Z[:3])}<div class=extend><h4>延伸阅读</h4>{p(SAID)}</div>"
            f"{p(Z[3:])}</div>"
        ),
        Z,
    ),
    "a list of other articles with their summaries": (
        f"<div>{TITLE}<div>{p(Z[:2])}</div></div><div>"
        + each(("<dl><dt><a href=/{n}>热点新闻标题第{n}条</a></dt><dd>{}</dd></dl>"), SAID * 6)
        + "</div>",
        Z[:2],
    ),
    "a table of figures": (
        (
            f"<div>{TITLE}<p>{Z[0]}</p><table><tr><td>阿司匹林</td><td>100毫克</td></tr><tr><td>"
            f"二甲双胍</td>"
            f"<td>500毫克</td></tr></table><p>{Z[1]}</p></div>"
        ),
        (Z[0], "阿司匹林 | 100毫克", "二甲双胍 | 500毫克", Z[1]),
    ),
    "preformatted paragraphs, set in": (
        f"<div>{TITLE}<pre>" + "".join(f"　　{text}\n" for text in Z) + f"</pre></div>{LINKS}",
        Z,
    ),
    "each paragraph wrapped, a longer one elsewhere": (
        f"<div>{TITLE}<div class=box>"
        + each("<section><span><p>{}</p></span></section>", Z[2:])
        + (f"</div></div><div><p>{Z[0]}{Z[1]}</p></div>{LINKS}"),
        Z[2:],
    ),
    "other articles named within": (
        (
            f"<div>{TITLE}<p>{Z[0]}</p><p>{Z[1]}</p><p><b>推荐阅读：</b></p><p><a href=/1>"
            f"吃盐多的人都怎么样了</a>"
            f"</p><p><a href=/2>血压高的人注意</a></p>{p(Z[2:])}</div>"
        ),
        Z,
    ),
    "one sentence": (
        f"<div>{TITLE}<p>北京今日新增确诊病例三例，均为境外输入。</p></div>{LINKS}",
        ("北京今日新增确诊病例三例，均为境外输入。",),
    ),
}

ENGLISH: dict[str, tuple[str, tuple[str, ...]]] = {
    "pieces without names, further in than one may see": (
        f"<div>{HEADLINE}"
        + "".join(
            (
                f"<div><div><p>{E[n]}</p><p>{E[n + 1]}</p></div></div><div>"
                f"<span>Advertisement</span></div>"
            )
            for n in (0, 2, 4)
        )
        + "</div>",
        E,
    ),
    "the next article below, in elements of the same name": (
        (
            f"<article class=story>{HEADLINE}{p(E[:4])}</article><article class=story><h1>Another "
            f"story</h1>{p(E[4:] + E[4:])}</article>"
        ),
        E[:4],
    ),
    "comments under a heading": (
        f"<div>{HEADLINE}<div>{p(E[:2])}</div><div><h3>12 Comments</h3>"
        + each("<div><span>user{n}</span><p>{}</p></div>", E[2:] * 3)
        + "</div></div>",
        E[:2],
    ),
    "boxes within the text": (
        f"<div class=body>{HEADLINE}{p(E[:2])}<p><strong>Read more:</strong> <a href=/x>Why salt "
        f"is bad</a></p>{p(E[2:4])}<div><h4>More from Health</h4>"
        f"<ul><li><a href=/1>Five ways to sleep better</a></li></ul></div>{p(E[4:])}</div>",
        E,
    ),
    "a letter to sign up for": (
        (
            f"<div>{HEADLINE}{p(E[:3])}<div><h3>Sign up for our newsletter</h3><p>Get the latest "
            f"health news delivered to your inbox every morning.</p></div>{p(E[3:])}</div>"
        ),
        E,
    ),
    "the author at the end": (
        (
            f"<div>{HEADLINE}{p(E)}<p><em>John Doe is a senior reporter at Health Daily. Follow "
            f"him "
            f"on Twitter.</em></p></div>"
        ),
        E,
    ),
    "cards of other articles": (
        f"<div>{HEADLINE}<div>{p(E[:3])}</div></div><div class=grid>"
        + each(
            (
                "<div class=card><h3><a href=/{n}>Another story number {n}</a></h3><p>{}</p><span>"
                "May 16</span></div>"
            ),
            E * 2,
        )
        + "</div>",
        E[:3],
    ),
    "a cookie notice longer than the article": (
        "<div><p>We use cookies to improve your experience, to analyse traffic, and to show you "
        "advertising. By clicking accept, you agree.</p></div>"
        f"<div>{HEADLINE}{p(E[:2])}</div>",
        E[:2],
    ),
    "headings as questions": (
        f"<main>{HEADLINE}" + each("<h3>What about point {n}?</h3><p>{}</p>", E) + "</main>",
        tuple(
            line for number, text in enumerate(E) for line in (f"What about point {number}?", text)
        ),
    ),
    "a live ticker": (
        f"<div class=live>{HEADLINE}"
        + each(
            (
                "<div class=entry><time>1{n}:15 am</time><h3>Update "
                "{n} about the vaccine</h3><p>{}</p></div>"
            ),
            E,
        )
        + "</div>",
        tuple(
            line
            for number, text in enumerate(E)
            for line in ((f"Update {number} about the vaccine"), text)
        ),
    ),
    "slides, each with a credit": (
        f"<div>{HEADLINE}"
        + each(
            (
                "<div class=slide><h2>{n}. Tip number {n}</h2><img src={n}.jpg>"
                "<span class=credit>Getty Images</span><p>{}</p></div>"
            ),
            E,
        )
        + "</div>",
        tuple(
            line
            for number, text in enumerate(E)
            for line in (f"{number}. Tip number {number}", text)
        ),
    ),
    "text in the body itself": ("<br><br>".join(E) + "<br>", E),
    "preformatted text": (
        (
            f"<h1>Vaccinations rise by a third</h1><pre>"
            f"{chr(10).join(E[:2])}\n\n{chr(10).join(E[2:4])}</pre>"
        ),
        (" ".join(E[:2]), " ".join(E[2:4])),
    ),
    "the author above the text": (
        (
            f"<article>{HEADLINE}<div class=author-bio><img src=j.jpg><p>John Doe is a health "
            f"reporter covering vaccines and hospitals.</p></div>"
        )
        + p(E)
        + "</article>",
        E,
    ),
    "divisions for paragraphs": (f"<div>{HEADLINE}" + each("<div>{}</div>", E) + "</div>", E),
    "a brief beside headlines": (
        f"<div>{HEADLINE}<div><p>{E[0]}</p></div></div><div><h4>Latest</h4>"
        + "".join(f"<p><a href=/{n}>Headline {n} of the day</a></p>" for n in range(10))
        + "</div>",
        E[:1],
    ),
}


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


def text_of(html: str, kit: StageContext) -> tuple[str, ...]:
    page = Page(
        "https://news.example/2024/0517/123.html",
        "",
        html.encode(),
        "2026-11-23T19:00:00Z",
        charset="utf-8",
    )
    done = refine(Record.from_page(page), kit, (decode, extract, clean))
    assert isinstance(done, Record)
    return tuple(done.body.split("\n"))


@pytest.mark.parametrize(("inside", "text"), CHINESE.values(), ids=CHINESE)
def test_a_chinese_page(inside: str, text: tuple[str, ...], kit: StageContext) -> None:
    nav = "<div class=nav>" + "".join(f"<a href=/c{n}>栏目{n}</a>" for n in range(12)) + "</div>"
    foot = (
        "<div class=foot><p>网站简介 | 版权声明 | 联系我们</p><p>Copyright © 2024 健康网 版权所有"
        " 京ICP备12345678号</p></div>"
    )
    assert text_of(f"<title>流感疫苗接种启动_健康网</title>{nav}{inside}{foot}", kit) == text


@pytest.mark.parametrize(("inside", "text"), ENGLISH.values(), ids=ENGLISH)
def test_an_english_page(inside: str, text: tuple[str, ...], kit: StageContext) -> None:
    nav = (
        "<nav><ul>"
        + "".join(f"<li><a href=/c{n}>Section {n}</a></li>" for n in range(12))
        + "</ul></nav>"
    )
    foot = (
        "<footer><p>About us | Contact | Privacy policy</p><p>© 2024 Health Daily. All rights"
        " reserved.</p></footer>"
    )
    assert (
        text_of(
            "<html lang=en><title>Vaccinations rise by a third - Health"
            f" Daily</title>{nav}{inside}{foot}",
            kit,
        )
        == text
    )
