"""What espeak-ng makes of a text, in phonemes, and whether that is how a dictionary says it."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from functools import cache

import espeakng_loader

_VOICE = b"gmw/en-us"
#: Constants of espeak-ng's speak_lib.h.
_SYNCHRONOUS, _UTF_8, _IPA = 2, 1, 2
#: Phonemes by their sound, espeak-ng's IPA beside the dictionary's ARPAbet; vowels that speakers of American
#: English mix are one, and V is the vowel of "cup". The longest signs come first.
_IPA_TABLE = """
    tʃ=CH dʒ=JH aɪ=AY aʊ=AW eɪ=EY oʊ=OW ɔɪ=OY iː=I uː=U ɑː=O ɔː=O oː=O ɜː=ER ɚ=ER
    ɪ=I i=I ᵻ=I ʊ=U æ=A ɛ=E ɔ=O ʌ=V ə=V ɐ=V
    ŋ=NG ʃ=SH ʒ=ZH θ=TH ð=DH ɹ=R ɾ=T ɡ=G h=HH j=Y
    b=B d=D f=F k=K l=L m=M n=N p=P s=S t=T v=VV w=W z=Z
"""
_ARPABET_TABLE = "AA=O AO=O AE=A AH=V EH=E IH=I IY=I UH=U UW=U V=VV"
_IPA_SOUNDS = dict(pair.split("=") for pair in _IPA_TABLE.split())
_ARPABET_SOUNDS = dict(pair.split("=") for pair in _ARPABET_TABLE.split())
_IPA_SIGN = re.compile("|".join(_IPA_SOUNDS))
#: What an unstressed vowel may be: any but a diphthong.
_WEAK = {"I", "U", "O", "E", "A", "ER", "V"}
_VOWELS = _WEAK | {"AY", "AW", "EY", "OW", "OY"}


def phonemes(text: str) -> str:
    """Return the IPA in which the default voice speaks a text, its clauses divided by "|"."""
    return " | ".join(_clauses(text))


def same(ipa: str, arpabet: str) -> bool:
    """Tell whether two pronunciations are one; an unstressed vowel may be any other but a diphthong."""
    ours = _sounds(ipa)
    theirs = [_ARPABET_SOUNDS.get(sound, sound) for sound in arpabet.split()]
    return len(ours) == len(theirs) and all(map(_alike, ours, theirs))


def alike(ipa: str, other: str) -> bool:
    """Tell whether two pronunciations in IPA are one, with the main stress on the same vowel."""
    ours, theirs = _with_open_r(_sounds(ipa)), _with_open_r(_sounds(other))
    sounds_alike = len(ours) == len(theirs) and all(map(_alike, ours, theirs))
    return sounds_alike and _stressed_vowel(ipa) == _stressed_vowel(other)


def _alike(one: str, other: str) -> bool:
    return one == other or ("V" in (one, other) and {one, other} <= _WEAK)


def _sounds(ipa: str) -> list[str]:
    """Return the sounds of IPA, without the glide that Piper's espeak-ng writes between two vowels."""
    return [_IPA_SOUNDS[sign] for sign in _IPA_SIGN.findall(ipa.replace("ʲ", ""))]


def _with_open_r(sounds: list[str]) -> list[str]:
    """Return sounds with the vowel of "her" as two: its r may belong to the next syllable."""
    parted = " ".join(sounds).replace("ER", "V R").replace("R R", "R")
    return parted.split()


def _stressed_vowel(ipa: str) -> int:
    """Return how many vowels are before the one with the main stress, which is the last that has it."""
    return sum(sound in _VOWELS for sound in _sounds(ipa[: ipa.rfind("ˈ")]))


def _clauses(text: str) -> Iterator[str]:
    rest = ctypes.c_char_p(text.encode())
    while rest.value is not None:
        yield _espeak().espeak_TextToPhonemes(ctypes.byref(rest), _UTF_8, _IPA).decode()


@cache
def _espeak() -> ctypes.CDLL:
    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_Initialize(_SYNCHRONOUS, 0, espeakng_loader.get_data_path().encode(), 0)
    library.espeak_SetVoiceByName(_VOICE)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    return library
