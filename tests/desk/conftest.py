"""The desk on 127.0.0.1, in a thread of the test, and a small client without a browser."""

import http.client
import re
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest

from desk.context import Desk
from desk.server import DeskServer, open_listener
from pipelines.translation.backends.packages import install_package
from records.paths import PROJECT_ROOT, Paths
from services.translate import translate_pending
from tests.conftest import Shelf

NOW = "2026-11-24T08:00:00Z"
TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
VITAMIN = "Vitamin D helps the body absorb calcium."
RIGHT = "维生素D有助于人体吸收钙。"


@dataclass(frozen=True)
class Page:
    """What the desk answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def html(self) -> str:
        return self.body.decode()

    @property
    def text(self) -> str:
        """What a reader sees, roughly: without tags."""
        return " ".join(re.sub(r"<[^>]*>", " ", self.html).split())


@dataclass
class Client:
    """Asks one desk; sends what a browser sends with a form of the page itself."""

    port: int
    shelf: Shelf
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", body: str = "", **headers: str) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Host": self.host, **self.headers, **headers}
        connection.request(method, path, body or None, sent)
        answer = connection.getresponse()
        page = Page(
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read(),
        )
        connection.close()
        return page

    def get(self, path: str, **parameters: str) -> Page:
        query = urllib.parse.urlencode(parameters)
        return self.ask(f"{path}?{query}" if query else path)

    def post(self, path: str, **fields: str) -> Page:
        """Send a form as the desk's own pages do, with their token."""
        token = (self.shelf.home / "desk.secret").read_text()
        return self.ask(
            path,
            "POST",
            urllib.parse.urlencode({"token": token, **fields}),
            **{
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self.host}",
                "Sec-Fetch-Site": "same-origin",
            },
        )


@pytest.fixture
def desk(shelf: Shelf) -> Iterator[Client]:
    """The desk of the `shelf` fixture, ended with the test."""
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    listener = open_listener("127.0.0.1", 0)
    server = DeskServer(replace(Desk.of(home), wait=0.5), listener)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield Client(listener.getsockname()[1], shelf)
    finally:
        server.stop()
        thread.join(timeout=20)
        listener.close()
    assert not thread.is_alive()


@pytest.fixture
def translated(shelf: Shelf) -> str:
    """An article translated by the demo's model, its third sentence wrong; gives its uid."""
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    install_package(TINY, home.models)
    uid = shelf.add(
        "https://open.example/9",
        "Early diagnosis can save lives.",
        f"Wash your hands with soap and water for 20 seconds.\n{VITAMIN}",
        source="open",
        language="en",
    )
    translate_pending(shelf.store, home, now=NOW)
    return uid
