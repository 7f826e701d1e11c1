"""Files of other apps: what they hold, as routines in the language of Soleus.

May use ``editing`` and what it stands on. Pure: bytes in, values out.
"""

from server.routine.importing.items import clock
from server.routine.importing.matching import with_matches
from server.routine.importing.reading import LARGEST_FOREIGN, MOST_TIMERS
from server.routine.importing.recognising import ImportedRoutine, foreign_routines

__all__ = ["LARGEST_FOREIGN", "MOST_TIMERS", "ImportedRoutine", "clock", "foreign_routines", "with_matches"]
