"""The use cases, without a web framework: a module for each, and ``open_services``, which builds them all.

May use every package below; each service is handed what it needs.
"""

from server.services.backup_format import KEY, SETTINGS, Manifest
from server.services.backups import make_backup
from server.services.clip_jobs import do_clip_job
from server.services.costs import cost_messages, costs_of
from server.services.daily_backups import DailyBackups
from server.services.dose_changes import ChangedWork, DoseRequest
from server.services.drafting import draft_routine
from server.services.examination import Examined, examine
from server.services.health import HealthService
from server.services.history import Unfinished
from server.services.importing import OpenedRoutine
from server.services.keeping import KeptRoutine
from server.services.less_time import in_less_time
from server.services.pairing import FIRST_NAME, MOST_INVITED, Invitation, address_of
from server.services.phrases_to_record import PhraseToRecord
from server.services.preview import SpokenLine, checked_line
from server.services.pronunciation import checked_entry
from server.services.recorded_voices import OwnedVoice
from server.services.restoring import Restored, restore_backup
from server.services.services import Overrides, Services, migrate_database, open_services
from server.services.sharing import Replaced, SharedRoutine, bundle_of_text
from server.services.takes import LONGEST_PHRASE, LONGEST_VOICE_NAME, checked_phrase
from server.services.user_files import EXERCISES_PATH, ROUTINES, FileKind
from server.services.user_library import DraftOrigin, SaveConflict
from server.services.voice_sharing import LARGEST_VOICE, pack_voice, unpack_voice
from server.services.welcome import MINUTES
from server.services.what_next import next_routine
from server.services.workouts import Progress
from server.voice.pronunciation import LONGEST_SAID, LONGEST_WORD, Entry
from server.voice.recorded import RecordedVoice, phrase_key

__all__ = [
    "EXERCISES_PATH",
    "FIRST_NAME",
    "KEY",
    "LARGEST_VOICE",
    "LONGEST_PHRASE",
    "LONGEST_SAID",
    "LONGEST_VOICE_NAME",
    "LONGEST_WORD",
    "MINUTES",
    "MOST_INVITED",
    "ROUTINES",
    "SETTINGS",
    "ChangedWork",
    "DailyBackups",
    "DoseRequest",
    "DraftOrigin",
    "Entry",
    "Examined",
    "FileKind",
    "HealthService",
    "Invitation",
    "KeptRoutine",
    "Manifest",
    "OpenedRoutine",
    "Overrides",
    "OwnedVoice",
    "PhraseToRecord",
    "Progress",
    "RecordedVoice",
    "Replaced",
    "Restored",
    "SaveConflict",
    "Services",
    "SharedRoutine",
    "SpokenLine",
    "Unfinished",
    "address_of",
    "bundle_of_text",
    "checked_entry",
    "checked_line",
    "checked_phrase",
    "cost_messages",
    "costs_of",
    "do_clip_job",
    "draft_routine",
    "examine",
    "in_less_time",
    "make_backup",
    "migrate_database",
    "next_routine",
    "open_services",
    "pack_voice",
    "phrase_key",
    "restore_backup",
    "unpack_voice",
]
