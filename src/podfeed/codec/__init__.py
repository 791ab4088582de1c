"""The only loops over the tables: an object of the model to elements, and elements to its fields.

An element is anything with as much of ElementTree's interface as is used here, so that this package needs no
XML library of its own.
"""

from __future__ import annotations

from podfeed.codec.reading import Context, Fields, Index, by_name, local_name, needed_fields, read
from podfeed.codec.writing import Make, Writer

__all__ = ["Context", "Fields", "Index", "Make", "Writer", "by_name", "local_name", "needed_fields", "read"]
