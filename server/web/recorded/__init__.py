"""Voices that people record: the list of them, their phrases one at a time, and voices as files."""

from server.web.recorded import files, pages, phrases

blueprints = (pages.blueprint, phrases.blueprint, files.blueprint)

__all__ = ["blueprints"]
