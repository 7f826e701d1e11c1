"""Write routines and exercises: forms, their faults beside each field, previews of spoken lines."""

from server.web.editor import exercises, hints, routines

blueprints = (routines.blueprint, exercises.blueprint, hints.blueprint)

__all__ = ["blueprints"]
