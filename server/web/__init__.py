"""The pages: parse a request, call a service, render; a package for each thing that a person does.

May use every package below, by what each exports. Only this package and ``application`` know Flask.
"""

from server.web.assets import release
from server.web.context import attach, services_of
from server.web.registration import register
from server.web.security import LARGEST_BYTES, MOST_BYTES

__all__ = ["LARGEST_BYTES", "MOST_BYTES", "attach", "register", "release", "services_of"]
