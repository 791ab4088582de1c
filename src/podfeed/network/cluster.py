"""A Dask cluster as an executor: workers on other machines; what one that dies had is given to another."""

from __future__ import annotations

import importlib
import logging
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from podfeed.problems import Place, Problem, ProblemsError

_PATIENCE = 15  # seconds for the scheduler to answer, and for its first worker


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """Yield the workers of the scheduler at an address (``tcp://host:8786``) as an executor.

    A scheduler that does not answer, or has no workers, is a `ProblemsError`.
    """
    client = _client(address)
    try:
        try:
            client.wait_for_workers(1, timeout=_PATIENCE)
        except Exception as error:
            message = f"the scheduler has had no worker for {_PATIENCE} seconds"
            raise _failed(address, message, f"start some: dask worker {address}") from error
        yield client.get_executor(pure=False)
    finally:
        client.close()


def _client(address: str) -> Any:
    try:
        distributed = importlib.import_module("distributed")
    except ImportError:
        hint = "pip install 'podfeed-rss[dask]'"
        raise _failed(address, "a cluster needs Dask, which is not installed", hint) from None
    _check(address)
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it is told in the report
    try:
        return distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
    except Exception as error:
        message = f"the scheduler does not answer: {error}"
        raise _failed(address, message, "start it: dask scheduler; then name its address") from error


def _check(address: str) -> None:
    """Refuse what can be no address, over which a client would stumble."""
    comm: Any = importlib.import_module("distributed.comm")
    registry: Any = importlib.import_module("distributed.comm.registry")
    try:
        scheme, place = comm.parse_address(address)
        registry.get_backend(scheme)
        comm.parse_host_port(place)
    except ValueError as error:
        hint = "name what dask scheduler prints, such as tcp://host:8786"
        raise _failed(address, f"this is no address of a scheduler: {error}", hint) from error


def _failed(address: str, message: str, hint: str) -> ProblemsError:
    place = Place(file=address)
    return ProblemsError(
        [Problem(rule="cluster-failed", severity="error", message=message, place=place, hint=hint)]
    )
