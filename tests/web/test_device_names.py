from __future__ import annotations

import pytest

from server.store.values import PairedDevice
from server.web.device_names import device_name, kind_of

PIXEL = "Mozilla/5.0 (Linux; Android 14; Pixel 7) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.mark.parametrize(
    ("browser", "kind"),
    [
        (PIXEL, "Pixel 7"),
        ("Mozilla/5.0 (Linux; Android 9; SM-T510 Build/PPR1.1) AppleWebKit/537.36 Chrome/90", "SM-T510"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140 Mobile Safari", "Android phone"),
        ("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140 Safari", "Android tablet"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Android phone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile", "Android phone"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18 Safari/604", "iPhone"),
        ("Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Version/16 Safari/604", "iPad"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605", "Mac"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Windows computer"),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) Chrome/140.0", "Chromebook"),
        ("Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0", "Linux computer"),
        ("curl/8", "device"),
    ],
)
def test_a_browser_says_what_it_runs_on(browser: str, kind: str) -> None:
    assert kind_of(browser) == kind


@pytest.mark.parametrize(
    ("label", "person", "name"),
    [("Kitchen", "Ana", "Kitchen"), ("", "Ana", "Ana’s Pixel 7"), ("", None, "Pixel 7")],
)
def test_a_device_is_called_as_people_say_or_by_what_it_is(label: str, person: str | None, name: str) -> None:
    assert device_name(PairedDevice("one", PIXEL, person, 0, 0, label)) == name
    assert device_name(PairedDevice("one", "curl/8", None, 0, 0, "")) == "Device"
