"""Captions: what is heard, as WebVTT (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

from server.coach import Cue, Timeline

#: A caption stays at least this long, so that it can be read, unless the next one comes sooner.
_READABLE_MS = 1200
#: How tones are described; ticks would only flicker.
_TONES = {"start": "(start tone)", "end": "(end tone)"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def webvtt(timeline: Timeline) -> str:
    """Return the captions of a timeline, one for each phrase and for each start and end tone."""
    captions = [(cue, text) for cue in timeline.cues if (text := _text(cue))]
    nexts = [cue.at_ms for cue, _ in captions[1:]] + [timeline.duration_ms]
    blocks = [
        f"{_time(cue.at_ms)} --> {_time(min(max(cue.end_ms, cue.at_ms + _READABLE_MS), following))}\n{text}\n"
        for (cue, text), following in zip(captions, nexts, strict=True)
    ]
    return "\n".join(["WEBVTT\n", *blocks])


def _text(cue: Cue) -> str:
    if cue.kind == "tone":
        return _TONES.get(cue.text, "")
    # An empty line would end the caption, so all of it goes on one line.
    return " ".join(cue.text.split()).translate(_ESCAPES)


def _time(ms: int) -> str:
    seconds, milliseconds = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{milliseconds:03}"
