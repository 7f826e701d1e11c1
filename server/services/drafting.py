"""What somebody is writing, as a routine that nobody has saved: to tell how long it takes."""

from __future__ import annotations

from dataclasses import replace

from server.errors import BadInput, NotFound
from server.routine import Routine
from server.routine.editing import RoutineDraft, routine_document, to_yaml
from server.routine.parsing import parse
from server.services.user_library import DraftOrigin, UserLibrary

#: Stands for the id and the name of a draft that has none yet.
_UNNAMED = "draft"


def draft_routine(library: UserLibrary, draft: RoutineDraft, origin: DraftOrigin) -> Routine | None:
    """Return the routine that a draft would be; ``None`` if it is none yet."""
    file_id = origin.id or origin.copied_from
    texts = {**draft.texts, "name": draft.texts.get("name", "").strip() or _UNNAMED}
    try:
        file = library.routine_file(file_id) if file_id else None
        base = parse(file, file.read_bytes()).data if file else {}
        document = routine_document(replace(draft, texts=texts), base)
    except (BadInput, NotFound):
        return None
    return library.check_routine(_UNNAMED, to_yaml(document).encode(errors="replace")).value
