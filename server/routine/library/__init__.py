"""Folders of routines and exercises, as fresh as their files, and ``soleus check``.

May use ``parsing`` and what it stands on.
"""

from server.routine.library.check import Examined, check_files, examine_files
from server.routine.library.copies import routine_from_values
from server.routine.library.files import yaml_files
from server.routine.library.library import EXERCISES, BrokenFile, Library

__all__ = [
    "EXERCISES",
    "BrokenFile",
    "Examined",
    "Library",
    "check_files",
    "examine_files",
    "routine_from_values",
    "yaml_files",
]
