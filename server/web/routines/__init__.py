"""Choose a routine and change its doses: the home page and each routine's page."""

from server.web.routines import home, views

blueprints = (home.blueprint, views.blueprint)

__all__ = ["blueprints"]
