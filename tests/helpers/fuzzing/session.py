"""A household and a stranger, whose devices send what their pages offer and what they do not."""

from __future__ import annotations

import logging
import re
from collections import defaultdict
from collections.abc import Iterator
from html import unescape
from random import Random
from urllib.parse import quote, unquote, urlencode, urlsplit

from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from server.store import Store
from tests.helpers.app import Clock, pair
from tests.helpers.fuzzing import values
from tests.helpers.fuzzing.asking import SLOWEST_S, Request, Tally, Timed, faults, send
from tests.helpers.fuzzing.pages import Form, Page

METHODS = ("GET", "POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND")
#: Where a person begins; what is there leads on.
_FIRST = (
    *("/", "/editor", "/editor/new?from=plantar-fasciitis", "/editor/exercise", "/people", "/devices"),
    *("/take-along", "/your-data", "/leave-out", "/voices", "/routines/desk-break", "/share/desk-break"),
    "/kept/desk-break",
)
#: Values and forms of one kind that are remembered.
_REMEMBERED = 12
_LEAST_SECRET = 16
#: Addresses that stand in the text of a page, as those of feeds do.
_ADDRESS = re.compile(r"/(?:feeds|said|tracks|kept|workouts)/[^\s\"'<>]+")
_BOUNDARY = "fuzz"


