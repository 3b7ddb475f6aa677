"""`jianwen restore`: put a copy in the place of the store."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.home import Home
from records.verdict import UsageError

if TYPE_CHECKING:
    from store.manifest import Manifest
    from store.restore import Loss

EXPORTED = "changes.jsonl"


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--feeds", type=click.Path(path_type=Path), metavar="DIR", help="Where feeds are exported to; by default feeds/ in JIANWEN_HOME."
)
@click.option("--dry-run", is_flag=True, help="Check the copy and say what would be lost; change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
def command(file: Path, feeds: Path | None, dry_run: bool, as_json: bool) -> None:
    """Put FILE, a copy made by `jianwen backup`, in the place of the store, which is kept aside in backups/.

    Refused while a run is at work. Importers go on from their last number: what they know and the copy does not is announced
    to them anew.
    """
    from commands.clock import now
    from commands.lock import RunLock

    home = Home.of(os.environ)
    with RunLock(home.lock):
        restored = restore(home, file, feeds or home.path / "feeds", now(), dry=dry_run)
    if as_json:
        click.echo(json.dumps(restored.as_dict(), ensure_ascii=False))
    else:
        click.echo("\n".join(restored.lines()))


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to."""

    file: Path
    made: "Manifest"
    loss: "Loss"
    aside: str  # where the replaced store lies, "" when there was none
    seen: int  # the highest number that importers may have
    last: int  # the last one given, 0 in a dry run
    faults: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        counts = {"changed": len(self.loss.touched), "new": self.loss.new, "by_hand": self.loss.by_hand, "runs": self.loss.runs}
        lost = {"known": self.loss.whole, "seq": self.loss.seq, **counts, "withdrawn_kept": len(self.loss.withdrawn)}
        rest = {"kept_aside": self.aside, "seen": self.seen, "last_seq": self.last, "faults": list(self.faults)}
        return {"file": str(self.file), "at": self.made.at, "seq": self.made.seq, "lost": lost, **rest}

    def lines(self) -> list[str]:
        """Say it to the operator: what stands now, what is lost, what to do."""
        from commands.backup import describe

        done = "restored" if self.last else "would restore"
        lines = [f"restore: {done} {self.file}, {describe(self.made)}", *self._lost()]
        if self.last:
            again = (
                "all articles, as what they saw since the copy is unknown" if not self.loss.whole else f"{len(self.loss.touched)} articles"
            )
            lines.append(f"importers: change numbers go on above {self.seen}; announced anew, up to {self.last}: {again}")
        if self.aside:
            lines.append(f"the replaced store is {self.aside}; remove it when all is well")
        lines += [f"to look at: {fault}" for fault in self.faults]
        return (
            lines if not self.last else [*lines, "next: `jianwen crawl` fetches again what was lost, `jianwen export` tells the importers"]
        )

    def _lost(self) -> list[str]:
        loss = self.loss
        if not loss.whole:
            return [
                "lost since: not known, the present store is missing or cannot be read; withdrawals since then must be repeated by hand"
            ]
        if not loss.touched and not loss.runs:
            return ["lost since: nothing"]
        changed = len(loss.touched) - loss.new
        lines = [
            f"lost since: {loss.runs} runs, {loss.new} new articles, changes to {changed} others (the last number given was {loss.seq})"
        ]
        if loss.by_hand:
            lines.append(f"import again: {loss.by_hand} of the new articles were imported by hand, no crawl brings them back")
        if loss.withdrawn:
            lines.append(f"kept: {len(loss.withdrawn)} articles withdrawn since the copy stay withdrawn")
        return lines


def restore(home: Home, file: Path, feeds: Path, now: str, *, dry: bool = False) -> Restored:
    """Restore the home's store; the caller holds the lock."""
    from store.restore import compare, discard, prepare, settle, swap

    if file.resolve() == home.store.resolve():
        raise UsageError(f"{file} is the store itself; name a copy, as in {home.backups}")
    uids, seq = exported(feeds)
    part, made = prepare(file, home.path)
    try:
        loss = compare(home.store, part, uids, seq)
        if dry:
            return Restored(file, made, loss, "", loss.seq, 0, ())
        seen, last = settle(part, loss, now)
        faults = _look(part)
        aside = home.backups / f"replaced-{now.replace('-', '').replace(':', '')}.db"
        replaced = swap(home.store, part, aside)
    finally:
        discard(part)
    _note(home, file, now)
    return Restored(file, made, loss, str(aside) if replaced else "", seen, last, faults)


def exported(folder: Path) -> tuple[set[str], int]:
    """Read off an export which articles importers may hold, and the last number they may have seen."""
    path, uids, seq = folder / EXPORTED, set[str](), 0
    if not path.exists():
        return uids, seq
    try:
        with path.open(encoding="utf-8", newline="\n") as file:
            for line in file:
                change = json.loads(line)
                seq = max(seq, int(change["seq"]))
                if change["op"] == "upsert":
                    uids.add(str(change["uid"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} cannot be read ({error}); mend it, or name another folder with --feeds") from error
    return uids, seq


def _look(part: Path) -> tuple[str, ...]:
    """Look the working file through: segments of the archive that are missing, rules between its tables."""
    from store.checkup import faults
    from store.database import open_store

    with open_store(part) as store:
        return tuple(faults(store))


def _note(home: Home, file: Path, now: str) -> None:
    """Write the restore into the list of runs."""
    from commands.version import version
    from store.database import open_store
    from store.runs import begin_run, finish_run

    with open_store(home.store) as store:
        finish_run(store, begin_run(store, "restore", now, version()), 0, now, {"file": str(file)})
