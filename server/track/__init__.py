"""From a routine to a track: the pipeline, its cache, and the file with chapters and captions.

May use ``voice``, ``coach``, ``audio`` and ``routine``; the store implements its protocol.
"""

from server.track.cache import TrackCache
from server.track.captions import webvtt
from server.track.chapters import Chapter, chapters_of
from server.track.estimates import estimated_lengths
from server.track.preparation import BeingMade, Preparation, Preparations
from server.track.recipe import Recorded, Recording, StoredTrack, is_digest
from server.track.recording_bucket import RecordingBucket
from server.track.recording_folder import RecordingFolder
from server.track.recordings import RecordingContents, Recordings
from server.track.routine_cache import RoutineCache
from server.track.stand_in import other_voice
from server.track.studio import Studio, Track
from server.track.warm_up import adopt_tracks, warm_up_track, warm_up_tracks

__all__ = [
    "BeingMade",
    "Chapter",
    "Preparation",
    "Preparations",
    "Recorded",
    "Recording",
    "RecordingBucket",
    "RecordingContents",
    "RecordingFolder",
    "Recordings",
    "RoutineCache",
    "StoredTrack",
    "Studio",
    "Track",
    "TrackCache",
    "adopt_tracks",
    "chapters_of",
    "estimated_lengths",
    "is_digest",
    "other_voice",
    "warm_up_track",
    "warm_up_tracks",
    "webvtt",
]
