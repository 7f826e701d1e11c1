"""A workout: begun, prepared, played, followed from a second screen, changed under way, finished."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.coach.model import Timeline
from server.coach.position import same_place, segment_at
from server.errors import BadInput, NotFound
from server.routine.choices.changes import from_document, to_document, with_assignments, with_holds_changed
from server.routine.model import Choices, Routine
from server.services.preferences import chosen
from server.services.services import parts
from server.store.values import Workout
from server.track.chapters import chapters
from server.track.studio import Preparation
from server.web.auth.pairing import current_person
from server.web.drawings import drawing
from server.web.htmx import wants_fragment
from server.web.json_body import json_body
from server.web.workouts.screen import WORDS, Screen, screen
from server.workout.incoming import LONGEST_MS, read_events
from server.workout.model import Event, Report, State
from server.workout.now import now as now_at
from server.workout.replay import replay
from server.workout.summary import Summary, summary

log = logging.getLogger(__name__)
blueprint = Blueprint("workouts", __name__, url_prefix="/workouts")

#: A playing phone that was not heard for this long is gone: the workout stands where it was last known.
#: Four times the longest that a player waits between two polls.
SILENCE_MS = 120_000
#: Seconds between the polls of a screen that only follows: the others may pause or skip at any time.
#: Its clock runs by itself, so that it need not ask at every change either: eight polls a minute are enough.
FOLLOWING_POLL_S = (7.5, 10.0)
#: Seconds that a tap on "longer" or "shorter" may change.
_CHANGES = {"+5": 5, "5": 5, "-5": -5}


@blueprint.post("")
def begin() -> Response:
    """Begin a routine with one's own doses."""
    routine = parts().library.routine(request.form.get("routine", ""))
    choices = chosen(current_person().id, routine)
    workout = parts().store.create_workout(
        current_person().id, routine.id, routine.name, to_document(choices)
    )
    _prepare(workout, routine, choices)
    log.info("workout begun: %s by %s", routine.id, current_person().name)
    return redirect(url_for(".page", workout_id=workout.id), 303)


@blueprint.get("/<workout_id>")
def page(workout_id: str) -> str:
    """Show a workout where it is, to play it here or to follow it."""
    workout = parts().store.workout(workout_id)
    drawings = {exercise: drawing(exercise) for exercise in _exercises(workout)}
    places = chapters(parts().store.timeline(workout.track)) if workout.track else ()
    return render_template(
        "workouts/workout.html", words=WORDS, drawings=drawings, places=places, **_shown(workout)
    )


@blueprint.get("/<workout_id>/now")
def now(workout_id: str) -> str:
    """Show what is going on, and keep what the player says about its position."""
    workout = parts().store.workout(workout_id)
    if workout.track and _reports(workout):
        workout = _reported(workout)
    return render_template("workouts/partials/now.html", **_shown(workout))


@blueprint.post("/<workout_id>/events")
def events(workout_id: str) -> Response:
    """Keep what happened on a phone; answer once that is durable."""
    workout = _own(workout_id)
    body = json_body()
    sent_ms = request.args.get("sent", type=int)
    arrived = read_events(body, parts().clock(), sent_ms)
    new = parts().store.add_events(workout.id, arrived)
    if any(event.kind == "finish" for event in arrived):
        log.info("workout finished: %s", workout.routine_id)
    return jsonify(new=new)


@blueprint.post("/<workout_id>/dose")
def dose(workout_id: str) -> Response:
    """Change doses under way: make a new track, and go on in it at the same place."""
    while not _change_dose(_own(workout_id)):
        pass  # another change came first; each time that this happens, one has got through
    if not wants_fragment():
        return redirect(url_for(".page", workout_id=workout_id), 303)
    return make_response(
        render_template("workouts/partials/now.html", **_shown(parts().store.workout(workout_id)))
    )


def _own(workout_id: str) -> Workout:
    """Return a workout that this device may change.

    :raises NotFound: if it is not one of the person's for whom this device acts.
    """
    workout = parts().store.workout(workout_id)
    if not _is_own(workout):
        raise NotFound("This is somebody else's workout. It can be followed here, but not changed.")
    return workout


def _is_own(workout: Workout) -> bool:
    return workout.person_id == current_person().id


def _reports(workout: Workout) -> bool:
    """Tell whether this is the player's own page, and says where it is."""
    ours = request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    return "position_ms" in request.args and ours and _is_own(workout)


def _change_dose(workout: Workout) -> bool:
    """Change the doses of a workout as it was seen; tell whether it still was so."""
    if not workout.track or workout.finished_ms:
        raise BadInput("Doses can be changed while the workout is going on.")
    routine = parts().library.routine(workout.routine_id)
    old = parts().store.timeline(workout.track)
    position_ms = _stated_ms(request.form.get("position_ms"), workout, old)
    choices = _changed(routine, from_document(routine, workout.choices), old, position_ms)
    track = parts().studio.track(routine, choices)
    place_ms = same_place(old, position_ms, track.timeline)
    event = Event(secrets.token_hex(16), "dose", place_ms, parts().clock(), track.digest)
    return parts().store.change_dose(workout, to_document(choices), event)


