"""The composition root: everything that a running Soleus is made of, built in one place."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from server.atomic_write import remove_unfinished
from server.cache_folder import CacheFolder
from server.clock import Clock
from server.config import FILE_NAME, Config
from server.disk_space import DiskSpace
from server.errors import SoleusError
from server.feed import Publisher
from server.jobs import Scheduler, ThreadScheduler
from server.permissions import make_folder, reason_of, refusal
from server.private import close_file, make_private_folder
from server.resources import shipped
from server.routine.library import Library
from server.services.backup_format import RECORDINGS
from server.services.changed_times import ChangedTimesService
from server.services.clip_jobs import ClipJobs
from server.services.clock_setting import ClockSetting
from server.services.downloads import DownloadService
from server.services.episodes import EpisodeService
from server.services.health import HealthService
from server.services.history import HistoryService
from server.services.importing import ImportService
from server.services.keeping import KeepingService
from server.services.lost_database import refuse_lost_database
from server.services.own_files import OwnFiles
from server.services.pairing import PairingService
from server.services.personal_data import PersonalDataService
from server.services.phrases_to_record import PhrasesToRecord
from server.services.practice import PracticeService
from server.services.preferences import PreferencesService
from server.services.preview import PreviewService
from server.services.pronunciation import PronunciationService
from server.services.recorded_voices import RecordedVoiceService
from server.services.retention import RetentionService
from server.services.secret_key import secret_key
from server.services.sharing import SharingService
from server.services.speaking_ahead import SpeakingAhead
from server.services.track_links import TrackLinks
from server.services.used_routines import UsedRoutines
from server.services.user_files import ROUTINES
from server.services.user_library import UserLibrary
from server.services.welcome import WelcomeService
from server.services.workout_tracks import WorkoutTracks
from server.services.workouts import WorkoutService
from server.storage import Storage
from server.store import Store, newest_revision
from server.track import (
    Preparations,
    RecordingBucket,
    RecordingContents,
    RecordingFolder,
    Recordings,
    Studio,
    TrackCache,
)
from server.voice import open_engines
from server.voice.clips import ClipMaker, ClipStore, DiskCache, KeptClips
from server.voice.pronunciation import Pronunciations
from server.voice.recorded import RecordedSpeaker

_MEGABYTE = 1_000_000
#: Tracks that are made at a time: four for people, one for feeds, one to warm up.
_TRACK_THREADS = 6


@dataclass(frozen=True)
class Services:
    """All services, and what they are built on."""

    config: Config
    clock: Clock
    disk: DiskSpace
    #: Signs cookies.
    secret_key: bytes
    library: Library
    store: Store
    files: OwnFiles
    speech: ClipStore
    recordings: Recordings
    studio: Studio
    scheduler: Scheduler
    publisher: Publisher
    pairing: PairingService
    preferences: PreferencesService
    welcome: WelcomeService
    ahead: SpeakingAhead
    workouts: WorkoutService
    changed_times: ChangedTimesService
    history: HistoryService
    keeping: KeepingService
    downloads: DownloadService
    preview: PreviewService
    pronunciation: PronunciationService
    episodes: EpisodeService
    track_links: TrackLinks
    user_library: UserLibrary
    sharing: SharingService
    importing: ImportService
    recorded_voices: RecordedVoiceService
    phrases_to_record: PhrasesToRecord
    personal_data: PersonalDataService
    retention: RetentionService
    health: HealthService
    #: Whether ``speech`` was handed in, and is closed by whoever made it.
    shares_speech: bool = False

    def close(self) -> None:
        """End the speaking processes and close the database."""
        if not self.shares_speech:
            self.speech.close()  # whoever still waits for a voice is told that Soleus stops
        self.scheduler.close()
        self.retention.close()
        self.store.close()
        self.files.close()


class Overrides(TypedDict, total=False):
    """What may be handed to :func:`open_services` in place of the usual."""

    clock: Clock
    speech: ClipStore
    library: Library
    asks_workers: bool


def open_services(
    config: Config,
    *,
    clock: Clock | None = None,
    speech: ClipStore | None = None,
    library: Library | None = None,
    asks_workers: bool = False,
) -> Services:
    """Make the data folder if there is none, and build everything on it.

    :param clock: tells the time; by default the one by which all who use the database agree.
    :param speech: speaks, and stays open when these services are closed; by default made as configured.
    :param library: the routines; by default the shipped ones and those in the data folder.
    :param asks_workers: whether clips are made by workers, and not in this process.
    :raises SoleusError: if the folder or the database cannot be used.
    """
    _make_data_folder(config.data)
    for folder in (config.data, config.data / ROUTINES):
        remove_unfinished(folder)
    refuse_lost_database(config)
    disk = DiskSpace(config.data, config.reserve_mb * _MEGABYTE)
    limit_bytes = config.cache_limit_mb * _MEGABYTE // 2  # half for clips, half for tracks
    # First of all, so that it can make way for the database.
    track_cache = TrackCache(config.data / "cache" / "tracks", limit_bytes, disk)
    store = Store(config.database, clock, disk)
    if store.serves_many or config.redis_url:
        store.share_positions(config.redis_url)
    clock = store.clock
    files = OwnFiles(config.data, store)
    library = library or Library(shipped("routines"), files.routines, fetch=store.renew_files)
    clock_setting = ClockSetting(clock, store)
    clock_setting.begin()
    storage = open_storage(config)
    recordings = Recordings(_recording_contents(config, disk, storage), store)
    pronunciations = Pronunciations(files.pronunciation)
    maker = ClipJobs(store) if asks_workers else None
    clips = speech or open_speech(config, recordings, disk, pronunciations, files, storage, maker)
    studio = Studio(clips, track_cache, recordings)
    scheduler = ThreadScheduler("tracks", _TRACK_THREADS)
    publisher = Publisher(studio, scheduler)
    preferences = PreferencesService(
        store, clips.watch, library, changed=lambda person, routine: ahead.begin(person, routine)
    )
    used = UsedRoutines(store, library, clock)
    ahead = SpeakingAhead(store, library, preferences, studio, clips, scheduler, used)
    user_library = UserLibrary(files.routines, library, store, disk, saved=ahead.begin)
    preparations = Preparations(studio, scheduler)
    practice = PracticeService(store, ahead.begin)
    workouts = WorkoutService(
        *(store, library, studio, WorkoutTracks(store, preparations, clips), preferences),
        *(clock, clock_setting.renew, practice.finished),
    )
    sharing = SharingService(library, user_library, preferences)
    recorded_voices = RecordedVoiceService(files.recorded, store, clips.watch, disk)
    return Services(
        config=config,
        clock=clock,
        disk=disk,
        secret_key=secret_key(config.data, store),
        library=library,
        store=store,
        files=files,
        speech=clips,
        recordings=recordings,
        studio=studio,
        scheduler=scheduler,
        publisher=publisher,
        pairing=PairingService(config, store),
        preferences=preferences,
        welcome=WelcomeService(store, preferences),
        ahead=ahead,
        workouts=workouts,
        changed_times=ChangedTimesService(store, library, preferences),
        history=HistoryService(store, workouts, clock, clock_setting.renew),
        keeping=KeepingService(store, library, studio, preparations, preferences),
        downloads=DownloadService(preparations, preferences),
        preview=PreviewService(clips, studio, preferences, scheduler),
        pronunciation=PronunciationService(
            pronunciations, files.pronunciation, store, disk, changed=ahead.begin_for_all
        ),
        episodes=EpisodeService(store, library, preferences, publisher),
        track_links=TrackLinks(studio, storage, config.redirect_mb),
        user_library=user_library,
        sharing=sharing,
        importing=ImportService(library, sharing),
        recorded_voices=recorded_voices,
        phrases_to_record=PhrasesToRecord(used, library, preferences),
        personal_data=PersonalDataService(store, library, user_library, workouts, recorded_voices),
        retention=RetentionService(store, library, recordings, preferences, clock, config.workout_days),
        health=HealthService(config.data, store, clips, disk),
        shares_speech=speech is not None,
    )


def migrate_database(config: Config) -> str:
    """Bring the database up to date, and return its revision.

    :raises SoleusError: if it cannot be opened or migrated.
    """
    _make_data_folder(config.data)
    Store(config.database).close()
    return newest_revision()


def open_speech(
    config: Config,
    kept: KeptClips | None = None,
    disk: DiskSpace | None = None,
    pronunciations: Pronunciations | None = None,
    files: OwnFiles | None = None,
    storage: Storage | None = None,
    maker: ClipMaker | None = None,
) -> ClipStore:
    """Return what speaks, with its clips cached in the data folder; nothing is started before it is needed.

    :param kept: finds clips that were handed out.
    :param disk: has the room for the cache.
    :param pronunciations: how words are said; by default as in the data folder.
    :param files: has the voices that people recorded; by default the data folder.
    :param storage: shares the clips with other machines.
    :param maker: makes them in another process.
    """
    files = files or OwnFiles(config.data)
    limit_bytes = config.cache_limit_mb * _MEGABYTE // 2
    engines = open_engines(config.voice_engines, config.voice_workers, config.voices, config.voices_folder)
    speaker = RecordedSpeaker(engines, files.recorded)
    said = pronunciations or Pronunciations(files.pronunciation)
    cache = DiskCache(config.data / "cache" / "clips", limit_bytes, disk, storage)
    return ClipStore(cache, speaker, kept, said, maker)


def open_storage(config: Config) -> Storage | None:
    """Return what several machines keep sounds in, if that is set.

    :raises StorageUnusable: saying what is wrong with it.
    """
    if not config.storage_url:
        return None
    storage = Storage(config.storage_url)
    storage.check()
    return storage


def _recording_contents(config: Config, disk: DiskSpace, storage: Storage | None) -> RecordingContents:
    if storage is None:
        return RecordingFolder(config.data / RECORDINGS, disk)
    cache = CacheFolder(config.data / "cache" / RECORDINGS, config.cache_limit_mb * _MEGABYTE // 2, disk)
    return RecordingBucket(storage, cache)


def _make_data_folder(folder: Path) -> None:
    recordings = folder / RECORDINGS
    try:
        make_private_folder(folder)
        make_folder(folder / ROUTINES)
        close_file(folder / FILE_NAME)  # may hold the password of a database
    except OSError as error:
        reason = reason_of(error, folder)
        raise SoleusError(
            f"{error.filename or folder}: the data folder cannot be made: {reason} "
            "Choose another with --data."
        ) from error
    closed = refusal(folder, recordings)
    if closed:
        raise SoleusError(f"The data folder cannot be used: {closed}")
