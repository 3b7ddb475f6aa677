"""A web server on 127.0.0.1 whose every answer a test decides, and the crawl of it in a process of
its own.
"""

import json
import os
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

from records.paths import PROJECT_ROOT
from tests import clocked, nursery

BIN = Path(sys.executable).parent
KEPT = ("COVERAGE", "TZ", "LD_PRELOAD", "FAKETIME", "DONT_FAKE_MONOTONIC")
"""What a command inherits of the environment of the tests: how it is measured, in which zone, and
by `make test-dates` at what time.
"""
WAIT = 20.0
"""Seconds after which a held answer or a wait for a request gives up: a test then fails instead of
hanging.
"""


@dataclass(frozen=True)
class Answer:
    """What one address answers; `raw` is written as it is, and the connection closed."""

    body: bytes | str = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    held: threading.Event | None = None  # answered once this is set

    @property
    def sent(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else self.body.encode()


@dataclass(frozen=True)
class Asked:
    """One request as the server saw it."""

    path: str
    headers: Mapping[str, str]
    at: float
    sent: bytes = b""  # with a POST


TOPICS = [
    "高血压",
    "糖尿病",
    "流感疫苗",
    "骨质疏松",
    "睡眠不足",
    "过敏性鼻炎",
    "冠心病",
    "儿童近视",
    "慢性胃炎",
    "贫血",
    "甲状腺结节",
    "脂肪肝",
]
ADVICE = [
    "患者应当留意",
    "可能引起",
    "的治疗不同于",
    "需要定期复查并排除",
    "常被误认为",
    "多见于老人，也见于",
    "与饮食有关，不同于",
]


def told(seed: str) -> str:
    """A text like no other: the same one under another title would be a copy."""
    dice = Random(seed)
    return (
        "。".join(
            f"{dice.choice(TOPICS)}{dice.choice(ADVICE)}{dice.choice(TOPICS)}，"
            f"第{dice.randrange(1_000)}例"
            for _ in range(12)
        )
        + "。"
    )


def page(title: str, text: str = "", **headers: str) -> Answer:
    """An article of a Chinese site, long enough to be one."""
    body = text or told(title)
    head = f'<head><meta charset="utf-8"><title>{title}</title></head>'
    html = (
        f'<html lang="zh">{head}<body><h1>{title}</h1><div'
        f' class="a"><p>{body}</p></div></body></html>'
    )
    return Answer(html, headers={"Content-Type": "text/html; charset=utf-8", **headers})


class Site:
    """Serve `answers` for the length of a `with` block.

    An address may answer differently each time by a function.
    """

    def __init__(self, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1") -> None:
        self.scheme = "https" if tls else "http"
        self.answers: dict[str, Answer | Callable[[Asked], Answer]] = {}
        self.log: list[Asked] = []
        self._address = address
        self._server = _Server((address, 0), _Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self._server.site = self  # type: ignore[attr-defined]  # how a handler finds its site
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )

    @property
    def host(self) -> str:
        return f"{self._address}:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}"

    def paths(self) -> list[str]:
        return [asked.path for asked in self.log]

    def asked(self, path: str) -> list[Asked]:
        return [asked for asked in self.log if asked.path == path]

    def wait_for(self, path: str) -> None:
        """Wait until an address has been asked for."""
        end = time.monotonic() + WAIT
        while path not in self.paths():
            assert time.monotonic() < end, f"{path} was not asked for; seen: {self.paths()}"
            threading.Event().wait(0.01)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64  # with the usual 5 a busy machine loses connections


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = WAIT

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]  # set above
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        asked = Asked(self.path, dict(self.headers), time.monotonic(), sent)
        site.log.append(asked)
        found = site.answers.get(self.path, Answer(b"not here", 404))
        answer = found(asked) if callable(found) else found
        if answer.held is not None:
            answer.held.wait(WAIT)
        if answer.raw is not None:
            self.wfile.write(answer.raw)
            self.close_connection = True
            return
        tag = answer.headers.get("ETag")
        status = 304 if tag and self.headers.get("If-None-Match") == tag else answer.status
        self.send_response(status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(answer.sent)))
        self.end_headers()
        if status != 304:
            self.wfile.write(answer.sent)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ssl.SSLError):  # a crawler that was killed hangs up
            self.close_connection = True


@dataclass(frozen=True)
class Place:
    """An installation of its own in a test's folder."""

    folder: Path
    hosts: tuple[str, ...]
    extra: Mapping[str, str] = field(default_factory=dict)
    clock: clocked.Clock | None = None  # what its commands read instead of the system's

    @property
    def store(self) -> Path:
        return self.folder / "var" / "jianwen.db"

    def environment(self) -> dict[str, str]:
        measured = {name: value for name, value in os.environ.items() if name.startswith(KEPT)}
        return measured | {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "JIANWEN_HOME": str(self.folder / "var"),
            "JIANWEN_SOURCES": str(self.folder / "sources"),
            "JIANWEN_ALLOW_HOSTS": ",".join(self.hosts),
            **self.extra,
        }

    def source(self, name: str, text: str) -> None:
        folder = self.folder / "sources"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.toml").write_text(text, "utf-8")

    def program(self) -> list[str]:
        """What to type before a verb: the installed program, by the clock of the place where it has
        one.
        """
        return (
            [sys.executable, str(clocked.PROGRAM), self.clock.shared]
            if self.clock
            else [str(BIN / "jianwen")]
        )

    def start(self, *words: str, **options: Any) -> subprocess.Popen[str]:
        program = [sys.executable, "-m", "scrapy"] if words[0] == "scrapy" else self.program()
        words = words[1:] if words[0] == "scrapy" else words
        return subprocess.Popen(
            [*program, *words],
            env=self.environment(),
            cwd=PROJECT_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            **options,
        )

    def run(self, *words: str, **options: Any) -> subprocess.CompletedProcess[str]:
        environment = self.environment()
        plain = (
            words[0] != "scrapy"
            and not options
            and not any(name.startswith(("COVERAGE", "PYTHON")) for name in environment)
        )
        if plain:
            return nursery.run(words, environment, 120, self.clock)
        process = self.start(*words, **options)
        try:
            out, err = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()  # or the pipes it leaves fail some later test
            raise
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def crawl(self, *words: str) -> dict[str, Any]:
        """Run `jianwen crawl --json` and give its result.

        Anything on stderr but faults of sources fails the test.
        """
        done = self.run("crawl", "--json", "--no-translate", *words)
        assert "Traceback" not in done.stderr, done.stderr
        assert done.stdout, done.stderr
        return json.loads(done.stdout) | {"stderr": done.stderr, "rc": done.returncode}
