"""Read a page as a browser does: its forms, its addresses, and what is wrong with its tags."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Elements without an end.
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "path",
        "source",
        "track",
        "wbr",
        "circle",
        "line",
    ]
)
#: Elements whose end may be left out.
_ENDS_ITSELF = frozenset(
    ["html", "head", "body", "li", "dt", "dd", "p", "option", "tr", "td", "th", "thead", "tbody"]
)
_ADDRESSES = frozenset(["href", "src", "action", "formaction", "hx-get", "hx-post", "hx-put", "data-address"])


@dataclass(slots=True)
class Form:
    """A form: where it goes, and what it would send if nothing was typed."""

    method: str
    action: str
    #: Where its buttons send it instead.
    others: list[str] = field(default_factory=list)
    fields: list[tuple[str, str]] = field(default_factory=list)
    #: Buttons and choices that are not made: of these, a browser sends what is tapped.
    choices: list[tuple[str, str]] = field(default_factory=list)
    #: Who saw it.
    owner: str = ""


class Page(HTMLParser):
    """What stands on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.addresses: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self._select = self._area = ""
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self._open if tag not in _ENDS_ITSELF]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, attrs)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._begin(tag, attrs)
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open[-1] != tag and self._open[-1] in _ENDS_ITSELF:
            self._open.pop()
        if self._open and self._open[-1] == tag:
            self._open.pop()
        elif tag not in _VOID:
            self.faults.append(f"</{tag}> in line {self.getpos()[0]} closes nothing")
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1].fields.append((self._area, data))

    def _begin(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if len(told) < len(attrs):
            self.faults.append(f"<{tag}> in line {self.getpos()[0]} has an attribute twice")
        self.addresses += [value for name, value in told.items() if name in _ADDRESSES and value]
        if tag == "form":
            self.forms.append(Form(told.get("method", "get").upper(), told.get("action", "")))
        elif self.forms:
            self._field(self.forms[-1], tag, told)

    def _field(self, form: Form, tag: str, told: dict[str, str]) -> None:
        form.others += [told[name] for name in ("formaction", "hx-post") if told.get(name)]
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
        elif tag == "option" and self._select:
            (form.fields if "selected" in told else form.choices).append((self._select, value))
        elif name and tag in ("input", "button"):
            chosen = told.get("type") not in ("checkbox", "radio") or "checked" in told
            (form.fields if tag == "input" and chosen else form.choices).append((name, value))
