"""稿件: the list of articles, with search, facets and pages."""

import re
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from desk.context import answer_json, get_desk, render_page, wants_json
from desk.marks import MarkedText, split_marks
from records.errors import UsageError
from store.db.connection import Store
from store.search.facets import Facet, FacetValue, count_facets
from store.search.query import parse_query
from store.search.search import SearchHit, count_hits, search_articles

PAGE_ARTICLES: Final = 30
_EVERYTHING: Final = "status:published"
_FOLDED: Final = "copies:no"
_FILTER: Final = re.compile(r"(?:status|translation|lang|source|after|before|copies):\S+")
_FACET_VALUES_SHOWN: Final = 12
_NARROW_FILTERS: Final = {"after": ("after", "before")}
_TITLES: Final = {
    "status": "状态",
    "translation": "译文",
    "lang": "语言",
    "source": "来源",
    "after": "月份",
}
_LANGUAGE_NAMES: Final = {
    "zh": "简体中文",
    "zh-hant": "繁体中文",
    "en": "英文",
    "und": "语言不明",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet as a link: the query that it leads to."""

    value: str
    title: str
    count: int
    query: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """A facet with its values."""

    name: str
    title: str
    values: tuple[Choice, ...]
    is_capped: bool


@dataclass(frozen=True, slots=True)
class Row:
    """An article in the list."""

    hit: SearchHit
    title: MarkedText
    title_zh: MarkedText
    text: MarkedText


@dataclass(frozen=True, slots=True)
class ArticleList:
    """One page of the list."""

    query: str
    rows: tuple[Row, ...]
    facets: tuple[Choices, ...]
    total: int
    page: int
    problem: str = ""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_ARTICLES))


def show_list(request: Request) -> Response:
    """Answer with the list; a query that cannot be read is told beside the box."""
    query = request.query_params.get("q", "").strip()[:1_000]
    page = _read_page(request.query_params.get("page", ""))
    newest = request.query_params.get("sort", "") == "newest"
    with get_desk(request).read_store() as store:
        try:
            articles = read_list(store, query, page, newest=newest)
        except UsageError as error:
            articles = ArticleList(query, (), (), 0, 1, str(error))
    if wants_json(request):
        return answer_json(_serialize_list(articles))
    return render_page(
        request,
        "list.html",
        400 if articles.problem else 200,
        articles=articles,
        newest=newest,
        language_names=_LANGUAGE_NAMES,
        trail={"list": query or _EVERYTHING, "sort": "newest" if newest else ""},
    )


def read_list(store: Store, query: str, page: int = 1, *, newest: bool = False) -> ArticleList:
    """Read one page of the list; UsageError for a filter with an impossible value.

    Duplicates are folded under their canonical article; without words the newest come first.
    """
    full = complete_query(query)
    hits = search_articles(
        store, full, PAGE_ARTICLES, skip=(page - 1) * PAGE_ARTICLES, newest=newest
    )
    return ArticleList(
        query,
        tuple(map(_build_row, hits)),
        tuple(_build_choices(facet, query) for facet in count_facets(store, parse_query(full))),
        count_hits(store, full),
        page,
    )


def complete_query(query: str) -> str:
    """Give what is searched for what was typed: nothing means everything that is published."""
    filters = _FILTER.findall(query)
    folded = "" if any(name.startswith("copies:") for name in filters) else _FOLDED
    return " ".join(filter(None, (query.strip() or _EVERYTHING, folded)))


def list_uids(store: Store, query: str, count: int, *, newest: bool = False) -> list[str]:
    """Give the uids of the first articles of a list, in its order."""
    hits = search_articles(store, complete_query(query), count, newest=newest)
    return [hit.uid for hit in hits]


def _read_page(text: str) -> int:
    return min(int(text), 10_000) if text.isdecimal() and int(text) > 0 else 1


def _build_row(hit: SearchHit) -> Row:
    return Row(
        hit,
        split_marks(hit.heading),
        split_marks(hit.heading_zh),
        split_marks(hit.snippet or hit.lead),
    )


def _build_choices(facet: Facet, query: str) -> Choices:
    values = facet.values[:_FACET_VALUES_SHOWN]
    return Choices(
        facet.name,
        _TITLES[facet.name],
        tuple(_build_choice(facet.name, value, query) for value in values),
        facet.is_capped,
    )


def _build_choice(name: str, counted: FacetValue, query: str) -> Choice:
    """Give the query with a facet's value, or without it where it is chosen already."""
    value = counted.value
    written = _write_month(value) if name == "after" else f"{name}:{value}"
    names = _NARROW_FILTERS.get(name, (name,))
    chosen = all(part in query.split() for part in written.split())
    rest = " ".join(
        word for word in query.split() if not word.startswith(tuple(f"{name}:" for name in names))
    )
    following = rest if chosen else f"{rest} {written}".strip()
    return Choice(value, counted.title or value, counted.count, following, chosen)


def _write_month(month: str) -> str:
    year, number = (int(part) for part in month.split("-")) if "-" in month else (int(month), 0)
    if not number:
        return f"after:{year}"
    following = date(year + number // 12, number % 12 + 1, 1)
    return f"after:{month} before:{following:%Y-%m}"


def _serialize_list(articles: ArticleList) -> dict[str, object]:
    return {
        "query": articles.query,
        "total": articles.total,
        "page": articles.page,
        "pages": articles.pages,
        "problem": articles.problem,
        "articles": [_serialize_hit(row.hit) for row in articles.rows],
        "facets": [
            {"name": facet.name, "values": [[one.value, one.count] for one in facet.values]}
            for facet in articles.facets
        ],
    }


def _serialize_hit(hit: SearchHit) -> dict[str, object]:
    row = asdict(hit)
    return {
        name: split_marks(value).text if name.startswith(("heading", "snippet")) else value
        for name, value in row.items()
    }
