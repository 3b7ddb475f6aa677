"""Claims about what a recurring line must be to go: the page has to agree."""

import pytest

from pipelines.cleaning.repeated_lines import LineTraces, split_repeated_lines
from pipelines.extraction.sentence_score import score_as_sentence
from records.record import RecurringLine
from text.chinese.folding import fold_text
from text.html.blocks import Block

A = "国家卫生健康委员会今天召开新闻发布会，介绍了流感疫苗接种的进展情况，并回答了提问。"
B = "专家提醒，老年人和慢性病患者应当尽早接种疫苗，接种之后如有不适，应当及时就诊。"
C = "会议要求，各地要做好疫苗的储备、运输和接种，并且加强对基层医务人员的培训工作。"
WORDS = "泽络频道 布鲁姆早间台"
PROMISE = "泽络小队每日奉上微光简讯，祝您舒心。"
BADGE = "领取 88 枚布鲁姆徽章"


def left(
    lines: list[str],
    *repeated: str,
    paths: dict[str, str] | None = None,
    everywhere: bool = True,
    title: str = "",
) -> list[str]:
    """The lines that stay when some of them recur on the site.

    A repeated "# 第0期" is a line without its numbers.
    """
    traces = traces_of(lines, title)
    shapes = traces_of([line[2:] for line in repeated if line.startswith("# ")], "").shapes
    site = {shape: RecurringLine(9, everywhere) for shape in shapes.values()}
    site |= {
        traces.lines[line]: RecurringLine(9, everywhere)
        for line in repeated
        if line in traces.lines
    }
    if "title" in repeated:
        site[traces.title] = RecurringLine(9)
    split = split_repeated_lines(
        lines, paths or {}, {line: score_as_sentence(Block(line)) for line in lines}, traces, site
    )
    assert {one.text for one in split.removed} == set(lines) - set(split.kept)
    assert {(one.rule, one.pages) for one in split.removed} <= {("site-memory", 9)}
    return split.kept


def traces_of(lines: list[str], title: str) -> LineTraces:
    return LineTraces({line: fold_text(line) for line in lines}, title)


@pytest.mark.parametrize("line", [WORDS, PROMISE, BADGE])
def test_what_stands_everywhere_goes_from_before_and_after_the_article(line: str) -> None:
    assert left([line, A, B], line) == [A, B]
    assert left([A, B, line], line) == [A, B]


@pytest.mark.parametrize("line", [WORDS, PROMISE, BADGE])
def test_nothing_goes_from_between_the_articles_own_sentences(line: str) -> None:
    assert left([A, line, B], line) == [A, line, B]


@pytest.mark.parametrize("line", [WORDS, PROMISE, BADGE])
def test_what_stands_in_an_element_of_its_own_goes_from_anywhere(line: str) -> None:
    paths = {A: "p", B: "p", line: "div.vexo p"}
    assert left([A, line, B], line, paths=paths, everywhere=False) == [A, B]


def test_an_element_that_holds_a_sentence_of_the_article_is_the_article() -> None:
    paths = {A: "div.text p", PROMISE: "div.text p", B: "p"}
    assert left([A, PROMISE, B], PROMISE, paths=paths) == [A, PROMISE, B]


def test_an_element_with_much_of_the_text_is_the_article() -> None:
    paths = {A: "p", B: "div.text p", C: "div.text p"}
    assert left([A, B, C], B, C, paths=paths) == [A, B, C]


@pytest.mark.parametrize("line", [PROMISE, BADGE])
def test_a_number_or_a_sentence_stays_when_it_is_not_on_nearly_every_page(line: str) -> None:
    assert left([A, B, line], line, everywhere=False) == [A, B, line]
    assert left([A, B, WORDS], WORDS, everywhere=False) == [A, B]


@pytest.mark.parametrize("path", ["li", "ul.brim li", "table.t tr", "dd"])
def test_an_item_of_a_list_stays_when_it_is_not_on_nearly_every_page(path: str) -> None:
    assert left([A, B, WORDS], WORDS, paths={WORDS: path}, everywhere=False) == [A, B, WORDS]
    assert left([A, B, WORDS], WORDS, paths={WORDS: path}) == [A, B]


def test_an_issue_of_a_series_keeps_its_sentences() -> None:
    issue = "今日新增确诊病例 12 例，治愈出院 34 例，其余病例的病情平稳，没有新增死亡病例。"
    other = issue.replace("12", "7").replace("34", "69")
    assert left([issue, A, PROMISE], PROMISE) == [issue, A]
    assert left([issue, A, PROMISE], PROMISE, f"# {other}") == [issue, A, PROMISE]
    assert left([A, B, PROMISE], PROMISE, "title", title="4月7日疫情通报") == [A, B, PROMISE]


@pytest.mark.parametrize("heading", ["健康提示：", "健康提示"])
def test_a_heading_stays_above_what_stays(heading: str) -> None:
    paths = {heading: "h3"} if heading[-1] != "：" else {}
    assert left([heading, A, B], heading, paths=paths) == [heading, A, B]
    assert left([A, B, heading, WORDS], heading, WORDS, paths=paths) == [A, B]


@pytest.mark.parametrize("path", ["p", "p.sub", "div.sub"])
def test_headings_that_a_site_sets_on_all_its_pages_stay_above_their_sentences(path: str) -> None:
    page = ["病因", A, "治疗", B, "预防", C]
    paths = dict.fromkeys(("病因", "治疗", "预防"), path)
    assert left(page, "病因", "治疗", "预防", paths=paths) == page
    assert left([*page, WORDS], "病因", "治疗", "预防", WORDS, paths=paths) == page


def test_one_line_that_comes_twice_is_no_heading() -> None:
    assert left([A, WORDS, B, WORDS, C], WORDS, paths={WORDS: "div.vexo"}) == [A, B, C]


def test_a_copy_of_another_page_is_left_whole() -> None:
    assert left([A, B, WORDS], A, B, WORDS) == [A, B, WORDS]
    assert left([WORDS, "短句，还有。", A], A, WORDS) == [WORDS, "短句，还有。", A]


def test_what_would_leave_no_article_takes_nothing() -> None:
    assert left([WORDS, "天冷，加衣。", WORDS + "甲"], WORDS, WORDS + "甲") == [
        WORDS,
        "天冷，加衣。",
        WORDS + "甲",
    ]


def test_a_page_teaches_head_and_tail_of_its_lines_and_its_title() -> None:
    lines = [f"第{number}行" for number in range(500)]
    learnt = traces_of(lines, "标题").select_for_memory()
    assert len(learnt) == len(set(learnt)) == 201
    traces = traces_of(lines, "标题")
    assert {traces.lines[lines[0]], traces.lines[lines[-1]], traces.title} <= set(learnt)
    assert traces.lines[lines[250]] not in learnt


def test_equal_lines_have_equal_traces_in_any_script_and_width() -> None:
    one, other = traces_of(["關注健康，每一天"], ""), traces_of(["关注健康,每一天"], "")
    assert one.select_for_memory() == other.select_for_memory()
    assert (
        traces_of(["健康"], "").select_for_memory() != traces_of(["健康 "], "").select_for_memory()
    )
