"""Doing a routine: begin a workout, follow it, record what happened, change doses under way."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from weakref import WeakValueDictionary

from server.clock import Clock
from server.coach import NothingToDo, Timeline, corresponding_position
from server.errors import BadInput, NotFound, SoleusError
from server.routine import Routine
from server.routine.choices import (
    PersonalRoutine,
    choices_document,
    personal_from_document,
    personal_routine,
)
from server.routine.library import Library
from server.services.dose_changes import ChangedWork, DoseRequest, changed_choices, changed_work
from server.services.less_time import in_less_time
from server.services.origins import chosen_origin
from server.services.preferences import PreferencesService
from server.services.timelines import timelines_of
from server.services.workout_routines import WorkoutRoutines
from server.services.workout_tracks import WorkoutTracks, voice_note, with_note_of
from server.store import Person, Store
from server.track import Chapter, Preparation, Studio, chapters_of
from server.workout import (
    SILENCE_MS,
    Event,
    Report,
    State,
    Summary,
    Workout,
    parse_events,
    replay_events,
    stops_of,
    summarize,
)

log = logging.getLogger(__name__)

#: How many times a dose change is tried if other changes keep getting in first.
MOST_ATTEMPTS = 5


class TooManyChanges(SoleusError):
    """Others kept changing a workout while this change was being made."""

    status = 409


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a workout is: its track is being made, or it is going on, or it is finished."""

    workout: Workout
    #: How far the making of the track is; ``None`` once it is ready.
    preparation: Preparation | None = None
    #: Where the workout is, with the timeline that the position belongs to.
    state: State | None = None
    timeline: Timeline | None = None
    #: What was done; ``None`` while the workout is not finished.
    summary: Summary | None = None
    #: The name of a voice that could speak at once, while the chosen one takes long; else empty.
    other_voice: str = ""

    @property
    def voice_note(self) -> str:
        """Why another voice speaks than the one that was chosen; empty if none does."""
        return voice_note(self.workout.choices)


