"""The slow resources of the pipeline: loaded once per process, handed to every stage."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipelines.extraction.trace import NULL_TRACE, Trace
from records.source import PageRules, Source

if TYPE_CHECKING:  # the stages import this module; at run time it must not import them back
    from pipelines.resources.boilerplate_rules import BoilerplateRules
    from pipelines.resources.lexicon import Lexicon
    from pipelines.resources.segmenter import SegmenterEngine
    from pipelines.resources.word_counts import WordCounts


@dataclass(frozen=True, slots=True)
class StageContext:
    """What the stages need besides the record.

    It is built inside the process that refines and never sent to another.
    """

    rules: Mapping[str, PageRules]  # source name -> CSS rules
    utc_offsets: Mapping[str, str]  # source name -> UTC offset of times that name none
    boilerplate: "BoilerplateRules"
    segmenter: Callable[[str], list[str]]  # Chinese text -> its words; joined they give the text
    lexicon: "Lexicon"
    word_counts: Mapping[str, "WordCounts"]  # language -> documents that hold each word
    identify_latin: Callable[[str], tuple[str, float]]  # Latin prose -> language, confidence
    trace: Trace = NULL_TRACE  # called with what is decided about each block


def build_stage_context(
    data_folder: Path, sources: Iterable[Source] = (), *, engine: "SegmenterEngine" = "rjieba"
) -> StageContext:
    """Load dictionaries, lexicon and boilerplate rules from the checkout's `data_folder` folder.

    Takes about a second, so once per process. Raises OSError when a file of `data_folder` is
    missing.
    """
    from pipelines.resources.boilerplate_rules import load_boilerplate_rules
    from pipelines.resources.language_profiles import build_language_detector
    from pipelines.resources.lexicon import load_lexicon
    from pipelines.resources.segmenter import build_segmenter
    from pipelines.resources.word_counts import load_word_counts

    source_list = tuple(sources)
    lexicon = load_lexicon(data_folder / "lexicon" / "terms.tsv")
    return StageContext(
        rules={source.name: source.rules for source in source_list},
        utc_offsets={source.name: source.utc_offset for source in source_list},
        boilerplate=load_boilerplate_rules(data_folder / "boilerplate"),
        segmenter=build_segmenter(lexicon.words, engine),
        lexicon=lexicon,
        word_counts=load_word_counts(data_folder / "lexicon" / "counts.tsv"),
        identify_latin=build_language_detector(),
    )
