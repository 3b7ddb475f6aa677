"""Serve the desk on this machine."""

import socket
from collections.abc import Callable

import uvicorn

from desk.app import build_app
from desk.context import Desk
from desk.security import LOOPBACK_NAMES
from records.errors import UsageError
from records.paths import Paths


class DeskServer:
    """The desk on a bound address."""

    def __init__(self, desk: Desk, listener: socket.socket) -> None:
        """Take what is served and where; nothing is answered yet."""
        config = uvicorn.Config(
            build_app(desk),
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        self._server, self._listener = uvicorn.Server(config), listener

    def run(self) -> None:
        """Answer until a signal comes, or `stop` is called by another thread."""
        self._server.run(sockets=[self._listener])

    def stop(self) -> None:
        """Let `run` end after the answers that are under way."""
        self._server.should_exit = True


def serve_desk(home: Paths, host: str, port: int, on_address: Callable[[str], object]) -> None:
    """Serve an installation's desk until a signal comes; `on_address` gets its address first.

    Raises UsageError for an address that is not this machine's alone, or that is taken.
    """
    listener = open_listener(host, port)
    bound = listener.getsockname()
    shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
    on_address(f"http://{shown}:{bound[1]}/")
    DeskServer(Desk.of(home), listener).run()


def open_listener(host: str, port: int) -> socket.socket:
    """Bind the desk's address; port 0 takes a free one.

    Only this machine is served: the desk has no accounts yet, and whoever reaches it may decide.
    """
    if host not in LOOPBACK_NAMES:
        raise UsageError(
            f"{host} can be reached by others, and the desk has no accounts; serve it on 127.0.0.1"
            " and let others in by SSH or a proxy that asks for a password"
        )
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise UsageError(
            f"cannot serve on {host}:{port}: {error.strerror}; choose another --port"
        ) from error
    listener.listen()
    return listener
