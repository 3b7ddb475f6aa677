"""What the reading stages need of a kit: rules of boilerplate, no dictionaries."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from pipelines.extraction.trace import NULL_TRACE
from pipelines.resources.boilerplate_rules import BoilerplateRules, load_boilerplate_rules
from pipelines.resources.kit import StageContext
from records.paths import PROJECT_ROOT
from records.record import Record
from records.source import PageRules


@pytest.fixture(scope="session")
def boilerplate() -> BoilerplateRules:
    return load_boilerplate_rules(PROJECT_ROOT / "data" / "boilerplate")


@pytest.fixture(scope="session")
def reading_kit(boilerplate: BoilerplateRules) -> StageContext:
    """A kit for decode, extract and clean.

    A source `ruled` has CSS rules, a source `abroad` another zone.
    """
    rules = PageRules(
        body="div.words",
        title_css="div.name",
        published="span.when",
        outlet="span.from",
        author="span.who",
        editor="p.ed",
        drop=("div.ad",),
    )
    kit = SimpleNamespace(
        rules={"ruled": rules},
        utc_offsets={"ruled": "+08:00", "abroad": "-05:00"},
        boilerplate=boilerplate,
        trace=NULL_TRACE,
    )
    return cast(StageContext, kit)


@pytest.fixture
def fetched() -> Callable[..., Record]:
    """Make a record as a fetched page gives it; text is sent as UTF-8."""

    def make(raw: bytes | str, **fields: object) -> Record:
        body = raw if isinstance(raw, bytes) else raw.encode()
        given = {
            "url": "https://example.org/a",
            "source": "",
            "fetched": "2026-11-23T19:00:00Z",
            **fields,
        }
        return Record(raw=body, **given)  # type: ignore[arg-type]  # fields of Record

    return make
