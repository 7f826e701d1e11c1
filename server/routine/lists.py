"""The closed lists of what an exercise needs, what it works on, and what it loads."""

from __future__ import annotations

from typing import Literal

#: Things to have at hand.
Prop = Literal[
    "wall",
    "chair",
    "step",
    "rail",
    "ball",
    "roller",
    "towel",
    "strap",
    "mat",
    "bed",
    "band",
    "weight",
    "stick",
    "bench",
    "table",
    "cushion",
]
#: Muscles that are stretched or strengthened.
Muscle = Literal[
    "gastrocnemius",
    "soleus",
    "achilles",
    "tibialis anterior",
    "tibialis posterior",
    "peroneals",
    "plantar fascia",
    "foot",
    "quadriceps",
    "hamstrings",
    "adductors",
    "abductors",
    "hip flexors",
    "gluteals",
    "core",
    "back",
    "chest",
    "shoulders",
    "arms",
    "neck",
]
#: Parts of the body that are loaded or used.
BodyPart = Literal[
    "toe",
    "foot",
    "heel",
    "ankle",
    "shin",
    "calf",
    "knee",
    "thigh",
    "hip",
    "back",
    "core",
    "chest",
    "shoulder",
    "arm",
    "wrist",
    "neck",
]
