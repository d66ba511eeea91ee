"""Finding the mail server: how it fails there."""

from tests.gallery.entry import HASTE, Entry

ENTRIES = (
    Entry(
        "The host name has a typing error",
        "As soon as one host is declared, no other resolves, as in a real network. It needs no fault: the "
        "profile is wrong.",
        "password",
        options={"hosts": [{"name": "smtp.keyexample.com"}]},
        changes={"Host": "smpt.keyexample.com"},
    ),
    Entry(
        "The port has a typing error",
        "The host is there, and nobody listens at this port. It needs no fault either.",
        "password",
        options={"hosts": [{"name": "smtp.keyexample.com"}]},
        changes={"Port": 857},
    ),
    Entry(
        "The name is known inside only, and Command moved to the cloud",
        "A name that resolves on the admin's own machine need not resolve on Command's. Only Command's own test "
        "mail tells.",
        "password",
        "relay.resolve",
        {"host": "smtp.keyexample.com", "trouble": "unknown_host"},
    ),
    Entry(
        "The mail server is switched off",
        "A restart or a failed update: the machine is there, the service is not. Try again in some minutes, and "
        "give up after some tries.",
        "password",
        "relay.connect",
        {"trouble": "refused"},
    ),
    Entry(
        "The way to port 25 is closed",
        "Cloud providers drop port 25 without a word, so Command waits until its time is up. Use 587 with a login.",
        "anonymous",
        "relay.connect",
        {"port": 25, "trouble": "timeout"},
        HASTE,
    ),
    Entry(
        "The mail server has no room for one more connection",
        "A connection is taken and closed at once. It is a matter of moments: wait a little, differently long "
        "each time.",
        "password",
        "relay.connect",
        {"trouble": "full", "times": 1},
        tries=2,
    ),
)
