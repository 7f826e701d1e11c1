"""What is a person's on this server: told, taken away, and deleted."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from server.config import RECORDED
from server.errors import NotFound, SoleusError
from server.routine.library import EXERCISES, Library
from server.services.personal_export import write_export
from server.services.recorded_voices import RecordedVoiceService
from server.services.user_files import ROUTINES
from server.services.user_library import UserLibrary
from server.services.voice_sharing import pack_voice
from server.services.workouts import WorkoutService
from server.store import Person, SetOwner, Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What there is of a person."""

    workouts: int
    #: How many routines have doses of their own.
    changed_routines: int
    #: Names of what they made, except what is deleted already.
    routines: tuple[str, ...]
    exercises: tuple[str, ...]
    #: Those of the exercises that routines of others use: they stay, as the house's.
    exercises_in_use: tuple[str, ...]
    #: Names of the voices that they recorded.
    voices: tuple[str, ...]
    has_feed: bool
    #: How many devices act for them.
    devices: int


class PersonalDataService:
    """Exports and deletes what is a person's."""

    def __init__(
        self,
        store: Store,
        library: Library,
        user_library: UserLibrary,
        workouts: WorkoutService,
        recorded_voices: RecordedVoiceService,
    ) -> None:
        self._store = store
        self._library = library
        self._user_library = user_library
        self._workouts = workouts
        self._recorded_voices = recorded_voices

    def of(self, person: Person) -> PersonalData:
        """Return what there is of a person."""
        files, title = self._files(person), self._user_library.title
        in_use = self._in_use_by_others(files)
        return PersonalData(
            workouts=self._store.workout_count(person.id),
            changed_routines=sum(any(each.values()) for each in self._choices(person).values()),
            routines=tuple(title("routine", each.stem) for each in files if _is_routine(each)),
            exercises=tuple(title("exercise", each.stem) for each in files if _is_exercise(each)),
            exercises_in_use=tuple(title("exercise", each.stem) for each in files if each in in_use),
            voices=tuple(each.name for each in self._recorded_voices.of(person.id)),
            has_feed=bool(self._store.feed_token(person.id)),
            devices=len(self._store.devices_of(person.id)),
        )

    def export(self, person: Person, to: IO[bytes]) -> None:
        """Write all that is a person's as a zip; see ``server.services.personal_export``."""
        write_export(to, person, self._store, self._workouts, self._contents(person))

    def delete(self, person: Person, *, leave_routines: bool) -> None:
        """Delete a person and all that is theirs; return once that is durable.

        Exercises that routines of others use become the house's. A person's voice is theirs, and goes in any
        case.

        :param leave_routines: whether routines and exercises become the house's as well.
        :raises SoleusError: if a file cannot be deleted; nothing in the database has changed then.
        """
        files = self._files(person)
        stay = self._in_use_by_others(files)
        if leave_routines:
            stay |= {each for each in files if _is_routine(each) or _is_exercise(each)}

        voices = [voice.id for voice in self._recorded_voices.of(person.id)]

        def change(own: SetOwner) -> None:
            for file in files:
                own(file.as_posix(), None)
                if file not in stay:
                    self._delete(file)
            self._recorded_voices.delete_files(voices, own)

        self._store.delete_person(person.id, change)
        log.info("person deleted with all that was theirs")

    def _files(self, person: Person) -> tuple[Path, ...]:
        """Return the person's files that are there, by their paths in the folder; the deleted ones too."""
        owners = self._store.file_owners()
        own = (Path(name) for name, owner in sorted(owners.items()) if owner == person)
        return tuple(each for each in own if (self._user_library.folder / each).is_file())

    def _contents(self, person: Person) -> Iterator[tuple[str, bytes]]:
        for file in self._files(person):
            with suppress(OSError):  # deleted a moment ago
                yield f"{ROUTINES}/{file.as_posix()}", (self._user_library.folder / file).read_bytes()
        for voice in self._recorded_voices.of(person.id):
            with suppress(NotFound):
                yield f"{RECORDED}/{voice.id}.zip", pack_voice(self._recorded_voices, voice)

    def _choices(self, person: Person) -> dict[str, dict[str, object]]:
        return {name: dict(each) for name, each in self._store.all_preferences(person.id)[1].items()}

    def _in_use_by_others(self, files: tuple[Path, ...]) -> set[Path]:
        """Return the exercises among files that routines use which are not among them."""
        going = {each.stem for each in files if _is_routine(each)}
        used = {
            name for each in self._library.routines() if each.id not in going for name in each.exercise_ids
        }
        return {each for each in files if _is_exercise(each) and each.stem in used}

    def _delete(self, file: Path) -> None:
        try:
            (self._user_library.folder / file).unlink(missing_ok=True)
        except OSError as error:
            raise SoleusError(f"{file.name} cannot be deleted: {error.strerror}.") from error


def _is_routine(file: Path) -> bool:
    return file.parent == Path()


def _is_exercise(file: Path) -> bool:
    return file.parent == Path(EXERCISES)
