"""Write routines and exercises: forms, their faults beside each field, previews of spoken lines."""

from server.web.editor import exercises, preview, routines

blueprints = (routines.blueprint, exercises.blueprint, preview.blueprint)

__all__ = ["blueprints"]
