"""An editor's morning: find, read, correct, decide, by mouse and by keys, on a desk and a phone."""

import csv

import pytest
from playwright.sync_api import Page, expect

from services.export import export_feeds
from store.articles.articles import get_article
from tests.desk.conftest import RIGHT

FIRST_SCREEN = {"desk": (1280, 800), "phone": (390, 844)}


def open_first(page: Page) -> None:
    page.locator("[data-row]").first.click()
    page.wait_for_url("**/a/**")  # its script has run, too


def test_an_article_is_found_and_read(page: Page, stocked) -> None:
    stocked()
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("互联网医疗")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_have_text("互联网医疗")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/a/**")
    expect(page.locator("h1")).to_have_text("互联网医疗新规")
    expect(page.locator(".body")).to_contain_text("执业医师")
    page.keyboard.press("u")
    expect(page.locator(".search input")).to_have_value("互联网医疗")


def test_a_facet_narrows_the_list(page: Page, stocked) -> None:
    stocked()
    page.goto("/")
    page.get_by_role("link", name="英文").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("link", name="英文").click()
    expect(page.locator("[data-row]")).to_have_count(4)


def test_a_flagged_sentence_is_corrected_by_keys(page: Page, desk, translated) -> None:
    page.goto(f"/a/{translated}")
    page.keyboard.press("e")
    box = page.locator(".editor textarea")
    box.fill(RIGHT)
    box.press("Shift+Enter")
    expect(page.locator(".sentence.corrected")).to_have_text(RIGHT)
    expect(page.locator(".flags .error")).to_have_count(0)
    assert get_article(desk.shelf.store, translated).translation == "ok"


def test_one_key_approves_a_translation_and_opens_the_next(page: Page, desk, translated) -> None:
    page.goto("/?q=translation:review")
    page.keyboard.press("j")
    page.keyboard.press("o")
    page.wait_for_url("**/a/**")
    page.keyboard.press("a")
    expect(page.locator(".done")).to_contain_text("通过")
    assert get_article(desk.shelf.store, translated).translation_state == "approved"
    page.locator(".done button").click()
    expect(page.locator(".pill.review")).to_have_count(1)


def test_two_keys_and_a_reason_withhold_an_article_and_open_the_next(
    page: Page, desk, stocked
) -> None:
    stocked()
    page.goto("/")
    open_first(page)
    title = page.locator("h1").inner_text()
    page.keyboard.press("x")
    page.keyboard.type("广告")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).not_to_have_text(title)
    expect(page.locator(".done")).to_contain_text(title)
    page.locator(".done button").click()
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".done")).to_contain_text("已发布")


def test_a_withdrawn_article_is_gone_from_the_feeds(page: Page, desk, stocked, tmp_path) -> None:
    shelf = stocked()
    page.goto("/?q=少吃盐")
    open_first(page)
    page.keyboard.press("w")
    page.keyboard.type("剂量写错")
    page.keyboard.press("Enter")
    expect(page.locator(".pill.withdrawn")).to_have_count(1)
    page.goto("/?q=status:withdrawn")
    expect(page.locator("[data-row]")).to_have_count(1)
    export_feeds(shelf.store, tmp_path / "feeds")
    feed = (tmp_path / "feeds" / "feed.json").read_text("utf-8")
    assert "高血压患者少吃盐" not in feed


def test_a_term_is_added_and_found(page: Page) -> None:
    page.goto("/terms")
    page.get_by_text("添加术语").click()
    page.locator("[name=term]").fill("oat bran")
    page.locator("[name=preferred]").fill("燕麦麸")
    page.get_by_role("button", name="添加").click()
    page.locator(".search input").fill("oat bran")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr")).to_contain_text("燕麦麸")


def test_the_list_is_saved_as_csv(page: Page, stocked) -> None:
    stocked()
    page.goto("/?q=盐")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    with open(waiting.value.path(), encoding="utf-8-sig", newline="") as file:
        assert [row["标题"] for row in csv.DictReader(file)] == ["高血压患者少吃盐"]


def test_the_language_is_switched_and_kept(page: Page, stocked) -> None:
    stocked()
    page.goto("/")
    page.get_by_role("link", name="English").click()
    expect(page.locator("nav[aria-label='Main pages']")).to_contain_text("Articles")
    page.goto("/help")
    expect(page.locator("h1")).to_have_text("Help")


@pytest.mark.parametrize("width", FIRST_SCREEN)
def test_the_first_screen_shows_text_and_nothing_scrolls_sideways(
    page: Page, desk, translated, width: str
) -> None:
    size = FIRST_SCREEN[width]
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for path in ("/", f"/a/{translated}?edit=2", "/sources", "/runs", "/terms", "/help"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    page.goto("/")
    assert page.locator(".rows .text").first.bounding_box()["y"] < size[1] / 2
    page.goto(f"/a/{translated}")
    assert page.locator(".target").first.bounding_box()["y"] < size[1] / 2


def test_it_works_without_javascript(chromium, desk, translated) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=f"http://{desk.host}")
    page = context.new_page()
    page.goto(f"/a/{translated}")
    page.locator(".sentence.flagged").first.click()
    page.locator(".editor textarea").fill(RIGHT)
    page.get_by_role("button", name="保存更正").click()
    expect(page.locator(".sentence.corrected")).to_have_count(1)
    context.close()


def test_what_an_article_holds_runs_nowhere(page: Page, shelf) -> None:
    payload = "<img src=//evil.example/x onerror=alert(1)><script>alert(2)</script>"
    uid = shelf.add("https://open.example/x", payload, payload, source="open", authors=(payload,))
    for path in ("/", f"/a/{uid}", f"/a/{uid}/paste", f"/?q={payload}"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
