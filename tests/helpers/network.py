"""A real network of its own for a few commands, in which there are only the addresses that a test wants."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence

import pytest

#: This machine reaches itself, and not by IPv4.
ONLY_ITSELF = "ip link set lo up; ip addr del 127.0.0.1/8 dev lo"
_PLUGGED_IN = "ip link add v0 type veth peer name v1; ip link set v0 up; ip link set v1 up"
#: A cable, on which IPv6 gives itself an address that is good there alone.
CABLE = f"{_PLUGGED_IN}; sleep 2; ip -6 route add default via fe80::1 dev v0"
#: A network of IPv6, in which this machine has an address that stays and, as is usual, one that changes.
NETWORK = (
    f"{_PLUGGED_IN}; echo 2 > /proc/sys/net/ipv6/conf/v0/use_tempaddr; "
    "ip -6 addr add fd12:3456::5/64 dev v0 nodad mngtmpaddr; "
    "ip -6 route add default via fd12:3456::1 dev v0; "
    "until ip -6 addr show dev v0 temporary -tentative | grep -q fd12; do sleep .1; done"
)
#: The address that stays.
LASTING = "fd12:3456::5"


def python_in_network(set_up: str, code: str, *arguments: str) -> str:
    """Run Python in a network of its own, and return what it prints.

    :param set_up: commands of the shell that make the network; without any it has no address at all.
    """
    command = ("unshare", "--net", "sh", "-c")
    if not shutil.which("unshare") or not shutil.which("ip") or not _works((*command, _PLUGGED_IN)):
        pytest.skip("this machine lets nobody make a network")
    python: Sequence[str] = (sys.executable, "-c", code, *arguments)
    ran = subprocess.run(
        [*command, f'{set_up}; exec "$@"', "sh", *python], capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def _works(command: Sequence[str]) -> bool:
    return subprocess.run(command, capture_output=True, timeout=60, check=False).returncode == 0
