"""The one place that talks to the network: whole answers, and files that may take a while.

Timeouts, redirects and retries with back-off are urllib3's; what goes wrong is a `ProblemsError` that says
what the server answered.
"""

from __future__ import annotations

from podfeed.web.client import Client
from podfeed.web.download import Downloaded, download, sha256
from podfeed.web.remote import RemoteFile

__all__ = ["Client", "Downloaded", "RemoteFile", "download", "sha256"]
