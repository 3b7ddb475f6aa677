"""Claims about the kit: what it loads, and that a fresh process builds it quietly and refines the
same.
"""

import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.refine import refine
from pipelines.resources.kit import StageContext, build_stage_context
from records.paths import PROJECT_ROOT
from records.record import Record
from records.source import PageRules, Source

SEEDS = Path(__file__).parents[2] / "corpus" / "seeds"
SOURCES = (
    Source(
        name="open",
        title="公开",
        kind="news",
        home="https://open.example/",
        rules=PageRules(body="article"),
        utc_offset="+00:00",
    ),
    Source(name="plain", title="普通", kind="news", home="https://plain.example/"),
)


@pytest.fixture(scope="module")
def kit() -> StageContext:
    return build_stage_context(PROJECT_ROOT / "data", iter(SOURCES))


def test_rules_and_zones_are_those_of_the_sources(kit: StageContext) -> None:
    assert kit.rules == {"open": PageRules(body="article"), "plain": PageRules()}
    assert kit.utc_offsets == {"open": "+00:00", "plain": "+08:00"}


def test_the_segmenter_knows_the_lexicon(kit: StageContext) -> None:
    assert kit.segmenter("患阿尔茨海默病") == ["患", "阿尔茨海默病"]
    assert kit.lexicon.find_entries("阿尔茨海默病")


def test_missing_data_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"terms\.tsv"):
        build_stage_context(tmp_path)


def test_another_process_refines_to_the_same_record_without_a_warning(kit: StageContext) -> None:
    raw = [(SEEDS / f"00{number}.txt").read_bytes() for number in (0, 3)]
    records = [
        Record(
            url="https://example.org/a",
            source="open",
            raw=body,
            fetched="2026-11-23T19:00:00Z",
            form="document",
        )
        for body in raw
    ]
    program = (
        "import pickle, sys; from records.paths import PROJECT_ROOT; from pipelines.resources.kit"
        " import build_stage_context; from pipelines.refine import refine\nrecords, sources ="
        " pickle.load(sys.stdin.buffer)\nkit = build_stage_context(PROJECT_ROOT / 'data',"
        " sources)\nsys.stdout.buffer.write(pickle.dumps([refine(record, kit) for record in"
        " records]))"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        input=pickle.dumps((records, SOURCES)),
        cwd=PROJECT_ROOT,
        capture_output=True,
        timeout=60,
    )
    assert done.stderr == b""
    assert pickle.loads(done.stdout) == [refine(record, kit) for record in records]
