"""导出: what is on the screen as CSV, JSON Lines, Markdown, or HTML to paste into an editor."""

import csv
import io
import json
from dataclasses import asdict
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from desk.context import get_desk, render_page
from desk.listing import complete_query
from desk.reading import Reading, read_article, remove_text
from pipelines.translation.glossary import load_glossary
from records.errors import UsageError
from records.translation import label_translation
from store.articles.articles import get_article
from store.search.search import search_articles

_ROWS_MAX: Final = 5_000
_COLUMNS: Final = (
    ("uid", "编号"),
    ("title", "标题"),
    ("title_zh", "中文标题"),
    ("source_title", "来源"),
    ("published", "发布时间"),
    ("language", "语言"),
    ("status", "状态"),
    ("translation", "译文"),
    ("licence", "许可"),
    ("url", "网址"),
)
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_BOM: Final = "\ufeff"
"""By which spreadsheets know UTF-8."""


def download_csv(request: Request) -> Response:
    """Answer with the list as CSV, whose cells no spreadsheet takes for formulas."""
    file = io.StringIO()
    rows = csv.writer(file)
    rows.writerow([label for _, label in _COLUMNS])
    for hit in _find_hits(request):
        row = asdict(hit)
        rows.writerow([escape_formula(str(row[name])) for name, _ in _COLUMNS])
    return _attach(_BOM + file.getvalue(), "text/csv; charset=utf-8", "articles.csv")


def download_jsonl(request: Request) -> Response:
    """Answer with the whole articles of the list, one JSON object a line, as the rights allow."""
    lines = []
    with get_desk(request).read_store() as store:
        for hit in _find_hits(request):
            article = get_article(store, hit.uid)
            shown = remove_text(article) if article.full_text == "none" else article
            lines.append(json.dumps(asdict(shown), ensure_ascii=False))
    return _attach("".join(f"{line}\n" for line in lines), "application/jsonl", "articles.jsonl")


def _find_hits(request: Request) -> list:  # type: ignore[type-arg]
    query = request.query_params.get("q", "")[:1_000]
    with get_desk(request).read_store() as store:
        try:
            return search_articles(store, complete_query(query), _ROWS_MAX)
        except UsageError as error:
            raise HTTPException(400, str(error)) from error


def escape_formula(text: str) -> str:
    """Give a cell that a spreadsheet shows and never computes."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def download_markdown(request: Request) -> Response:
    """Answer with one article as Markdown, its source and rights below."""
    reading = _read(request)
    return _attach(write_markdown(reading), "text/markdown; charset=utf-8", "article.md")


def write_markdown(reading: Reading) -> str:
    """Write an article as Markdown: the translation where there is one, else the original."""
    article = reading.article
    body = article.body_zh or article.body
    note = _label(reading)
    licence = _escape_markdown(f"{article.licence} {article.attribution}".strip())
    lines = [
        f"# {_escape_markdown(article.title_zh or article.title)}",
        f"*{note}*" if note else "",
        *(_escape_markdown(block) for block in body.split("\n")),
        "---",
        f"来源：{_escape_markdown(article.outlet or article.source_title)}",
        f"原文：<{article.url}>",
        f"许可：{licence}",
    ]
    return "\n\n".join(filter(None, lines)) + "\n"


def _escape_markdown(text: str) -> str:
    return "".join(f"\\{char}" if char in "\\`*_[]<>#|" else char for char in text)


def show_pasteable(request: Request) -> Response:
    """Answer with one article ready to be pasted into the editor of WeChat, pictures listed."""
    reading = _read(request)
    note = _label(reading)
    return render_page(request, "pasteable.html", reading=reading, note=note)


def _label(reading: Reading) -> str:
    """Say that a text is a machine's translation; "" where it is none."""
    article = reading.article
    return label_translation(article.translation, article.backend) if article.body_zh else ""


def _read(request: Request) -> Reading:
    desk = get_desk(request)
    with desk.read_store() as store:
        try:
            glossary = load_glossary(*desk.home.glossaries)
            return read_article(store, request.path_params["uid"], glossary)
        except UsageError as error:
            raise HTTPException(404, str(error)) from error


def _attach(text: str, media: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.encode("utf-8", "replace"), media_type=media, headers=headers)
