"""A web server on the loopback interface that misbehaves as it is told to."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Resource:
    """What stands under a path, and how the server fails with it."""

    body: bytes
    etag: str = '"one"'
    headers: dict[str, str] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)  # answered before the body is
    cuts: list[int] = field(default_factory=list)  # bytes after which the next answers break off
    ranges: bool = True
    length: bool = True
    redirect: str = ""
    head: bool = True
    conditional: bool = False  # answers 304 to what has its etag


@dataclass
class Server:
    """The server's resources by their paths, and what it was asked."""

    resources: dict[str, Resource] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)  # path and Range
    port: int = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    @property
    def times(self) -> Counter[str]:
        return Counter(path for path, _range in self.asked)


class _Handler(BaseHTTPRequestHandler):
    state: Server

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.state.asked.append((self.path, wanted))
        resource = self.state.resources.get(self.path)
        if resource is None:
            self._short(404)
        elif resource.statuses:
            self._short(resource.statuses.pop(0))
        elif resource.conditional and self.headers.get("If-None-Match") == resource.etag:
            self._short(304)
        elif resource.redirect:
            self.send_response(302)
            self.send_header("Location", resource.redirect)
            self.end_headers()
        else:
            self._answer(resource, wanted)

    def do_HEAD(self) -> None:
        resource = self.state.resources.get(self.path)
        if resource is not None and not resource.head:
            self._short(405)
        else:
            self.do_GET()

    def _short(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, resource: Resource, wanted: str | None) -> None:
        body, start = resource.body, 0
        same = self.headers.get("If-Range") in (None, resource.etag)
        if wanted and resource.ranges and same:
            start, end = (int(part or len(body) - 1) for part in wanted.removeprefix("bytes=").split("-"))
            self.send_response(206)
            end = min(end, len(body) - 1)
            self.send_header("Content-Range", f"bytes {start}-{end}/{len(body)}")
            body = body[: end + 1]
        else:
            self.send_response(200)
        body = body[start:]
        if resource.length:
            self.send_header("Content-Length", str(len(body)))
        if resource.etag == "counted":  # another one each time
            self.send_header("ETag", f'"{len(self.state.asked)}"')
        elif resource.etag:
            self.send_header("ETag", resource.etag)
        for name, value in resource.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body[: resource.cuts.pop(0)] if resource.cuts else body)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Server]:
    """Serve what is put into ``resources`` until the block ends."""
    state = Server()
    handler = type("Handler", (_Handler,), {"state": state})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        state.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield state
        finally:
            server.shutdown()
