"""The settings: each declared once, read from flags, then ``SOLEUS_*`` variables, then a TOML file."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, ValidationInfo
from pydantic_core import PydanticCustomError

from server.addresses import ALL_IPV4
from server.errors import BadInput
from server.permissions import refusal
from server.setting_addresses import catalogue_address, public_address, redis_address, storage_address
from server.speech_services import MOST_SERVICES, NAME, SpeechService, told_fault
from server.suggestions import suggestion

#: The file that is read from the data folder if no other is named.
FILE_NAME = "soleus.toml"
PREFIX = "SOLEUS_"
#: Names the folder in which processes count together, for the library that Prometheus's figures come from.
METRICS_VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
#: How the value of a variable begins that Kubernetes or Docker made for a service called "soleus", the names
#: of such variables, and what to do.
_LINK = "tcp://"
_LINK_NAMES = re.compile(rf"{PREFIX}(SERVICE_(HOST|PORT)|PORT_\d)")
_LINKED = (
    '. Kubernetes or Docker sets it for a service that is called "soleus": call that service something else, '
    "or set enableServiceLinks to false"
)
_HOMELESS = (
    "The user who runs Soleus has no home folder. Say where the data belong, with --data or SOLEUS_DATA."
)
#: The setting that is a table for each service; it has no flag and no variable, but for the services' keys.
SERVICES = "voices"
_KEY_NAME = re.compile(rf"{PREFIX}{SERVICES.upper()}_({NAME.upper()})_KEY", re.IGNORECASE)
#: The folder of recorded voices, in the data folder.
RECORDED = "recorded"
#: What can speak on this machine, by the names that a person writes.
ENGINES = ("piper", "pyttsx3")
#: Characters of an address.
LONGEST_ADDRESS = 300


def _usual_data() -> Path:
    """Return the folder in which this user's data belong.

    :raises BadInput: if the user has no home folder, as in many containers.
    """
    try:
        return platformdirs.user_data_path("soleus", appauthor=False).expanduser()
    except RuntimeError as error:
        raise BadInput(_HOMELESS) from error


def _engine_names(written: str, info: ValidationInfo) -> str:
    """Return the names of engines and services with a comma between them.

    :raises PydanticCustomError: if one is unknown.
    """
    names = [name.strip() for name in written.split(",") if name.strip()]
    known = (*ENGINES, *info.data.get(SERVICES, ()))
    unknown = next((name for name in names if name not in known), None)
    if unknown and SERVICES in info.data:  # else a service is at fault, and told of
        message = "There is no engine {name}; the engines are {known}"
        raise PydanticCustomError("engine", message, {"name": unknown, "known": " and ".join(known)})
    return ",".join(names)


class Config(BaseModel):
    """Everything about this server that can be set."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = Field(ALL_IPV4, description="Address to listen on; 127.0.0.1 for this machine only.")
    port: int = Field(8420, ge=0, le=65_535, description="Port to listen on; 0 for any free port.")
    workers: int = Field(
        1, ge=1, le=64, description="Processes that answer; more than one need a PostgreSQL database."
    )
    jobs: int = Field(
        1, ge=0, le=64, description="Processes that speak and encode for those that answer, with PostgreSQL."
    )
    data: Path = Field(
        default_factory=_usual_data,
        description="Folder for the database, your own routines and the cache.",
    )
    database_url: str = Field(
        "", description="SQLAlchemy URL of the database; by default soleus.db in the data folder."
    )
    redis_url: Annotated[str, AfterValidator(redis_address)] = Field(
        "",
        max_length=LONGEST_ADDRESS,
        description="URL of a Redis or Valkey for what many processes ask often: redis://host:6379/0.",
    )
    storage_url: Annotated[str, AfterValidator(storage_address)] = Field(
        "",
        max_length=LONGEST_ADDRESS,
        description="Where machines share sounds: s3://bucket/prefix or file:///folder.",
    )
    redirect_mb: int = Field(
        0,
        ge=0,
        le=10_000,
        description="Megabytes from which on a bucket sends a podcast's episodes; 0 for none.",
    )
    cache_limit_mb: int = Field(
        500, ge=10, le=1_000_000, description="Megabytes that the cache of spoken clips and tracks may use."
    )
    reserve_mb: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="Megabytes that the cache leaves free; 0 for 100, or 2 % of a disk below 5 GB.",
    )
    pairing: bool = Field(True, description="Ask unknown devices for the pairing code.")
    pairing_minutes: int = Field(
        60, ge=1, le=100_000, description="Minutes for which a pairing code is valid."
    )
    public_url: Annotated[str, AfterValidator(public_address)] = Field(
        "",
        max_length=LONGEST_ADDRESS,
        description="Address by which phones reach this server, if it is not the machine's own, such as https://soleus.example.org.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=10, description="Number of proxies in front whose X-Forwarded headers are trusted."
    )
    workout_days: int = Field(
        0, ge=0, le=100_000, description="Days for which workouts are kept; 0 keeps them for good."
    )
    voice_workers: int = Field(2, ge=1, le=32, description="Number of processes that speak, of each engine.")
    voices: dict[Annotated[str, Field(pattern=rf"^{NAME}$")], SpeechService] = Field(
        default={},
        max_length=MOST_SERVICES,
        description="Services in the network that speak, by their names; a table for each.",
    )
    voice_engines: Annotated[str, AfterValidator(_engine_names)] = Field(
        "",
        max_length=LONGEST_ADDRESS,
        description="Engines that speak, the default voice first: piper, pyttsx3, services, with commas.",
    )
    voices_url: Annotated[str, AfterValidator(catalogue_address)] = Field(
        "https://huggingface.co/rhasspy/piper-voices/resolve/main",
        max_length=LONGEST_ADDRESS,
        description="Address of the catalogue of voices for Piper, of the folder with its voices.json.",
    )
    warm: bool = Field(
        True, description="Prepare the shipped routines, and those that people use, in the background."
    )
    daily_backups: int = Field(
        7,
        ge=0,
        le=3650,
        description="Daily backups that are kept, one for each of the last days; 0 makes none.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="Lowest level that is logged: debug, info, warning or error."
    )

    log_format: Literal["text", "json"] = Field(
        "text", description="How lines are logged: text, or json with a request's id in each."
    )
    metrics_token: str = Field(
        "",
        max_length=LONGEST_ADDRESS,
        description="Token by which Prometheus may read /metrics; without one nobody may.",
    )
    drain_s: int = Field(
        0,
        ge=0,
        le=600,
        description="Seconds for which a server goes on while /readyz says that it stops.",
    )

    @property
    def database(self) -> str:
        """The database's SQLAlchemy URL."""
        from sqlalchemy import URL  # here, as the process that watches does not need it

        place = URL.create("sqlite", database=str(self.data / "soleus.db"))
        return self.database_url or place.render_as_string(hide_password=False)

    @property
    def voices_folder(self) -> Path:
        """The folder of installed voices."""
        return self.data / "voices"


