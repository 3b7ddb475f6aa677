"""What every page of the desk needs: where the store is, who asks, in which language."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from desk.security import is_own_token, read_form_secret
from records.clock import utc_now
from records.login_name import read_login_name
from records.paths import Paths
from services.messages import look_up
from services.review import Editor
from store.db.connection import Store
from store.open import open_store

HERE: Final = Path(__file__).parent
LANGUAGE_COOKIE: Final = "language"
EDITOR_COOKIE: Final = "editor"
EDITOR_CHARS: Final = 40
_BEIJING: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Desk:
    """One desk: the installation that it shows and the secret of its forms."""

    home: Paths
    form_secret: str
    editor: str = ""  # who decides where the browser gives no name: the login name
    wait: float = 10.0  # seconds that an editor's decision waits for a crawl that is writing

    @classmethod
    def of(cls, home: Paths) -> "Desk":
        """Give the desk of an installation; its first one makes the secret."""
        return cls(home, read_form_secret(home.path), read_login_name())

    def read_store(self) -> Store:
        """Open the store for reading; StoreError where there is none."""
        return open_store(self.home.store, readonly=True)

    def write_store(self) -> Store:
        """Open the store for a decision; StoreError where it stays locked."""
        return open_store(self.home.store, create=False, wait=self.wait)

    @staticmethod
    def read_clock() -> str:
        """Give the present time, UTC."""
        return utc_now()


@cache
def load_english() -> Mapping[str, str]:
    """Read the English of the desk's Chinese texts."""
    texts: Mapping[str, str] = tomllib.loads((HERE / "english.toml").read_text("utf-8"))
    return texts


@cache
def load_templates() -> Environment:
    """Give the templates; every text is escaped, a name that nobody gave is an error."""
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def get_desk(request: Request) -> Desk:
    """Give the desk that a request came to."""
    desk: Desk = request.app.state.desk
    return desk


def choose_language(request: Request) -> str:
    """Give the language of the page: `?language=`, else the cookie, else Chinese."""
    wanted = request.query_params.get("language") or request.cookies.get(LANGUAGE_COOKIE)
    return "en" if wanted == "en" else "zh"


def get_editor(request: Request) -> Editor:
    """Give who decides with this request, and when: the name of the browser, else of the login."""
    desk = get_desk(request)
    named = unquote(request.cookies.get(EDITOR_COOKIE, ""))[:EDITOR_CHARS].strip()
    return Editor(named or desk.editor, desk.read_clock())


def render_page(request: Request, name: str, status: int = 200, **values: object) -> Response:
    """Write a page."""
    language = choose_language(request)
    html = (
        load_templates()
        .get_template(name)
        .render(
            **values,
            t=translate_to(language),
            label=label_in(language),
            language=language,
            path=request.url.path,
            here=_get_place(request),
            editor_name=get_editor(request).name,
            link=build_link,
            beijing=format_beijing,
            token=get_desk(request).form_secret,
        )
    )
    response = HTMLResponse(html, status)
    if "language" in request.query_params:
        response.set_cookie(LANGUAGE_COOKIE, language, httponly=True, samesite="lax")
    return response


def _get_place(request: Request) -> str:
    query = f"?{request.url.query}" if request.url.query else ""
    return request.url.path + query


def translate_to(language: str) -> Any:  # noqa: ANN401 - a function of texts
    """Give the function that writes the desk's Chinese texts in a language."""
    english = load_english() if language == "en" else {}

    def translate(text: str, **values: object) -> str:
        found = english.get(text, text)
        return found.format(**values) if values else found

    return translate


def label_in(language: str) -> Any:  # noqa: ANN401 - a function of texts
    """Give the function that writes a state's name, or a reason, in a language."""
    return look_up if language == "zh" else lambda text, context="": text


def format_beijing(moment: str) -> str:
    """Give a time of the store, UTC, as it is written in Beijing; a bare date stays as it is."""
    if "T" not in moment:
        return moment
    return f"{datetime.fromisoformat(moment).astimezone(_BEIJING):%Y-%m-%d %H:%M}"


def build_link(path: str, **parameters: object) -> str:
    """Write a link; parameters without a value are left out."""
    kept = {name: value for name, value in parameters.items() if value not in (None, "")}
    return f"{path}?{urlencode(kept)}" if kept else path


def wants_json(request: Request) -> bool:
    """Say whether a page was asked for as JSON, by its ending."""
    return request.url.path.endswith(".json")


def answer_json(value: object) -> Response:
    """Answer with JSON."""
    return JSONResponse(value)


def require_token(request: Request, form: FormData) -> None:
    """Refuse a form without this desk's secret."""
    if not is_own_token(str(form.get("token", "")), get_desk(request).form_secret):
        raise HTTPException(403, "the form is not this desk's")
