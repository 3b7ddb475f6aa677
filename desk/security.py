"""Keep strangers out: hosts that are answered, forms that are believed, what a browser loads."""

import hmac
import secrets
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
LOOPBACK_NAMES: Final = frozenset(("127.0.0.1", "localhost", "::1"))
_SAFE_METHODS: Final = frozenset(("GET", "HEAD"))
_OWN_SITES: Final = frozenset(("same-origin", "none"))
_FORM_KEY_FILE: Final = "desk.secret"


class Guard:
    """Refuses requests under foreign host names and forms from other sites; adds the headers.

    A page of another site may point its own name at this machine (DNS rebinding): then the request
    bears that name and is refused.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        """Answer under `hosts` alone."""
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._find_refusal(scope)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers[name] = value
                if not scope["path"].startswith("/static/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        if refusal:
            response = PlainTextResponse(refusal, 403)
            await response(scope, receive, send_with_headers)
            return
        await self._app(scope, receive, send_with_headers)

    def _find_refusal(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        host = urlsplit(f"//{headers.get('host', '')}").hostname or ""
        if host not in self._hosts:
            return "本页面不以此主机名提供服务。 This host name is not served here.\n"
        if scope["method"] not in _SAFE_METHODS and not _is_own_form(headers):
            return "来自其他网站的表单不予接受。 A form of another site is not accepted.\n"
        return ""


def _is_own_form(headers: Headers) -> bool:
    """Say whether a form came from this desk: browsers say so, in one way or another."""
    if site := headers.get("sec-fetch-site"):
        return site in _OWN_SITES
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc == headers.get("host")


def read_form_secret(home: Path) -> str:
    """Give the secret that the desk's own forms carry; it outlives a restart of the desk."""
    path = home / _FORM_KEY_FILE
    try:
        kept = path.read_text("ascii").strip()
    except FileNotFoundError:
        kept = ""
    if len(kept) < 32:
        kept = secrets.token_urlsafe(32)
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(kept, "ascii")
    return kept


def is_own_token(given: str, secret: str) -> bool:
    """Say whether a form carries the desk's secret."""
    return hmac.compare_digest(given.encode(), secret.encode())
