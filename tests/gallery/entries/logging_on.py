"""Logging on: how it fails there."""

from tests.gallery.entry import Entry

ENTRIES = (
    Entry(
        "The password of the mail account was changed in the directory",
        "The profile in Command still has the old password. Do not repeat: each attempt counts as a wrong "
        "password, and several of them lock the account.",
        "password",
        "exchange.bad_credentials",
    ),
    Entry(
        "SMTP AUTH is disabled for the tenant",
        "New tenants disable SMTP AUTH by default. User and password are correct. An admin must enable it "
        "for the mailbox or, better, change to OAuth.",
        "password",
        "exchange.basic_auth_disabled",
        changes={"Host": "smtp.office365.com"},
    ),
    Entry(
        "Exchange Online does not accept passwords any more",
        "Microsoft retires basic authentication. The profile needs RelayAuthenticationType 3.",
        "password",
        "exchange.basic_auth_retired",
        changes={"Host": "smtp.office365.com"},
    ),
    Entry(
        "The account uses two-step verification",
        "A service cannot answer a second factor. Google requires an app password. The link in the reply "
        "is for people, so show the whole reply.",
        "password",
        "gmail.app_password_required",
        changes={"Host": "smtp.gmail.com"},
    ),
    Entry(
        "The mail server cannot reach the directory",
        "454 does not mean a wrong password, although it comes at the login. The first digit shows the "
        "difference. Try again.",
        "password",
        "postfix.authentication_broken",
        {"times": 1},
        tries=2,
    ),
    Entry(
        "Too many systems use one mailbox at the same time",
        "Exchange Online allows three connections for each mailbox. The problem is temporary. If it is "
        "frequent, give Command its own mailbox.",
        "password",
        "exchange.too_many_connections",
        {"times": 1},
        tries=2,
    ),
    Entry(
        "Port 25 offers no login",
        "Many servers offer a login at port 587 only. A profile with a user and port 25 finds no login mechanism.",
        "password",
        "relay.hello",
        {"port": 25, "without": "AUTH"},
        changes={"Port": 25},
    ),
    Entry(
        "The mail server closes the connection during the login",
        "An intrusion detection system closes the connection when it sees a login. The message quotes no "
        "reply, and names only the step.",
        "password",
        "relay.login",
        {"drop": "before"},
    ),
)
