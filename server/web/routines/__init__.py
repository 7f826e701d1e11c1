"""Choose a routine and change its doses: the home page and each routine's page."""

from server.web.routines import favourites, home, views

blueprints = (home.blueprint, views.blueprint, favourites.blueprint)

__all__ = ["blueprints"]
