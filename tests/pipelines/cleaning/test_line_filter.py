"""Claims about where the rules of the line filter stop."""

from pathlib import Path

from pipelines.cleaning.line_filter import FilteredLines, filter_lines
from pipelines.extraction.sentence_score import score_as_sentence
from pipelines.resources.boilerplate_rules import load_boilerplate_rules
from text.chinese.folding import fold_text
from text.html.blocks import Block

RULES = load_boilerplate_rules(Path(__file__).resolve().parents[3] / "data" / "boilerplate")
NEWS = [
    "社区医院周二起延长门诊时间，下班之后也能挂号，周末照常开放，居民可以通过电话预约。",
    "院方介绍，首批参加的有十二家医院，药房、检验和影像同步延长，急诊不受影响，照常接诊。",
    "有居民表示，过去看病要请假，现在方便多了，希望更多的医院也能这样做，惠及上班的人。",
]


def run_filter(lines: list[str]) -> FilteredLines:
    folded = {line: fold_text(line) for line in lines}
    scores = {line: score_as_sentence(Block(line)) for line in lines}
    return filter_lines(lines, "门诊延时", RULES, folded, scores, dict.fromkeys(lines, "p"))


def test_a_part_below_a_heading_of_links_stays_when_it_is_sentences() -> None:
    part = "去年的调查显示，六成上班族因为没有时间而推迟就诊，其中三成因此延误病情，后果严重。"
    more = "医院表示，延时门诊不加收费用，医保照常报销，居民可以放心就诊，不必再请假。"
    lines = [*NEWS, "延伸阅读", "为什么要延时", part, more]
    assert run_filter(lines).kept == lines


def test_headlines_below_a_heading_of_links_go_with_it() -> None:
    found = run_filter([*NEWS, "延伸阅读", "夜间门诊怎么挂号", "社区药房清单公布"])
    assert found.kept == NEWS
    assert [block.rule for block in found.removed] == ["related"] * 3


def test_the_date_below_a_notice_is_its_signature_the_one_above_a_line_of_the_page() -> None:
    lines = ["2026-03-02 09:10", NEWS[0], "县卫生健康局", "2026年3月2日"]
    assert run_filter(lines).kept == lines[1:]


def test_a_notice_about_reprints_longer_than_the_news_goes_with_what_follows() -> None:
    notice = (
        "• 凡注明来自其他媒体的稿件，均为转载，目的在于传递信息，不代表本网赞同其观点，也不对其"
        "真实性负责，如有问题，请与本网联系，我们会尽快处理，并在网站上作出说明，请读者谅解。"
    )
    lines = ["两名走失老人昨夜平安回家。", NEWS[1], notice * 2, "邮箱：请留言 时间：9:00—18:00"]
    assert run_filter(lines).kept == lines[:2]


def test_a_page_that_is_nothing_but_such_a_notice_keeps_it() -> None:
    notice = "凡本网注明来源的稿件，转载须经授权，违者将追究责任，请各网站自觉遵守，谢谢合作。"
    assert run_filter([notice]).kept == [notice]


def test_subheads_of_a_reporter_stay() -> None:
    lines = [NEWS[0], "记者探访", NEWS[1], "记者手记", NEWS[2]]
    assert run_filter(lines).kept == lines
