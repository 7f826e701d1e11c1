from __future__ import annotations

from pathlib import Path

import pytest

from server import resources


def test_a_checkout_has_its_folders_beside_the_package() -> None:
    assert (resources.shipped("routines") / "plantar-fasciitis.yaml").is_file()


def test_a_wheel_has_its_folders_inside_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "server" / "routines").mkdir(parents=True)
    (tmp_path / "routines").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "server")
    assert resources.shipped("routines") == tmp_path / "server" / "routines"
    assert resources.shipped("templates") == tmp_path / "templates"
