"""Samples, levels, the noise bed, tones and AAC packets; knows nothing of words.

May use ``routine`` and the base modules.
"""

from server.audio.aac import LEAD_PACKETS, decode_clip, encode_clip, packet_count
from server.audio.codec import audio_specific_config
from server.audio.format import FRAME, FULL_SCALE, GRID_MS, PER_MS, PRE_ROLL, SAMPLE_RATE, Samples
from server.audio.level import BREATH_MS, join, to_clip_samples
from server.audio.noise_bed import bed_packets
from server.audio.sound_files import LARGEST_SOUND, LONGEST_S, read_sound, write_flac
from server.audio.sound_process import read_sounds
from server.audio.takes import TakeFault, take_fault, to_take_samples
from server.audio.tones import tone_length_ms, tone_packets

__all__ = [
    "BREATH_MS",
    "FRAME",
    "FULL_SCALE",
    "GRID_MS",
    "LARGEST_SOUND",
    "LEAD_PACKETS",
    "LONGEST_S",
    "PER_MS",
    "PRE_ROLL",
    "SAMPLE_RATE",
    "Samples",
    "TakeFault",
    "audio_specific_config",
    "bed_packets",
    "decode_clip",
    "encode_clip",
    "join",
    "packet_count",
    "read_sound",
    "read_sounds",
    "take_fault",
    "to_clip_samples",
    "to_take_samples",
    "tone_length_ms",
    "tone_packets",
    "write_flac",
]
