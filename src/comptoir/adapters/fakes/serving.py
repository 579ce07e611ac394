"""Fakes over HTTP: on a port of this machine, each call in a thread."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from socketserver import ThreadingMixIn
from typing import Any
from urllib.parse import parse_qsl
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from comptoir.adapters.fakes.fake import Asked, Fake

_SOCKET = "comptoir.fake.socket"


def application(fake: Fake) -> Callable[..., Iterable[bytes]]:
    """The fake as a WSGI application."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        reply = fake.answer(_asked(environ))
        if reply is None:  # the connection breaks
            environ[_SOCKET].shutdown(socket.SHUT_RDWR)
            return []
        body = reply.html if reply.html is not None else json.dumps(reply.data, default=_plain)
        kind = "text/html; charset=utf-8" if reply.html is not None else "application/json"
        raw = b"" if reply.status in (204, 303) else body.encode()
        headers = [
            ("Content-Type", kind),
            *reply.headers.items(),
            ("Content-Length", str(len(raw))),
        ]
        start(f"{reply.status} Said", headers)
        return [raw]

    return answer


class Served:
    """A fake on a port of this machine; `with` serves it in a thread."""

    def __init__(self, fake: Fake, port: int = 0) -> None:
        self.fake = fake
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.set_app(application(fake))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Served:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.fake.stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def forever(self) -> None:
        self._server.serve_forever()


class _Handler(WSGIRequestHandler):
    def get_environ(self) -> dict[str, Any]:
        return {**super().get_environ(), _SOCKET: self.connection}

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the page and /__fake__/state say what was asked."""

    def address_string(self) -> str:
        return str(self.client_address[0])


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False

    def server_bind(self) -> None:
        """Without asking the network for the name of this machine."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", self.server_address[1]
        self.setup_environ()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that breaks on purpose is no error."""


def _asked(environ: Mapping[str, Any]) -> Asked:
    length = int(environ.get("CONTENT_LENGTH") or 0)
    headers = {
        name[5:].lower().replace("_", "-"): value
        for name, value in environ.items()
        if name.startswith("HTTP_")
    }
    path = environ["PATH_INFO"].encode("latin-1").decode(errors="replace")
    query = dict(parse_qsl(environ["QUERY_STRING"], keep_blank_values=True))
    body = environ["wsgi.input"].read(length)
    return Asked(environ["REQUEST_METHOD"], path, query, headers, body)


def _plain(value: object) -> Any:
    """A Decimal is a number in the answer."""
    return json.loads(format(value, "f")) if isinstance(value, Decimal) else str(value)
