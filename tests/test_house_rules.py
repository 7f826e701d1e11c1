from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

import pytest

from tests.helpers.house_rules import (
    MOST_LINES,
    Rule,
    Tree,
    file_writes,
    flask_imports,
    imports_of_insides,
    module_shape,
    unnamed_limits,
)

ROOT = Path(__file__).parent.parent
SOURCES = {
    str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in (ROOT / "server").rglob("*.py")
}
SMALL_TREE = Tree(
    packages=frozenset({"server", "server.voice", "server.voice.engines", "server.coach"}),
    modules=frozenset(
        {"server.errors", "server.voice.clips", "server.voice.engines.tts", "server.coach.words"}
    ),
)

insides: Rule = partial(imports_of_insides, tree=Tree.of(ROOT / "server"))
insides_of_small_tree: Rule = partial(imports_of_insides, tree=SMALL_TREE)

RULES: tuple[Rule, ...] = (file_writes, insides, unnamed_limits, module_shape, flask_imports)

#: What a rule would find, but is meant: module and finding, and the reason.
MEANT: Mapping[tuple[str, str], str] = {
    ("server/atomic_write.py", ""): "is the one atomic write",
    ("server/private.py", "os.open"): "makes an empty file",
    ("server/cli/commands.py", ".write_bytes"): "the person names the file, which may be a device",
    ("server/services/user_", ".rename"): "moves a deleted file aside, which writes nothing",
    (
        "server/services/restoring.py",
        ".rename",
    ): "moves what was restored to its place, files and whole folders",
    ("server/voice/catalogue/download.py", ".open"): "goes on with a file of a voice that is not yet whole",
    ("server/voice/catalogue/installing.py", ".rename"): "gives a whole folder of files its name",
    ("server/audio/sound_files.py", ".open"): "writes a sound into memory",
    ("server/cli/watched.py", "os.fdopen"): "a pipe to the process that watches, not a file",
    ("server/voice/worker/main.py", "os.fdopen"): "a pipe to the process that asked, not a file",
    ("server/voice/worker/main.py", "os.open"): "opens the null device",
    ("server/output.py", "os.open"): "opens the null device",
    ("server/web/", "flask"): "the web layer is made with Flask",
    ("server/web/htmx.py", "htmx_flask"): "the one module that touches it",
    ("server/application.py", "flask"): "puts the web application together",
    ("server/__init__.py", "flask"): "names the type that create_app returns",
}


def is_meant(module: str, finding: str) -> bool:
    what = finding.partition(": ")[2]
    return any(module.startswith(place) and what.startswith(start) for place, start in MEANT)


@pytest.mark.parametrize(
    ("rule", "module", "source"),
    [
        (file_writes, "server/x.py", "os.replace(a, b)"),
        (file_writes, "server/x.py", "os.rename(a, b)"),
        (file_writes, "server/x.py", "shutil.move(a, b)"),
        (file_writes, "server/x.py", "path.replace(other)"),
        (file_writes, "server/x.py", "Path(name).replace(folder / name)"),
        (file_writes, "server/x.py", "path.rename(other)"),
        (file_writes, "server/x.py", 'open(path, "w")'),
        (file_writes, "server/x.py", 'open(path, mode="ab")'),
        (file_writes, "server/x.py", 'path.open("xb")'),
        (file_writes, "server/x.py", 'path.open("r+")'),
        (file_writes, "server/x.py", 'os.fdopen(handle, "wb")'),
        (file_writes, "server/x.py", "os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)"),
        (file_writes, "server/x.py", "path.write_bytes(content)"),
        (file_writes, "server/x.py", "(folder / name).write_text(text)"),
        (file_writes, "server/x.py", "tempfile.mkstemp()"),
        (file_writes, "server/x.py", "path.hardlink_to(other)"),
        (insides_of_small_tree, "server/coach/x.py", "from server.voice.clips import ClipStore"),
        (insides_of_small_tree, "server/coach/x.py", "from server.voice import clips"),
        (insides_of_small_tree, "server/coach/x.py", "import server.voice.clips as clips"),
        (insides_of_small_tree, "server/coach/x.py", "from ..voice.clips import ClipStore"),
        (
            insides_of_small_tree,
            "server/coach/x.py",
            "def f():\n    from server.voice.clips import ClipStore",
        ),
        (insides_of_small_tree, "server/voice/x.py", "from server.voice.engines.tts import Tts"),
        (insides_of_small_tree, "server/voice_box.py", "from server.voice.clips import ClipStore"),
        (unnamed_limits, "server/x.py", "text[:80]"),
        (unnamed_limits, "server/x.py", 'form.get("id", "")[0:64]'),
        (unnamed_limits, "server/x.py", "class A:\n    name: Annotated[str, Field(max_length=300)]"),
        (unnamed_limits, "server/x.py", "name = text[:9]"),
        (module_shape, "server/x.py", "x = 1\n"),
        (module_shape, "server/x.py", '"""Long."""\n' + "x = 1\n" * MOST_LINES),
        (flask_imports, "server/services/x.py", "from flask import current_app"),
        (flask_imports, "server/services/x.py", "import flask.sessions"),
        (flask_imports, "server/services/x.py", "def f():\n    from htmx_flask import Htmx"),
    ],
)
def test_a_rule_catches_what_breaks_it(rule: Rule, module: str, source: str) -> None:
    assert len(rule(module, source)) == 1


