"""Everything that the coach says in English: one whole sentence a key.

Another language is another module with the same keys. A phrase in braces is put in as it is written under its
own key, or is a number in words; a sentence gets its capital letter and its full stop by itself.
"""

from __future__ import annotations

from collections.abc import Mapping

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_HUNDREDS = (
    *_ONES,
    *(ten + ("" if not one else f"-{_ONES[one]}") for ten in _TENS for one in range(10)),
)
#: From zero to 120; larger numbers are left to the voice.
NUMBERS: tuple[str, ...] = (
    *_HUNDREDS,
    "one hundred",
    *(f"one hundred and {_HUNDREDS[rest]}" for rest in range(1, 21)),
)
#: From first to thirtieth.
ORDINALS: tuple[str, ...] = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
    *(f"twenty-{word}" for word in ("first", "second", "third", "fourth", "fifth", "sixth")),
    *("twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth"),
)

#: What is spoken faster than the rest, and how much. "Three, two, one" falls in length, and "One." by itself
#: is the longest (at 160 words a minute espeak-ng speaks them in 405, 345 and 457 ms, Piper's joe in 348, 341
#: and 366).
PACES: Mapping[str, float] = {"One.": 1.4}

LINES: Mapping[str, str] = {
    # The opening.
    "opening.length": "{duration}",
    "opening.needs": "You need {things}",
    "opening.needs.more": "Also {things}",
    "list.and": "and",
    # Lengths, as parts of sentences.
    "second": "one second",
    "seconds": "{n} seconds",
    "minute": "one minute",
    "minute.half": "one and a half minutes",
    "minutes": "{n} minutes",
    "minutes.half": "{n} and a half minutes",
    "minutes.seconds": "{minutes} and {seconds}",
    "breath": "one breath",
    "breaths": "{n} breaths",
    # How much of an exercise.
    "amount": "{duration}",
    "amount.breath": "{breaths}",
    "amount.as_many": "As many as you can in {duration}",
    "amount.ladder": "{durations} seconds",
    "times.1": "once",
    "times.2": "twice",
    "times": "{n} times",
    "sets.1": "one set",
    "sets": "{n} sets",
    # Which one is coming.
    "next": "Next: {name}",
    "count.hold": "{ordinal} of {of}",
    "count.hold.short": "{ordinal}",
    "count.hold.last": "last one",
    "count.set": "{ordinal} set of {of}",
    "count.set.short": "{ordinal} set",
    "count.set.last": "final set",
    "count.round": "Round {n} of {of}",
    "count.round.last": "Last round",
    "count.block": "Block {n} of {of}",
    "count.block.last": "Last block",
    "count.rep": "{n}",
    "count.rep.last_two": "Last two",
    # What a voice is chosen by.
    "sample.name": "Calf stretch",
    # Sides.
    "side.left.foot": "Left foot",
    "side.right.foot": "Right foot",
    "side.left.leg": "Left leg",
    "side.right.leg": "Right leg",
    "side.left.knee": "Left knee",
    "side.right.knee": "Right knee",
    "side.left.hip": "Left hip",
    "side.right.hip": "Right hip",
    "side.left.arm": "Left arm",
    "side.right.arm": "Right arm",
    "side.left.hand": "Left hand",
    "side.right.hand": "Right hand",
    "side.left.shoulder": "Left shoulder",
    "side.right.shoulder": "Right shoulder",
    "side.left.none": "Left side",
    "side.right.none": "Right side",
    "side.left": "Left",
    "side.right": "Right",
    "switch.left.foot": "Switch: left foot",
    "switch.right.foot": "Switch: right foot",
    "switch.left.leg": "Switch: left leg",
    "switch.right.leg": "Switch: right leg",
    "switch.left.knee": "Switch: left knee",
    "switch.right.knee": "Switch: right knee",
    "switch.left.hip": "Switch: left hip",
    "switch.right.hip": "Switch: right hip",
    "switch.left.arm": "Switch: left arm",
    "switch.right.arm": "Switch: right arm",
    "switch.left.hand": "Switch: left hand",
    "switch.right.hand": "Switch: right hand",
    "switch.left.shoulder": "Switch: left shoulder",
    "switch.right.shoulder": "Switch: right shoulder",
    "switch.left.none": "Switch: left side",
    "switch.right.none": "Switch: right side",
    "alternate.foot": "Change feet each time",
    "alternate.leg": "Change legs each time",
    "alternate.knee": "Change knees each time",
    "alternate.hip": "Change hips each time",
    "alternate.arm": "Change arms each time",
    "alternate.hand": "Change hands each time",
    "alternate.shoulder": "Change shoulders each time",
    "alternate.none": "Change sides each time",
    # The way from one position to the next.
    "way.stand": "Stand up",
    "way.sit.chair": "Sit down on the chair",
    "way.sit.chair.up": "Up onto the chair",
    "way.sit.bed": "Sit on the edge of the bed",
    "way.sit.floor": "Sit on the floor",
    "way.sit.up": "Sit up",
    "way.lie": "Lie down",
    "way.kneel": "Kneel down",
    "way.kneel.up": "Come up to kneeling",
    "way.all_fours": "Come onto your hands and knees",
    "way.to.wall": "Go to the wall",
    "way.to.chair": "Go to the chair",
    "way.to.step": "Go to the step",
    "way.to.bench": "Go to the bench",
    "way.to.table": "Go to the table",
    "way.take.ball": "Take the ball",
    "way.take.roller": "Take the roller",
    "way.take.towel": "Take the towel",
    "way.take.strap": "Take the strap",
    "way.take.band": "Take the band",
    "way.take.weight": "Take the weight",
    "way.take.stick": "Take the stick",
    "way.take.cushion": "Take the cushion",
    # Getting ready.
    "settle": "{duration} to set up",
    "settle.left": "{duration} to get ready",
    "ready": "Get ready",
    "wait": "Press play when you are ready",
    # During the work.
    "halfway": "Halfway",
    "left.10": "Ten seconds",
    "left": "{duration} left",
    "breathe": "Breathe slowly, with a long breath out",
    "breathe.1": "Long breath out",
    "breathe.2": "Breathe out slowly",
    "breathe.3": "Let the breath go",
    "breaths.last": "Last breath",
    # Letting go, and resting.
    "end.hold": "Let go slowly",
    "end.hold.short": "Let go",
    "end.release": "Ease off",
    "end.reps": "Stop there",
    "rest": "Rest",
    "rest.length": "{duration}",
    # The end.
    "finish.lying": "Roll onto your side, and sit up slowly",
    "finish": "Well done",
    "finish.length": "{duration}",
}
