"""Do a routine: the workout's page, its track, and routines that are kept on the phone."""

from server.web.workouts import offline, tracks, views

init = offline.init
blueprints = (views.blueprint, tracks.blueprint, offline.blueprint)
send_audio = tracks.audio
immutable = tracks.immutable

__all__ = ["blueprints", "immutable", "init", "send_audio"]
