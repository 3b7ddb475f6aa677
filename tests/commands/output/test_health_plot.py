"""The picture of the sources, where matplotlib is installed (`make plot`)."""

import struct
import sys
import zlib
from importlib.util import find_spec

import pytest

from store.db.times import add_seconds
from store.sources.measures import EndpointMeasures
from store.sources.runs import add_counts, begin_run, finish_run, record_source_result

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
drawn = pytest.mark.skipif(
    find_spec("matplotlib") is None, reason="matplotlib is not installed; `make plot` does"
)


@pytest.fixture
def month(stocked):
    """A source that lost its length four days ago, and one that was never asked."""
    shelf = stocked()
    for back in range(30, -1, -1):
        at = add_seconds(NOW, -86_400 * back)
        run = begin_run(shelf.store, "crawl", at, "0.1.0")
        measured = {
            "measured": 8,
            "chars": 8 * (900 if back > 3 else 40),
            "with_title": 8,
            "with_published": 8,
        }
        add_counts(shelf.store, run, "open", new=8, firsts=8, answers=9, not_modified=1, **measured)
        record_source_result(
            shelf.store,
            run,
            "open",
            "ok",
            "",
            (),
            0,
            [EndpointMeasures("feed", "https://open.example/rss", 200, 20)],
        )
        finish_run(shelf.store, run, 0, at, {})
    return shelf


@drawn
def test_a_picture_is_drawn_beside_the_table(ask, month, tmp_path, monkeypatch):
    monkeypatch.setattr("records.clock.utc_now", lambda: NOW)
    target = tmp_path / "out.png"
    answer = ask("status", "--plot", str(target))
    assert (answer.code, answer.err) == (1, "")
    assert "open: layout-changed: " in answer.out
    image = target.read_bytes()
    assert image.startswith(b"\x89PNG\r\n\x1a\n")
    wide, high = struct.unpack(">II", image[16:24])
    assert wide > 1_200
    assert high > 150
    assert len(colours(image)) > 20, "not an empty sheet"


@drawn
def test_a_store_without_sources_gives_an_empty_frame(ask, tmp_path):
    from commands.output.health_plot import draw_health_plot

    draw_health_plot([], NOW, tmp_path / "out.png")
    assert (tmp_path / "out.png").stat().st_size > 1_000


@drawn
def test_a_place_that_cannot_be_written_is_one_line(ask, month, tmp_path):
    answer = ask("status", "--plot", str(tmp_path / "nowhere" / "out.png"))
    assert answer.code == 3
    assert "nowhere/out.png: No such file or directory" in answer.err


def test_without_matplotlib_one_line_says_how_to_get_it(ask, month, tmp_path, monkeypatch):
    for name in ("matplotlib", "matplotlib.figure", "matplotlib.backends.backend_agg"):
        monkeypatch.setitem(sys.modules, name, None)
    answer = ask("status", "--plot", str(tmp_path / "out.png"))
    assert (answer.code, answer.out) == (2, "")
    assert (
        answer.err
        == "jianwen: --plot needs matplotlib, which the usual set-up leaves out; `make plot`"
        " installs it\n"
    )


def colours(image: bytes) -> set[bytes]:
    """The bytes of an unpacked picture in fours: enough to tell a drawing from a blank."""
    data, place = b"", 8
    while place < len(image):
        length, kind = struct.unpack(">I4s", image[place : place + 8])
        data += image[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    raw = zlib.decompress(data)
    return {raw[start : start + 4] for start in range(0, len(raw), 4)}
