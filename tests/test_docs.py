"""What the documents and the container's files say is there: packages, settings, commands, links, folders."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from server.cli import commands
from server.config import PREFIX, SINGLE, Config
from server.speech_services import SpeechService

ROOT = Path(__file__).parent.parent
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
CONTEXT = click.Context(commands)
COMMAND_NAMES = commands.list_commands(CONTEXT)
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MARKDOWN = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", ".github/**/*.md", "routines/**/*.md", "tests/**/*.md")
    for path in ROOT.glob(pattern)
)
#: Places in this checkout, as a document names them in backticks.
PLACE = re.compile(r"`((?:server|templates|tools|tests|docs|\.ci|\.github)/[\w./-]*)`")
PACKAGES = {str(path.parent.relative_to(ROOT)) for path in (ROOT / "server").rglob("__init__.py")}
#: What somebody who has read nothing else must find in one step.
QUESTIONS = (
    "what is said after a hold",
    "a dose field",
    "the poll interval",
    "a speech engine",
    "a page",
    "what a lock screen shows",
    "a tone",
    "the cache limit",
    "a setting",
    "a migration",
    "a command",
    "the words of an error",
    "the noise floor",
    "chapters in the file",
)


def section(text: str, heading: str) -> str:
    """Return what stands between a heading of the second level and the next one."""
    found = re.search(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def rows(text: str) -> dict[str, str]:
    """Return the rows of all tables: the first cell, and the rest of the line."""
    return dict(re.findall(r"^\| (.+?) \| (.+) \|$", text, re.MULTILINE))


def links(path: Path) -> Iterator[str]:
    """Yield the links of a document to other files and to its own headings."""
    text = re.sub(
        r"^```.*?^```|`[^`\n]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
    for target in re.findall(r"\]\(([^)\s]+)\)|src=\"([^\"]+)\"", text):
        if not re.match(r"[a-z]+:", "".join(target)):
            yield "".join(target)


def anchors(path: Path) -> set[str]:
    """Return the anchors that GitHub makes of a document's headings."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


WHERE = rows(section(ARCHITECTURE, "Where do I change ...?"))


@pytest.mark.parametrize("package", sorted(PACKAGES - {"server"}))
def test_the_architecture_names_every_package(package: str) -> None:
    assert f"| `{package}` |" in ARCHITECTURE


@pytest.mark.parametrize("module", sorted(path.name for path in (ROOT / "server").glob("[a-z]*.py")))
def test_the_architecture_names_every_base_module(module: str) -> None:
    assert f"| `server/{module}` |" in ARCHITECTURE


@pytest.mark.parametrize(
    "package", sorted(set(re.findall(r"^\| `(server/[\w/]+)` \|", ARCHITECTURE, re.MULTILINE)))
)
def test_every_package_in_its_tables_is_one(package: str) -> None:
    assert package in PACKAGES


@pytest.mark.parametrize("name", re.findall(r"\b([a-z_]+)/", section(ARCHITECTURE, "Layers").split("```")[1]))
def test_every_package_in_its_drawing_is_one(name: str) -> None:
    assert f"server/{name}" in PACKAGES


def test_its_drawing_stands_on_the_base_modules() -> None:
    ground = re.search(r"^ 0 +(.+)$", section(ARCHITECTURE, "Layers"), re.MULTILINE)
    assert ground
    modules = {path.stem for path in (ROOT / "server").glob("[a-z]*.py")}
    assert set(ground[1].split()) == modules - {"application"}


@pytest.mark.parametrize("document", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_places_that_a_document_names_exist(document: Path) -> None:
    named = set(PLACE.findall(document.read_text(encoding="utf-8")))
    assert {place for place in named if not (ROOT / place).exists()} == set()


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_step_leads_to_what_is_to_be_changed(question: str) -> None:
    answers = [answer for asked, answer in WHERE.items() if asked.startswith(question)]
    assert answers
    assert PLACE.findall(answers[0])


@pytest.mark.parametrize("name", SINGLE)
def test_every_setting_is_documented(name: str) -> None:
    field, flag = Config.model_fields[name], name.replace("_", "-")
    options = f"`--{flag}`, `--no-{flag}`" if field.annotation is bool else f"`--{flag}`"
    row = rows(SETTINGS)[f"`{name}`"]
    assert row.startswith(f"{options} | `{PREFIX}{name.upper()}` | ")
    if field.default_factory is None:
        switch = "on" if field.default else "off"
        written = switch if field.annotation is bool else str(field.default)
        default = f"`{written}`" if written else "none"
        assert f" | {default} | " in row


def test_no_setting_is_documented_that_there_is_not() -> None:
    assert {name for name in rows(SETTINGS) if re.fullmatch(r"`[a-z_]+`", name)} == {
        f"`{name}`" for name in (*SINGLE, *SpeechService.model_fields)
    }


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_every_command_is_documented_with_its_options(name: str) -> None:
    assert section(COMMANDS, f"`soleus {name}`")
    command = commands.get_command(CONTEXT, name)
    assert command is not None
    options = [
        option
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    ]
    assert [option for option in options if not re.search(rf"`{option}[ `]", COMMANDS + SETTINGS)] == []


def test_no_command_is_documented_that_there_is_not() -> None:
    assert set(re.findall(r"^## `soleus (\w+)`$", COMMANDS, re.MULTILINE)) == set(COMMAND_NAMES)


@pytest.mark.parametrize("document", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_links_of_a_document_lead_somewhere(document: Path) -> None:
    for link in links(document):
        file, _, anchor = link.partition("#")
        target = (document.parent / file).resolve() if file else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_decision_is_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert len(decisions) >= 10
    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))
    assert [name for name in decisions if f"({name})" not in index] == []


def test_the_image_is_built_from_what_the_wheel_holds() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = project["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"]
    recipe = (ROOT / "Containerfile").read_text(encoding="utf-8")
    copied = (ROOT / ".containerignore").read_text(encoding="utf-8").split()
    assert [folder for folder in folders if f"COPY {folder} {folder}\n" not in recipe] == []
    assert [folder for folder in folders if f"!{folder}" not in copied] == []


@pytest.mark.parametrize(
    ("file", "text"), [("Containerfile", "EXPOSE {}\n"), ("compose.yaml", '"{0}:{0}"'), ("README.md", ":{}")]
)
def test_the_container_shows_the_port_that_is_the_default(file: str, text: str) -> None:
    port = Config.model_fields["port"].default
    assert text.format(port) in (ROOT / file).read_text(encoding="utf-8")
