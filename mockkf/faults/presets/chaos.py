"""Replies of Mailpit's chaos; Mailpit's API plans these faults, and counts only these as its own."""

from mockkf.faults.presets.preset import Preset

PRESETS = {
    "sender": Preset("relay.sender", "Mailpit's chaos refuses the sender", {"reply": "451 Chaos sender error"}),
    "recipient": Preset(
        "relay.recipient", "Mailpit's chaos refuses a recipient", {"reply": "451 Chaos recipient error"}
    ),
    "authentication": Preset(
        "relay.login", "Mailpit's chaos refuses the login", {"reply": "535 Chaos authentication error"}
    ),
}