def _exercises(workout: Workout) -> list[str]:
    """Return what will be done: by the routine as long as there is no track yet."""
    if workout.track:
        return [segment.exercise for segment in parts().store.timeline(workout.track).segments]
    return [step.exercise.id for step in parts().library.routine(workout.routine_id).steps]


def _prepare(workout: Workout, routine: Routine, choices: Choices) -> Preparation:
    store = parts().store
    return parts().studio.prepare(
        workout.id, routine, choices, lambda track: store.set_track(workout.id, track.digest)
    )


def _shown(workout: Workout) -> dict[str, object]:
    """Return what the templates need: the preparation, the screen, or the summary."""
    shown: dict[str, object] = {"workout": workout, "preparation": None, "screen": None, "summary": None}
    if not workout.track:
        return shown | {"preparation": _preparation(workout)}
    happened = parts().store.events(workout.id)
    if workout.finished_ms:
        return shown | {"summary": _summary(workout, happened)}
    return shown | {"screen": _screen(workout, happened)}


def _preparation(workout: Workout) -> Preparation:
    """Return how far the track is; after a restart of the server, begin making it again."""
    routine = parts().library.routine(workout.routine_id)
    return _prepare(workout, routine, from_document(routine, workout.choices))


def _screen(workout: Workout, happened: tuple[Event, ...]) -> Screen:
    state = _state(workout, happened)
    timeline = parts().store.timeline(state.track)
    seen = now_at(timeline, state.position_ms, state.playing)
    if not _reports(workout):
        least_s, most_s = FOLLOWING_POLL_S
        seen = replace(seen, next_poll_s=max(least_s, min(seen.next_poll_s, most_s)))
    return screen(timeline, state.position_ms, state.playing, state.track, seen)


def _state(workout: Workout, happened: tuple[Event, ...]) -> State:
    now_ms = parts().clock()
    durations = {digest: timeline.duration_ms for digest, timeline in _timelines(workout, happened).items()}
    state = replay(happened, now_ms, durations, workout.first_track, workout.report)
    if state.finished or now_ms - state.known_at_ms <= SILENCE_MS or state.position_ms == state.known_ms:
        return state
    return replace(state, position_ms=state.known_ms, playing=False)


def _summary(workout: Workout, happened: tuple[Event, ...]) -> Summary:
    return summary(happened, _timelines(workout, happened), workout.first_track)


def _timelines(workout: Workout, happened: tuple[Event, ...]) -> dict[str, Timeline]:
    """Return the timelines of a workout: the first, and that of each ``dose``; phones name only these."""
    digests = {workout.first_track, *(event.track for event in happened if event.kind == "dose")}
    return {digest: parts().store.timeline(digest) for digest in digests if digest}


def _reported(workout: Workout) -> Workout:
    """Keep what the player of the present track says about its position."""
    position_ms = _whole_ms(request.args["position_ms"])
    playing = request.args.get("playing", "1") not in ("0", "false", "no")
    track = request.args.get("track", workout.track)
    if track != workout.track or workout.finished_ms:
        return workout
    report = Report(track, position_ms, playing, parts().clock())
    parts().store.report_position(workout.id, report)
    return replace(workout, report=report)


def _stated_ms(written: str | None, workout: Workout, timeline: Timeline) -> int:
    """Return where the player is, or else where the workout is known to be, in the present track."""
    if written is None:
        return _state(workout, parts().store.events(workout.id)).position_ms
    position_ms = _whole_ms(written)
    track = request.form.get("track", workout.track)
    known = _timelines(workout, parts().store.events(workout.id))
    return same_place(known[track], position_ms, timeline) if track in known else position_ms


def _changed(routine: Routine, choices: Choices, timeline: Timeline, position_ms: int) -> Choices:
    assignments = [f"{name}={value}" for name, value in request.form.items(multi=True) if "." in name]
    if assignments:
        return with_assignments(routine, choices, assignments)
    change = request.form.get("change", "")
    if change not in _CHANGES:
        raise BadInput("change is +5 or -5 seconds; or name a dose, such as gastroc.seconds=45")
    step = timeline.segments[segment_at(timeline, position_ms)].step
    changed = with_holds_changed(routine, choices, _CHANGES[change], step)
    if changed == choices:
        raise BadInput(
            f"From here on, no hold can be made {'longer' if _CHANGES[change] > 0 else 'shorter'}."
        )
    return changed


def _whole_ms(written: str) -> int:
    digits = written.partition(".")[0]
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) <= LONGEST_MS):
        raise BadInput(
            f'position_ms: "{written[:40]}" is no position; write milliseconds from 0 to {LONGEST_MS}'
        )
    return int(digits)
