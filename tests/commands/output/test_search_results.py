"""What a search found is laid out for a terminal."""

import click
import pytest
from wcwidth import wcswidth

from commands.output.search_results import format_hits
from store.search.search import SearchHit
from store.search.snippets import HIT_CLOSE, HIT_OPEN

pytestmark = pytest.mark.dates


def hit(**said: object) -> SearchHit:
    fields = {
        "uid": "a" * 16,
        "title": "题",
        "url": "https://a.example/1",
        "published": "2026-11-20T00:00:00Z",
        "source": "daily",
    }
    rest = {
        "language": "zh",
        "snippet": "",
        "score": 0.0,
        "licence": "",
        "full_text": "public",
        "translate": True,
        "attribution": "",
    }
    return SearchHit(**{**fields, **rest, "heading": "题", **said})


def plainly(text: str) -> str:
    return click.unstyle(text)


def test_the_words_found_are_shown_in_colour_and_nothing_steers_the_terminal() -> None:
    shown = format_hits([hit(snippet=f"每天{HIT_OPEN}吃盐{HIT_CLOSE}不多\x1b[2J")], 80)
    assert shown.endswith("    每天" + click.style("吃盐", fg="yellow", bold=True) + "不多")


def test_titles_show_their_hits_in_colour() -> None:
    shown = format_hits(
        [
            hit(
                heading=f"{HIT_OPEN}Flu{HIT_CLOSE} season",
                heading_zh=f"{HIT_OPEN}流感{HIT_CLOSE}季节",
            )
        ],
        80,
    )
    assert (
        click.style("Flu", fg="yellow", bold=True)
        + " season — "
        + click.style("流感", fg="yellow", bold=True)
        + "季节"
        in shown
    )


@pytest.mark.parametrize("columns", [20, 41, 80])
def test_the_place_found_fits_the_terminal_and_loses_no_character(columns: int) -> None:
    text = f"医生说，每天{HIT_OPEN}少吃盐{HIT_CLOSE}的人，" * 8
    lines = plainly(format_hits([hit(snippet=text)], columns)).splitlines()[2:]
    assert len(lines) > 2
    assert all(line.startswith("    ") and wcswidth(line) <= max(columns, 26) for line in lines)
    assert "".join(line.strip() for line in lines) == text.replace(HIT_OPEN, "").replace(
        HIT_CLOSE, ""
    )


def test_titles_begin_in_one_column_whatever_stands_before_them() -> None:
    shown = plainly(format_hits([hit(), hit(source="人民健康网", published="")], 80)).splitlines()
    assert {wcswidth(line[: line.index("题")]) for line in (shown[1], shown[3])} == {
        wcswidth(shown[0][: shown[0].index("title")])
    }


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            {"snippet": f"{HIT_OPEN}题{HIT_CLOSE}", "heading": f"{HIT_OPEN}题{HIT_CLOSE}"},
            "    https://a.example/1",
        ),
        ({"snippet": ""}, "    https://a.example/1"),
        ({"snippet": f"{HIT_OPEN}词{HIT_CLOSE}。"}, "    词。"),
    ],
)
def test_where_only_the_title_has_the_words_the_address_stands_below(
    said: dict[str, str], shown: str
) -> None:
    assert plainly(format_hits([hit(**said)], 80)).splitlines()[-1] == shown


def test_what_is_not_published_is_marked() -> None:
    assert (
        plainly(format_hits([hit(status="held", full_text="internal")], 80))
        .splitlines()[1]
        .endswith("题 [internal] [held]")
    )
