# ruff: noqa: SIM905 - word lists read better as text
"""Sites made up by a generator with a fixed seed: articles that never repeat, furniture that no
rule knows.
"""

import random
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

SUBJECTS = (
    "糖尿病患者 高血压病人 孕期妇女 社区医生 老年居民 青少年 儿科护士 康复人员 门诊团队 疾控专家"
    " 志愿者 研究小组".split()
)
ACTIONS = (
    "每天记录血压 按时复查眼底 减少食盐摄入 坚持快走锻炼 接种流感疫苗 调整用药方案 完成筛查登记"
    " 学习急救技能 参加健康讲座".split()
)
PLACES = (
    "在海淀社区 在浦东医院 在天河门诊 在武侯诊所 在西湖学校 在鼓楼中心 在和平街道 在南山药房"
).split()
ENDS = (
    "效果逐月显现 费用由医保支付 随访结果已经公布 家属普遍表示满意 下一步将扩大范围 数据仍需核对"
    " 专家建议继续观察".split()
)
PEOPLE = (
    "Nurses Doctors Parents Researchers Patients Officials Pharmacists Students Volunteers "
    "Surgeons".split()
)
VERBS = (
    "measured reviewed discussed delayed praised questioned repeated expanded reported "
    "followed".split()
)
THINGS = (
    "the salt trial|the vaccine plan|the sleep survey|the clinic budget|the flu season|the heart"
    " study|the school lunch scheme".split("|")
)
TIMES = (
    "in early spring|after a long winter|before the second visit|during the first month|at a county"
    " hospital|with some caution".split("|")
)

FURNITURE = {
    "zh": (
        "泽络频道 布鲁姆早间台",
        "本站泽络布鲁姆小队每日奉上三百条微光简讯，按星标即可收取，祝您舒心。",
        "加入泽络圈层，领取 88 枚布鲁姆徽章，先到先得，数量有限，详询前台。",
        "泽络微光 布鲁姆集市 克拉环线",
        "泽络台主持人每晚与您相约，克拉环线全程陪伴，欢迎把它告诉更多朋友。",
        "克拉环线 泽络出品",
    ),
    "en": (
        "Zelko Brimble morning desk",
        (
            "The Zelko Brimble crew gathers small lights for you every day, follow the star, keep"
            " it near, and enjoy the calm."
        ),
        (
            "Join the Zelko circle, collect 88 brimble badges, first come, first kept, ask at the"
            " front desk for more."
        ),
        "Zelko lights Brimble market Klarring loop",
        (
            "The Zelko hosts meet you every evening, the Klarring loop keeps you company, tell more"
            " friends about it."
        ),
        "Klarring loop by Zelko",
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A page and the lines of its article."""

    url: str
    html: str
    lines: tuple[str, ...]


def sentence(luck: random.Random, language: str) -> str:
    if language == "zh":
        first = (
            f"{luck.choice(SUBJECTS)}{luck.choice(PLACES)}{luck.choice(ACTIONS)}，"
            f"{luck.choice(ENDS)}"
        )
        return f"{first}，{luck.choice(SUBJECTS)}{luck.choice(ACTIONS)}。"
    first = f"{luck.choice(PEOPLE)} {luck.choice(VERBS)} {luck.choice(THINGS)} {luck.choice(TIMES)}"
    return f"{first}, and {luck.choice(PEOPLE).lower()} {luck.choice(VERBS)} {luck.choice(THINGS)}."


def site(language: str, pages: int = 30, seed: int = 7) -> list[Sheet]:
    """Print a site: a heading and a list of links around the container, six pieces of furniture in
    it.
    """
    luck = random.Random(seed)
    made = []
    for number in range(pages):
        glue = "" if language == "zh" else " "
        paragraphs = [
            glue.join(sentence(luck, language) for _ in range(luck.randint(1, 3)))
            for _ in range(luck.randint(5, 8))
        ]
        title = sentence(luck, language)[:-1]
        made.append(
            Sheet(
                f"https://zelko.example/{language}/{number}",
                page(title, paragraphs, FURNITURE[language]),
                tuple(paragraphs),
            )
        )
    return made


def page(title: str, paragraphs: Sequence[str], furniture: Sequence[str]) -> str:
    """Set an article with furniture before, inside and after its text."""
    desk, promise, badge, market, hosts, colophon = furniture
    text = [f"<p>{paragraph}</p>" for paragraph in paragraphs]
    middle = len(text) // 2
    inner = [
        f"<p>{desk}</p>",
        *text[:middle],
        f'<div class="vexo"><p>{promise}</p><p>{badge}</p></div>',
        *text[middle:],
        f'<div class="quil">{market}</div>',
        f"<p>{hosts}</p>",
        f"<p>{colophon}</p>",
    ]
    body = f"<h1>{title}</h1><div>{''.join(inner)}</div>"
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}<p><a"
        " href='/'>zelko</a></p></body></html>"
    )


def f1(text: str, truth: str) -> float:
    """Measure by four-grams of words and Chinese characters."""
    grams = [
        Counter(zip(*(tokens[start:] for start in range(4)), strict=False))
        for tokens in map(_tokens, (text, truth))
    ]
    both = sum((grams[0] & grams[1]).values())
    return 2 * both / max(1, sum(map(Counter.total, grams)))


def _tokens(text: str) -> list[str]:
    return re.findall(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+", text)


def bulletins(set_in: str, days: int = 15) -> list[Sheet]:
    """Print a daily bulletin: the same sentences every day, some with other numbers in them.

    `set_in` sets each of them.
    """
    luck = random.Random(3)
    made = []
    for day in range(1, days + 1):
        new, well, tested = luck.randint(1, 99), luck.randint(1, 99), luck.randint(1_000, 9_999)
        lines = (
            "市卫生健康委员会今天发布疫情通报，全市的疫情总体平稳，医疗秩序正常。",
            f"昨日全市新增本地确诊病例{new}例，新增治愈出院{well}例，没有新增死亡病例。",
            f"昨日全市共完成核酸检测{tested}人次，结果均已通知本人。",
            "所有病例均在定点医院隔离治疗，病情平稳。",
            "请广大市民继续做好个人防护，出现发热、咳嗽等症状时及时就诊。",
        )
        title = f"9月{day}日疫情通报"
        body = f"<h1>{title}</h1><div>{''.join(map(set_in.format, lines))}</div>"
        made.append(
            Sheet(
                f"https://city.example/{day}",
                f"<html><head><title>{title}</title></head><body>{body}</body></html>",
                lines,
            )
        )
    return made
