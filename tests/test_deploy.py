"""What is in ``deploy``: read as those read it who run it."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from server.config import SINGLE, unknown_variables

ROOT = Path(__file__).parents[1]
COMPOSE = YAML(typ="safe").load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = sorted(name for name, each in SERVICES.items() if each.get("image") == "soleus-scale")


def environment() -> configparser.SectionProxy:
    parser = configparser.ConfigParser()
    parser.read_string("[example]\n" + (ROOT / "deploy" / "example.env").read_text("utf-8"))
    return parser["example"]


def test_two_nodes_answer_and_two_work() -> None:
    assert OURS == ["migrate", "web-1", "web-2", "worker-1", "worker-2"]
    commands = {name: SERVICES[name].get("command", ["soleus", "serve"])[1] for name in OURS}
    assert commands == {
        "migrate": "migrate",
        "web-1": "serve",
        "web-2": "serve",
        "worker-1": "worker",
        "worker-2": "worker",
    }


@pytest.mark.parametrize("name", OURS)
def test_every_setting_is_one_that_there_is(name: str) -> None:
    assert unknown_variables(SERVICES[name]["environment"]) == []


@pytest.mark.parametrize("name", OURS)
def test_no_node_may_do_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    assert "ports" not in service, "the proxy alone is reached from outside"


def test_every_variable_is_in_the_example() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", text))
    assert {name.upper() for name in environment()} == used


def test_whatever_keeps_something_has_a_volume() -> None:
    mounted = {
        volume.partition(":")[0]
        for each in SERVICES.values()
        for volume in each.get("volumes", ())
        if not volume.startswith(".")
    }
    assert mounted == set(COMPOSE["volumes"])


def test_the_unit_starts_the_command_with_a_folder_of_its_own() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(ROOT / "deploy" / "soleus.service")
    service = unit["Service"]
    assert service["ExecStart"] == "/opt/soleus/bin/soleus serve"
    assert service["Environment"] == f"SOLEUS_DATA=/var/lib/{service['StateDirectory']}"
    assert "data" in SINGLE
    assert (service["User"], service["ProtectSystem"]) == ("soleus", "strict")
