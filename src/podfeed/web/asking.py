"""One request and all there is to say of its answer: status, headers, redirects, how long it took."""

from __future__ import annotations

import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import field
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, LocationValueError
from urllib3.util import Timeout

from podfeed._version import __version__
from podfeed.lazily import dataclass
from podfeed.web.client import public_pools, reason

_AGENT = f"podfeed/{__version__} (+https://pypi.org/project/podfeed-rss/)"
_HOPS = 12
_AGAIN = (429, 503)
_PATIENCE = 5.0  # seconds that a server may ask to wait
_EACH_HOST = 2  # requests to one host at once


@dataclass(slots=True)
class Answer:
    """What a server answered; ``error`` says why there is no answer, ``tls`` that it is the certificate."""

    url: str  # the last one, behind the redirects
    first: str = ""
    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    hops: list[tuple[int, str]] = field(default_factory=list)  # status and where it led
    seconds: float = 0.0
    error: str = ""
    tls: bool = False
    whole: bool = True  # the body was read to its end

    @property
    def good(self) -> bool:
        """Say whether it is a success."""
        return 200 <= self.status < 300

    def header(self, name: str) -> str:
        """Return a header, or nothing."""
        return self.headers.get(name, "")

    @property
    def type(self) -> str:
        """The type that the server says, without parameters."""
        return self.header("Content-Type").partition(";")[0].strip().lower()

    @property
    def downgrades(self) -> bool:
        """Say whether a redirect leads from https to http."""
        urls = [self.first, *(url for _, url in self.hops)]
        return any(one.startswith("https:") and two.startswith("http:") for one, two in pairwise(urls))


class Asker:
    """Makes requests, a few at once to each host; ``limit`` is the most bytes of a body that are read."""

    def __init__(self, *, timeout: float = 15, private: bool = False) -> None:
        self._pool = urllib3.PoolManager(
            headers={"User-Agent": _AGENT},
            timeout=Timeout(connect=min(timeout, 10), read=timeout),
            retries=False,
            maxsize=8,
        )
        if not private:
            self._pool.pool_classes_by_scheme = public_pools()
        self._hosts: dict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(_EACH_HOST))
        self._lock = threading.Lock()

    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, limit: int = 0
    ) -> Answer:
        """Return the answer to a request, behind all redirects; nothing is raised."""
        answer = Answer(url, first=url)
        started = time.monotonic()
        for again in (True, False):
            self._follow(answer, method, headers or {}, limit)
            wait = answer.header("Retry-After")
            if not (again and answer.status in _AGAIN and wait.isdecimal() and int(wait) <= _PATIENCE):
                break
            time.sleep(int(wait))
            answer = Answer(url, first=url)
        answer.seconds = time.monotonic() - started
        return answer

    def _follow(self, answer: Answer, method: str, headers: Mapping[str, str], limit: int) -> None:
        while len(answer.hops) <= _HOPS:
            with self._lock:
                turn = self._hosts[urlsplit(answer.url).netloc]
            with turn:
                target = self._one(answer, method, headers, limit)
            if target is None:
                return
            answer.hops.append((answer.status, target))
            answer.url = target
        answer.error = f"more than {_HOPS} redirects"

    def _one(self, answer: Answer, method: str, headers: Mapping[str, str], limit: int) -> str | None:
        """Make one request; return where it redirects to, or None."""
        try:
            response = self._pool.request(
                method,
                answer.url,
                headers=dict(headers),
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except (HTTPError, LocationValueError, ValueError, OSError) as error:
            answer.error = reason(error) if isinstance(error, HTTPError) else str(error)
            answer.tls = (
                isinstance(getattr(error, "reason", error), ssl.SSLError)
                or "certificate" in answer.error.lower()
            )
            return None
        try:
            answer.status, answer.headers = response.status, response.headers
            if 300 <= response.status < 400 and response.headers.get("Location") and response.status != 304:
                return urljoin(answer.url, response.headers["Location"])
            if limit and method == "GET":
                answer.body = response.read(limit + 1, decode_content=True) or b""
                answer.whole = len(answer.body) <= limit
                answer.body = answer.body[:limit]
        except (HTTPError, OSError) as error:
            answer.error = f"the answer broke off: {error}"
        finally:
            response.close()
        return None
