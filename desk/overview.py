"""来源, 运行, 术语, 更正: tables of what the store and the glossary hold."""

from dataclasses import asdict
from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from desk.context import answer_json, get_desk, render_page, require_token, wants_json
from records.errors import UsageError
from services.glossary import add_term, find_terms
from services.status import read_status
from store.sources.runs import list_runs
from store.translations.corrections import list_corrections

_SPARK_DAYS: Final = 30
_RUNS_SHOWN: Final = 60
_TERMS_SHOWN: Final = 300
_CORRECTIONS_SHOWN: Final = 300


def show_sources(request: Request) -> Response:
    """Answer with the health of every source."""
    desk = get_desk(request)
    now = desk.read_clock()
    report = read_status(desk.home, now)
    if wants_json(request):
        return answer_json(report.as_dict())
    days = _list_days(now[:10])
    bars = {
        source.name: _measure_bars({day.day: day.new for day in source.vitals.days}, days)
        for source, _ in report.sources
    }
    return render_page(request, "sources.html", report=report, bars=bars)


def _list_days(today: str) -> list[str]:
    last = date.fromisoformat(today)
    return [(last - timedelta(days=n)).isoformat() for n in range(_SPARK_DAYS - 1, -1, -1)]


def _measure_bars(counts: dict[str, int], days: list[str]) -> list[tuple[str, int, int]]:
    """Give day, number and height in per cent for each day of a sparkline."""
    most = max([counts.get(day, 0) for day in days] or [0]) or 1
    return [(day, counts.get(day, 0), round(100 * counts.get(day, 0) / most)) for day in days]


def show_runs(request: Request) -> Response:
    """Answer with the last runs."""
    with get_desk(request).read_store() as store:
        runs = list_runs(store, _RUNS_SHOWN)
    if wants_json(request):
        return answer_json([asdict(run) for run in runs])
    return render_page(request, "runs.html", runs=runs)


def show_terms(
    request: Request, problem: str = "", draft: dict[str, str] | None = None
) -> Response:
    """Answer with the glossary, or with its terms that hold all the words typed."""
    words = request.query_params.get("q", "")[:200]
    terms = find_terms(get_desk(request).home, words.split())
    if wants_json(request):
        return answer_json([asdict(term) for term in terms])
    return render_page(
        request,
        "terms.html",
        400 if problem else 200,
        terms=terms[:_TERMS_SHOWN],
        total=len(terms),
        words=words,
        problem=problem,
        draft=draft or {},
    )


async def add_glossary_term(request: Request) -> Response:
    """Write a term into the operator's glossary."""
    form = await request.form()
    require_token(request, form)
    names = ("term", "preferred", "accepted", "wrong", "note")
    draft = {name: " ".join(str(form.get(name, "")).split())[:500] for name in names}
    if not draft["term"] or not draft["preferred"]:
        return show_terms(request, "a term needs its English and its Chinese", draft)
    try:
        add_term(
            get_desk(request).home,
            draft["term"],
            draft["preferred"],
            accepted=list(filter(None, draft["accepted"].split("|"))),
            wrong=list(filter(None, draft["wrong"].split("|"))),
            note=draft["note"],
        )
    except UsageError as error:
        return show_terms(request, str(error), draft)
    return RedirectResponse("/terms", 303)


def show_corrections(request: Request) -> Response:
    """Answer with what people corrected, the newest first."""
    with get_desk(request).read_store() as store:
        corrections = list_corrections(store)
    if wants_json(request):
        return answer_json([asdict(correction) for correction in corrections])
    return render_page(
        request,
        "corrections.html",
        corrections=corrections[:_CORRECTIONS_SHOWN],
        total=len(corrections),
    )


def show_help(request: Request) -> Response:
    """Answer with the page of keys and of what can be searched for."""
    return render_page(request, "help.html")
