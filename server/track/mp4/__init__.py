"""The M4A container, written by hand: boxes, sample tables, chapters and metadata.

May use ``audio``; ``tests`` hold it against PyAV's muxer.
"""

from server.track.mp4.metadata import Tags
from server.track.mp4.muxer import m4a_file

__all__ = ["Tags", "m4a_file"]
