"""The demo newsroom: small web sites on this machine, served to the crawler like any other."""

import json
import socket
import threading
from collections import deque
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from demo.edition import SERVER_SITES, render_edition
from demo.pages import DemoResponse, SitePages
from records.errors import StoreError, UsageError

NEWSROOM_HOST: Final = "127.0.0.1"
# below the range from which systems give out ports of their own (32768 and up on Linux)
FIRST_PORT: Final = 20_000
PORT_COUNT: Final = 10_000
PORT_TRIES: Final = 200
IDLE_SECONDS: Final = 10.0  # a connection that says nothing is closed
LOG_LINES: Final = 10_000
NOT_FOUND: Final = DemoResponse(
    b"<!DOCTYPE html><title>404</title><p>Not found", "text/html; charset=utf-8", "", 404
)
NO_TOKEN: Final = DemoResponse(
    b'{"error": "bearer token missing or wrong"}', "application/json", "", 401
)


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request as the newsroom saw it."""

    server: str
    method: str
    path: str
    status: int
    conditional: bool


@dataclass(slots=True)
class NewsroomState:
    """What must stay the same from one demo to the next: addresses name articles, a correction
    happens once.
    """

    path: Path
    ports: dict[str, int] = field(default_factory=dict)
    corrected: str = ""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the memory of a home.

        A home without one has run no demo yet, one of an older newsroom lacks servers.
        """
        try:
            kept = json.loads(path.read_bytes())
            ports = {
                name: int(port) for name, port in kept["ports"].items() if name in SERVER_SITES
            }
            return cls(path, ports, str(kept["corrected"]))
        except FileNotFoundError:
            return cls(path)
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"cannot read {path}: {error}; delete it to start the demo afresh"
            ) from error

    def save(self) -> None:
        """Write the memory; a torn file would strand the demo, hence the rename."""
        part = self.path.with_suffix(".part")
        try:
            part.write_text(
                json.dumps({"ports": self.ports, "corrected": self.corrected}, indent=1) + "\n",
                "utf-8",
            )
            part.replace(self.path)
        except OSError as error:
            raise StoreError(
                f"cannot write {self.path}: {error.strerror}; check the disk and the permissions"
            ) from error


class Newsroom:
    """Serve one edition of the newsroom for the length of a `with` block.

    Empty `ports` in the memory are filled with free ones, chosen by the folder's name so that they
    are likely to be the same for the same home. Raises UsageError when a remembered port is taken.
    """

    def __init__(
        self, data: Path, memory: NewsroomState, *, edition: int, corrected: datetime, token: str
    ) -> None:
        """Say what to serve; nothing is opened yet."""
        self._data, self._memory, self._edition, self._corrected, self._token = (
            data,
            memory,
            edition,
            corrected,
            token,
        )
        self._servers: dict[str, _Server] = {}
        self.log: deque[LoggedRequest] = deque(maxlen=LOG_LINES)

    @property
    def printed(self) -> dict[str, SitePages]:
        """Server name -> path -> what it answers."""
        return {name: server.pages for name, server in self._servers.items()}

    @property
    def hosts(self) -> dict[str, str]:
        """Server name -> host:port."""
        return {
            name: f"{NEWSROOM_HOST}:{server.server_address[1]}"
            for name, server in self._servers.items()
        }

    def __enter__(self) -> Self:
        """Open the servers, then print the edition: the pages hold their addresses."""
        try:
            for name in SERVER_SITES:
                self._servers[name] = self._open(name)
            self._memory.ports = {
                name: int(server.server_address[1]) for name, server in self._servers.items()
            }
            printed = render_edition(
                self._data, self.hosts, edition=self._edition, corrected=self._corrected
            )
            for name, server in self._servers.items():
                server.start(printed[name])
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close servers and connections."""
        self._close()

    def _open(self, name: str) -> "_Server":
        if port := self._memory.ports.get(name):
            try:
                return _Server(name, port, self._token, self.log)
            except OSError as error:
                raise UsageError(
                    f"port {port} of the demo newsroom is taken ({error.strerror}); end the program"
                    f" that uses it, or delete {self._memory.path} for other ports"
                ) from error
        start = int(sha256(str(self._memory.path).encode()).hexdigest()[:8], 16)
        for step in range(PORT_TRIES):
            with suppress(OSError):
                return _Server(
                    name, FIRST_PORT + (start + step) % PORT_COUNT, self._token, self.log
                )
        raise UsageError(
            f"no free port for the demo newsroom on {NEWSROOM_HOST}; end some of the programs that"
            " listen there"
        )

    def _close(self) -> None:
        for server in self._servers.values():
            server.stop()
        self._servers.clear()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # with the default of 5 a burst of connections is dropped, each to be tried again after a second
    request_queue_size = 64

    def __init__(self, name: str, port: int, token: str, log: deque[LoggedRequest]) -> None:
        super().__init__((NEWSROOM_HOST, port), _Handler)
        self.name, self.token, self.log = name, token, log
        self.pages: SitePages = {}
        self.open: set[socket.socket] = set()
        self.asked: set[str] = set()  # paths
        self._thread = threading.Thread(
            target=self.serve_forever, args=(0.05,), name=f"newsroom-{name}", daemon=True
        )

    def start(self, pages: SitePages) -> None:
        self.pages = pages
        self._thread.start()

    def stop(self) -> None:
        """Stop listening, then wake the threads on idle connections, which end."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()
        for connection in tuple(self.open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news; the traceback of the base class would reach the
        user.
        """


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "newsroom"
    timeout = IDLE_SECONDS
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def do_GET(self) -> None:
        page = self.server.pages.get(self.path, NOT_FOUND)
        if (
            page.needs_token
            and self.headers.get("Authorization", "") != f"Bearer {self.server.token}"
        ):
            page = NO_TOKEN
        if page.first_body and self.path not in self.server.asked:
            page = replace(page, body=page.first_body)
        self.server.asked.add(self.path)
        conditional = "If-None-Match" in self.headers or "If-Modified-Since" in self.headers
        status = (
            304
            if page.status == 200 and conditional and self._is_not_modified(page)
            else page.status
        )
        self.server.log.append(
            LoggedRequest(self.server.name, self.command, self.path, status, conditional)
        )
        self._send(page, status)

    do_HEAD = do_GET

    def _is_not_modified(self, response: DemoResponse) -> bool:
        """Say whether the client's copy is still good; a tag decides alone, as RFC 9110 wants
        it.
        """
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            return tags.strip() == "*" or response.etag in [
                tag.strip().removeprefix("W/") for tag in tags.split(",")
            ]
        try:
            since = parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
            return parsedate_to_datetime(response.modified) <= since
        except (ValueError, TypeError):
            return False

    def _send(self, response: DemoResponse, status: int) -> None:
        body = b"" if status == 304 else response.body
        self.send_response(status)
        if response.status == 200:
            self.send_header("ETag", response.etag)
            self.send_header("Last-Modified", response.modified)
        if response.location:
            self.send_header("Location", response.location)
        if status == 401:
            self.send_header("WWW-Authenticate", "Bearer")
        if status != 304:
            self.send_header("Content-Type", response.media)
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet: the newsroom's log is `Newsroom.log`."""


def format_request_log(log: deque[LoggedRequest]) -> str:
    """Give the log as JSON Lines."""
    return "".join(json.dumps(asdict(request), ensure_ascii=False) + "\n" for request in log)
