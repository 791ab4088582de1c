"""Requests over HTTP: an answer that is no success is tried again where that can help, and told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import field
from ipaddress import ip_address
from typing import Any

import urllib3
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, LocationValueError, MaxRetryError, ResponseError
from urllib3.util import Retry, Timeout

from podfeed._version import __version__
from podfeed.lazily import dataclass
from podfeed.problems import Place, Problem, ProblemsError

_AGENT = f"podfeed/{__version__} (+https://pypi.org/project/podfeed-rss/)"
# Answers that another try can change: too many requests, and servers in trouble.
_AGAIN = (429, 500, 502, 503, 504)
_LARGEST = 200_000_000  # bytes of a feed
_CHUNK = 1 << 16


class PrivateAddressError(HTTPError):
    """A name led to an address of the own network, which no feed may make podfeed open."""


def _check_public(connection: Any) -> Any:
    """Close a connection to an address that is not public: by now its name is resolved, and cannot lie."""
    address = ip_address(connection.getpeername()[0].partition("%")[0])
    mapped = getattr(address, "ipv4_mapped", None)
    if not (mapped or address).is_global:
        connection.close()
        raise PrivateAddressError(f"{address} is an address of a private network")
    return connection


class _PublicHTTP(HTTPConnection):
    def _new_conn(self) -> Any:
        return _check_public(super()._new_conn())


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> Any:
        return _check_public(super()._new_conn())


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


def public_pools() -> dict[str, Any]:
    """Return the pools that open no address of a private network."""
    return {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}


@dataclass(slots=True)
class Client:
    """Makes requests. ``timeout`` is in seconds, ``pause`` the seconds before a second try.

    Without ``private`` no address of a private network is opened, wherever a name or a redirect leads.
    """

    timeout: float = 30
    private: bool = True
    tries: int = 4
    pause: float = 0.5
    _pool: urllib3.PoolManager = field(init=False)

    def __post_init__(self) -> None:
        self._pool = urllib3.PoolManager(
            headers={"User-Agent": _AGENT},
            timeout=Timeout(connect=min(self.timeout, 10), read=self.timeout),
            retries=Retry(
                total=self.tries - 1,
                backoff_factor=self.pause,
                backoff_jitter=self.pause / 2,
                status_forcelist=_AGAIN,
                allowed_methods=None,
                raise_on_status=False,
                redirect=8,
            ),
        )
        if not self.private:
            self._pool.pool_classes_by_scheme = public_pools()

    @contextmanager
    def opened(
        self, url: str, headers: Mapping[str, str] | None = None
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """Open an address and give its answer, whose body is not read yet.

        What is no success, or no answer at all, is a `ProblemsError`; so is a body that breaks off.
        """
        try:
            response = self._pool.request("GET", url, headers=dict(headers or {}), preload_content=False)
        except (HTTPError, LocationValueError) as error:
            raise failed(url, f"no answer: {reason(error)}") from error
        try:
            if response.status >= 400 and response.status != 416:
                raise failed(url, f"the server answered {response.status} {response.reason or ''}".strip())
            yield response
        except HTTPError as error:
            raise failed(url, f"the answer broke off: {reason(error)}") from error
        finally:
            response.close()

    def fetch(self, url: str, *, limit: int = _LARGEST) -> bytes:
        """Return the body of an answer; one larger than ``limit`` bytes is a `ProblemsError`."""
        with self.opened(url) as response:
            parts, size = [], 0
            for chunk in response.stream(_CHUNK, decode_content=True):
                parts.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise failed(url, f"the answer is larger than {limit} bytes")
            return b"".join(parts)


def failed(url: str, what: str) -> ProblemsError:
    """Return the error of a request."""
    return ProblemsError(
        [
            Problem(
                rule="fetch-failed",
                severity="error",
                message=what,
                place=Place(file=url),
                hint="open it in a browser; where that works, run again later",
            )
        ]
    )


def reason(error: Exception) -> str:
    """Return the cause of an error in one line, without the object at its head."""
    if isinstance(error, MaxRetryError) and error.reason is not None:
        if isinstance(error.reason, ResponseError):
            return str(error.reason)
        error = error.reason
    return str(error).rpartition("): ")[2] or type(error).__name__
