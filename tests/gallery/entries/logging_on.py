"""Logging on: how it fails there."""

from tests.gallery.entry import Entry

ENTRIES = (
    Entry(
        "The mail account's password was changed in the directory",
        "And not in Command. Do not repeat: each try counts as a wrong password, and some more lock the account.",
        "password",
        "exchange.bad_credentials",
    ),
    Entry(
        "SMTP AUTH is disabled for the tenant",
        "It is off by default in new tenants. User and password are right; an admin must enable it for the "
        "mailbox or, better, change to OAuth.",
        "password",
        "exchange.basic_auth_disabled",
        changes={"Host": "smtp.office365.com"},
    ),
    Entry(
        "Exchange Online takes no passwords any more",
        "Basic authentication is being retired for good. The profile needs RelayAuthenticationType 3.",
        "password",
        "exchange.basic_auth_retired",
        changes={"Host": "smtp.office365.com"},
    ),
    Entry(
        "The account was given two steps to sign in",
        "A service cannot answer a second factor. Google wants a password made for the application; the link in "
        "the reply is meant for people, so show all of it.",
        "password",
        "gmail.app_password_required",
        changes={"Host": "smtp.gmail.com"},
    ),
    Entry(
        "The mail server cannot reach the directory",
        "454 is no wrong password, although it comes at the login: tell the two apart by the first digit. Try again.",
        "password",
        "postfix.authentication_broken",
        {"times": 1},
        tries=2,
    ),
    Entry(
        "Too many systems send as one mailbox at once",
        "Exchange Online allows three connections a mailbox. It passes; if it comes often, give Command a "
        "mailbox of its own.",
        "password",
        "exchange.too_many_connections",
        {"times": 1},
        tries=2,
    ),
    Entry(
        "Nobody may log on at port 25",
        "Many servers offer a login on 587 only. A profile with a user on 25 finds nothing to log on with.",
        "password",
        "relay.hello",
        {"port": 25, "without": "AUTH"},
        changes={"Port": 25},
    ),
    Entry(
        "The mail server hangs up during the login",
        "An intrusion detection cuts the line when it sees a login. There is no reply to quote, only the step.",
        "password",
        "relay.login",
        {"drop": "before"},
    ),
)
