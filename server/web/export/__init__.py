"""Take routines elsewhere, and bring them here: audio files, podcast feeds, sharing, files of other apps."""

from server.web.export import downloads, feeds, importing, sharing, take_along

blueprints = (
    sharing.blueprint,
    importing.blueprint,
    take_along.blueprint,
    downloads.blueprint,
    feeds.blueprint,
)

__all__ = ["blueprints"]
