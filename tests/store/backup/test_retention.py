"""Which copies stay: all of the last day, then one a day, then one a week."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.backup.retention import (
    choose_useful_backups,
    make_backup_name,
    prune_backups,
    prune_migration_backups,
)

pytestmark = pytest.mark.dates


def made(*moments: str) -> list[str]:
    return [make_backup_name(f"2026-{moment}:00Z") for moment in moments]


def test_a_copy_is_named_by_the_moment_it_was_made():
    assert make_backup_name("2026-11-26T16:00:05Z") == "jianwen-20261126T160005Z.db"


@pytest.mark.parametrize(
    ("moments", "daily", "weekly", "stay"),
    [
        (["11-26T03:00"], 7, 4, ["11-26T03:00"]),
        # by hand, before something risky
        (["11-26T03:00", "11-26T09:00"], 1, 0, ["11-26T03:00", "11-26T09:00"]),
        (["11-25T03:00", "11-25T09:00", "11-26T03:00"], 2, 0, ["11-25T09:00", "11-26T03:00"]),
        (["11-23T03:00", "11-25T03:00", "11-26T03:00"], 2, 0, ["11-25T03:00", "11-26T03:00"]),
        # days that have a copy count, not those without
        (["11-01T03:00", "11-25T03:00"], 2, 0, ["11-01T03:00", "11-25T03:00"]),
        (
            ["11-15T03:00", "11-16T03:00", "11-22T03:00", "11-26T03:00"],
            1,
            3,
            ["11-15T03:00", "11-22T03:00", "11-26T03:00"],
        ),
        (["11-25T03:00", "11-26T03:00"], 0, 0, ["11-26T03:00"]),  # the newest always stays
        ([], 7, 4, []),
    ],
)
def test_the_useful_ones_stay(moments, daily, weekly, stay):
    assert choose_useful_backups(made(*moments), daily, weekly) == set(made(*stay))


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1)).map(
    lambda at: at.strftime("jianwen-%Y%m%dT%H%M%SZ.db")
)


@given(st.lists(MOMENTS, max_size=40), st.integers(0, 9), st.integers(0, 9))
def test_never_more_is_removed_after_than_before_and_the_newest_stays(names, daily, weekly):
    stay = choose_useful_backups(names, daily, weekly)
    assert choose_useful_backups(stay, daily, weekly) == stay
    assert not names or max(names) in stay


def test_pruning_touches_nothing_that_is_not_ours(tmp_path):
    foreign = [
        "jianwen-schema3.db",
        "replaced-20261126T160000Z.db",
        "jianwen-20269999T999999Z.db",
        "mine.db",
        "jianwen-20200101T000000Z.db.gz",
    ]
    old, new = made("01-01T00:00", "11-26T03:00")
    for name in [*foreign, old, new, old.replace(".db", ".json")]:
        (tmp_path / name).write_text("")
    assert prune_backups(tmp_path, 1, 0) == [old]
    assert {path.name for path in tmp_path.iterdir()} == {*foreign, new}


def test_of_the_copies_before_migrations_the_last_stay(tmp_path):
    for schema in (2, 9, 10):
        (tmp_path / f"jianwen-schema{schema}.db").write_text("")
    prune_migration_backups(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "jianwen-schema10.db",
        "jianwen-schema9.db",
    ]
