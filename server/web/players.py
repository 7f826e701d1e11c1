"""Which device plays a workout."""

from __future__ import annotations

from server.web.context import current_device, services
from server.web.device_names import device_name
from server.workout import Workout


def plays_elsewhere(workout: Workout) -> bool:
    """Tell whether another device played a workout last."""
    device = current_device()
    return bool(workout.player) and (device is None or device.id != workout.player)


def other_player(workout: Workout) -> str:
    """Return the name of the device that played a workout last; an empty string if it is this one."""
    if not plays_elsewhere(workout):
        return ""
    found = services().store.paired_device(workout.player)
    return device_name(found) if found else "another device"
