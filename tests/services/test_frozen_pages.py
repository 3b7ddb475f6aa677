"""A frozen page is read tomorrow as it was read when it was frozen."""

import gzip
import json
from pathlib import Path

import pytest

from pipelines.resources.kit import StageContext, build_stage_context
from records.errors import UsageError
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record
from services.frozen_pages import (
    EXPECTED_FILE,
    PAGE_FILE,
    compare_frozen_page,
    freeze_page,
    refine_page,
    strip_page,
)

TEXT = (
    "专家提醒市民按时接种流感疫苗，注意手部卫生，出现发热症状及时就医，"
    "老年人和慢性病患者尤其应当尽早接种。" * 5
)
HTML = (
    "<html><head><title>流感疫苗</title></head><body><h1>流感疫苗</h1><p>2027-03-01"
    f" 08:30</p><div><p>{TEXT}</p></div></body></html>"
)


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


def freeze(kit: StageContext, folder: Path, page: Page, **options: bool) -> Record:
    record = refine_page(strip_page(page), kit)
    assert isinstance(record, Record)
    freeze_page("x", page, record, folder, **options)
    return record


def test_what_the_transport_said_is_kept_with_the_page(kit, tmp_path):
    page = Page(
        "https://a.example/1",
        "x",
        HTML.encode("gbk"),
        "2027-03-02T00:00:00Z",
        charset="gbk",
        status=200,
        etag="e",
    )
    record = freeze(kit, tmp_path, page)
    assert record.published.startswith("2027-03-01T08:30"), (
        "a page may be younger than those that were frozen first"
    )
    expected = json.loads((tmp_path / "x" / EXPECTED_FILE).read_text("utf-8"))
    assert (expected["fetched"], expected["charset"], expected["body"]) == (
        page.fetched,
        "gbk",
        record.body.split("\n"),
    )
    assert compare_frozen_page("x", kit, tmp_path).fine
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == [EXPECTED_FILE, PAGE_FILE]


def test_every_field_that_is_read_differently_is_named(kit, tmp_path):
    freeze(kit, tmp_path, Page("https://a.example/1", "x", HTML.encode(), "2027-03-02T00:00:00Z"))
    path = tmp_path / "x" / EXPECTED_FILE
    path.write_text(
        json.dumps(
            json.loads(path.read_text("utf-8")) | {"title": "别的", "authors": ["王一"]},
            ensure_ascii=False,
        ),
        "utf-8",
    )
    compared = compare_frozen_page("x", kit, tmp_path)
    assert compared.mismatches == {"title": ("别的", "流感疫苗"), "authors": (["王一"], [])}
    assert [compared.describe_field(field) for field in ("url", "title")] == ["ok", "differs"]
    (tmp_path / "x" / PAGE_FILE).write_bytes(gzip.compress(b"<html></html>", mtime=0))
    compared = compare_frozen_page("x", kit, tmp_path)
    assert (compared.fine, compared.describe_field("title")) == (False, "—")
    assert "no-text" in compared.verdict


def test_a_page_is_replaced_only_by_force(kit, tmp_path):
    page = Page("https://a.example/1", "x", HTML.encode(), "2027-03-02T00:00:00Z")
    freeze(kit, tmp_path, page)
    with pytest.raises(UsageError, match="--force replaces it"):
        freeze(kit, tmp_path, page)
    freeze(kit, tmp_path, page, force=True)


def test_a_folder_that_cannot_be_written_is_told(kit, tmp_path):
    (tmp_path / "x").write_text("a file where the folder should be")
    with pytest.raises(UsageError, match="cannot be written"):
        freeze(
            kit, tmp_path, Page("https://a.example/1", "x", HTML.encode(), "2027-03-02T00:00:00Z")
        )


@pytest.mark.parametrize(
    ("expected", "page", "said"),
    [
        (None, b"", "has no frozen page"),
        ("{}", gzip.compress(b"x", mtime=0), "cannot be read"),
        ("not json", gzip.compress(b"x", mtime=0), "cannot be read"),
        ("[]", gzip.compress(b"x", mtime=0), "cannot be read"),
        ('{"url": "https://a.example/"}', b"not gzip", "cannot be read"),
        (
            '{"url": "https://a.example/"}',
            gzip.compress(b"x" * 500, mtime=0)[:-12],
            "cannot be read",
        ),
    ],
)
def test_a_damaged_frozen_page_is_told_in_one_line(kit, tmp_path, expected, page, said):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / PAGE_FILE).write_bytes(page)
    if expected is not None:
        (tmp_path / "x" / EXPECTED_FILE).write_text(expected)
    with pytest.raises(UsageError, match=said) as caught:
        compare_frozen_page("x", kit, tmp_path)
    assert "\n" not in str(caught.value)
