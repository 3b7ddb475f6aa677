"""An article that is full of dots is refined and split as quickly as any other."""

import time

import pytest

from pipelines.refine import refine
from pipelines.resources.kit import StageContext, build_stage_context
from records.paths import PROJECT_ROOT
from records.record import Record
from text.sentences import split_sentences

PARAGRAPHS = (
    "Doctors advise patients to take their medicine every morning with water.",
    "The ministry reported that vaccinations rose in the first half of the year.",
    "Older adults should ask their doctor before they change a dose.",
)


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data")


@pytest.mark.unmeasured
@pytest.mark.parametrize("run", ["…" * 30_000, "." * 30_000, "?!" * 15_000, "Dr. " * 8_000])
def test_a_paragraph_of_dots_costs_no_time(kit: StageContext, run: str) -> None:
    """Where the end of a line was looked for from each dot, the page took longer than 20 s."""
    paragraphs = (*PARAGRAPHS, f"Nurses waited{run}then went home.", *PARAGRAPHS)
    html = f"<title>Advice</title><h1>Advice</h1>{''.join(f'<p>{p}</p>' for p in paragraphs)}"
    record = Record(url="https://a.example/1", source="", raw=html.encode(), fetched="")
    started = time.process_time()
    refined = refine(record, kit)
    assert isinstance(refined, Record)
    pieces = split_sentences(refined.body)
    assert time.process_time() - started < 6
    assert "".join(pieces) == refined.body
