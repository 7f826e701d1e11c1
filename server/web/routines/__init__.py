"""Choose a routine and change its doses: the home page and each routine's page."""

from server.web.routines import favourites, home, swap_today, views

blueprints = (home.blueprint, views.blueprint, favourites.blueprint, swap_today.blueprint)

__all__ = ["blueprints"]
