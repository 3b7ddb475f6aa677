"""What each run did, source by source."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records.runs import RUN_COUNTERS, RUN_MEASURES, RunMeasures
from store.db.connection import Store
from store.db.json_text import dump_json
from store.sources.measures import EndpointMeasures, dump_endpoints, load_endpoints


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command; `exit_code` is None while it runs, or when it was killed."""

    id: int
    command: str
    version: str
    started: str
    finished: str
    exit_code: int | None
    summary: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class RunSource(RunMeasures):
    """What one run did with one source."""

    run: int
    source: str
    state: str
    error: str
    found: int
    fetched: int
    unchanged: int
    new: int
    updated: int
    copies: int
    dropped: int
    failed: int
    skipped: int = 0  # announced things that are no articles
    notes: tuple[str, ...] = ()  # what a reader of the run should know
    # how each address that announces the source was found
    endpoints: tuple[EndpointMeasures, ...] = ()


def begin_run(store: Store, command: str, now: str, version: str) -> int:
    """Write the start of a run; give its number."""
    with store.transaction() as connection:
        cursor = connection.execute(
            "INSERT INTO runs (command, version, started) VALUES (?, ?, ?)", (command, version, now)
        )
        return int(cursor.lastrowid or 0)


def add_counts(store: Store, run: int, source: str, **counters: int) -> None:
    """Add to the counters of a source in a run, with the next transaction:

    RUN_COUNTERS and RUN_MEASURES of records/runs.py.
    """
    unknown = counters.keys() - {*RUN_COUNTERS, *RUN_MEASURES}
    if unknown:
        raise ValueError(f"no such counter: {', '.join(sorted(unknown))}")
    names = "".join(f", {name}" for name in counters)
    marks = "".join(f", :{name}" for name in counters)
    sums = ", ".join(f"{name} = {name} + excluded.{name}" for name in counters)
    store.defer_write(
        f"""INSERT INTO run_sources (run, source{names}) VALUES (:run, :source{marks})
        ON CONFLICT (run, source) DO {f"UPDATE SET {sums}" if counters else "NOTHING"}""",
        {**counters, "run": run, "source": source},
    )


def record_source_result(
    store: Store,
    run: int,
    source: str,
    state: str,
    error: str,
    notes: Sequence[str] = (),
    skipped: int = 0,
    endpoints: Sequence[EndpointMeasures] = (),
) -> None:
    """Write how a source did in a run: ok, failed ….

    What a reader should know, how much it announced that is no article.
    """
    text = dump_endpoints(endpoints)
    with store.transaction() as connection:
        connection.execute(
            """INSERT INTO run_sources (run, source, state, error, notes, skipped, endpoints)
              VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (run, source) DO UPDATE SET state = excluded.state, error = excluded.error,
              notes = excluded.notes, skipped = excluded.skipped, endpoints = excluded.endpoints""",
            (run, source, state, error, dump_json(list(notes)), skipped, text),
        )


def finish_run(
    store: Store, run: int, exit_code: int, now: str, summary: Mapping[str, object]
) -> None:
    """Write the end of a run."""
    text = dump_json(dict(summary))
    with store.transaction() as connection:
        connection.execute(
            "UPDATE runs SET finished = ?, exit_code = ?, summary = ? WHERE id = ?",
            (now, exit_code, text, run),
        )


def list_runs(store: Store, limit: int) -> list[Run]:
    """Give the latest runs, newest first."""
    rows = store.query(
        "SELECT id, command, version, started, finished, exit_code, summary FROM runs ORDER BY id"
        " DESC LIMIT ?",
        (limit,),
    )
    return [Run(**{**dict(row), "summary": json.loads(row["summary"])}) for row in rows]


def list_run_sources(store: Store, run: int) -> list[RunSource]:
    """Give what a run did, source by source."""
    rows = store.query("SELECT * FROM run_sources WHERE run = ? ORDER BY source", (run,))
    return [
        RunSource(
            **{
                **dict(row),
                "notes": tuple(json.loads(row["notes"])),
                "endpoints": load_endpoints(row["endpoints"]),
            }
        )
        for row in rows
    ]


def count_verdict_reasons(store: Store, run: int) -> list[tuple[str, int]]:
    """Count the verdicts of a run by their reason, the most frequent first."""
    rows = store.query(
        "SELECT reason, count(*) AS number FROM verdicts WHERE run = ? GROUP BY reason ORDER BY"
        " number DESC, reason",
        (run,),
    )
    return [(row["reason"], row["number"]) for row in rows]