#: Settings that are one value each, which a flag or a variable can give.
SINGLE = tuple(name for name in Config.model_fields if name != SERVICES)


def load(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    file: Path | None = None,
) -> Config:
    """Read the settings: flags before variables before the file.

    :param flags: values by setting; ``None`` for a flag that was not given.
    :param environ: defaults to ``os.environ``.
    :param file: a TOML file; defaults to the one that ``SOLEUS_CONFIG`` names, or else to ``soleus.toml`` in
        the data folder if there is one.
    :raises BadInput: naming every invalid setting, and where it was set.
    """
    environ = os.environ if environ is None else environ
    given: dict[str, tuple[object, str]] = {}
    for name in SINGLE:
        variable = f"{PREFIX}{name.upper()}"
        if (flags or {}).get(name) is not None:
            given[name] = ((flags or {})[name], f"--{name.replace('_', '-')}")
        elif environ.get(variable, "") != "":
            given[name] = (environ[variable], variable)
    named = file or (Path(environ[f"{PREFIX}CONFIG"]) if environ.get(f"{PREFIX}CONFIG") else None)
    from_file = _read(named or _usual_file(given), must_exist=named is not None)
    services, origin = from_file.get(SERVICES, ({}, ""))
    from_file[SERVICES] = _with_keys(services, environ), origin
    return _checked({**from_file, **given})


def _with_keys(services: object, environ: Mapping[str, str]) -> object:
    """Return the services of the settings file with the keys that variables give.

    :raises BadInput: if a variable is for a service that is not in the file.
    """
    for variable, key in environ.items():
        match = _KEY_NAME.fullmatch(variable)
        if match and key:
            name = match[1].lower()
            if not isinstance(services, dict) or not isinstance(services.get(name), dict):
                raise BadInput(f"{variable}: there is no table [{SERVICES}.{name}] in the settings file")
            services = services | {name: services[name] | {"key": key}}
    return services


def _usual_file(given: Mapping[str, tuple[object, str]]) -> Path:
    folder = Path(str(given["data"][0])) if "data" in given else _usual_data()
    return folder / FILE_NAME


def unknown_variables(environ: Mapping[str, str]) -> list[str]:
    """Return a line for each variable that looks like a setting and is none."""
    known = (*SINGLE, "config")
    passed = (_LINK_NAMES.match, _KEY_NAME.fullmatch)
    names = (name for name in environ if name.startswith(PREFIX) and not any(of(name) for of in passed))
    settings = ((name, name.removeprefix(PREFIX).lower()) for name in names)
    return [
        f"{name}: {setting} is no setting{suggestion(setting, known)}"
        for name, setting in settings
        if setting not in known
    ]


def _read(path: Path, must_exist: bool) -> dict[str, tuple[object, str]]:
    try:
        if not must_exist and not path.exists():
            return {}
        document = tomllib.loads(path.read_text("utf-8-sig"))  # Windows writes a mark in front
    except PermissionError as error:
        raise BadInput(f"{path}: the settings cannot be read: {refusal(path)}") from error
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: the settings cannot be read: {error}") from error
    return {name: (value, f"{path}: {name}") for name, value in document.items()}


def _checked(given: Mapping[str, tuple[object, str]]) -> Config:
    try:
        config = Config.model_validate({name: value for name, (value, _) in given.items()})
    except ValidationError as error:
        raise BadInput("; ".join(_fault(given, detail) for detail in error.errors())) from error
    try:
        return config.model_copy(update={"data": config.data.expanduser().absolute()})
    except RuntimeError as error:  # "~" of a user without a home folder
        raise BadInput(_HOMELESS) from error


def _fault(given: Mapping[str, tuple[object, str]], detail: Any) -> str:
    name = str(detail["loc"][0])
    value, origin = given[name]
    if name not in Config.model_fields:
        return f"{origin}: unknown setting; the settings are {', '.join(Config.model_fields)}"
    if name == SERVICES:
        return f"{origin}{told_fault(detail)}"
    message = detail["msg"]
    linked = origin.startswith(PREFIX) and str(value).startswith(_LINK)
    return f"{origin}: {value!r} is not valid: {message[0].lower()}{message[1:]}{_LINKED if linked else ''}"
