"""Forms whose every field has a name, which views rely on."""

from __future__ import annotations

from itertools import chain
from typing import IO, Any

from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.formparser import FormDataParser

from server.errors import BadInput


def init(app: Flask) -> None:
    """Have each request refuse a form with a field that has none, as soon as a view reads it."""
    fields = {"form_data_parser_class": _NamedFields}
    app.request_class = type("FormRequest", (app.request_class,), fields)


class _NamedFields(FormDataParser):
    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]:
        """Read a form.

        :raises BadInput: if a part of it has no name, as if a proxy had cut it.
        """
        stream, fields, files = super().parse(stream, mimetype, content_length, options)
        if None in fields or None in files:
            for file in chain.from_iterable(files.listvalues()):
                file.close()
            raise BadInput("A part of this form has no name. Send it again.")
        return stream, fields, files