class WorkoutService:
    """What people do with workouts."""

    def __init__(
        self,
        store: Store,
        library: Library,
        studio: Studio,
        tracks: WorkoutTracks,
        preferences: PreferencesService,
        clock: Clock,
        renew_clock: Callable[[], None] = lambda: None,
        finished: Callable[[Workout], None] = lambda _: None,
    ) -> None:
        """Prepare.

        :param renew_clock: called before a workout begins or is looked for: lets the clock be set right.
        :param finished: called when the end of a workout is durable, perhaps once more for the same one.
        """
        self._store = store
        self._library = library
        self._studio = studio
        self._tracks = tracks
        self._preferences = preferences
        self._clock = clock
        self._renew_clock = renew_clock
        self._finished = finished
        self._routines = WorkoutRoutines(store, library)
        #: One dose change of a workout at a time in this process.
        self._changing: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    def begin(
        self, person: Person, routine_id: str, minutes: int = 0, once: Sequence[tuple[str, str]] = ()
    ) -> Workout:
        """Begin a routine with a person's own doses, and have its track made in the background.

        :param minutes: how much time there is, for this once; 0 for as much as it takes.
        :param once: what a form changes for this once, such as ``gastroc.instead``.
        :raises NotFound: if there is no such routine.
        :raises NothingToDo: if every step of it is left out.
        """
        self._renew_clock()
        fit = in_less_time(self._studio, minutes)
        routine, choices, origin = chosen_origin(
            self._library, self._preferences, person.id, routine_id, fit, once
        )
        if not self._studio.duration_ms(routine, choices):
            raise NothingToDo
        workout = self._store.create_workout(person.id, routine.id, routine.name, origin)
        self._tracks.prepare(workout, personal_routine(routine, choices))
        log.info("workout begun: %s by %s", routine.id, person.name)
        return workout

    def workout(self, workout_id: str) -> Workout:
        """Return a workout, whoever does it: any device may follow.

        :raises NotFound: if there is none with this id.
        """
        return self._store.workout(workout_id)

    def of_person(self, workout_id: str, person_id: int) -> Workout:
        """Return a person's own workout.

        :raises NotFound: if this is not a workout of the person.
        """
        workout = self._store.workout(workout_id)
        if workout.person_id != person_id:
            raise NotFound("This is somebody else's workout. It can be followed here, but not changed.")
        return workout

    def routine(self, workout: Workout) -> Routine:
        """Return the routine that a workout began with; today's where no usable one was kept."""
        return self._routines.of(workout)

    def chapters(self, workout: Workout) -> tuple[Chapter, ...]:
        """Return the chapters of a workout's present track; none while it is being made."""
        return chapters_of(self._store.timeline(workout.track)) if workout.track else ()

    def progress(self, workout: Workout, patience_s: float = 0) -> Progress:
        """Return how far a workout is, after a wait for its track; after a restart that is made again."""
        if workout.summary:
            return Progress(workout, summary=workout.summary)
        if not workout.track:
            chosen = self._chosen(workout)
            preparation = self._tracks.prepare(workout, chosen, patience_s)
            workout = self._store.workout(workout.id) if patience_s else workout
            if not workout.track:
                other = self._tracks.other(chosen) if preparation.takes_long else None
                return Progress(workout, preparation=preparation, other_voice=other.name if other else "")
        events = self._store.events(workout.id)
        timelines = timelines_of(self._store, workout, events)
        if workout.finished_ms:
            return Progress(workout, summary=summarize(events, timelines, workout.first_track))
        state = self._state(workout, events, timelines)
        return Progress(workout, state=state, timeline=self._store.timeline(state.track))

    def summary(self, workout: Workout) -> Summary | None:
        """Return what was done in a workout, finished or not; ``None`` if its tracks are not kept."""
        events = self._store.events(workout.id)
        try:
            return summarize(events, timelines_of(self._store, workout, events), workout.first_track)
        except NotFound:
            return None

    def changed_work(self, workout: Workout, state: State) -> ChangedWork | None:
        """Return the piece of work that a change concerned, where the workout is now."""
        return changed_work(self._chosen(workout), self._store.timeline(state.track), state.position_ms)

    def report(self, workout: Workout, position_ms: int, playing: bool, track: str | None = None) -> Workout:
        """Keep what the player says about its position, and return the workout with it.

        What it says about a track that was replaced meanwhile, or after the end, changes nothing.
        """
        if not workout.track or workout.finished_ms or track not in (None, workout.track):
            return workout
        report = Report(workout.track, position_ms, playing, self._now_ms(workout))
        self._store.report_position(workout.id, report)
        return replace(workout, report=report)

    def record(
        self, person_id: int, workout_id: str, body: object, sent_ms: int | None, device_id: str = ""
    ) -> int:
        """Keep the events that a phone sent, and return how many were new once they are durable.

        :param body: the parsed JSON of the request.
        :param sent_ms: what the phone's clock said when it sent them, milliseconds since 1970.
        :param device_id: of the phone; empty if it is not paired.
        :raises BadInput: naming every event that cannot be accepted.
        :raises NotFound: if this is not a workout of the person.
        """
        workout = self.of_person(workout_id, person_id)
        events = parse_events(body, self._now_ms(workout), sent_ms)
        new = self._store.add_events(workout.id, events, device_id)
        ends = workout.finished_ms or any(event.kind == "finish" for event in events)
        finished = new and ends and self._store.workout(workout.id).finished_ms
        summary = self.summary(workout) if finished else None
        if summary:  # so that no page has to read the timelines of what was finished
            self._store.keep_done(workout.id, summary.done_percent)
            log.info("workout finished: %s, %s percent", workout.routine_id, summary.done_percent)
        if finished:
            self._finished(workout)
        return new

    def go_on_with_other_voice(self, person_id: int, workout_id: str) -> None:
        """Let a voice that is ready speak a workout whose track is still being made.

        :raises NotFound: if this is not a workout of the person.
        """
        workout = self.of_person(workout_id, person_id)
        self._tracks.go_on_with_other(workout, self._chosen(workout))

    def change_dose(self, person_id: int, workout_id: str, request: DoseRequest) -> Workout:
        """Change doses under way: make a new track, and go on in it at the same place.

        :raises BadInput: if the doses cannot be changed so.
        :raises NotFound: if this is not a workout of the person.
        :raises TooManyChanges: if others kept changing it at the same time.
        """
        with self._changing.setdefault(workout_id, threading.Lock()):
            for _ in range(MOST_ATTEMPTS):
                if self._try_dose_change(self.of_person(workout_id, person_id), request):
                    return self._store.workout(workout_id)
        raise TooManyChanges("This workout is being changed somewhere else at the same time. Try again.")

    def _now_ms(self, workout: Workout) -> int:
        """Return the time in a workout: never before what is known of it, however clocks were set."""
        known = [event.at_ms for event in self._store.events(workout.id)[-1:]]
        if workout.report:
            known.append(workout.report.at_ms)
        return max([self._clock(), *known])

    def _try_dose_change(self, workout: Workout, request: DoseRequest) -> bool:
        """Change the doses of a workout; return False if it has changed since it was read."""
        if not workout.track or workout.finished_ms:
            raise BadInput("Doses can only be changed while the workout is in progress.")
        routine = self.routine(workout)
        old = self._store.timeline(workout.track)
        if not {segment.step for segment in old.segments} <= {step.id for step in routine.steps}:
            raise BadInput(
                "This routine has been changed since the workout began. Go on as it is, or start it again."
            )
        position_ms = self._position_ms(workout, request, old)
        before = personal_from_document(routine, workout.choices)
        choices = changed_choices(before, request, old, position_ms)
        # Whoever chose no voice keeps the one that the workout began with, whatever was installed since.
        heard = replace(choices, voice=choices.voice or self._studio.voice_of(workout.track))
        track = self._studio.track(routine, heard, waits=True)
        place_ms = corresponding_position(old, position_ms, track.timeline)
        event = Event(secrets.token_hex(16), "dose", place_ms, self._now_ms(workout), track.digest)
        return self._store.change_dose(
            workout, with_note_of(workout.choices, choices_document(choices)), event
        )

    def _position_ms(self, workout: Workout, request: DoseRequest, timeline: Timeline) -> int:
        """Return where the player is in the present track, or else where the workout is known to be."""
        events = self._store.events(workout.id)
        known = timelines_of(self._store, workout, events)
        if request.position_ms is None:
            return self._state(workout, events, known).position_ms
        track = request.track or workout.track
        if track not in known:
            return request.position_ms
        return corresponding_position(known[track], request.position_ms, timeline)

    def _chosen(self, workout: Workout) -> PersonalRoutine:
        return personal_from_document(self.routine(workout), workout.choices)

    def _state(self, workout: Workout, events: Sequence[Event], timelines: Mapping[str, Timeline]) -> State:
        now_ms = self._now_ms(workout)
        stops = {digest: stops_of(timeline) for digest, timeline in timelines.items()}
        state = replay_events(events, now_ms, stops, workout.first_track, workout.report)
        silent = now_ms - state.known_at_ms > SILENCE_MS and state.position_ms != state.known_ms
        if state.finished or not silent:
            return state
        return replace(state, position_ms=state.known_ms, playing=False)
