"""Finding the mail server: how it fails there."""

from tests.gallery.entry import HASTE, Entry

ENTRIES = (
    Entry(
        "The host name has a typing error",
        "This entry needs no fault: the profile is wrong. If one host is declared, no other name resolves, "
        "as in a real network.",
        "password",
        options={"hosts": [{"name": "smtp.keyexample.com"}]},
        changes={"Host": "smpt.keyexample.com"},
    ),
    Entry(
        "The port has a typing error",
        "This entry needs no fault. The host exists, but no server listens at this port.",
        "password",
        options={"hosts": [{"name": "smtp.keyexample.com"}]},
        changes={"Port": 857},
    ),
    Entry(
        "Command moved to the cloud, and the name is internal",
        "A name that resolves on the admin's machine may not resolve on Command's machine. Only a test "
        "mail from Command shows this.",
        "password",
        "relay.resolve",
        {"host": "smtp.keyexample.com", "trouble": "unknown_host"},
    ),
    Entry(
        "The mail server does not run",
        "After a restart or a failed update the machine runs, but the service does not. Try again after "
        "some minutes, and stop after some attempts.",
        "password",
        "relay.connect",
        {"trouble": "refused"},
    ),
    Entry(
        "Port 25 is blocked",
        "Cloud providers drop packets to port 25 without an answer, so Command waits until its time limit. "
        "Use port 587 with a login.",
        "anonymous",
        "relay.connect",
        {"port": 25, "trouble": "timeout"},
        HASTE,
    ),
    Entry(
        "The mail server accepts no further connection",
        "The server accepts the connection and closes it at once. The problem is temporary: wait for a "
        "short random time.",
        "password",
        "relay.connect",
        {"trouble": "full", "times": 1},
        tries=2,
    ),
)
