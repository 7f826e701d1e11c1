"""Piper's catalogue ``voices.json``: what it offers, and which of it Soleus can use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, Field, TypeAdapter, ValidationError, model_validator

from server.characters import without_unusable
from server.coach.lines import LANGUAGES
from server.errors import BadInput, NotFound, SoleusError
from server.quoting import quoted, shortened
from server.voice.catalogue.download import Source
from server.voice.installed import is_voice_id, model_name

#: Its name, below the catalogue's address, and the most bytes that are read of it: ten times what it has.
CATALOGUE: Final = "voices.json"
_LARGEST_CATALOGUE: Final = 4_000_000
#: Bytes of a file of a voice; the largest model has 115 MB.
_LARGEST_FILE: Final = 1_000_000_000
_LONGEST_NAME: Final = 100
#: The file that tells where a voice comes from, with its licence.
MODEL_CARD: Final = "MODEL_CARD"


def _plain_path(path: str) -> str:
    """Return a path below the catalogue's address.

    :raises ValueError: if it leads elsewhere.
    """
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or any(sign in path for sign in "\\:?#"):
        raise ValueError(f"{path} is not a path below the catalogue")
    return path


_Name = Annotated[str, Field(max_length=_LONGEST_NAME), AfterValidator(without_unusable)]
_Path = Annotated[str, AfterValidator(_plain_path)]


class Language(BaseModel):
    """A language as the catalogue writes it."""

    #: Such as ``en_US``.
    code: _Name
    name_native: _Name
    name_english: _Name
    country_english: _Name = ""

    @property
    def is_spoken(self) -> bool:
        """Whether the coach has sentences in it."""
        return self.code.partition("_")[0] in LANGUAGES


class OfferedFile(BaseModel):
    """What is known of a file before it is downloaded."""

    size_bytes: int = Field(ge=0, le=_LARGEST_FILE)
    md5_digest: str = Field(pattern=r"^[0-9a-f]{32}$")


class _Entry(BaseModel):
    """A voice as the catalogue writes it."""

    key: _Name
    language: Language
    quality: _Name
    files: Mapping[_Path, OfferedFile]

    @model_validator(mode="after")
    def _is_whole(self) -> _Entry:
        wanted = {model_name(self.key), f"{model_name(self.key)}.json"}
        is_known = is_voice_id(self.key) and self.key.startswith(f"{self.language.code}-")
        if not is_known or not wanted <= {path.rpartition("/")[2] for path in self.files}:
            raise ValueError(f"{self.key} is not a whole voice")
        return self


@dataclass(frozen=True, slots=True)
class Offer:
    """A voice of the catalogue."""

    id: str
    language: Language
    quality: str
    #: Each file by what it is called where it is installed: its path below the catalogue's address, and what
    #: it must be.
    files: Mapping[str, tuple[str, OfferedFile]]

    @property
    def size_bytes(self) -> int:
        """Bytes of all its files."""
        return sum(file.size_bytes for _, file in self.files.values())

    @property
    def language_name(self) -> str:
        """Such as "English (United States)"."""
        country = self.language.country_english
        return f"{self.language.name_english} ({country})" if country else self.language.name_english

    def matches(self, words: Sequence[str]) -> bool:
        """Tell whether each of some words is in its id, or in a name of its language or country."""
        language = self.language
        texts = (self.id, language.name_native, self.language_name)
        known = " ".join(texts).casefold()
        return all(word.casefold() in known for word in words)


def read_catalogue(source: Source) -> Sequence[Offer]:
    """Download the catalogue, and return what it offers in all languages, by id.

    :raises SoleusError: if it cannot be reached, or is none. What is not a whole voice in it is left out.
    """
    document = source.read(CATALOGUE, _LARGEST_CATALOGUE)
    try:
        entries = TypeAdapter(Mapping[str, object]).validate_json(document)
    except ValidationError as error:
        raise _no_catalogue(source) from error
    offers = [offer for entry in entries.values() if (offer := _offer(entry))]
    if not offers:
        raise _no_catalogue(source)
    return sorted(offers, key=lambda offer: offer.id)


def offered(offers: Sequence[Offer], voice_id: str) -> Offer:
    """Return the voice with an id.

    :raises NotFound: if the catalogue has none.
    :raises BadInput: if the coach has no sentences in its language.
    """
    offer = next((offer for offer in offers if offer.id == voice_id), None)
    if offer is None:
        raise NotFound(
            f"The catalogue has no voice {quoted(voice_id)}. To see those it has: soleus voices search"
        )
    if not offer.language.is_spoken:
        raise BadInput(unspoken([offer.language.name_english]))
    return offer


def languages_of(offers: Sequence[Offer]) -> Sequence[str]:
    """Return the names of some voices' languages, each once."""
    return sorted({offer.language.name_english for offer in offers})


def unspoken(languages: Sequence[str]) -> str:
    """Return a sentence about languages in which the coach has no sentences."""
    names = " or ".join(filter(None, (", ".join(languages[:-1]), *languages[-1:])))
    return f"Soleus does not speak {shortened(names)} yet, only {' and '.join(LANGUAGES.values())}."


def _offer(entry: object) -> Offer | None:
    try:
        known = _Entry.model_validate(entry)
    except ValidationError:
        return None
    wanted = (model_name(known.key), f"{model_name(known.key)}.json", MODEL_CARD)
    files = {path.rpartition("/")[2]: (path, file) for path, file in known.files.items()}
    return Offer(
        known.key, known.language, known.quality, {name: files[name] for name in wanted if name in files}
    )


def _no_catalogue(source: Source) -> SoleusError:
    return SoleusError(f"{source.address(CATALOGUE)} is not a catalogue of voices for Piper.")
