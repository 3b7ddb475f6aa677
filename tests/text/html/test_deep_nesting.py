"""Claims about deep nesting: counted in one pass, laid flat without losing a word."""

import time

import pytest

from text.html.deep_nesting import estimate_depth, flatten_html


@pytest.mark.parametrize(
    ("html", "levels"),
    [
        ("<div><p>a</p><div>b</div></div>", 2),
        ("<div><script>'<div><div><div>'</script><b>x</b></div>", 2),
        ("<!-- <div><div> --><style>a > div {}</style><p>x", 0),
        ("</div></div><div>x", 1),
        ("<br><img><li><li><li>", 0),
        ("", 0),
    ],
)
def test_depth_counts_open_elements_outside_scripts_and_comments(html: str, levels: int) -> None:
    assert estimate_depth(html) == levels


@pytest.mark.parametrize("piece", ["<script>", "<style>", "<!--", "<", "<div", "</div>", "<div>"])
def test_depth_is_linear_on_hostile_pages(piece: str) -> None:
    start = time.process_time()
    estimate_depth(piece * 200_000)
    assert time.process_time() - start < 2


@pytest.mark.parametrize("tag", ["div", "b", "table", "font", "section"])
def test_text_below_thousands_of_levels_is_kept(tag: str) -> None:
    flat = flatten_html(
        f"<title>T</title><{tag}>"
        + f"<{tag}>" * 3_000
        + "deep <a href='/x'>linked <b>words</b></a>"
        + f"</{tag}>" * 3_000
        + "after"
    )
    assert 'deep <a href="/x">linked words</a>' in flat
    assert "after" in flat and "<title>T</title>" in flat
    assert estimate_depth(flat) <= 2


def test_blocks_keep_their_names_and_machines_words_stay() -> None:
    page = (
        "<head><meta name='author' content='A &amp; B'><script type='application/ld+json'>{\"a\":"
        " 1}</script><script>lost()</script></head><h1>Head</h1><ul><li>one<li>two</ul>x<br>y<!--"
        " no --><img src='a.png' alt='p'><a>no <a>nested</a> link</a> &lt;b&gt;"
    )
    flat = flatten_html(page)
    assert "<h1>Head</h1>" in flat and "<li>one</li>" in flat and "<li>two</li>" in flat
    assert '<meta name="author" content="A &amp; B">' in flat and '{"a": 1}' in flat
    assert "<p>x</p>" in flat and "lost()" not in flat and " no " not in flat.replace("no <", "")
    assert '<img src="a.png" alt="p">' in flat and "&lt;b&gt;" in flat


def test_an_empty_page_lays_flat_as_an_empty_page() -> None:
    assert flatten_html("") == "<html><head></head><body></body></html>"
