"""A person's choices: figures, settings, and changes of them, applied within the routine's ranges. Pure.

May use the model and the table of dose fields.
"""

from server.routine.choices.adapting import Obstacle, adapted, obstacles, taken_back
from server.routine.choices.avoided import (
    AVOIDED_GROUPS,
    BODY,
    POSITIONS,
    Avoided,
    AvoidedGroup,
    avoided_from_document,
    offered_in,
    parse_avoided,
    with_avoided,
)
from server.routine.choices.changes import (
    HIGHEST_PERCENT,
    LOWEST_PERCENT,
    Changes,
    DoseChange,
    LengthenHolds,
    ScaleHolds,
    SetFigure,
    TakePreset,
    apply,
    has_holds,
    is_in_effect,
    swapped,
)
from server.routine.choices.document import choices_document, personal_from_document, settings_from_document
from server.routine.choices.doses import (
    changed_figures,
    dose_of,
    doses_of,
    exercise_names,
    figure_in,
    part_named,
)
from server.routine.choices.figures import (
    Direction,
    after_tap,
    choosable,
    default_of,
    figure_fault,
    out_of_range,
    possible_fields,
)
from server.routine.choices.intervals import (
    changed_interval,
    chosen_interval,
    interval_field,
    without_interval,
)
from server.routine.choices.length import length_of, too_long
from server.routine.choices.less_time import within
from server.routine.choices.parsing import parse_assignments, parse_changes, parse_swaps
from server.routine.choices.personal import PersonalRoutine, in_full, personal_routine
from server.routine.choices.replacing import replacements, stands_in
from server.routine.choices.settings import SETTINGS, Settings, SettingSpec, parse_settings
from server.routine.choices.swaps import ANYWAY, INSTEAD, LONGEST_REASON, WHY, is_text, kept_swaps
from server.routine.choices.typed import read_figure, shown_figure

__all__ = [
    "ANYWAY",
    "AVOIDED_GROUPS",
    "BODY",
    "HIGHEST_PERCENT",
    "INSTEAD",
    "LONGEST_REASON",
    "LOWEST_PERCENT",
    "POSITIONS",
    "SETTINGS",
    "WHY",
    "Avoided",
    "AvoidedGroup",
    "Changes",
    "Direction",
    "DoseChange",
    "LengthenHolds",
    "Obstacle",
    "PersonalRoutine",
    "ScaleHolds",
    "SetFigure",
    "SettingSpec",
    "Settings",
    "TakePreset",
    "adapted",
    "after_tap",
    "apply",
    "avoided_from_document",
    "changed_figures",
    "changed_interval",
    "choices_document",
    "choosable",
    "chosen_interval",
    "default_of",
    "dose_of",
    "doses_of",
    "exercise_names",
    "figure_fault",
    "figure_in",
    "has_holds",
    "in_full",
    "interval_field",
    "is_in_effect",
    "is_text",
    "kept_swaps",
    "length_of",
    "obstacles",
    "offered_in",
    "out_of_range",
    "parse_assignments",
    "parse_avoided",
    "parse_changes",
    "parse_settings",
    "parse_swaps",
    "part_named",
    "personal_from_document",
    "personal_routine",
    "possible_fields",
    "read_figure",
    "replacements",
    "settings_from_document",
    "shown_figure",
    "stands_in",
    "swapped",
    "taken_back",
    "too_long",
    "with_avoided",
    "within",
    "without_interval",
]
