"""Who may use this server: pairing, the devices that are paired, and the people they act for."""

from server.web.auth import devices, pairing, people

init = pairing.init
blueprints = (devices.blueprint, people.blueprint)

__all__ = ["blueprints", "init"]
