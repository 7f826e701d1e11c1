"""Values that nobody types, but that somebody sends."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from random import Random

FIXTURES = Path(__file__).parents[2] / "fixtures"

_NUMBERS = (
    *("0", "-1", "1", "5", "+5", "-5", "00", "1e9", "1e400", "NaN", "inf", "-0", "0x10", "1_000", "1,5", "½"),
    *(
        "٣",
        "²",
        "9" * 30,
        "9" * 5000,
        "2.5",
        "3:30",
        "1,2,3",
        "30,20,10",
        "2,0,2,0",
        "1 min 30 s",
        "--",
        "5-3",
    ),
)
_TEXTS = (
    *(
        "",
        " ",
        "\t\n",
        "a",
        "null",
        "true",
        "../../etc/passwd",
        "..%2f..",
        "a/b",
        "\\",
        ".",
        "..",
        "~",
        "con",
    ),
    *("\0", "a\0b", "\x1b[31m", "\u202eabc", "\ufeff", "e\u0301" * 40, "\U0001f9d8", "日本語", "ﷺ", "ß", "İ"),
    *(
        "{side}",
        "{other}",
        "{",
        "}",
        "{{ 7*7 }}",
        "{0}",
        "%s",
        "%(x)s",
        "%n",
        "$x",
        "'; drop table people; --",
    ),
    *(
        "<script>alert(1)</script>",
        '"><b>',
        "&amp;",
        "<!--",
        "]]>",
        "a: b",
        "- a",
        "|",
        "&a",
        "*a",
        "!!python",
    ),
    *("x" * 81, "x" * 5000, "é" * 20_000, "a " * 9000, "\r\nSet-Cookie: a=b", "http://[", "javascript:1"),
    *("\ud800", "\udfff", "\uffff", "new", "save", "draft", "plantar-fasciitis", "heel-raise", "my own"),
)
_YAML = (
    *(
        "name: [" + "1," * 3000 + "1]",
        "[" * 300,
        "name: {a: " * 300,
        "a: &a [1]\nb: *a",
        "? a\n: b",
        "--- \n---",
    ),
    *("steps:\n- exercise: nothing", "steps: 5", "name: x\nsteps:\n- {pause: 9e9}", "!!binary a", "name: 'x"),
    *(
        "name: x\noccasion: my own\nsteps:\n- exercise: heel-raise\n  reps: {default: [1], min: 0}",
        "\t",
        "%YAML 9",
    ),
    *(
        "id: x\nname: x\npresets: [[]]\nexercises: {a: [], b: {name: {}}}\nsteps: [[], {}, null]",
        "a: !!int b",
    ),
)
_RANGES = (
    *(
        "bytes=0-0",
        "bytes=-1",
        "bytes=5-",
        "bytes=a",
        "bytes=0-1,5-6",
        "bytes=9-1",
        "bytes=" + "9" * 40 + "-",
    ),
    *(
        "bytes=-" + "9" * 40,
        "items=0-5",
        "bytes",
        "=",
        "bytes=0-0," * 900,
        "bytes=--1",
        "bytes=0x1-2",
        "bytes=-0",
    ),
)
_HEADERS = {
    "Accept": ("*/*", "text/html", "application/json", "text/*;q=nan", ";", "a/b;q=" + "9" * 400, ","),
    "Accept-Encoding": ("gzip", "br", "zstd", "identity;q=0", "*;q=0", "gzip;q=x", "gzip,deflate,br"),
    "Accept-Language": ("de", "xx-" * 300, "*", ";q=1"),
    "Authorization": ("Basic !!!", "Basic eA==", "Bearer x", "Digest a=b", "x"),
    "Content-Encoding": ("gzip", "br"),
    "Content-Length": ("0", "-1", "1", "a", "9" * 30, "١", "70000"),
    "Cookie": (
        "soleus=x",
        "soleus=.e.x.y",
        "a",
        "=;=;",
        "soleus=" + "x" * 5000,
        "soleus=eyJkZXZpY2UiOltdfQ.a.b",
    ),
    "Forwarded": ("for=x;host=y", "for=[::1"),
    "HX-Boosted": ("true",),
    "HX-Current-URL": ("http://[", "/", "x" * 3000),
    "HX-History-Restore-Request": ("true",),
    "HX-Request": ("true", "false", "x"),
    "HX-Target": ("body", "<b>"),
    "Host": (
        "localhost",
        "evil.example",
        "[::1]",
        "[",
        "a:b:c",
        "127.0.0.1:99999",
        "",
        " ",
        "ü",
        "a" * 300,
        "x:",
    ),
    "If-Modified-Since": ("x", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 99 Zzz 99999 99:99:99 GMT"),
    "If-None-Match": ("*", '"x"', 'W/"', ",", '"' * 900, "x"),
    "If-Match": ("*", '"x"', "x"),
    "If-Range": ('"x"', "x", "Thu, 01 Jan 1970 00:00:00 GMT", 'W/"x"'),
    "Origin": ("null", "http://localhost", "http://evil.example", "http://[", ""),
    "Range": _RANGES,
    "Referer": ("http://[", "x", "http://localhost/"),
    "Sec-Fetch-Site": ("same-origin", "cross-site", "none", "x"),
    "Transfer-Encoding": ("chunked", "gzip", "x"),
    "User-Agent": ("", "x" * 5000, "<b>", "\x7f"),
    "X-Forwarded-Host": ("evil.example", "["),
    "X-Forwarded-For": ("1.2.3.4", "x"),
    "X-Forwarded-Proto": ("https", "x"),
}
_KINDS = (
    *(
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "text/plain",
        "",
        "x",
        ";",
    ),
    *("multipart/form-data; boundary=", "multipart/form-data; boundary=x", "application/json; charset=utf-7"),
    *("application/x-www-form-urlencoded; charset=x", "a/b" * 900, "application/json; charset=utf-16"),
)
_EVENT_KINDS: tuple[object, ...] = (
    "play",
    "pause",
    "seek",
    "finish",
    "skip",
    "dose",
    "stop",
    "",
    None,
    5,
    [],
)


def text(random: Random) -> str:
    """Return what may stand in any field."""
    kind = random.random()
    if kind < 0.35:
        return random.choice(_NUMBERS)
    if kind < 0.85:
        return random.choice(_TEXTS)
    if kind < 0.9:
        return random.choice(_YAML)
    return "".join(chr(random.choice((random.randrange(128), random.randrange(0x2FF)))) for _ in range(20))


def headers(random: Random) -> dict[str, str]:
    """Return no headers, or a few; those that htmx sends more often than others."""
    found = {"HX-Request": "true"} if random.random() < 0.3 else {}
    for name in random.sample(sorted(_HEADERS), random.choice((0, 0, 0, 1, 1, 2, 3))):
        found[name] = random.choice(_HEADERS[name])
    return found


def content_type(random: Random) -> str:
    """Return what a body is said to be."""
    return random.choice(_KINDS)


def mangled(random: Random, content: bytes) -> bytes:
    """Return bytes as they are, or cut, changed or repeated."""
    match random.randrange(5):
        case 0:
            return content
        case 1:
            return content[: random.randrange(len(content) + 1)]
        case 2:
            place = random.randrange(len(content) + 1)
            return content[:place] + random.randbytes(random.randrange(1, 9)) + content[place:]
        case 3:
            place, end = sorted(random.randrange(len(content) + 1) for _ in range(2))
            return content[:place] + content[end:]
        case _:
            place = random.randrange(len(content) + 1)
            return content[:place] + content[:place][-40:] * random.randrange(1, 30) + content[place:]


def event(random: Random, tracks: list[str]) -> object:
    """Return what a phone reports, more or less."""
    if random.random() < 0.05:
        return random.choice(([], {}, None, 5, "play"))
    found: dict[str, object] = {
        "kind": random.choice(_EVENT_KINDS[:5]) if random.random() < 0.9 else random.choice(_EVENT_KINDS),
        "position_ms": random.choice((0, 1, 5000, 1.5, 60_000, 700_000, 86_400_000)),
        "at": random.choice(
            (1_767_225_600_000, 0, 253_402_300_799_999, "2026-03-01T06:30:00Z", 1_767_225_599_000.5)
        ),
        "id": random.choice((f"e{random.randrange(30)}", "", "x" * 64)),
        "track": random.choice((*tracks, "")),
    }
    if random.random() < 0.3:
        odd: tuple[object, ...] = (
            -1,
            1e308,
            "x" * 65,
            None,
            True,
            [],
            {},
            "\0",
            "٣",
            10**40,
            "2026-02-30T25:00",
            "0001-01-01",
            "\ud800",
        )
        found[random.choice(sorted(found))] = random.choice(odd)
    return found


def json_body(random: Random, tracks: list[str]) -> bytes:
    """Return a body of events, or of something else."""
    if random.random() < 0.15:
        odd = (
            b"",
            b"{",
            b"[" * 5000,
            b"[" * 50_000,
            b"\xff",
            b"1e999",
            b"[NaN]",
            b"[1" + b"0" * 6000 + b"]",
            b'"\\ud800"',
        )
        return random.choice(odd)
    return json.dumps([event(random, tracks) for _ in range(random.choice((0, 1, 1, 2, 5, 201)))]).encode()


def upload(random: Random) -> tuple[str, bytes]:
    """Return a file's name and content: of Soleus or another app, an archive, or junk; often damaged."""
    files = sorted((FIXTURES / "importing").glob("*.json")) + sorted(
        (FIXTURES / "real-routines").glob("*.yaml")
    )
    match random.randrange(6):
        case 0:
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("../a.yaml", "name: x")
                archive.writestr("b.json", random.choice(files).read_bytes())
            return "a.zip", mangled(random, packed.getvalue())
        case 1:
            return text(random)[:200], random.randbytes(random.choice((0, 1, 500, 60_000)))
        case 2:
            return "x.yaml", random.choice(_YAML).encode()
        case _:
            file = random.choice(files)
            return random.choice((file.name, "x.yaml", "x.json", "x")), mangled(random, file.read_bytes())
