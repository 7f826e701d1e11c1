from __future__ import annotations

import threading
from typing import Any

import pytest
from ruamel.yaml import YAML

from server.routine.editing import Bundle
from server.services.services import Services


def bundle(name: str) -> Bundle:
    exercise = {
        "name": f"Lean {name}",
        "kind": "hold",
        "sides": "each",
        "instruction": "Lean.",
        "seconds": 30,
        "safety": "Stop if it hurts.",
    }
    routine = {"name": name, "purpose": "x", "occasion": "my own", "steps": [{"exercise": "lean"}]}
    return Bundle(name, routine, {"lean": exercise})


def test_what_is_here_already_is_not_read_for_each_look_at_what_arrives(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two", "three"):
        services.sharing.save(bundle(name), None, None)
    assert services.sharing.preview(bundle("four"), None).faults == ()
    read: list[str] = []
    compose, here = YAML.compose, threading.current_thread()

    def noted(self: YAML, stream: str) -> Any:
        if threading.current_thread() is here:  # applications of other tests may still be reading
            read.append(stream)
        return compose(self, stream)

    monkeypatch.setattr(YAML, "compose", noted)
    shared = services.sharing.preview(bundle("four"), None)
    assert len(read) == len(shared.texts) == 2
    same = services.sharing.preview(bundle("two"), None).same
    assert same is not None
    assert (same.id, same.identical) == ("two", True)


def test_what_a_file_says_now_is_compared(services: Services) -> None:
    services.sharing.save(bundle("one"), None, None)
    file = services.user_library.routine_file("one")
    file.write_text(file.read_text("utf-8").replace("name: one", "name: Renamed"), "utf-8")
    same = services.sharing.preview(Bundle("other", {"name": "renamed"}), None).same
    assert same is not None
    assert same.name == "Renamed"
