"""Run a record through the stages of the pipeline, to its end or to the first verdict."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Final

from pipelines import STAGES
from records.limits import ARTICLE_CHARS
from records.reasons import ErrorReason, Reason
from records.record import Record
from records.verdict import DETAIL_CHARS, Quarantine, Verdict

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

Stage = Callable[[Record, "StageContext"], Record | Verdict]

PIPELINE_VERSION: Final = " ".join(
    f"{stage.__name__}{import_module(stage.__module__).VERSION}" for stage in STAGES
)
"""The version of the whole pipeline: what an older one refined is refined again."""


def refine(
    record: Record, context: "StageContext", stages: Sequence[Stage] = STAGES
) -> Record | Verdict:
    """Run the record through `stages` and stop at the first verdict; never raises.

    Whatever a stage raises quarantines this one page, with the stage, so that the next page and the
    run go on.
    """
    for stage in stages:
        name = stage.__name__
        try:
            result = stage(record, context)
        # the project's one broad catch: pages are hostile, parsers are not perfect
        except Exception as error:
            return Quarantine(name, ErrorReason(type(error).__name__), _format_error(error))
        if not isinstance(result, Record):
            return result
        if (size := _count_text_chars(result)) > ARTICLE_CHARS:
            return Quarantine(
                name, Reason.TOO_LONG, f"{size:,} characters of text; the most is {ARTICLE_CHARS:,}"
            )
        record = result
    return record


def _count_text_chars(record: Record) -> int:
    return max(len(record.title) + sum(map(len, record.blocks)), len(record.body))


def _format_error(error: Exception) -> str:
    # a message may quote the page: lone surrogates would not go into the store, line breaks would
    # forge log lines
    return " ".join(str(error).encode("utf-8", "replace").decode("utf-8").split())[:DETAIL_CHARS]
