"""Replies of Mailpit's chaos. Mailpit's API plans these faults, and replaces only these."""

from mockkf.faults.presets.preset import Preset

PRESETS = {
    name: Preset(f"relay.{step}", f"Mailpit's chaos refuses {what}", {"reply": reply}, may_stay_idle=True)
    for name, step, what, reply in (
        ("sender", "sender", "the sender", "451 Chaos sender error"),
        ("recipient", "recipient", "a recipient", "451 Chaos recipient error"),
        ("authentication", "login", "the login", "535 Chaos authentication error"),
    )
}
