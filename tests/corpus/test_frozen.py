"""Every enabled source reads its frozen page, or the announcement that carries its articles whole,
as somebody once read it by hand.
"""

import json
import re
from pathlib import Path

import pytest

from crawler.sources.load import check_sources
from pipelines.resources.kit import StageContext, build_stage_context
from records.paths import PROJECT_ROOT
from services.frozen_feeds import compare_frozen_feed, has_full_text_endpoint
from services.frozen_pages import compare_frozen_page
from spiders.discovery.filters import get_links_pattern

CORPUS = Path(__file__).parent
CHECKED = check_sources(PROJECT_ROOT / "data" / "sources")
ENABLED = [source for source in CHECKED.sources if source.enabled]


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data", CHECKED.sources)


def test_the_shipped_source_files_have_no_fault():
    assert CHECKED.errors == ()
    assert len(ENABLED) >= 3
    assert any(source.kind == "partner" for source in CHECKED.sources)


@pytest.mark.parametrize(
    "source",
    [source for source in ENABLED if not has_full_text_endpoint(source)],
    ids=lambda source: source.name,
)
def test_an_enabled_source_reads_its_frozen_page(source, kit):
    folder = CORPUS / source.name
    assert folder.is_dir(), (
        f"{source.name} is enabled and has no frozen page; put one into {folder} or set enabled ="
        " false"
    )
    compared = compare_frozen_page(source.name, kit, CORPUS)
    assert compared.fine, compared
    url = json.loads((folder / "expected.json").read_text("utf-8"))["url"]
    # its page is of another channel
    assert re.search(get_links_pattern(source), url) or source.name == "xinhua-health"


@pytest.mark.parametrize(
    "source",
    [source for source in ENABLED if has_full_text_endpoint(source)],
    ids=lambda source: source.name,
)
def test_an_enabled_source_without_pages_reads_its_announcement_whole(source, kit):
    compared = compare_frozen_feed(source, kit, CORPUS)
    assert compared.fine, compared


def test_every_frozen_page_has_its_origin_in_the_readme():
    text = (CORPUS / "README.md").read_text("utf-8")
    named = {
        path.parent.name
        for pattern in ("*/expected.json", "*/announced.json")
        for path in CORPUS.glob(pattern)
    }
    assert [name for name in named if f"| {name} |" not in text] == []
    assert named <= {source.name for source in CHECKED.sources}
