"""Claims about pictures: each once, by its own address."""

import pytest

from pipelines.extraction.images import list_images, strip_image_proxy
from records.record import Image
from text.html.parse import parse_html


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
