"""Check source files, and what the sources answer."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from crawler.sources.load import CheckedSources, check_sources, choose_sources
from records.paths import PROJECT_ROOT, Paths
from records.source import Source

if TYPE_CHECKING:
    from records.record import Record
    from spiders.drafting.inspect import SourceInspection

SAMPLE_CHARS: Final = 60  # of an article's text, in a report


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What is wrong with source files, and what the sources answered where they were asked."""

    checked: CheckedSources
    inspections: "tuple[SourceInspection, ...] | None" = None  # None: nobody was asked

    @property
    def exit_code(self) -> int:
        """2 for a faulty file, 1 for a source that does not answer as it should."""
        if self.checked.errors:
            return 2
        return int(
            any(
                not (inspection.passed or inspection.source.tolerate_failure)
                for inspection in self.inspections or ()
            )
        )

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        rows: dict[str, object] = {
            "sources": [asdict(source) for source in self.checked.sources],
            "faults": self.checked.errors,
        }
        if self.inspections is not None:
            rows["online"] = [
                {
                    "source": inspection.source.name,
                    "fine": inspection.passed,
                    "heard": [endpoint.as_dict() for endpoint in inspection.endpoints],
                    "sample": describe_sample(inspection.sample) if inspection.sample else {},
                    "trouble": inspection.failure,
                }
                for inspection in self.inspections
            ]
        return rows


def check_named_sources(home: Paths, names: Sequence[str], *, online: bool = False) -> SourceCheck:
    """Check the source files with these names, or all; nothing is stored.

    With `online` the named sources are asked, or all enabled ones: does each endpoint answer, what
    does it hold, how does an article read? Raises UsageError for an unknown name.
    """
    checked = check_sources(home.sources, home.allow_hosts)
    if names:
        checked = _choose_checked(checked, names, home)
    if not online:
        return SourceCheck(checked)
    asked = [source for source in checked.sources if names or source.enabled]
    return SourceCheck(checked, tuple(_inspect_sources(asked, home)) if asked else ())


def _choose_checked(checked: CheckedSources, names: Sequence[str], home: Paths) -> CheckedSources:
    """Keep the named sources and the errors of their files."""
    errors = {
        name: [
            error for error in checked.errors if error.startswith(f"{home.sources / name}.toml:")
        ]
        for name in names
    }
    right = [name for name in names if not errors[name]]
    chosen = choose_sources(checked.sources, right, drafts=True) if right else ()
    return CheckedSources(
        tuple(chosen), tuple(error for listed in errors.values() for error in listed)
    )


def _inspect_sources(sources: Sequence[Source], home: Paths) -> "list[SourceInspection]":
    from crawler.fetch.visitor import run_fetch_plan
    from pipelines.resources.kit import build_stage_context
    from records.clock import utc_now
    from services.frozen_pages import refine_page
    from spiders.drafting.inspect import inspect_sources

    context = build_stage_context(PROJECT_ROOT / "data", sources)
    return run_fetch_plan(
        inspect_sources(sources, utc_now(), lambda page: refine_page(page, context)), home
    )


def describe_sample(record: "Record") -> dict[str, str]:
    """Give what was read of a source's article, as a report shows it."""
    return {
        "url": record.url,
        "title": record.title,
        "published": record.published,
        "outlet": record.outlet,
        "editor": record.editor,
        "language": record.language,
        "characters": str(len(record.body)),
        "text": record.body[:SAMPLE_CHARS],
    }
