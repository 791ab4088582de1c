"""Chapters in every form: one model, and a reader and a writer for each kind of file.

JSON as the podcast namespace has it; XML, Podlove Simple Chapters; text, a line for each, as mp4chaps has
it, or Audacity's labels. Media files are read and written by `podfeed.audio`.
"""

from __future__ import annotations

from podfeed.chapters.forms import FORMS, SUFFIXES, read_chapters, read_text_of
from podfeed.chapters.jsonfile import to_json
from podfeed.chapters.lines import in_notes, to_text
from podfeed.chapters.podlove import to_psc

__all__ = ["FORMS", "SUFFIXES", "in_notes", "read_chapters", "read_text_of", "to_json", "to_psc", "to_text"]
