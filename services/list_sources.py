"""List the sources with what their files allow and how the store says they do."""

from dataclasses import asdict, dataclass

from crawler.sources.load import load_sources
from records.paths import Paths
from records.source import Source
from store.open import open_store
from store.sources.health import judge_source
from store.sources.sources import SourceFacts, list_source_facts


@dataclass(frozen=True, slots=True)
class ListedSource:
    """One source: what its file says, then what the store does."""

    name: str
    title: str
    kind: str
    enabled: bool
    licence: str
    full_text: str
    translate: bool
    state: str
    articles: int = 0
    last_new: str = ""
    last_state: str = ""
    last_error: str = ""

    def as_dict(self) -> dict[str, object]:
        """Give everything as JSON has it."""
        return asdict(self)


def list_sources(home: Paths, now: str) -> list[ListedSource]:
    """List the sources of the source files, also where there is no store yet.

    Raises UsageError for a faulty file.
    """
    facts = _read_source_facts(home)
    return [
        _list_source(source, facts.get(source.name), now)
        for source in load_sources(home.sources, home.allow_hosts)
    ]


def _read_source_facts(home: Paths) -> dict[str, SourceFacts]:
    if not home.store.exists():
        return {}
    with open_store(home.store, create=False, readonly=True) as store:
        return {facts.name: facts for facts in list_source_facts(store)}


def _list_source(source: Source, facts: SourceFacts | None, now: str) -> ListedSource:
    described = (
        source.name,
        source.title,
        source.kind,
        source.enabled,
        source.rights.licence,
        source.rights.full_text,
        source.rights.translate,
    )
    if facts is None:
        return ListedSource(*described, "never run" if source.enabled else "draft")
    return ListedSource(
        *described,
        judge_source(facts, now).state if source.enabled else "draft",
        facts.articles,
        facts.last_new,
        facts.last_state,
        facts.last_error,
    )
