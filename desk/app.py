"""The desk as a web application: which address is which page, and what a fault looks like."""

from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from desk.article import show_article
from desk.context import HERE, Desk, answer_json, render_page, wants_json
from desk.decisions import change_status, correct_sentence, review_translation, set_editor
from desk.downloads import download_csv, download_jsonl, download_markdown, show_pasteable
from desk.listing import show_list
from desk.overview import (
    add_glossary_term,
    show_corrections,
    show_help,
    show_runs,
    show_sources,
    show_terms,
)
from desk.security import LOOPBACK_NAMES, Guard
from records.errors import JianwenError, StoreError

UNKNOWN_FAULT: Final = "出了错。"
_EXPLANATIONS: Final = {
    400: "这个请求读不懂。",
    403: "表单已过期或不是本页面发出的，请返回、刷新后再试。",
    404: "没有这一页。稿件可能已并入别的稿件，或编号有误。",
    405: "不能这样打开这一页。",
    409: "正在写入，请稍后重试。",
    503: "数据库暂时不能使用。",
}

ROUTES: Final = (
    Route("/", show_list),
    Route("/articles.json", show_list),
    Route("/articles.csv", download_csv),
    Route("/articles.jsonl", download_jsonl),
    Route("/a/{uid:str}.json", show_article),
    Route("/a/{uid:str}.md", download_markdown),
    Route("/a/{uid:str}/paste", show_pasteable),
    Route("/a/{uid:str}/status", change_status, methods=["POST"]),
    Route("/a/{uid:str}/translation", review_translation, methods=["POST"]),
    Route("/a/{uid:str}/sentences/{number:int}", correct_sentence, methods=["POST"]),
    Route("/a/{uid:str}", show_article),
    Route("/sources", show_sources),
    Route("/sources.json", show_sources),
    Route("/runs", show_runs),
    Route("/runs.json", show_runs),
    Route("/terms", show_terms),
    Route("/terms.json", show_terms),
    Route("/terms", add_glossary_term, methods=["POST"]),
    Route("/corrections", show_corrections),
    Route("/corrections.json", show_corrections),
    Route("/help", show_help),
    Route("/editor", set_editor, methods=["POST"]),
    Mount("/static", StaticFiles(directory=HERE / "static")),
)


def build_app(desk: Desk, hosts: frozenset[str] = LOOPBACK_NAMES) -> Starlette:
    """Build a desk's application; it answers under the names in `hosts` alone."""
    app = Starlette(
        routes=list(ROUTES),
        middleware=[Middleware(Guard, hosts=hosts)],
        exception_handlers={
            HTTPException: _show_fault,
            JianwenError: _show_error,
            Exception: _show_bug,
        },
    )
    app.state.desk = desk
    return app


def _show_fault(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return _render_fault(request, status, detail)


def _show_error(request: Request, error: Exception) -> Response:
    return _render_fault(request, 503 if isinstance(error, StoreError) else 400, str(error))


def _render_fault(request: Request, status: int, detail: str) -> Response:
    if wants_json(request):
        response = answer_json({"error": detail})
        response.status_code = status
        return response
    explanation = _EXPLANATIONS.get(status, UNKNOWN_FAULT)
    return render_page(
        request, "fault.html", status, fault=status, explanation=explanation, detail=detail
    )


def _show_bug(request: Request, error: Exception) -> Response:
    # no traceback reaches a reader; Starlette raises the error again, so that the log has it
    return PlainTextResponse("出了错，已记入日志。 An error occurred; the log has it.\n", 500)
