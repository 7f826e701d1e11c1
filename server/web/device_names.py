"""What the devices are called on pages: as people named them, or by what their browsers say."""

from __future__ import annotations

import re

from server.store import PairedDevice

#: In what an Android browser calls itself, where the model stands; many write something else there.
_ANDROID_MODEL = re.compile(r"Android [\d.]+; ([^;()]+?)(?: Build/[^;()]*)?[;)]")
_NO_MODEL = frozenset({"K", "Mobile", "Tablet", "U", "wv"})
#: The first that is found counts: iPads and Android phones call themselves others too.
_KINDS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows computer",
    "Mac OS": "Mac",
    "CrOS": "Chromebook",
    "Linux": "Linux computer",
}


def device_name(device: PairedDevice) -> str:
    """Return the name of a device: its own, or whose it is and what it is, such as "Ana’s Pixel 7"."""
    if device.label:
        return device.label
    kind = kind_of(device.browser)
    return f"{device.person}’s {kind}" if device.person else f"{kind[0].upper()}{kind[1:]}"


def kind_of(browser: str) -> str:
    """Return what a device is, with its model where that is given.

    :param browser: what its browser calls itself.
    """
    if "Android" in browser:
        model = _ANDROID_MODEL.search(browser)
        if model and model[1] not in _NO_MODEL:
            return model[1]
        return "Android phone" if "Mobile" in browser else "Android tablet"
    return next((kind for token, kind in _KINDS.items() if token in browser), "device")
