"""A real server and a phone in a network that has only IPv6."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.helpers.network import LASTING, NETWORK, ONLY_ITSELF, python_in_network

EVENING = """
import json, subprocess, sys
from pathlib import Path
from urllib.parse import urlsplit
from tests.helpers.running import Phone, Running

def soleus(*command):
    ran = subprocess.run([sys.executable, "-m", "server", *command], capture_output=True, text=True)
    return ran.stdout or ran.stderr

data, host = sys.argv[1:]
server = Running(Path(data), 0, "--host", host)
links = [server.link(), soleus("pair").splitlines()[0].rpartition(" ")[2]]
pages = []
for link in links:
    phone = Phone(server.port, host=urlsplit(link).hostname)
    phone.pair(link)
    pages += [phone.get("/")[0], phone.post("/workouts", {"routine": "desk-break"})[0]]
examined = soleus("doctor", "--data", data, "--host", host, "--port", str(server.port))
print(json.dumps([links, pages, examined, server.port, server.end()]))
"""


@pytest.mark.parametrize("host", ["0.0.0.0", "::", LASTING])
def test_phones_reach_what_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    told = python_in_network(f"{ONLY_ITSELF}; {NETWORK}", EVENING, str(tmp_path / "data"), host)
    links, pages, examined, port, code = json.loads(told)
    assert [link.partition("/pair/")[0] for link in links] == [f"http://[{LASTING}]:{port}"] * 2
    assert pages == [200, 303] * 2
    assert f"Server: one runs at port {port}, and all is well with it." in examined
    assert code == 0


IPV4_TOO = """
import socket
from server.cli.listening import listen

with listen("::", 0) as listener:
    socket.create_connection(("127.0.0.1", listener.getsockname()[1])).close()
"""


def test_all_addresses_are_those_of_ipv4_too_whatever_the_system_s_habit() -> None:
    python_in_network("ip link set lo up; echo 1 > /proc/sys/net/ipv6/bindv6only", IPV4_TOO)
