"""文章: one article, with the decisions that an editor takes about it."""

from dataclasses import asdict, dataclass
from typing import Final, Literal, cast

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.context import (
    Desk,
    answer_json,
    build_link,
    get_desk,
    render_page,
    require_token,
    wants_json,
)
from desk.listing import list_uids
from desk.reading import Reading, read_article
from pipelines.translation.glossary import load_glossary
from records.article import Article
from records.errors import JianwenError, UsageError
from records.translation import is_demo_translation
from services.correct import NewCorrection, find_sentence, store_corrections
from services.withdraw import release_articles, withhold_articles
from store.articles.articles import get_article
from store.db.connection import Store
from store.translations.corrections import find_articles_with_sentence

_NEIGHBOURS_MAX: Final = 300
"""Articles of the list in which the one before and the one after are looked for."""
_WITHHOLDING: Final = ("withdrawn", "held", "rejected")


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
    return _answer(request, Draft())


def _answer(request: Request, draft: Draft, status: int = 200) -> Response:
    desk, uid = get_desk(request), request.path_params["uid"]
    with desk.read_store() as store:
        try:
            reading = read_article(store, uid, load_glossary(*desk.home.glossaries))
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
        neighbours = _find_neighbours(request, reading.article.uid)
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
        trail=_read_trail(request),
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


def _find_neighbours(request: Request, uid: str) -> Neighbours:
    trail = _read_trail(request)
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


def _read_trail(request: Request) -> dict[str, str]:
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


# --- decisions


async def change_status(request: Request) -> Response:
    """Withdraw, hold, reject or release the article; a refusal is shown with what was typed."""
    form = await request.form()
    require_token(request, form)
    return await run_in_threadpool(_change_status, request, form)


def _change_status(request: Request, form: FormData) -> Response:
    desk, uid = get_desk(request), request.path_params["uid"]
    status, reason = str(form.get("status", "")), str(form.get("reason", ""))[:2_000]
    neighbours = _find_neighbours(request, uid)
    try:
        _write_status(desk, uid, status, reason)
    except JianwenError as error:
        return _answer_problem(request, Draft(problem=str(error), reason=reason), error)
    following = neighbours.after if form.get("next") else ""
    link = build_link(f"/a/{following or uid}", **_read_trail(request), decided=uid)
    return RedirectResponse(link, 303)


def _write_status(desk: Desk, uid: str, status: str, reason: str) -> None:
    now = desk.read_clock()
    if status == "published":
        release_articles(desk.home, [uid], now, wait=desk.wait)
    elif status in _WITHHOLDING:
        withheld = cast(Literal["withdrawn", "held", "rejected"], status)
        withhold_articles(desk.home, [uid], withheld, reason, now, wait=desk.wait)
    else:
        raise UsageError(f"no status is called {status[:40]!r}")


async def correct_sentence(request: Request) -> Response:
    """Take an editor's translation of a sentence, here and wherever else it stands.

    Two editors at one sentence: whoever comes second is told what stands there now, and nothing is
    overwritten.
    """
    form = await request.form()
    require_token(request, form)
    return await run_in_threadpool(_correct_sentence, request, form)


def _correct_sentence(request: Request, form: FormData) -> Response:
    desk, uid = get_desk(request), request.path_params["uid"]
    number = request.path_params["number"]
    target = " ".join(str(form.get("target", "")).split())[:10_000]
    with desk.read_store() as store:
        try:
            uid, sentence = find_sentence(store, uid, number)
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
    if sentence.target not in (str(form.get("seen", "")), target):
        return _answer(request, Draft("conflict", "", number, target), 409)
    try:
        with desk.write_store() as store:
            correction = NewCorrection(sentence.source, target, uid)
            store_corrections(store, desk.home, [correction], desk.read_clock())
    except JianwenError as error:
        return _answer_problem(request, Draft(str(error), "", number, target), error)
    link = build_link(f"/a/{uid}", **_read_trail(request))
    return RedirectResponse(f"{link}#s{number}", 303)


def _answer_problem(request: Request, draft: Draft, error: JianwenError) -> Response:
    """Show the article again with what was typed, so that nothing of it is lost."""
    return _answer(request, draft, 400 if isinstance(error, UsageError) else 409)
