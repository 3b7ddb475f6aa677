"""Claims about verdicts, which are values, and errors, which carry an exit code."""

import pickle

import pytest

from records.errors import (
    JianwenError,
    LockedError,
    ModelError,
    SourceError,
    StoreError,
    UsageError,
)
from records.verdict import Drop, Quarantine, Retry

pytestmark = pytest.mark.dates


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (JianwenError, 3),
        (UsageError, 2),
        (SourceError, 2),
        (ModelError, 2),
        (StoreError, 3),
        (LockedError, 75),
    ],
)
def test_every_error_tells_cron_what_happened(error: type[JianwenError], code: int) -> None:
    assert issubclass(error, JianwenError)
    assert error("one line").exit_code == code


@pytest.mark.parametrize(
    "verdict",
    [
        Drop("clean", "too-short", "3 characters"),
        Retry("fetch", "503", after=60.0),
        Quarantine("extract", "X"),
    ],
)
def test_a_verdict_is_a_value_that_crosses_processes(verdict: Drop | Retry | Quarantine) -> None:
    assert pickle.loads(pickle.dumps(verdict)) == verdict
    assert hash(verdict) == hash(pickle.loads(pickle.dumps(verdict)))
