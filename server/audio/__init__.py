"""Samples, levels, the noise bed, tones and AAC packets; knows nothing of words.

May use ``routine`` and the base modules.
"""

from server.audio.aac import LEAD_PACKETS, decode_clip, encode_clip, packet_count
from server.audio.codec import audio_specific_config
from server.audio.format import FRAME, GRID_MS, PER_MS, SAMPLE_RATE, Samples
from server.audio.level import to_clip_samples
from server.audio.noise_bed import bed_packets
from server.audio.tones import tone_length_ms, tone_packets

__all__ = [
    "FRAME",
    "GRID_MS",
    "LEAD_PACKETS",
    "PER_MS",
    "SAMPLE_RATE",
    "Samples",
    "audio_specific_config",
    "bed_packets",
    "decode_clip",
    "encode_clip",
    "packet_count",
    "to_clip_samples",
    "tone_length_ms",
    "tone_packets",
]
