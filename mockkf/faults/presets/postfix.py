"""Postfix and common policy services: texts from quoted errors with default settings, not recorded here."""

from mockkf.faults.presets.preset import Preset

PRESETS = {
    "greylisting": Preset(
        "relay.recipient",
        "greylisting refuses the first attempt (`times` sets more) and accepts the next",
        {"reply": "450 4.2.0 <{to}>: Recipient address rejected: Greylisted, please try again later", "times": 1},
    ),
    "bad_credentials": Preset(
        "relay.login",
        "the user name or password is wrong",
        {"reply": "535 5.7.8 Error: authentication failed: authentication failure"},
    ),
    "authentication_broken": Preset(
        "relay.login",
        "the service that checks passwords is down",
        {"reply": "454 4.7.0 Temporary authentication failure: Connection lost to authentication server"},
    ),
    "relay_denied": Preset(
        "relay.recipient",
        "a client without a login may send to local mailboxes only",
        {"reply": "554 5.7.1 <{to}>: Relay access denied"},
    ),
    "unknown_recipient": Preset(
        "relay.recipient",
        "the mailbox does not exist",
        {"reply": "550 5.1.1 <{to}>: Recipient address rejected: User unknown in local recipient table"},
    ),
    "unknown_sender_domain": Preset(
        "relay.sender",
        "the sender's domain does not exist",
        {"reply": "450 4.1.8 <{sender}>: Sender address rejected: Domain not found"},
    ),
    "sender_not_owned": Preset(
        "relay.sender",
        "the account that logged on may not send as the sender",
        {"reply": "553 5.7.1 <{sender}>: Sender address rejected: not owned by user {user}"},
    ),
    "blocked": Preset(
        "relay.banner",
        "the client's address is on a block list",
        {"reply": "554 5.7.1 Service unavailable; Client host blocked using zen.spamhaus.org"},
    ),
    "too_many_connections": Preset(
        "relay.banner",
        "one client has too many connections at the same time",
        {"reply": "421 4.7.0 {host} Error: too many connections from localhost[127.0.0.1]"},
    ),
    "tls_not_available": Preset(
        "relay.tls",
        "the server offers STARTTLS, but it does not work",
        {"reply": "454 4.7.0 TLS not available due to local problem"},
    ),
    "queue_full": Preset(
        "relay.sender",
        "the disk is full",
        {"reply": "452 4.3.1 Insufficient system storage"},
    ),
    "too_big": Preset(
        "relay.message",
        "the mail is larger than the limit",
        {"reply": "552 5.3.4 Error: message file too big"},
    ),
    "content_rejected": Preset(
        "relay.message",
        "a content filter rejects the mail",
        {"reply": "554 5.7.1 Message rejected as spam by content filter"},
    ),
}
