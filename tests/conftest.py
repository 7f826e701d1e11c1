"""What more than one folder of tests needs, and how tests are spread over processes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Playwright, sync_playwright
from xdist.scheduler import LoadFileScheduling

from server.config import Config
from server.services.services import open_speech
from server.voice.clips import ClipStore
from server.voice.worker import engines
from tests.helpers.clips import share_clips
from tests.helpers.postgres import PostgresServer, postgres_server
from tests.helpers.redis_server import RedisServer, redis_server
from tests.helpers.running import Running, serving
from tests.helpers.s3 import S3Service, s3_service
from tests.helpers.short_routine import write_short_routine

TESTS = Path(__file__).parent
#: What takes longest begins first: files or folders below ``tests``, the first two of which mostly wait.
LONGEST_FIRST = (
    *("browser/test_hidden.py", "browser/test_pocket.py", "browser/test_workout.py", "cli/test_serve.py"),
    *("scale", "engines", "fuzz", "hearing", "browser", "cli", "web/workouts"),
)
#: Folders whose files stay in one process, as they share tracks that take long to make.
IN_ONE_PROCESS = ("tests/hearing/",)

# However busy the machine is: there are more processes than cores.
settings.register_profile("thorough", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("development", settings.get_profile("thorough"), max_examples=20)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE", "thorough" if "CI" in os.environ else "development")
)


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("fuzz", "tests that send what nobody types (tests/fuzz)")
    group.addoption(
        "--fuzz-requests", type=int, default=1500, help="requests to the application; a kill for each 200"
    )
    group.addoption("--fuzz-seed", default="1", help="what everything that is sent is made from")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the tests in tests/fuzz counted, in whichever process they ran."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    told = [text for report in reports for name, text in report.user_properties if name == "fuzz"]
    if told:
        terminalreporter.section("fuzz")
    for text in told:
        terminalreporter.write_line(str(text))


class Scheduling(LoadFileScheduling):  # type: ignore[misc] # pytest-xdist ships no types
    """Give each process whole files, as their tests share servers and clips."""

    def _split_scope(self, nodeid: str) -> str:
        """Return what a test stays together with."""
        folder = next(filter(nodeid.startswith, IN_ONE_PROCESS), None)
        return folder or str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling:
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first; the others stay in their random order."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    path = item.path.relative_to(TESTS)
    turns = (turn for turn, first in enumerate(LONGEST_FIRST) if path.is_relative_to(first))
    return next(turns, len(LONGEST_FIRST))


@pytest.fixture(scope="session", autouse=True)
def quick_voice() -> Iterator[None]:
    """Speak with espeak, here and in the servers that tests start, unless a test names other engines."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "installed_engines", lambda: ("pyttsx3",))
        patch.setenv("SOLEUS_VOICE_ENGINES", "pyttsx3")
        yield


@pytest.fixture(scope="session", autouse=True)
def records_of_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the records of servers that tests start from the person's own ``soleus pair``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield


@pytest.fixture(scope="session")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the clips that any test has spoken, in whichever of the processes of this run."""
    base = tmp_path_factory.getbasetemp()
    return (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "spoken"


@pytest.fixture(scope="session")
def shared_speech(spoken: Path) -> Iterator[ClipStore]:
    """A voice with the clips that it has spoken in other tests."""
    speech = open_speech(Config(data=spoken, voice_workers=1))
    yield speech
    speech.close()


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Playwright]:
    """Playwright itself, which can be started only once in a process."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, spoken: Path) -> Iterator[Running]:
    """A real server with a short routine; speech is made once for all tests."""
    data = share_clips(tmp_path_factory.mktemp("data"), spoken)
    write_short_routine(data)
    with serving(data) as running:
        yield running


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL server."""
    with postgres_server() as running:
        yield running


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Service]:
    """A service that speaks S3."""
    with s3_service() as running:
        yield running


@pytest.fixture
def database(postgres: PostgresServer) -> Iterator[str]:
    """The address of an empty database."""
    url = postgres.new_database()
    yield url
    postgres.drop_database(url)


@pytest.fixture(scope="session")
def redis() -> Iterator[RedisServer]:
    """A real Redis."""
    with redis_server() as running:
        yield running


@pytest.fixture(scope="session")
def folder(server: Running) -> Path:
    """Where the server keeps its own routines."""
    told = re.search(r"^Your data: (.*)$", "".join(server.printed), re.MULTILINE)
    assert told
    return Path(told[1]) / "routines"
