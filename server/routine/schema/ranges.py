"""Numbers in a file, and the figures of a dose there: a default, and how far a person may change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    create_model,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from server.routine import durations
from server.routine.doses import DOSE_FIELD_SPECS, PAUSE, PHASE, FigureSpec
from server.routine.schema.texts import Said

#: From here on a message does not repeat a number digit by digit.
_LARGEST_SHOWN = 1_000_000
#: A tag of a union stands in the path of an error of pydantic; this tells it from a key.
TAG_START = "<"
ONE, SEVERAL = f"{TAG_START}one>", f"{TAG_START}several>"

_Model = TypeVar("_Model", bound="Document")
_Name = TypeVar("_Name", bound=str)


@dataclass(frozen=True, slots=True)
class Between:
    """Limits of a number, with the word for it in the message."""

    lowest: int
    highest: int
    noun: str
    #: Whether it is a length of time in seconds, which may be written as 1:30 too.
    timed: bool = False

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
        checked = core_schema.no_info_after_validator_function(self.check, handler(source))
        return core_schema.no_info_before_validator_function(_seconds, checked) if self.timed else checked

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        number = {**handler(schema), "minimum": self.lowest, "maximum": self.highest}
        if not self.timed:
            return number
        return {"anyOf": [number, {"type": "string", "pattern": durations.PATTERN}]}


class Document(BaseModel):
    """Base of every part of a file: unknown keys are refused, and values are not converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Range(Document):
    """A default with the least and the most that may be chosen."""

    #: Several numbers are a ladder.
    default: int | list[int]
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
        for value in self.default if isinstance(self.default, list) else [self.default]:
            if not self.min <= value <= self.max:
                raise PydanticCustomError(
                    "range",
                    "the default {default} is outside its own range; write a number from {min} to {max}",
                    {"at": "default", "default": value, "min": self.min, "max": self.max},
                )
        return self


def number_type(figure: FigureSpec) -> Any:
    """Return the type of a figure that is written as a number."""
    return Annotated[int, Between(figure.lowest, figure.highest, figure.noun, figure.timed)]


def one_or_several(written: object) -> str:
    """Return the tag of what may be one value or a list."""
    return SEVERAL if isinstance(written, list) else ONE


def ladder_type(figure: FigureSpec, most: int) -> Any:
    """Return the type of a figure that is a number, or a number for each hold."""
    number: Any = number_type(figure)
    rungs: Any = Annotated[list[number], Field(min_length=1, max_length=most)]
    return Annotated[
        Annotated[number, Tag(ONE)] | Annotated[rungs, Tag(SEVERAL)], Discriminator(one_or_several)
    ]


@cache
def range_model(figure: FigureSpec, most_rungs: int = 0, *, says: bool = False) -> type[Range]:
    """Return the model of a figure with its range.

    :param most_rungs: how many rungs a ladder may have; 0 where there is none.
    :param says: whether it also says what is done meanwhile.
    """
    number = number_type(figure)
    fields: dict[str, Any] = {
        "default": (ladder_type(figure, most_rungs) if most_rungs else number, ...),
        "min": (number, figure.lowest),
        "max": (number, figure.highest),
    }
    if says:
        described = Field(description="What to do meanwhile, such as: Walk.")
        fields["say"] = (Annotated[Said, described], "")
    title = f"{'Said' if says else ''}{figure.title}{'Ladder' if most_rungs else ''}Range"
    return create_model(title, __base__=Range, __doc__=figure.description, **fields)


def range_models() -> Iterable[type[Range]]:
    """Return the model of each figure's range, in the order of the table."""
    specs = DOSE_FIELD_SPECS.items()
    figures = [figure for _, spec in specs for figure in (spec.held, spec.repeated) if figure]
    of_blocks = [
        range_model(spec.block, says=name == "rest") for name, spec in specs if spec.block is not None
    ]
    return [*(range_model(figure) for figure in dict.fromkeys([*figures, PHASE, PAUSE])), *of_blocks]


def figure_type(figure: FigureSpec, most_rungs: int = 0, *, says: bool = False) -> Any:
    """Return the type of a figure that is written as a number or as a range."""
    as_range: Any = range_model(figure, most_rungs, says=says)
    short = ladder_type(figure, most_rungs) if most_rungs else number_type(figure)
    return Annotated[as_range, BeforeValidator(_as_range, json_schema_input_type=short | as_range)]


def exercise_field(figure: FigureSpec) -> tuple[Any, Any]:
    """Return type and default of a figure in an exercise."""
    if figure.default is None:
        return optional_field(figure_type(figure), figure.description)
    description = f"{figure.description.removesuffix('.')}; {figure.default} by default."
    default = range_model(figure)(default=figure.default)  # type: ignore[call-arg] # min and max have defaults
    return Annotated[figure_type(figure), Field(description=description)], default


def optional_field(written: Any, description: str) -> tuple[Any, Any]:
    """Return type and default of a figure that need not be written."""
    return Annotated[written | None, Field(description=description)], None


def with_fields(fields: Mapping[_Name, tuple[Any, Any]]) -> Callable[[type[_Model]], type[_Model]]:
    """Add fields to a model, after its own."""

    def extend(model: type[_Model]) -> type[_Model]:
        more: dict[str, Any] = {str(name): given for name, given in fields.items()}
        return create_model(
            model.__name__, __base__=model, __doc__=model.__doc__, __module__=model.__module__, **more
        )

    return extend


def _seconds(written: Any) -> Any:
    """Read a length of time; a plain number is in seconds.

    :raises ValueError: saying what would be right.
    """
    return durations.parse_seconds(written) if isinstance(written, str) else written


def _as_range(written: Any) -> Any:
    """Read ``seconds: 30`` as short for ``seconds: {default: 30}``."""
    return written if isinstance(written, dict) else {"default": written}
