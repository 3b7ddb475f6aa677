"""文章: one article as its page shows it."""

from dataclasses import asdict, dataclass
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.context import (
    Desk,
    answer_json,
    get_desk,
    render_page,
    wants_json,
)
from desk.listing import list_uids
from desk.reading import Reading, read_article
from pipelines.translation.glossary import load_glossary
from records.article import Article
from records.errors import UsageError
from records.translation import is_demo_translation
from store.articles.articles import get_article
from store.db.connection import Store
from store.translations.corrections import find_articles_with_sentence

_NEIGHBOURS_MAX: Final = 300
"""Articles of the list in which the one before and the one after are looked for."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The articles before and after this one in the list from which it was opened."""

    before: str = ""
    after: str = ""
    left: int = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """What an editor typed and the desk could not take: it is shown again."""

    problem: str = ""
    reason: str = ""
    sentence: int = 0
    target: str = ""


def show_article(request: Request) -> Response:
    """Answer with the article's page."""
    return answer_article(request, Draft())


def answer_article(request: Request, draft: Draft, status: int = 200) -> Response:
    """Answer with the article's page and what an editor typed that could not be stored."""
    desk, uid = get_desk(request), request.path_params["uid"]
    with desk.read_store() as store:
        try:
            reading = read_article(store, uid, load_glossary(*desk.home.glossaries))
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
        neighbours = find_neighbours(request, reading.article.uid)
        decided = _find_decided(request, store)
        edited = _find_edited(request, draft, reading)
        others = _count_others(desk, reading, edited)
    if wants_json(request):
        return answer_json(_serialize_reading(reading))
    return render_page(
        request,
        "article.html",
        status,
        reading=reading,
        article=reading.article,
        neighbours=neighbours,
        edited=edited,
        others=others,
        draft=draft,
        decided=decided,
        is_demo=is_demo_translation(reading.article.backend),
        trail=read_trail(request),
    )


def _find_decided(request: Request, store: Store) -> Article | None:
    """Give the article that was decided just before, so that the decision can be undone."""
    uid = request.query_params.get("decided", "")[:40]
    try:
        return get_article(store, uid) if uid else None
    except UsageError:
        return None


def _find_edited(request: Request, draft: Draft, reading: Reading) -> int:
    number = request.query_params.get("edit", "")
    wanted = draft.sentence or (int(number) if number.isdecimal() and len(number) < 7 else 0)
    return wanted if reading.find_sentence(wanted) else 0


def _count_others(desk: Desk, reading: Reading, number: int) -> int:
    """Count the other articles that a correction of this sentence would change."""
    sentence = reading.find_sentence(number)
    if sentence is None:
        return 0
    with desk.read_store() as store:
        return len(find_articles_with_sentence(store, sentence.source)) - 1


def find_neighbours(request: Request, uid: str) -> Neighbours:
    """Find the articles beside this one in the list from which it was opened."""
    trail = read_trail(request)
    if not trail:
        return Neighbours()
    with get_desk(request).read_store() as store:
        try:
            newest = trail["sort"] == "newest"
            uids = list_uids(store, trail["list"], _NEIGHBOURS_MAX, newest=newest)
        except UsageError:
            return Neighbours()
    if uid not in uids:
        return Neighbours(after=uids[0] if uids else "", left=len(uids))
    place = uids.index(uid)
    return Neighbours(
        uids[place - 1] if place else "",
        uids[place + 1] if place + 1 < len(uids) else "",
        len(uids) - place - 1,
    )


def read_trail(request: Request) -> dict[str, str]:
    """Give the list from which the article was opened, empty for none."""
    query = request.query_params.get("list", "")[:1_000]
    return {"list": query, "sort": request.query_params.get("sort", "")} if query else {}


def _serialize_reading(reading: Reading) -> dict[str, object]:
    return {
        "article": asdict(reading.article),
        "provenance": asdict(reading.history),
        "linked": [asdict(linked) for linked in reading.linked],
        "sentences": [
            asdict(sentence) for paragraph in reading.paragraphs for sentence in paragraph.sentences
        ],
    }
