"""Every enabled source reads its frozen page as somebody once read it by hand."""

import gzip
import json
from pathlib import Path

import pytest

from crawler.sources import check_sources
from pipelines.conveyor import refine
from pipelines.kit import Kit, build_kit
from records.home import ROOT
from records.page import Page
from records.record import Record

CORPUS = Path(__file__).parent
CHECKED = check_sources(ROOT / "data" / "sources")
ENABLED = [source for source in CHECKED.sources if source.enabled]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return build_kit(ROOT / "data", CHECKED.sources)


def test_the_shipped_source_files_have_no_fault():
    assert CHECKED.faults == ()
    assert len(ENABLED) >= 3
    assert any(source.kind == "partner" for source in CHECKED.sources)


@pytest.mark.parametrize("source", ENABLED, ids=lambda source: source.name)
def test_an_enabled_source_reads_its_frozen_page(source, kit):
    folder = CORPUS / source.name
    assert folder.is_dir(), f"{source.name} is enabled and has no frozen page; put one into {folder} or set enabled = false"
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    body = gzip.decompress((folder / "page.html.gz").read_bytes())
    record = refine(Record.of(Page(url=expected["url"], source=source.name, body=body, fetched="2026-11-23T19:00:00Z")), kit)
    assert isinstance(record, Record), record
    read = {name: getattr(record, name) for name in ("url", "title", "published", "outlet", "editor", "language")}
    assert {**read, "authors": list(record.authors), "body": record.body.split("\n")} == expected


def test_every_frozen_page_has_its_origin_in_the_readme():
    text = (CORPUS / "README.md").read_text("utf-8")
    assert all(f"| {path.parent.name} |" in text for path in CORPUS.glob("*/expected.json"))