@pytest.mark.parametrize(
    ("rule", "module", "source"),
    [
        (file_writes, "server/x.py", 'text.replace("a", "b")'),
        (file_writes, "server/x.py", "replace(choices, pace=100)"),
        (file_writes, "server/x.py", "moment.replace(tzinfo=UTC)"),
        (file_writes, "server/x.py", "write_atomically(path, content)"),
        (file_writes, "server/x.py", "open(path)"),
        (file_writes, "server/x.py", 'path.open("rb")'),
        (file_writes, "server/x.py", 'wave.open(str(path), "rb")'),
        (file_writes, "server/x.py", "os.open(folder, os.O_RDONLY)"),
        (file_writes, "server/x.py", "tempfile.TemporaryDirectory()"),
        (insides_of_small_tree, "server/coach/x.py", "from server.voice import ClipStore"),
        (insides_of_small_tree, "server/coach/x.py", "from server.voice.engines import Tts"),
        (insides_of_small_tree, "server/coach/x.py", "from server.errors import NotFound"),
        (insides_of_small_tree, "server/coach/x.py", "from server import errors"),
        (insides_of_small_tree, "server/voice/x.py", "from server.voice import clips"),
        (insides_of_small_tree, "server/voice/x.py", "from .clips import ClipStore"),
        (insides_of_small_tree, "server/voice/engines/x.py", "from server.voice.clips import ClipStore"),
        (insides_of_small_tree, "server/voice/__init__.py", "from server.voice.clips import ClipStore"),
        (unnamed_limits, "server/x.py", "text[:LONGEST_NAME]"),
        (unnamed_limits, "server/x.py", "text[:8]"),
        (unnamed_limits, "server/x.py", "text[80:]"),
        (unnamed_limits, "server/x.py", "text[:-20]"),
        (unnamed_limits, "server/x.py", "TEXT = Annotated[str, Field(max_length=600)]"),
        (unnamed_limits, "server/x.py", "phases: Annotated[list[int], Field(min_length=4, max_length=4)]"),
        (module_shape, "server/x.py", '"""Short."""\n'),
        (module_shape, "server/x.py", '"""Just right."""\n' + "x = 1\n" * (MOST_LINES - 1)),
        (flask_imports, "server/services/x.py", "from werkzeug.datastructures import MultiDict"),
        (flask_imports, "server/services/x.py", "from flaskless import current_app"),
    ],
)
def test_a_rule_accepts_what_keeps_it(rule: Rule, module: str, source: str) -> None:
    assert rule(module, source) == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: getattr(rule, "func", rule).__name__)
def test_the_server_keeps_to_the_rule(rule: Rule) -> None:
    assert SOURCES
    assert [
        f"{module}:{finding}"
        for module, source in SOURCES.items()
        for finding in rule(module, source)
        if not is_meant(module, finding)
    ] == []


@pytest.mark.parametrize(("place", "start"), MEANT)
def test_what_is_meant_is_still_there(place: str, start: str) -> None:
    findings = [
        finding.partition(": ")[2]
        for module, source in SOURCES.items()
        if module.startswith(place)
        for rule in (file_writes, flask_imports)
        for finding in rule(module, source)
    ]
    assert [finding for finding in findings if finding.startswith(start)]
