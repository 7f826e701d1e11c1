"""Choose a routine and change its doses: the home page, each routine's page, and the voices."""

from server.web.routines import favourites, home, swap_today, views, voices

blueprints = (
    home.blueprint,
    views.blueprint,
    favourites.blueprint,
    swap_today.blueprint,
    voices.blueprint,
)

__all__ = ["blueprints"]
