"""Secrets: how it fails there."""

from tests.gallery.entry import HASTE, Entry

ENTRIES = (
    Entry(
        "The vault refuses Command",
        "The certificate or the allowed machine of the application changed, so the vault refuses Command, "
        "not the mail account. Only an admin of the vault can help. The profile is correct.",
        "cyberark",
        "pam.resolve",
        {"provider": 2, "failure": "auth_failed"},
    ),
    Entry(
        "The password was renamed in the vault",
        "PUT stores an address without a look-up, so only the next mail finds a wrong one. Send a test "
        "mail after each change of the profile.",
        "cyberark",
        "pam.resolve",
        {"at": "MyEmailUserPassword", "failure": "not_found"},
    ),
    Entry(
        "Another user has checked the password out",
        "Only one person at a time may use this object, and another person uses it now. Try again after "
        "some minutes, or exempt the object from exclusive use.",
        "cyberark",
        "pam.resolve",
        {"provider": "CyberArk", "failure": "checked_out"},
    ),
    Entry(
        "The vault is changing the password",
        "Vaults rotate passwords. For some seconds no password is available. Try once more.",
        "cyberark",
        "pam.resolve",
        {"provider": 2, "failure": "change_in_progress", "times": 1},
        tries=2,
    ),
    Entry(
        "The vault requires an approval",
        "Secret Server uses one status for three reasons: not found, not allowed and not approved. Do not "
        "read more into the message.",
        "delinea",
        "pam.resolve",
        {"provider": "Delinea", "failure": "approval_required"},
    ),
    Entry(
        "The vault receives too many requests",
        "Command looks up every secret for every mail, and so do all its other workflows. Pause between "
        "test mails: all of them share the limit of the vault.",
        "delinea",
        "pam.resolve",
        {"provider": 3, "failure": "rate_limited"},
    ),
    Entry(
        "The vault is down for maintenance",
        "No server listens at the address of the vault. The mail account and the mail server work, but "
        "Command sends no mail. Look for the step pam.resolve.",
        "delinea",
        "pam.resolve",
        {"provider": 3, "failure": "unreachable"},
    ),
    Entry(
        "The vault is slower than Command's time limit",
        "A cluster without a leader accepts the request and never answers. The 30 seconds are a quotation "
        "of the vault. Give the client a timeout that is longer than all steps of Command together.",
        "cyberark",
        "pam.resolve",
        {"provider": 2, "hang": True},
        HASTE,
    ),
    Entry(
        "The secret exists, but it is empty",
        "An import created the entry without its value. This vault reports the problem. Other vaults "
        "return an empty password, and then the mail server refuses the login.",
        "local",
        "pam.resolve",
        {"provider": 1, "failure": "empty_value"},
    ),
)
