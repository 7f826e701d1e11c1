"""The figures of a dose in a file: a default, and how far a person may change it.

The limits are generous bounds against slips of the pen, not medical advice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema


@dataclass(frozen=True, slots=True)
class Between:
    """Limits of a number, with the word for it in the message."""

    lowest: int
    highest: int
    noun: str

    def check(self, value: float) -> float:
        """Return the value. Raises a fault that names both limits."""
        if self.lowest <= value <= self.highest:
            return value
        side = "above the highest" if value > self.highest else "below the lowest"
        limit = self.highest if value > self.highest else self.lowest
        raise PydanticCustomError(
            "between",
            "{value} is {side} {noun}, {limit}; write a number from {lowest} to {highest}",
            {
                "value": f"{value:g}" if abs(value) < 1e6 else "a giant number",
                "side": side,
                "noun": self.noun,
                "limit": limit,
                "lowest": self.lowest,
                "highest": self.highest,
            },
        )

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(schema), "minimum": self.lowest, "maximum": self.highest}


Second = Annotated[int, Between(3, 600, "hold")]
Rep = Annotated[int, Between(1, 100, "number of reps")]
Hold = Annotated[int, Between(1, 10, "number of holds")]
Set = Annotated[int, Between(1, 10, "number of sets")]
RestSecond = Annotated[int, Between(0, 300, "rest")]


class Document(BaseModel):
    """Base of every part of a file: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Range(Document):
    """A default with the least and the most that may be chosen."""

    default: int
    min: int
    max: int

    @model_validator(mode="after")
    def _default_inside(self) -> Range:
        if self.min > self.max:
            raise PydanticCustomError(
                "range",
                "{min} is above the max, {max}; write the smaller number as min",
                {"at": "min", "min": self.min, "max": self.max},
            )
        if not self.min <= self.default <= self.max:
            raise PydanticCustomError(
                "range",
                "the default {default} is outside its own range; write a number from {min} to {max}",
                {"at": "default", "default": self.default, "min": self.min, "max": self.max},
            )
        return self


class SecondsRange(Range):
    """Seconds of one hold, release or instruction."""

    default: Second
    min: Second = 3
    max: Second = 600


class RepsRange(Range):
    """Repetitions in a set."""

    default: Rep
    min: Rep = 1
    max: Rep = 100


class HoldsRange(Range):
    """Holds in a set."""

    default: Hold
    min: Hold = 1
    max: Hold = 10


class SetsRange(Range):
    """Sets, on each side."""

    default: Set
    min: Set = 1
    max: Set = 10


class RestRange(Range):
    """Seconds between two holds or sets."""

    default: RestSecond
    min: RestSecond = 0
    max: RestSecond = 300


def _as_range(written: Any) -> Any:
    """Read ``seconds: 30`` as short for ``seconds: {default: 30}``."""
    return written if isinstance(written, dict) else {"default": written}


Seconds = Annotated[SecondsRange, BeforeValidator(_as_range, json_schema_input_type=Second | SecondsRange)]
Reps = Annotated[RepsRange, BeforeValidator(_as_range, json_schema_input_type=Rep | RepsRange)]
Holds = Annotated[HoldsRange, BeforeValidator(_as_range, json_schema_input_type=Hold | HoldsRange)]
Sets = Annotated[SetsRange, BeforeValidator(_as_range, json_schema_input_type=Set | SetsRange)]
Rest = Annotated[RestRange, BeforeValidator(_as_range, json_schema_input_type=RestSecond | RestRange)]
