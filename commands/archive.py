"""`jianwen archive verify`: whether archive and store agree, and what helps where they do not."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from services.archive import ArchiveReport, SegmentReport

URLS_SHOWN: Final = 3  # of the lost pages of one segment


@click.group("archive")
def command() -> None:
    """Verify the archive of fetched pages (warc/ in JIANWEN_HOME)."""


@command.command("verify")
@click.argument("sources", metavar="[SOURCE]...", nargs=-1)
@click.option(
    "--refetch",
    is_flag=True,
    help="Let the next crawl fetch lost pages again; needs that no run is at work.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_context
def verify(
    ctx: click.Context, sources: tuple[str, ...], refetch: bool, as_json: bool, quiet: bool
) -> None:
    """Read every segment, compare each record with its digest and each stored page with its place.

    Damaged and missing segments are named, the others are read all the same. Nothing is changed
    without --refetch. Exit code 1 when something is damaged or missing.
    """
    from commands.output.progress import ProgressDisplay
    from services.archive import verify_archive

    with ProgressDisplay("verify") as progress:
        report = verify_archive(
            Paths.of(os.environ), sources, refetch=refetch, on_progress=progress.update
        )
    if as_json:
        print_json(_serialize_report(report), indent=1)
    elif not quiet:
        for line in _format_report(report):
            print_text(line)
    ctx.exit(0 if report.is_sound else 1)


def _serialize_report(report: "ArchiveReport") -> dict[str, Any]:
    return {
        "folder": str(report.folder),
        "sound": report.is_sound,
        "refetched": report.refetched,
        "segments": [_serialize_segment(segment) for segment in report.segments],
    }


def _serialize_segment(segment: "SegmentReport") -> dict[str, Any]:
    lost = [answer._asdict() | {"pointer": asdict(answer.pointer)} for answer in segment.lost]
    return asdict(segment) | {"faults": [part._asdict() for part in segment.faults], "lost": lost}


def _format_report(report: "ArchiveReport") -> list[str]:
    """Give a line for each segment that is not whole, what to do, and the sums."""
    from commands.output.table import strip_control_characters

    lines = [
        strip_control_characters(_format_segment(segment))
        for segment in report.segments
        if segment.state != "whole"
    ]
    if not report.is_sound:
        lines.append(f"→ {_format_remedy(report)}")
    segments, answers = len(report.segments), sum(segment.answers for segment in report.segments)
    records, size = (
        sum(getattr(segment, name) for segment in report.segments) for name in ("records", "bytes")
    )
    faulty = sum(not segment.is_sound for segment in report.segments)
    return [
        *lines,
        f"archive: {segments} segments, {faulty} damaged or missing; {records} records"
        f" ({size / 1e6:.1f} MB); {len(report.lost)} of {answers} stored answers lost",
    ]


def _format_segment(segment: "SegmentReport") -> str:
    parts = [f"{segment.segment}: {segment.state}", *([segment.detail] if segment.detail else [])]
    if segment.faults:
        first = segment.faults[0]
        more = f"; {segment.damaged - 1} more" if segment.damaged > 1 else ""
        parts.append(f"{first.fault} at byte {first.offset:,}{more}")
    if segment.lost:
        urls = list(dict.fromkeys(answer.url for answer in segment.lost))
        more = ", …" if len(urls) > URLS_SHOWN else ""
        parts.append(
            f"{len(segment.lost)} of {segment.answers} stored answers lost:"
            f" {', '.join(urls[:URLS_SHOWN])}{more}"
        )
    return "; ".join(parts)


def _format_remedy(report: "ArchiveReport") -> str:
    """Say what helps: a backup, the web, or nothing because nothing needs it."""
    backup = f"bring the files back from a backup of {report.folder}"
    if not report.lost:
        return f"{backup}; no stored page needs what is damaged"
    if report.refetched:
        return f"the next `jianwen crawl` fetches {report.refetched} addresses again"
    gone = len({answer.url_id for answer in report.lost if answer.state == "gone"})
    lost = len({answer.url_id for answer in report.lost}) - gone
    except_gone = f" ({gone} more are gone from the web)" if gone else ""
    return (
        f"{backup}; without one, `jianwen archive verify --refetch` lets the next crawl fetch"
        f" {lost} addresses again{except_gone}"
    )
