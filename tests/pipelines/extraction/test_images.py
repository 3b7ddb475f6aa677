"""Claims about pictures: each once, by its own address."""

import pytest

from pipelines.extraction.images import (
    list_images,
    read_base_url,
    reveal_noscript_images,
    strip_image_proxy,
)
from records.record import Image
from text.html.parse import parse_html, remove_invisible


def pictures(html: str) -> tuple[Image, ...]:
    return list_images(parse_html(html).find("body"), "https://example.org/news/a.html")


@pytest.mark.parametrize(
    ("address", "real"),
    [
        (
            "https://cors.zfour.workers.dev/?http://images.ofweek.com/a.png",
            "http://images.ofweek.com/a.png",
        ),
        ("https://x.workers.dev/https://real.example/a.png", "https://real.example/a.png"),
        ("https://images.weserv.nl/?url=https://real.example/a.png", "https://real.example/a.png"),
        (
            "https://real.example/a.png?u=http://other.example/",
            "https://real.example/a.png?u=http://other.example/",
        ),
    ],
)
def test_a_proxy_prefix_is_unwrapped(address: str, real: str) -> None:
    assert strip_image_proxy(address) == real


def test_pictures_are_absolute_unique_and_lazy_ones_are_found() -> None:
    html = (
        "<img src=../x.png alt='图 一'><img src='data:image/gif;base64,R0' data-src='/y.png'><img"
        " src='/x.png'><img src=/z.png><img>"
    )
    assert [image.url for image in pictures(html)] == [
        "https://example.org/x.png",
        "https://example.org/y.png",
        "https://example.org/z.png",
    ]
    assert pictures(html)[0].alt == "图 一"


def test_addresses_that_are_no_pictures_are_left_out() -> None:
    assert (
        pictures(
            "<img src='javascript:alert(1)'><img src='http://[broken/a.png'><img"
            " src='file:///etc/passwd'>"
        )
        == ()
    )


def test_a_caption_belongs_to_the_picture_of_its_figure() -> None:
    html = (
        "<figure><a><img src=/a.png></a><figcaption>签约 仪式</figcaption></figure><p><img"
        " src=/b.png></p>"
    )
    assert [image.caption for image in pictures(html)] == ["签约 仪式", ""]


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ("<img srcset='/s.jpg 1x, /l.jpg 2x'>", "l.jpg"),
        (
            "<img data-srcset='/s.jpg 300w, /l.jpg?w=9,h=9 900w' src='data:image/png;base64,AA'>",
            "l.jpg?w=9,h=9",
        ),
        (
            "<picture><source data-srcset='/p.avif'><img src='/img/placeholder.svg'></picture>",
            "p.avif",
        ),
        ("<img src=/images/loading.gif data-ks-lazy='//example.org/k.png'>", "k.png"),
        ("<img data-lazy-srcset='/s.jpg 1x, /l.jpg 2x'>", "l.jpg"),
        ("<amp-img src=/m.jpg width=600 height=400></amp-img>", "m.jpg"),
        ("<img src=/w.jpg width=640 style='width:100%;height:auto'>", "w.jpg"),
        ("<p><img class=lazy src=/spacer.gif><noscript><img src=/n.jpg></noscript></p>", "n.jpg"),
        ("<noscript><p>Please turn scripts on <img src=/x.jpg></p></noscript>", ""),
        ("<img src='//count.example/c.gif' width=0 height=0>", ""),
        ("<img src=/i/wechat.png style='width: 24px; height: 24px'>", ""),
        ("<img src=/static/icons/print.png>", ""),
        ("<img src=/images/loading.gif>", ""),
    ],
)
def test_the_address_is_that_which_a_browser_would_show(html: str, name: str) -> None:
    body = parse_html(html).find("body")
    reveal_noscript_images(body)
    remove_invisible(body)
    found = [image.url for image in list_images(body, "https://example.org/news/a.html")]
    assert found == ([f"https://example.org/{name}"] if name else [])


@pytest.mark.parametrize(
    ("html", "caption", "credit"),
    [
        (
            "<p align=center><img src=/a.png></p><p align=center>义诊现场</p><p>居民说。</p>",
            "义诊现场",
            "",
        ),
        (
            "<p><img src=/a.png></p><p>义诊现场 本报记者 王宁 摄</p>",
            "义诊现场 本报记者 王宁 摄",
            "王宁",
        ),
        ("<p><img src=/a.png></p><p>义诊现场排起了长队。</p>", "", ""),
        (
            "<div><img src=/a.png><p class=wp-caption-text>The queue (Photo by Ann Lee)</p></div>",
            "The queue (Photo by Ann Lee)",
            "Ann Lee",
        ),
        (
            "<figure><img src=/a.png><figcaption>The queue <span class=credit>Photo: Ann Lee"
            "</span></figcaption></figure>",
            "The queue Photo: Ann Lee",
            "Ann Lee",
        ),
        ("<p><img src=/a.png><br>▲义诊现场 王宁/摄</p>", "▲义诊现场 王宁/摄", "王宁"),
        ("<img src=/a.png data-caption='The queue'>", "The queue", ""),
    ],
)
def test_what_is_said_about_a_picture_is_kept(html: str, caption: str, credit: str) -> None:
    (image,) = pictures(html)
    assert (image.caption, image.credit) == (caption, credit)


def test_relative_addresses_count_from_the_base() -> None:
    page = "https://example.org/news/a.html"
    assert read_base_url(parse_html("<base href='/static/'><p>x"), page) == (
        "https://example.org/static/"
    )
    assert read_base_url(parse_html("<p>x"), page) == page
    assert read_base_url(parse_html("<base href='http://[x/'><p>x"), page) == page
