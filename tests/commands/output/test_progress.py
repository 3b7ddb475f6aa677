import io
import sys

import pytest

from commands.output.progress import open_progress_bar

pytestmark = pytest.mark.dates


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, **environ: str) -> str:
    """Move a bar and give what a person at the stream would see."""
    for name in ("NO_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    # in the test itself: pytest sets stderr anew between fixture and test
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        with open_progress_bar(2, "翻译") as progress:
            progress.update(2)
    return stream.getvalue()


def test_a_person_sees_the_bar_move(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = shown(monkeypatch, Screen())
    assert "翻译" in seen
    assert "100%" in seen


@pytest.mark.parametrize("name", ["NO_COLOR", "CI"])
def test_it_stays_silent_where_nobody_wants_it(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    assert shown(monkeypatch, Screen(), **{name: "1"}) == ""


def test_it_stays_silent_under_cron(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO()) == ""
