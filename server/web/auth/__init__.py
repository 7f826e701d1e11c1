"""Who may use this server: pairing, the devices that are paired, and the people they act for."""

from server.web.auth import authentication, avoided, devices, pairing, people, personal_data, welcome

init = authentication.init
blueprints = (
    pairing.blueprint,
    welcome.blueprint,
    devices.blueprint,
    people.blueprint,
    avoided.blueprint,
    personal_data.blueprint,
)

__all__ = ["blueprints", "init"]
