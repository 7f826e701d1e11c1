"""Forms as a browser without scripts sends them."""

from __future__ import annotations

import html
import re

from werkzeug.datastructures import MultiDict


def form_of(page: str) -> MultiDict[str, str]:
    """Return what a browser would send of the editor's form."""
    form = page.partition('<form class="editor"')[2].partition("</form>")[0]
    fields: MultiDict[str, str] = MultiDict()
    for tag, name, value in re.findall(r'(<input[^>]* name="([^"]*)" value="([^"]*)"[^>]*>)', form):
        if 'type="checkbox"' not in tag or tag.endswith(" checked>"):
            fields.add(name, html.unescape(value))
    for name, value in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>([^<]*)</textarea>', form):
        fields[name] = html.unescape(value)
    for name, options in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        fields[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return fields


def with_fields(form: MultiDict[str, str], **changes: str) -> MultiDict[str, str]:
    """Return a form with other values; ``step__3__rest`` stands for ``step.3.rest``."""
    changed = form.copy()
    for name, value in changes.items():
        changed[name.replace("__", ".")] = value
    return changed
