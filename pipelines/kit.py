"""The slow resources of the line: loaded once per process, handed to every stage."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.trace import SILENT, Trace
from records.source import PageRules, Source

if TYPE_CHECKING:  # the stages import this module; at run time it must not import them back
    from pipelines.clean import Boilerplate
    from pipelines.keywords import Counts
    from pipelines.segment import Engine
    from pipelines.tag import Lexicon


@dataclass(frozen=True, slots=True)
class Kit:
    """What the stages need besides the record; it is built inside the process that refines and never sent to another."""

    rules: Mapping[str, PageRules]  # source name -> CSS rules
    zones: Mapping[str, str]  # source name -> UTC offset of times that name none
    boilerplate: "Boilerplate"
    cut: Callable[[str], list[str]]  # Chinese text -> its words; joined they give the text
    lexicon: "Lexicon"
    counts: Mapping[str, "Counts"]  # language -> documents that hold each word
    identify_latin: Callable[[str], tuple[str, float]]  # Latin prose -> language, confidence
    trace: Trace = SILENT  # hears what is decided about each block


def build_kit(data: Path, sources: Iterable[Source] = (), *, engine: "Engine" = "rjieba") -> Kit:
    """Load dictionaries, lexicon and boilerplate rules from the checkout's `data` folder.

    Takes about a second, so once per process. Raises OSError when a file of `data` is missing.
    """
    from pipelines.clean import load_boilerplate
    from pipelines.keywords import load_counts
    from pipelines.letters import letter_detector
    from pipelines.segment import build_cut
    from pipelines.tag import load_lexicon

    known = tuple(sources)
    lexicon = load_lexicon(data / "lexicon" / "terms.tsv")
    return Kit(
        rules={source.name: source.rules for source in known},
        zones={source.name: source.utc_offset for source in known},
        boilerplate=load_boilerplate(data / "boilerplate"),
        cut=build_cut(lexicon.words, engine),
        lexicon=lexicon,
        counts=load_counts(data / "lexicon" / "counts.tsv"),
        identify_latin=letter_detector(),
    )
