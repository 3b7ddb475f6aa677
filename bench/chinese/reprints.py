"""Articles and what others make of them: nine kinds of reprint, bulletins whose figures alone
differ.

The texts are those of shared/corpus: medical questions and answers, encyclopedia and news
sentences, scientific abstracts in both languages. Without that folder there are only the answers of
tests/corpus, enough to see the bench run.
"""

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
FURNITURE = [
    "您现在的位置：首页 > 新闻 > 健康", "热点新闻", "相关新闻", "打印 收藏 分享到微信", "责任编辑："
                                                                                        "李娜",
    "版权声明：本网站所有内容未经授权不得转载。", "上一篇：", "下一篇：", "扫描二维码关注官方微信公"
                                                                          "众号", "友情链接",
    "联系我们 关于我们 广告服务 法律声明", "近期热点", "最新评论 0条",
]  # fmt: skip
FURNITURE_EN = [
    "Skip to main content", "Share this article on Facebook Twitter", "Related stories",
    "Sign up for our newsletter", "Most read",
    "All rights reserved. This material may not be published, broadcast, rewritten or "
    "redistributed.",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Original:
    """One article: its kind (answer, news, english) and its paragraphs."""

    kind: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The whole of it."""
        return "\n".join(self.paragraphs)

    @property
    def joint(self) -> str:
        """What stands between two sentences of its language."""
        return " " if self.kind == "english" else ""

    @property
    def sentences(self) -> list[str]:
        """Its sentences."""
        ends = r"(?<=[.!?])\s+" if self.kind == "english" else r"(?<=[。！？；])"
        return [
            one for paragraph in self.paragraphs for one in re.split(ends, paragraph) if one.strip()
        ]


def originals(chance: random.Random) -> list[Original]:
    """Read the articles, no two with the same text."""
    found = [*_answers(chance), *_composed(chance)]
    return list({one.text: one for one in found}.values())


def _answers(chance: random.Random) -> Iterator[Original]:
    path = CORPUS / "chinese" / "medical_qa_zh.jsonl"
    if not path.exists():
        for line in (
            (ROOT / "tests" / "corpus" / "chinese" / "medical_qa.txt")
            .read_text("utf-8")
            .splitlines()
        ):
            if len(line) > 180:
                yield Original(
                    "answer", tuple(one for one in re.split("(?<=[。！？])", line) if one)
                )
        return
    records = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    long = [record for record in records if len(record["answer"]) > 180]
    chance.shuffle(long)
    for record in long[:700]:
        yield Original(
            "answer",
            (record["title"], *(one for one in re.split("(?<=[。！？])", record["answer"]) if one)),
        )


def _composed(chance: random.Random) -> Iterator[Original]:
    if not CORPUS.exists():
        return
    gold = [
        line.replace(" ", "")
        for line in (CORPUS / "chinese" / "seg_gold_gsdsimp.txt").read_text("utf-8").splitlines()
    ]
    while gold:
        size = chance.randint(9, 24)
        yield Original("news", tuple(gold[:size]))
        gold = gold[size:]
    rows = [
        line.split("\t")[-2:]
        for name in ("tico19.en-zh.dev.tsv", "tico19.en-zh.test.tsv")
        for line in (CORPUS / "translation" / name).read_text("utf-8").splitlines()[1:]
        if not line.startswith("CMU")
    ]
    for start in range(0, len(rows) - 12, 12):
        yield Original("english", tuple(row[0] for row in rows[start : start + 12]))
        yield Original("news", tuple(row[1] for row in rows[start : start + 12]))


class Press:
    """Makes reprints, by chance but the same ones for the same seed."""

    def __init__(
        self,
        chance: random.Random,
        titles: list[str],
        to_traditional: Callable[[str], str],
        readings: dict[str, str],
    ) -> None:
        """Take what reprints are made with: other titles, a converter, a reading for each
        traditional character.
        """
        self.chance, self.titles, self.to_traditional, self.readings = (
            chance,
            titles,
            to_traditional,
            readings,
        )

    def reprints(self, one: Original) -> Iterator[tuple[str, str]]:
        """Give the nine edits of an article, each with its name.

        Two of them make sense in Chinese only.
        """
        sentences = one.sentences
        yield (
            "new title, dateline",
            f"{self.chance.choice(self.titles)}\n{self._dateline(one)}{one.text}\n（责编：杨迪、"
            f"崔元苑）",
        )
        yield "cut to 60 %", one.joint.join(sentences[: max(1, int(len(sentences) * 0.6))])
        yield "cut to 40 %", one.joint.join(sentences[: max(1, int(len(sentences) * 0.4))])
        frame = self._frame(one)
        half = len(frame) // 2
        yield "page furniture", "\n".join([*frame[:half], one.text, *frame[half:]])
        if one.kind != "english":
            other = str.maketrans("，。“”", ",.「」")
            yield "other script, marks", self.to_traditional(one.text).translate(other)
            yield "pinyin damage", self._damaged(one)
        yield "5 % of characters", self._edited(one.text, 0.05)
        kept = [sentence for sentence in sentences if self.chance.random() > 0.2]
        yield (
            "1 in 5 dropped, rewritten",
            one.joint.join(
                self._edited(sentence, 0.3) if self.chance.random() < 0.15 else sentence
                for sentence in kept
            ),
        )
        frame = self._frame(one)
        cut = one.joint.join(sentences[: max(1, int(len(sentences) * 0.4))])
        yield (
            "dateline, 40 %, furniture",
            "\n".join([*frame[:4], self._dateline(one) + cut, *frame[4:10]]),
        )

    def _dateline(self, one: Original) -> str:
        if one.kind == "english":
            return "BEIJING, Feb. 8 (Xinhua) -- "
        return (
            f"中国经济网北京{self.chance.randint(1, 12)}月{self.chance.randint(1, 28)}日讯（记者 "
            f"蔡情）"
        )

    def _frame(self, one: Original) -> list[str]:
        lines = (
            list(FURNITURE_EN)
            if one.kind == "english"
            else FURNITURE + self.chance.sample(self.titles, min(8, len(self.titles)))
        )
        self.chance.shuffle(lines)
        return lines

    def _damaged(self, one: Original) -> str:
        text = self.to_traditional(one.text)
        marked = sorted({char for char in text if char in self.readings})
        self.chance.shuffle(marked)
        notes = {
            char: f"{char}({self.readings[char]})" for char in marked[: (len(marked) + 1) // 2]
        }
        return "".join(notes.get(char, char) for char in text)

    def _edited(self, text: str, rate: float) -> str:
        """Leave out, replace or double so many of the characters, a third each."""
        out = []
        for char in text:
            fate = self.chance.random()
            if fate < rate / 3:
                continue
            out.append(self.chance.choice(text) if fate < 2 * rate / 3 else char)
            if fate > 1 - rate / 3:
                out.append(self.chance.choice(text))
        return "".join(out)


BULLETINS = {
    "cases": (
        (
            "{m}月{d}日，国家卫生健康委员会通报，{p}新增确诊病例{a}例，新增疑似病例{b}例，"
            "新增死亡病例{c}例。"
        ),
        "截至{m}月{d}日24时，{p}累计报告确诊病例{e}例，现有重症病例{f}例，累计治愈出院病例{g}例。",
        "累计追踪到密切接触者{h}人，尚在医学观察的密切接触者{i}人。",
        "请广大群众做好个人防护，勤洗手、戴口罩、常通风，出现发热咳嗽等症状及时就医。",
        "{p}疾控中心提醒，返乡人员应主动向社区报备。",
    ),
    "influenza": (
        (
            "2026年第{w}周（{m}月{d}日起），"
            "{p}{a}家哨点医院报告的流感样病例占门急诊就诊总数的{c}.{x}%，高于前一周的{b}.{y}%。"
        ),
        "本周网络实验室共检测流感样病例标本{e}份，其中流感病毒阳性{f}份，以乙型维多利亚系为主。",
        "本周报告{x}起流感样病例暴发疫情，经流行病学调查和停课等措施，疫情已经得到控制。",
        (
            "有发热、咳嗽等症状时应佩戴口罩、居家休息，老年人和慢性病患者发病后应尽早就诊，"
            "在医生指导下于发病48小时内使用抗病毒药物效果较好。"
        ),
    ),
    "pollen": (
        "{p}气象局和{p}同仁医院联合发布{m}月{d}日花粉浓度预报：花粉浓度{e}粒/千平方毫米，"
        "等级为{x}级。",
        "花粉过敏人群应减少户外活动，外出时佩戴口罩和护目镜，回家后及时清洗鼻腔和面部，换下外衣。",
        "有哮喘病史的市民应随身携带急救药物，出现喘息、胸闷时立即就医。",
    ),
    "english": (
        (
            "During week {w}, {e} specimens were tested by clinical laboratories and {f} were"
            " positive for influenza."
        ),
        (
            "The percentage of outpatient visits for respiratory illness was {c}.{x}%, compared"
            " with {b}.{y}% in the week before."
        ),
        (
            "A total of {a} pediatric deaths have been reported this season, {h} of them in"
            " children who were not vaccinated."
        ),
        (
            "An annual influenza vaccine is the best way to protect against influenza and its"
            " potentially serious complications."
        ),
    ),
}
"""What a bulletin says every time; the figures come by chance."""
PLACES = ("湖北省", "广东省", "浙江省", "河南省", "上海市", "北京市")


def bulletins(chance: random.Random, each: int) -> dict[str, list[str]]:
    """Give so many issues of each bulletin."""
    return {name: [_issue(lines, chance) for _ in range(each)] for name, lines in BULLETINS.items()}


def _issue(lines: tuple[str, ...], chance: random.Random) -> str:
    figures = {name: chance.randint(1, 9_000) for name in "abcefghi"} | {
        name: chance.randint(1, 9) for name in "xy"
    }
    said = figures | {
        "m": chance.randint(1, 12),
        "d": chance.randint(1, 28),
        "w": chance.randint(1, 52),
        "p": chance.choice(PLACES),
    }
    return "\n".join(line.format(**said) for line in lines)
