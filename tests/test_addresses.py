"""By which address a server listens, and is reached, in networks of all kinds."""

from __future__ import annotations

import pytest

from server.addresses import host_for_itself, host_for_others, host_to_listen_on, in_link
from tests.helpers.network import CABLE, LASTING, NETWORK, ONLY_ITSELF, python_in_network

SHOWN = """
from server.addresses import host_for_itself, host_for_others, host_to_listen_on
for host in ("0.0.0.0", "::"):
    print(host_to_listen_on(host), host_for_others(host_to_listen_on(host)), host_for_itself(host))
"""


def shown(set_up: str) -> list[str]:
    """What is listened on, by what others reach it and by what this machine does; for 0.0.0.0 and for ::."""
    return python_in_network(set_up, SHOWN).splitlines()


def test_where_there_is_only_ipv6_all_of_it_is_listened_on_and_the_address_that_stays_is_told() -> None:
    assert shown(f"{ONLY_ITSELF}; {NETWORK}") == [f":: {LASTING} ::1"] * 2
    assert shown(f"ip link set lo up; {NETWORK}") == [f":: {LASTING} 127.0.0.1"] * 2


def test_where_there_is_ipv4_its_address_is_told_and_ipv6_is_not_opened_unasked() -> None:
    both = f"ip link set lo up; {NETWORK}; ip addr add 10.1.2.3/24 dev v0; ip route add default via 10.1.2.1"
    assert shown(both) == ["0.0.0.0 10.1.2.3 127.0.0.1", ":: 10.1.2.3 127.0.0.1"]


def test_a_machine_in_no_network_tells_the_address_by_which_it_reaches_itself() -> None:
    assert shown("ip link set lo up") == ["0.0.0.0 127.0.0.1 127.0.0.1", ":: 127.0.0.1 127.0.0.1"]
    assert shown(ONLY_ITSELF) == [":: ::1 ::1"] * 2


def test_a_server_that_was_started_with_ipv4_tells_no_address_of_ipv6() -> None:
    told = "from server.addresses import host_for_others; print(host_for_others('0.0.0.0'))"
    assert python_in_network(f"ip link set lo up; {NETWORK}", told) == "127.0.0.1"


def test_an_address_that_is_good_only_on_its_cable_is_not_told() -> None:
    assert shown(f"ip link set lo up; {CABLE}")[0] == "0.0.0.0 127.0.0.1 127.0.0.1"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "soleus.local"])
def test_a_host_that_was_chosen_is_the_one_that_is_told(host: str) -> None:
    assert [host_to_listen_on(host), host_for_others(host), host_for_itself(host)] == [host] * 3


def test_an_address_of_ipv6_stands_in_brackets_before_a_port() -> None:
    assert (in_link("::1"), in_link("10.0.0.1"), in_link("a.local")) == ("[::1]", "10.0.0.1", "a.local")
