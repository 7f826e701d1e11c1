"""Services in the network that speak, as the settings file names them: a table ``[voices.NAME]`` for each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from server.quoting import quoted
from server.suggestions import suggestion

#: What a service may be called: its name is part of its voices' ids, and of the variable with its key.
NAME: Final = r"[a-z][a-z0-9_]{0,39}"
#: Services, and voices that are named of one, at most: all settings go through one pipe of 64 kB.
MOST_SERVICES: Final = 8
_MOST_VOICES: Final = 40
#: Characters of an address, of a model's and of a voice's name, and of a key.
_LONGEST_ADDRESS: Final = 300
_LONGEST_WORD: Final = 100
_LONGEST_KEY: Final = 1000
#: The port of Wyoming where an address names none.
_WYOMING_PORT: Final = 10_200
_EXAMPLES: Final = "tcp://homeassistant.local:10200 or http://192.168.1.20:8880"
#: What is said in place of pydantic's words, by its name for what is wrong.
_WORDS: Final = {
    "missing": f"it is missing; write {_EXAMPLES}",
    "string_type": "write a text in quotation marks",
    "tuple_type": 'write a list of names, such as ["af_heart", "bf_emma"]',
    "model_type": f'write a table with an address, such as address = "{_EXAMPLES.partition(" ")[0]}"',
    "dict_type": "write a table for each service, such as [voices.kitchen]",
    "string_pattern_mismatch": "it is empty or has characters that it cannot have",
}


def _whole_address(address: str) -> str:
    """Return an address without a slash at its end, and with Wyoming's port if it names none.

    :raises PydanticCustomError: if it is none that can be asked.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise PydanticCustomError(
            "address", "It is no address; write {examples}", {"examples": _EXAMPLES}
        ) from error
    if parts.scheme not in ("tcp", "http", "https") or not parts.hostname or re.search(r"\s", address):
        raise PydanticCustomError(
            "address", "Write all of an address, such as {examples}", {"examples": _EXAMPLES}
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise PydanticCustomError("address", "It has more than a host, a port and a path")
    if parts.scheme != "tcp":
        return address.rstrip("/")
    if parts.path not in ("", "/"):
        raise PydanticCustomError("address", "An address that begins with tcp:// has no path")
    return address.rstrip("/") if port else f"tcp://{parts.netloc.rstrip(':')}:{_WYOMING_PORT}"


#: What a service calls a voice or a model.
_Word = Annotated[str, Field(max_length=_LONGEST_WORD, pattern=r"^[ -~]+$")]


class SpeechService(BaseModel):
    """A service that speaks: by Wyoming (``tcp://``), or by OpenAI's way of asking (``http://``, ``https://``)."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    address: Annotated[str, Field(max_length=_LONGEST_ADDRESS), AfterValidator(_whole_address)]
    #: What its voices speak, BCP 47. Where a service tells the language of each, only those are offered;
    #: empty for all.
    language: str = Field("en", pattern=r"^([a-zA-Z]{2,3}(-[a-zA-Z0-9]{2,8})*)?$")
    #: Voices that are offered, in this order, without asking the service; empty for all that it tells of.
    voices: tuple[_Word, ...] = Field((), max_length=_MOST_VOICES)
    #: Only for HTTP.
    model: _Word = "tts-1"
    #: Only for HTTP; empty for none. It is neither logged nor shown.
    key: str = Field("", max_length=_LONGEST_KEY, pattern=r"^[!-~]*$", repr=False)
    #: Seconds that one phrase may take.
    limit_s: float = Field(20, ge=0.1, le=600)

    @property
    def is_wyoming(self) -> bool:
        """Whether it is asked by Wyoming."""
        return self.address.startswith("tcp:")

    @model_validator(mode="after")
    def _has_what_it_uses(self) -> SpeechService:
        fields = type(self).model_fields
        unused = [name for name in ("key", "model") if getattr(self, name) != fields[name].default]
        if self.is_wyoming and unused:
            message = "A service at tcp:// takes no {names}; leave that out"
            raise PydanticCustomError("unused", message, {"names": " and no ".join(unused)})
        return self


def told_fault(detail: Mapping[str, Any]) -> str:
    """Return what is wrong with a service and where, after ``voices``; never a key.

    :param detail: one of pydantic's errors.
    """
    names = [str(part) for part in detail["loc"][1:] if part != "[key]"]
    place = "".join(f".{name}" for name in names)
    if detail["type"] == "extra_forbidden":
        known = SpeechService.model_fields
        near = suggestion(names[-1], known) or f"; there are {', '.join(known)}"
        return f"{place}: a service has no such setting{near}"
    if len(names) == 1 and detail["type"] == "string_pattern_mismatch":
        return f"{place}: a service's name has lower-case letters, digits and _, such as [voices.kitchen]"
    message = _WORDS.get(detail["type"], detail["msg"][0].lower() + detail["msg"][1:])
    secret = "key" in names or "@" in str(detail["input"])
    shown = isinstance(detail["input"], str | int | float) and not secret
    return f"{place}: {quoted(detail['input'])} is not valid: {message}" if shown else f"{place}: {message}"
