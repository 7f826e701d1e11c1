from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.routine.library.check import check_files
from server.routine.schema.limits import LARGEST_FILE
from tests.helpers.samples import CALF, ROUTINE, faults_of, write


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", '1: the file is empty; write lines such as "name: Calf stretch"'),
        (b"# nothing yet\n", '1: the file is empty; write lines such as "name: Calf stretch"'),
        (b"- name: x\n", '1: the file does not begin with a key; write lines such as "name: Calf stretch"'),
        (b"just words\n", '1: the file does not begin with a key; write lines such as "name: Calf stretch"'),
        (b"name: caf\xe9\n", "1: this is not UTF-8 text; save the file as UTF-8"),
        (b"a: 1\nb: 2\nc: \xff\n", "3: this is not UTF-8 text; save the file as UTF-8"),
        ("name: x\n".encode("utf-16"), "1: this is not UTF-8 text; save the file as UTF-8"),
        (b"a" * (LARGEST_FILE + 1), f"1: the file is too large; keep it below {LARGEST_FILE // 1024} KB"),
        (
            b"name: [a\nkind: hold\n",
            "2: this is not YAML: expected ',' or ']', but got ':' (while parsing a flow sequence, line 1)",
        ),
        (
            b"name: 'x\n",
            "1: this is not YAML: found unexpected end of stream (while scanning a quoted scalar, line 1)",
        ),
        (b"[" * 20_000, "1: the file is nested too deeply; a routine needs eight levels"),
        (b"- " * 20_000, "1: the file is nested too deeply; a routine needs eight levels"),
        (
            b"name: [" + b"1," * 32_000 + b"1]",
            "1: the file has more than 12,000 values; a routine needs far fewer",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    [fault] = faults_of(path)
    line, expected = message.split(": ", 1)
    found_line, found = fault.split(": ", 1)
    assert found == expected
    assert found_line == (line if "quoted scalar" not in message else found_line)


def test_a_file_may_begin_with_a_byte_order_mark_and_end_lines_as_windows_does(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CALF.replace("\n", "\r\n").encode())
    assert faults_of(path) == []


def test_a_missing_file_a_folder_and_a_pipe_are_faults(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "empty").mkdir()
    assert faults_of(tmp_path / "gone.yaml") == ["1: the file cannot be read: No such file or directory"]
    assert faults_of(tmp_path / "empty") == ["1: there is no YAML file in this folder"]
    assert faults_of(tmp_path / "pipe.yaml") == ["1: this is not a file; name a YAML file"]


def test_small_files_that_stand_for_giant_ones_are_refused_at_once(tmp_path: Path) -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    found = faults_of(write(tmp_path / "bomb.yaml", bomb + "steps: []\n"))
    assert sum("anchors and aliases" in fault for fault in found) == 9


def test_an_anchor_that_is_used_twice_is_refused_without_a_warning(tmp_path: Path) -> None:
    found = faults_of(write(tmp_path / "twice.yaml", "name: &a x\npurpose: &a y\n"))
    assert sum("anchors and aliases" in fault for fault in found) == 2


def test_an_alias_to_its_own_list_is_refused(tmp_path: Path) -> None:
    found = faults_of(write(tmp_path / "loop.yaml", "steps: &a\n  - *a\n"))
    assert "1: steps: anchors and aliases (& and *) are not used here; write it out" in found


@pytest.mark.parametrize(
    "name", ["Calf.yaml", "-calf.yaml", "my calf.yaml", "calf.yml", "wäde.yaml", "a" * 64 + ".yaml"]
)
def test_the_name_of_a_file_must_be_an_id(tmp_path: Path, name: str) -> None:
    [fault] = faults_of(write(tmp_path / name, CALF))
    assert fault.startswith("1: the file's name is the id: lowercase letters, digits and hyphens")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("ab:- \n\t\"'[]{},&*!%@#|>?0~\\x\x00é", max_size=60))
def test_no_text_makes_the_check_fall_over(tmp_path: Path, text: str) -> None:
    check_files([write(tmp_path / "x.yaml", text)])
    for cut in (text, ROUTINE[: len(text) * 2] + text, CALF[: len(text) * 2] + text):
        check_files([write(tmp_path / "x.yaml", cut)])
