"""What editors decide on the page of an article: its status, its translation, its sentences."""

import re
from collections.abc import Callable
from typing import Final, Literal, cast
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.article import Draft, answer_article, find_neighbours, read_trail
from desk.context import (
    EDITOR_CHARS,
    EDITOR_COOKIE,
    build_link,
    get_desk,
    get_editor,
    require_token,
)
from records.errors import JianwenError, UsageError
from services.correct import NewCorrection, find_sentence, store_corrections
from services.review import (
    accept_sentence,
    approve_translation,
    reject_translation,
    reopen_sentence,
    undo_decision,
)
from services.withdraw import release_articles, withhold_articles

Write = Callable[[Request, str, str], None]
"""Carries out a decision with its reason."""

_WITHHOLDING: Final = ("withdrawn", "held", "rejected")
_OWN_PATH: Final = re.compile(r"/(?:[\w.-]+/?)*+", re.ASCII)
_REASON_CHARS: Final = 2_000
_SENTENCE_CHARS: Final = 10_000
_YEAR_SECONDS: Final = 365 * 86_400


async def change_status(request: Request) -> Response:
    """Withdraw, hold, reject or release the article; a refusal is shown with what was typed."""
    return await _decide(request, _write_status)


async def review_translation(request: Request) -> Response:
    """Approve or reject the translation, or take that back."""
    return await _decide(request, _write_review)


async def _decide(request: Request, write: Write) -> Response:
    form = await request.form()
    require_token(request, form)
    return await run_in_threadpool(_carry_out, request, form, write)


def _carry_out(request: Request, form: FormData, write: Write) -> Response:
    """Write a decision; then the next article of the list is shown, or this one again."""
    uid, reason = request.path_params["uid"], str(form.get("reason", ""))[:_REASON_CHARS]
    neighbours = find_neighbours(request, uid)
    try:
        write(request, str(form.get("decision", ""))[:40], reason)
    except JianwenError as error:
        return _answer_problem(request, Draft(problem=str(error), reason=reason), error)
    following = neighbours.after if form.get("next") else ""
    link = build_link(f"/a/{following or uid}", **read_trail(request), decided=uid)
    return RedirectResponse(link, 303)


def _write_status(request: Request, decision: str, reason: str) -> None:
    desk, who, uids = get_desk(request), get_editor(request), [request.path_params["uid"]]
    if decision == "published":
        release_articles(desk.home, uids, who.now, by=who.name, wait=desk.wait)
    elif decision in _WITHHOLDING:
        status = cast(Literal["withdrawn", "held", "rejected"], decision)
        withhold_articles(desk.home, uids, status, reason, who.now, by=who.name, wait=desk.wait)
    else:
        raise UsageError(f"no status is called {decision!r}")


def _write_review(request: Request, decision: str, reason: str) -> None:
    desk, who, uid = get_desk(request), get_editor(request), request.path_params["uid"]
    with desk.write_store() as store:
        if decision == "approve":
            approve_translation(store, desk.home, uid, who)
        elif decision == "reject":
            reject_translation(store, uid, reason, who)
        elif decision == "undo":
            undo_decision(store, desk.home, uid, who)
        else:
            raise UsageError(f"no decision is called {decision!r}")


async def correct_sentence(request: Request) -> Response:
    """Take an editor's translation of a sentence, here and wherever else it stands.

    Two editors at one sentence: whoever comes second is told what stands there now, and nothing is
    overwritten.
    """
    form = await request.form()
    require_token(request, form)
    return await run_in_threadpool(_correct_sentence, request, form)


def _correct_sentence(request: Request, form: FormData) -> Response:
    number, desk = request.path_params["number"], get_desk(request)
    target = " ".join(str(form.get("target", "")).split())[:_SENTENCE_CHARS]
    with desk.read_store() as store:
        try:
            uid, sentence = find_sentence(store, request.path_params["uid"], number)
        except UsageError as error:
            raise HTTPException(404, str(error)) from error
    draft = Draft("conflict", "", number, target)
    if sentence.target not in (str(form.get("seen", "")), target):
        return answer_article(request, draft, 409)
    who, action = get_editor(request), form.get("action")
    try:
        with desk.write_store() as store:
            if action == "accept":
                note = str(form.get("note", ""))
                accept_sentence(store, desk.home, uid, number, note, who)
            elif action == "reopen":
                reopen_sentence(store, desk.home, uid, number, who)
            else:
                correction = NewCorrection(sentence.source, target, uid)
                store_corrections(store, desk.home, [correction], who.now, editor=who.name)
    except JianwenError as error:
        return _answer_problem(request, Draft(str(error), "", number, target), error)
    return RedirectResponse(f"{build_link(f'/a/{uid}', **read_trail(request))}#s{number}", 303)


def _answer_problem(request: Request, draft: Draft, error: JianwenError) -> Response:
    """Show the article again with what was typed, so that nothing of it is lost."""
    return answer_article(request, draft, 400 if isinstance(error, UsageError) else 409)


async def set_editor(request: Request) -> Response:
    """Remember in the browser under which name its editor decides."""
    form = await request.form()
    require_token(request, form)
    name = " ".join(str(form.get("name", "")).split())[:EDITOR_CHARS]
    back = str(form.get("back", "/"))
    is_own = _OWN_PATH.fullmatch(back) is not None
    response = RedirectResponse(back if is_own else "/", 303)
    response.set_cookie(
        EDITOR_COOKIE, quote(name), max_age=_YEAR_SECONDS, httponly=True, samesite="lax"
    )
    return response
