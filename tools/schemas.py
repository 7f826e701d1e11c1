"""Write the JSON Schemas beside the routines: ``python -m tools.schemas``."""

from __future__ import annotations

from server.resources import shipped
from server.routine.schema import schema_files


def main() -> None:
    """Write every schema file into the folder of routines."""
    for name, text in schema_files().items():
        (shipped("routines") / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
