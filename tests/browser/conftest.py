"""Debian's chromium at the desk; without one these tests are skipped with a word."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.desk.conftest import Client, desk, translated

__all__ = ["desk", "translated"]
CHROMIUM = shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what needs a browser where there is none."""
    if CHROMIUM is None:
        for item in items:
            if "tests/browser" in str(item.path):
                item.add_marker(pytest.mark.skip(reason="chromium is not installed"))


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """One browser for all tests of a file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, desk: Client) -> Iterator[Page]:
    """A window at the desk that remembers each foreign request and each dialog."""
    context = chromium.new_context(
        viewport={"width": 1280, "height": 800}, base_url=f"http://{desk.host}"
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    strays: list[str] = []
    page.on("dialog", lambda dialog: (strays.append(dialog.message), dialog.dismiss()))
    page.on(
        "request",
        lambda request: (
            request.url.startswith(f"http://{desk.host}/") or strays.append(request.url)
        ),
    )
    page.on("pageerror", lambda error: strays.append(str(error)))
    yield page
    context.close()
    assert strays == []
