"""What every accident is measured by: chance that can be repeated, a row of figures for the table
at the end.
"""

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.crash.scene import place_for
from tests.loopback import Place, Site

SHARE = float(os.environ.get("SHARE") or 1)
"""The part of the trials of the long suite that is run: `make test-long SHARE=0.1`."""


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> str:
    """What chance in this test begins with; SEED=… repeats it.

    Every message of a failed trial names it.
    """
    return f"{os.environ.get('SEED') or 1} {request.node.name}"


@pytest.fixture
def luck(seed: str) -> random.Random:
    """Chance that begins with the seed."""
    return random.Random(seed)


@pytest.fixture
def tell(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[..., None]:
    """Say what was measured: one row of the table."""

    def row(trial: str, **figures: object) -> None:
        long = request.node.get_closest_marker("long") is not None
        said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
        record_property("measured", f"| {trial} | {'long' if long else 'short'} | {said} |")

    return row


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    return place_for(site, tmp_path)