class Log(logging.Handler):
    """Keeps the lines of the log."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Session:
    """Requests that build on each other, all made from one number."""

    def __init__(self, app: Flask, store: Store, clock: Clock, seed: str, tally: Tally) -> None:
        self._app, self._store, self._clock, self._tally = app, store, clock, tally
        self._random = Random(seed)
        self._rules = app.url_map.bind("localhost")
        self._values: dict[str, list[str]] = defaultdict(list)
        self._forms: dict[str, list[Form]] = defaultdict(list)
        self._links: list[str] = []
        self._secrets: set[str] = set()
        self._sent: list[str] = []
        self.log = Log()
        self.people = {name: app.test_client() for name in ("Anna", "Ben", "stranger")}

    def begin(self) -> None:
        """Pair two people, and look around."""
        for name in ("Anna", "Ben"):
            self._pair(name)
            for address in _FIRST:
                self._ask(name, Request("GET", address))
            self._ask(name, Request("POST", "/workouts", _form_headers(), b"routine=desk-break"))
            self._ask(name, Request("POST", "/take-along/address", _form_headers()))
        self._ask("Anna", Request("GET", "/take-along"))

    def ask(self, rule: Rule, method: str) -> None:
        """Ask for a rule of the URL map with any values, headers and body."""
        target = rule.rule
        for argument in rule.arguments:
            converter = next(
                part for part in target.split("<")[1:] if part.partition(">")[0].endswith(argument)
            )
            target = target.replace(f"<{converter.partition('>')[0]}>", self._path_value(argument))
        headers, body = values.headers(self._random), b""
        if method not in ("GET", "HEAD") or self._random.random() < 0.05:
            kind, body = self._body(rule)
            headers = {"Content-Type": kind, **headers}
        self._ask(self._anyone(), Request(method, target + self._query(), headers, body))

    def follow(self) -> None:
        """Do what a page offers: send one of its forms, changed a little or much, or follow an address."""
        if self._forms and self._random.random() < 0.75:
            action = self._random.choice(sorted(self._forms))
            self._send_form(self._random.choice(self._forms[action]))
        elif self._links:
            link = self._random.choice(self._links)
            self._ask(self._anyone(), Request("GET", _on_wire(link), values.headers(self._random)))

    def play(self) -> None:
        """Report events of a workout, or ask how far it is."""
        workout = self._known("workout_id")
        address = f"/workouts/{_quoted(workout)}"
        if self._random.random() < 0.3:
            names = ("position", "playing", "track")
            query = _encoded([(name, self._value()) for name in names])
            self._ask(self._anyone(), Request("GET", f"{address}/now?{query}", values.headers(self._random)))
            return
        self._clock.now_ms += self._random.choice((0, 100, 5000, 60_000, -1000, 7_200_000))
        body = values.json_body(self._random, self._values["digest"])
        headers = {"Content-Type": "application/json"}
        self._ask(self._anyone(), Request("POST", f"{address}/events", headers, body))

    def bring(self) -> None:
        """Open a file or a text of another app."""
        name, content = values.upload(self._random)
        if self._random.random() < 0.3:
            body, kind = urlencode({"pasted": content}).encode(), _form_headers()["Content-Type"]
        else:
            body = _part("file", content, name.replace('"', "").replace("\r", "").replace("\n", ""))
            kind = f"multipart/form-data; boundary={_BOUNDARY}"
        self._ask(self._anyone(), Request("POST", "/shared", {"Content-Type": kind}, body))

    def secrets_told(self) -> list[str]:
        """Return the lines of the log that hold what nobody may read there."""
        return [line for line in self.log.lines if any(secret in line for secret in self._secrets)]

    def _pair(self, name: str) -> None:
        code = self._store.new_pairing_code(minutes=60)
        self._secrets.add(code)
        self.people[name] = browser = self._app.test_client()
        pair(browser, code)
        known = {person.name: person.id for person in self._store.people()}
        if name in known:
            browser.post(f"/people/{known[name]}/choose")
        else:
            browser.post("/people", data={"name": name})

    def _anyone(self) -> str:
        return self._random.choices(("Anna", "Ben", "stranger"), (12, 5, 1))[0]

    def _ask(self, name: str, request: Request) -> None:
        self._sent.append(f"# {name}\n{request.curl()}")
        timed = send(self.people[name], request)
        endpoint = self._note(request, timed)
        again = f"{request.method} {endpoint}"
        found = faults(timed.answer)
        if timed.wall_s > SLOWEST_S and request.method in ("GET", "HEAD"):
            timed = send(self.people[name], request)  # once may be the machine's doing
        if timed.wall_s > SLOWEST_S:
            found.append(f"{timed.wall_s:.1f} s, {timed.cpu_s:.1f} s of them work")
        assert not found, "\n".join(
            [
                f"{again}: {'; '.join(found)}",
                *self._sent[-5:],
                timed.answer.get_data()[:600].decode("utf-8", "replace"),
                *self.log.lines[-3:],
            ]
        )
        self._remember(name, request, timed)
        if name != "stranger" and (timed.answer.status_code == 401 or timed.answer.location == "/people"):
            self._pair(name)

    def _note(self, request: Request, timed: Timed) -> str:
        rule = self._rule(request)
        endpoint = rule.endpoint if rule else "-"
        if rule:
            self._tally.asked.add(rule.rule)
            if timed.answer.status_code < 400:
                self._tally.opened.add(rule.rule)
        self._tally.add(timed.answer.status_code, timed.wall_s, f"{request.method} {endpoint}")
        return str(endpoint)

    def _rule(self, request: Request) -> Rule | None:
        for method in (request.method, "GET", "POST", "PUT"):
            try:
                rule, _ = self._rules.match(path_of(request.target), method, return_rule=True)
            except (HTTPException, ValueError):
                continue
            return rule
        return None

    def _remember(self, name: str, request: Request, timed: Timed) -> None:
        answer = timed.answer
        addresses = [answer.location] if answer.location else []
        self._secrets |= _tokens(answer.headers)
        if answer.mimetype == "text/html" and not answer.headers.get("Content-Encoding"):
            page = Page(answer.get_data(as_text=True))
            addresses += page.addresses + _ADDRESS.findall(unescape(answer.get_data(as_text=True)))
            for form in page.forms:
                form.owner = name
                _keep(self._forms[path_of(form.action or request.target)], form)
        for address in addresses:
            if len(address) < 4000 and address.startswith(("/", "http://localhost/")):
                _keep(self._links, address.removeprefix("http://localhost"))
                self._remember_values(address.removeprefix("http://localhost"))

    def _remember_values(self, address: str) -> None:
        for method in ("GET", "POST", "PUT"):
            try:
                _, found = self._rules.match(path_of(address), method)
            except (HTTPException, ValueError):
                continue
            for name, value in found.items():
                _keep(self._values[name], str(value))
            token = str(found.get("token", ""))
            if len(token) >= _LEAST_SECRET:
                self._secrets.add(token)

    def _value(self) -> str:
        if self._random.random() < 0.3:
            # Whoever types a secret as a name may read it in the log.
            every = [value for found in self._values.values() for value in found]
            return self._random.choice([value for value in every if value not in self._secrets] or [""])
        return values.text(self._random)

    def _known(self, name: str) -> str:
        """Return a value that a page has named, or now and then anything."""
        if self._values.get(name) and self._random.random() < 0.85:
            return self._random.choice(self._values[name])
        return self._value()[:3000]

    def _path_value(self, name: str) -> str:
        if self._random.random() < 0.04:
            return self._random.choice(
                ("%", "%zz", "%ff%fe", "%00", "%2e%2e%2f", "%c0%af", "%u0041", "%25", "%0a")
            )
        return _quoted(self._known(name))

    def _query(self) -> str:
        if self._random.random() < 0.6:
            return ""
        names = (
            "person",
            "from",
            "r",
            "for",
            "deleted",
            "position",
            "playing",
            "track",
            "q",
            "find",
            self._value(),
        )
        pairs = [(self._random.choice(names), self._value()) for _ in range(self._random.randrange(1, 4))]
        return "?" + _encoded(pairs) + self._random.choice(("", "", "&%zz=%", "&&&=", "&a[]=1;b=2"))

    def _body(self, rule: Rule) -> tuple[str, bytes]:
        kind = self._random.random()
        if kind < 0.2:
            return values.content_type(self._random), self._random.randbytes(self._random.choice((0, 9, 900)))
        if kind < 0.35:
            return "application/json", values.json_body(self._random, self._values["digest"])
        if kind < 0.45:
            name, content = values.upload(self._random)
            body = _part(self._random.choice(("file", "pasted")), content, name)
            return f"multipart/form-data; boundary={_BOUNDARY}", values.mangled(self._random, body)
        forms = [form for action in sorted(self._forms) for form in self._forms[action]]
        fields = self._random.choice(forms).fields if forms else []
        return _form_headers()["Content-Type"], _encoded(self._changed(fields)).encode()

    def _send_form(self, form: Form) -> None:
        action = form.action
        if form.others and self._random.random() < 0.5:
            action = self._random.choice(form.others)
        fields = list(form.fields)
        if form.choices:
            fields += self._random.sample(
                form.choices, min(len(form.choices), self._random.choice((0, 1, 1, 2)))
            )
        if self._random.random() < 0.8:
            fields = self._changed(fields)
        headers = values.headers(self._random) if self._random.random() < 0.5 else {}
        name = form.owner if self._random.random() < 0.85 else self._anyone()
        if form.method == "GET":
            self._ask(name, Request("GET", f"{_on_wire(action)}?{_encoded(fields)}", headers))
        else:
            target = _on_wire(action)
            self._ask(
                name, Request("POST", target, {**headers, **_form_headers()}, _encoded(fields).encode())
            )

    def _changed(self, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
        changed = list(fields)
        for _ in range(self._random.choice((1, 1, 2, 3, 8))):
            place = self._random.randrange(len(changed) + 1)
            known = [name for name, _ in changed] or ["name"]
            match self._random.randrange(6):
                case 0:
                    changed.insert(place, (self._random.choice(known), self._value()))
                case 1:
                    changed.insert(place, (self._value()[:200], self._value()))
                case 2 if place < len(changed):
                    del changed[place]
                case _ if place < len(changed):
                    changed[place] = (changed[place][0], self._value())
        return changed


def session_steps(random: Random, rules: list[Rule]) -> Iterator[tuple[Rule, str] | str]:
    """Yield for ever what is asked next: each rule with each method, and between them what people do.

    Methods that a rule answers come first.
    """
    pairs = [(rule, method) for rule in rules for method in METHODS]
    random.shuffle(pairs)
    pairs.sort(key=lambda pair: pair[1] not in (pair[0].methods or ()))
    while True:
        for pair_ in pairs:
            yield pair_
            yield random.choices(("follow", "play", "bring"), (8, 2, 1))[0]


def path_of(target: str) -> str:
    """Return the path of an address, as Flask sees it."""
    try:
        return unquote(urlsplit(target).path) or "/"
    except ValueError:
        return "/"


def _keep(found: list[Form] | list[str], value: Form | str) -> None:
    if value not in found:
        found.append(value)  # type: ignore[arg-type] # each list has values of its own kind
        if len(found) > _REMEMBERED * (10 if isinstance(value, str) else 1):
            del found[0]


def _tokens(headers: Headers) -> set[str]:
    cookies = (each.partition(";")[0].partition("=")[2] for each in headers.getlist("Set-Cookie"))
    return {value for value in cookies if len(value) >= _LEAST_SECRET}


def _quoted(value: str) -> str:
    return quote(value, safe="", errors="surrogatepass")


def _on_wire(address: str) -> str:
    return quote(address, safe="/?&=%:;,+@!$'()*~[]", errors="surrogatepass")


def _encoded(fields: list[tuple[str, str]]) -> str:
    return urlencode(fields, errors="surrogatepass")


def _form_headers() -> dict[str, str]:
    return {"Content-Type": "application/x-www-form-urlencoded"}


def _part(field: str, content: bytes, name: str) -> bytes:
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return head.encode("utf-8", "replace") + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
