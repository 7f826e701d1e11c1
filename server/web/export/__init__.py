"""Take routines elsewhere: as an audio file, a podcast feed, or shared with another Soleus."""

from server.web.export import downloads, feeds, sharing, take_along

blueprints = (sharing.blueprint, take_along.blueprint, downloads.blueprint, feeds.blueprint)

__all__ = ["blueprints"]
