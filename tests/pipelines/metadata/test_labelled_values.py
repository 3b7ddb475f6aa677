"""Claims about labels: each value ends where the next label begins."""

import pytest

from pipelines.metadata.labelled_values import parse_labels


def read(line: str) -> list[tuple[str, str]]:
    return [(label.role, label.value) for label in parse_labels(line)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "稿源：医药导报记者：陈一鸣责任编辑：郭宁",
            [("outlet", "医药导报"), ("author", "陈一鸣"), ("editor", "郭宁")],
        ),
        ("文丨陈一鸣 图丨郭宁", [("author", "陈一鸣"), ("other", "郭宁")]),
        ("来源 医药导报 | 作者 陈一鸣", [("outlet", "医药导报 |"), ("author", "陈一鸣")]),
        (
            "编辑 郭宁 校对 何平 审核 孙敏",
            [("editor", "郭宁"), ("other", "何平"), ("other", "孙敏")],
        ),
        ("医药导报记者陈一鸣/文", [("author", "陈一鸣/"), ("author", "")]),
        ("有记者 问起传染来源，专家没有回答。", []),
        ("感染来源不明", []),
        ("论文/综述", []),
        ("", []),
    ],
)
def test_a_line_is_read_label_by_label(line: str, wanted: list[tuple[str, str]]) -> None:
    assert read(line) == wanted
