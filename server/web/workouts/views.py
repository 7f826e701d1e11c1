"""A workout: begun, prepared, played, followed from another screen, changed under way, finished."""

from __future__ import annotations

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from server.errors import BadInput
from server.quoting import quoted
from server.services import DoseRequest, Progress
from server.web.context import current_device, current_person, services
from server.web.htmx import wants_fragment
from server.web.json_body import json_body
from server.web.minutes import minutes_of
from server.web.players import other_player, plays_elsewhere
from server.web.workouts.changes import Change, change_of
from server.web.workouts.screen import WORDS, Screen, view_at
from server.web.workouts.stage import stage
from server.workout import FOLLOWING_POLL_S, LONGEST_MS, PREPARING_POLL_MS, Workout, player_poll_s

blueprint = Blueprint("workouts", __name__, url_prefix="/workouts")

#: Seconds that a workout's page waits for its track. One whose words were spoken before takes less, and is
#: heard with the tap on Play; of any other the page says how far it is.
_PATIENCE_S = 0.2
#: Seconds that a tap on "longer" or "shorter" may change.
_CHANGES = {"+5": 5, "5": 5, "-5": -5}
_ALL = "all"


@blueprint.post("")
def begin() -> Response:
    """Begin a routine with a person's own doses; htmx gets the page at once, as the sound plays already."""
    minutes = minutes_of(request.form.get("minutes", ""))
    routine_id, once = request.form.get("routine", ""), _figures(request.form)
    workout = services().workouts.begin(current_person(), routine_id, minutes, once)
    address = url_for(".page", workout_id=workout.id)
    if not wants_fragment():
        return redirect(address, 303)
    return make_response(page(workout.id), {"HX-Push-Url": address})


@blueprint.get("/<workout_id>")
def page(workout_id: str) -> str:
    """Show a workout where it is, to play it here or to follow it."""
    workouts = services().workouts
    progress = workouts.progress(workouts.workout(workout_id), _PATIENCE_S)
    workout = progress.workout
    shown = {**stage(workouts.routine(workout)), "places": workouts.chapters(workout)}
    figures_later = request.args.get("figures") != "here"
    return render_template("workouts/workout.html", figures_later=figures_later, **shown, **_shown(progress))


@blueprint.get("/<workout_id>/figures")
def figures(workout_id: str) -> str:
    """Send all figures of a workout: its page shows one, and would be twice as long with the others."""
    workouts = services().workouts
    shown = stage(workouts.routine(workouts.workout(workout_id)))
    return render_template("workouts/partials/later_figures.html", **shown)


@blueprint.get("/<workout_id>/now")
def now(workout_id: str) -> str:
    """Show what is going on, and keep what the player says about its position."""
    workout = services().workouts.workout(workout_id)
    if _is_player(workout):
        workout = services().workouts.report(workout, *_reported())
    progress = services().workouts.progress(workout)
    return render_template("workouts/partials/now.html", **_shown(progress))


@blueprint.post("/<workout_id>/events")
def events(workout_id: str) -> Response:
    """Keep what happened on a phone; answer once that is durable."""
    sent_ms, device = request.args.get("sent", type=int), current_device()
    new = services().workouts.record(
        current_person().id, workout_id, json_body(), sent_ms, device.id if device else ""
    )
    return jsonify(new=new)


@blueprint.post("/<workout_id>/dose")
def dose(workout_id: str) -> Response:
    """Change doses under way: go on in a new track at the same place."""
    workout = services().workouts.change_dose(current_person().id, workout_id, _dose_request())
    if not wants_fragment():
        return redirect(url_for(".page", workout_id=workout_id), 303)
    progress = services().workouts.progress(workout)
    shown = {**_shown(progress), "change": _change(progress)}
    return make_response(render_template("workouts/partials/now.html", **shown))


@blueprint.post("/<workout_id>/voice")
def voice(workout_id: str) -> Response | str:
    """Go on at once with a voice that is ready, in place of one that takes long."""
    services().workouts.go_on_with_other_voice(current_person().id, workout_id)
    return now(workout_id) if wants_fragment() else redirect(url_for(".page", workout_id=workout_id), 303)


@blueprint.post("/<workout_id>/times")
def times(workout_id: str) -> Response | str:
    """Keep the times that were changed in a workout for the next ones, or do not."""
    workout = services().workouts.of_person(workout_id, current_person().id)
    keep = request.form.get("keep") == "yes"
    if keep:
        services().changed_times.keep(workout)
    if not wants_fragment():
        return redirect(url_for(".page", workout_id=workout_id), 303)
    return render_template("workouts/partials/kept_times.html", kept=keep)


def _is_player(workout: Workout) -> bool:
    """Tell whether this is the page that plays, and says where it is."""
    ours = request.headers.get("Sec-Fetch-Site", "none") in ("same-origin", "none")
    its_own = workout.person_id == current_person().id and not plays_elsewhere(workout)
    return "position_ms" in request.args and ours and its_own


def _reported() -> tuple[int, bool, str | None]:
    """Return the player's position in milliseconds, whether it plays, and which track if it says so."""
    playing = request.args.get("playing", "1") not in ("0", "false", "no")
    return _milliseconds(request.args["position_ms"]), playing, request.args.get("track")


def _dose_request() -> DoseRequest:
    form = request.form
    figures = _figures(form)
    change = form.get("change", "")
    if not figures and change not in (*_CHANGES, _ALL):
        raise BadInput("change must be +5 or -5 seconds, or all; or name a dose, such as gastroc.seconds=45")
    position_ms = _milliseconds(form["position_ms"]) if "position_ms" in form else None
    by_s = _CHANGES.get(change, 0)
    return DoseRequest(figures, by_s, change == _ALL, position_ms, form.get("track", ""))


def _figures(form: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form that change a step or a block."""
    return tuple((name, value) for name, value in form.items(multi=True) if "." in name)


def _change(progress: Progress) -> Change | None:
    """Return what the page tells of a change that was just made."""
    work = services().workouts.changed_work(progress.workout, progress.state) if progress.state else None
    return change_of(work) if work else None


def _shown(progress: Progress) -> dict[str, object]:
    """Return what the templates need: the preparation, the screen, or the summary."""
    return {
        "workout": progress.workout,
        "words": WORDS,
        "preparation": progress.preparation,
        "poll_ms": PREPARING_POLL_MS,
        "other_voice": progress.other_voice,
        "voice_note": progress.voice_note,
        "screen": _screen(progress),
        "summary": progress.summary,
        "changed_times": services().changed_times.offered(progress.workout) if progress.summary else (),
    }


def _screen(progress: Progress) -> Screen | None:
    state, timeline, player = progress.state, progress.timeline, other_player(progress.workout)
    if state is None or timeline is None:
        return None
    own_s = player_poll_s(timeline, state.position_ms, playing=state.playing)
    return Screen(
        track=state.track,
        position_ms=state.position_ms,
        playing=state.playing,
        player=player,
        poll_s=FOLLOWING_POLL_S if player else own_s,
        view=view_at(timeline, state.position_ms),
    )


def _milliseconds(written: str) -> int:
    digits = written.partition(".")[0]
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10 and int(digits) <= LONGEST_MS):
        raise BadInput(
            f"position_ms: {quoted(written)} is not a position; write milliseconds from 0 to {LONGEST_MS}"
        )
    return int(digits)
