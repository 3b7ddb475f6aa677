"""Run `jianwen` with one accident built in, at an exact place of the program.

    python tests/crash/accident.py '{"stage": "clean", "at": 2}' refine

    stage      SIGKILL for command and worker when the stage of the line gets its n-th record
    pages      what the stage does with the records of these paths: "memory", "hang" or "die";
    "seconds" is what one may take
    statement  the n-th statement that is given to SQLite: SIGKILL, or the error named by "error";
               with "part", the n-th that contains it
    lines      SIGKILL before the n-th line that is run of the files named; "at": 0 counts them, for
    the last line of stderr
    portion    so many sentences are decoded together at most
    decoded    a file to which the number of sentences in each decoder call is added
    clock      the system clock differs by so many seconds, from the n-th reading of it on
    wait       how long another writer is waited for, in seconds

The module that a worker process of `multiprocessing` runs first is this one again: so the accident
reaches the worker, too.
"""

import json
import os
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]


def die() -> None:
    """End this process as a power switch would."""
    os.kill(os.getpid(), signal.SIGKILL)


def misbehave(how: str) -> None:
    """Do to this process what a hostile page might."""
    if how == "memory":
        bytearray(1 << 40)
    elif how == "hang":
        time.sleep(600)
    elif how == "die":
        die()


def at_stage(name: str, number: int, pages: dict[str, str]) -> None:
    """Kill command and worker when a stage gets its n-th record, or misbehave on the records of
    some paths.
    """
    import pipelines
    from pipelines import refine as conveyor

    left = [number]

    def deadly(stage: Any) -> Any:
        def run(record: Any, kit: Any) -> Any:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getppid(), signal.SIGKILL)
                die()
            misbehave(pages.get(urlsplit(record.url).path, ""))
            return stage(record, kit)

        run.__name__ = name
        return run

    stages = tuple(deadly(stage) if stage.__name__ == name else stage for stage in pipelines.STAGES)
    conveyor.refine.__defaults__ = (stages,)


def at_line(files: list[str], number: int) -> list[int]:
    """Kill before the n-th line of some files; gives the list whose one member counts the lines."""
    watched, seen = {str(ROOT / file) for file in files}, [0]

    def trace(frame: FrameType, event: str, _arg: object) -> Any:
        if frame.f_code.co_filename not in watched:
            return None
        if event == "line":
            seen[0] += 1
            if seen[0] == number:
                die()
        return trace

    sys.settrace(trace)
    return seen


def count_decoded(path: str) -> None:
    """Write down how many sentences each decoder call gets, before it is made."""
    from pipelines.translation.backends.argos import ArgosTranslator

    for name in ("translate", "alternatives"):
        inner = getattr(ArgosTranslator, name)

        def counted(self: Any, sentences: Any, inner: Any = inner) -> Any:
            with open(path, "a", encoding="utf-8") as file:
                file.write(f"{len(sentences)}\n")
            return inner(self, sentences)

        setattr(ArgosTranslator, name, counted)


def other_clock(seconds: float, after: int) -> None:
    """Let the clock go wrong; everything asks records.clock."""
    import records.clock

    readings = [0]

    def read() -> datetime:
        readings[0] += 1
        return datetime.now(UTC) + timedelta(seconds=seconds if readings[0] > after else 0)

    records.clock.utc_now.__kwdefaults__["read"] = read


def prepare(what: dict[str, Any]) -> list[int]:
    """Build the accident in."""
    if "stage" in what:
        at_stage(what["stage"], what.get("at", 0), what.get("pages", {}))
    if "statement" in what:
        from failing import fail_at

        fail_at(what["statement"], what.get("error", ""), what.get("part", ""))
    if "portion" in what:
        from services import translate as workoff

        workoff.TRANSLATE_BATCH_FIRST = workoff.TRANSLATE_BATCH_MAX = what["portion"]
    if "decoded" in what:
        count_decoded(what["decoded"])
    if "clock" in what:
        other_clock(what["clock"], what.get("after", 0))
    if "wait" in what:
        from store.open import open_store

        open_store.__kwdefaults__["wait"] = what["wait"]
    if "seconds" in what:
        from pipelines.executors.process_pool import LocalPipelineExecutor

        LocalPipelineExecutor.__init__.__kwdefaults__["seconds"] = what["seconds"]
    return at_line(what["lines"], what["at"]) if "lines" in what else [0]


sys.path.insert(0, str(ROOT))
told = json.loads(sys.argv[1])
counted = prepare(
    told
    if __name__ == "__main__"
    else {key: told[key] for key in ("stage", "at", "pages") if "stage" in told and key in told}
)
if __name__ == "__main__":
    from commands.main import main

    code = main(sys.argv[2:])
    sys.settrace(None)
    if told.get("at") == 0:
        print(counted[0], file=sys.stderr)
    sys.exit(code)
