"""Numbers in a file, and the figures of a dose there: a default, and how far a person may change it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    create_model,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from server.routine.doses import DOSE_FIELD_SPECS, FigureSpec

#: From here on a message does not repeat a number digit by digit.
_LARGEST_SHOWN = 1_000_000


@dataclass(frozen=True, slots=True)
class Between:
    """Limits of a number, with the word for it in the message."""

    lowest: int
    highest: int
    noun: str

    def check(self, value: float) -> float:
        """Return the value.

        :raises PydanticCustomError: naming both limits, if it is outside of them.
        """
        if self.lowest <= value <= self.highest:
            return value
        side = "above the highest" if value > self.highest else "below the lowest"
        limit = self.highest if value > self.highest else self.lowest
        raise PydanticCustomError(
            "between",
            "{value} is {side} {noun}, {limit}; write a number from {lowest} to {highest}",
            {
                "value": f"{value:g}" if abs(value) < _LARGEST_SHOWN else "a giant number",
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


class Document(BaseModel):
    """Base of every part of a file: unknown keys are refused, and values are not converted."""

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


def number_type(figure: FigureSpec) -> Any:
    """Return the type of a figure that is written as a number."""
    return Annotated[int, Between(figure.lowest, figure.highest, figure.noun)]


@cache
def range_model(figure: FigureSpec) -> type[Range]:
    """Return the model of a figure with its range."""
    number = number_type(figure)
    limits: dict[str, Any] = {
        "default": (number, ...),
        "min": (number, figure.lowest),
        "max": (number, figure.highest),
    }
    return create_model(f"{figure.title}Range", __base__=Range, __doc__=figure.description, **limits)


def range_models() -> Iterable[type[Range]]:
    """Return the model of each figure's range, in the order of the table."""
    specs = DOSE_FIELD_SPECS.values()
    figures = [figure for spec in specs for figure in (spec.held, spec.repeated) if figure]
    return [range_model(figure) for figure in dict.fromkeys(figures)]


def figure_type(figure: FigureSpec) -> Any:
    """Return the type of a figure that is written as a number or as a range."""
    as_range: Any = range_model(figure)
    return Annotated[
        as_range, BeforeValidator(_as_range, json_schema_input_type=number_type(figure) | as_range)
    ]


def exercise_field(figure: FigureSpec) -> tuple[Any, Any]:
    """Return type and default of a figure in an exercise."""
    if figure.default is None:
        return Annotated[figure_type(figure), Field(description=figure.description)], ...
    description = f"{figure.description.removesuffix('.')}; {figure.default} by default."
    default = range_model(figure)(default=figure.default)  # type: ignore[call-arg] # min and max have defaults
    return Annotated[figure_type(figure), Field(description=description)], default


def optional_field(written: Any, description: str) -> tuple[Any, Any]:
    """Return type and default of a figure that need not be written."""
    return Annotated[written | None, Field(description=description)], None


def _as_range(written: Any) -> Any:
    """Read ``seconds: 30`` as short for ``seconds: {default: 30}``."""
    return written if isinstance(written, dict) else {"default": written}
