"""Choose which copies of the store are worth their room."""

import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Final

from store.backup.backup import remove_backup

_BACKUP_NAME: Final = re.compile(r"jianwen-(\d{8}T\d{6}Z)\.db")
_MIGRATION_BACKUP_NAME: Final = re.compile(r"^.+-schema(\d+)\.db")


def make_backup_name(at: str) -> str:
    """Name the copy that is made at a moment."""
    return f"jianwen-{at.replace('-', '').replace(':', '')}.db"


def choose_useful_backups(names: Iterable[str], daily: int, weekly: int) -> set[str]:
    """Give of the copies made by the clock those of the last day, and the newest of each of the
    last days and weeks that have one.
    """
    dated = sorted(
        ((moment, name) for name in names if (moment := _read_backup_time(name))), reverse=True
    )
    days: dict[str, str] = {}
    weeks: dict[str, str] = {}
    for moment, name in dated:
        days.setdefault(moment[:10], name)
        year, week, _ = datetime.fromisoformat(moment).isocalendar()
        weeks.setdefault(f"{year} {week}", name)
    today = {name for moment, name in dated if moment[:10] == dated[0][0][:10]}
    return {*today, *list(days.values())[:daily], *list(weeks.values())[:weekly]}


def prune_backups(folder: Path, daily: int, weekly: int) -> list[str]:
    """Remove the copies made by the clock that are not useful any more; name them.

    Other files of the folder are left alone.
    """
    names = [path.name for path in folder.iterdir() if _read_backup_time(path.name)]
    gone = sorted(set(names) - choose_useful_backups(names, daily, weekly))
    for name in gone:
        remove_backup(folder, name)
    return gone


def prune_migration_backups(folder: Path, keep: int) -> None:
    """Remove all but the last copies made before a migration."""
    backups = sorted(
        (int(match[1]), path.name)
        for path in folder.iterdir()
        if (match := _MIGRATION_BACKUP_NAME.fullmatch(path.name))
    )
    for _, name in backups[:-keep]:
        remove_backup(folder, name)


def _read_backup_time(name: str) -> str:
    """Read when a copy was made off its name; "" for a name that is none of ours."""
    match = _BACKUP_NAME.fullmatch(name)
    try:
        return datetime.fromisoformat(match[1]).isoformat() if match else ""
    except ValueError:
        return ""
