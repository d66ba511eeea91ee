"""Secrets: how it fails there."""

from tests.gallery.entry import HASTE, Entry

ENTRIES = (
    Entry(
        "The vault does not know Command any more",
        "The application's certificate or allowed machine changed, so the vault refuses Command and not the "
        "mail account. Only an admin of the vault can help; the profile is right as it is.",
        "cyberark",
        "pam.resolve",
        {"provider": 2, "failure": "auth_failed"},
    ),
    Entry(
        "Somebody renamed the password in the vault",
        "PUT stores an address without looking it up, so a wrong one is found by the next mail only. Send a "
        "test mail after each change of the profile.",
        "cyberark",
        "pam.resolve",
        {"at": "MyEmailUserPassword", "failure": "not_found"},
    ),
    Entry(
        "The vault's account is locked by somebody else",
        "An object that one person at a time may use is in use. It passes by itself: try again in some minutes, "
        "and have the object exempted from exclusive use.",
        "cyberark",
        "pam.resolve",
        {"provider": "CyberArk", "failure": "checked_out"},
    ),
    Entry(
        "The password is being changed at this moment",
        "Vaults rotate passwords, and for some seconds there is none to be had. One more try is enough.",
        "cyberark",
        "pam.resolve",
        {"provider": 2, "failure": "change_in_progress", "times": 1},
        tries=2,
    ),
    Entry(
        "The vault may not be read without an approval",
        "Secret Server hides why behind one status: not found, not allowed and not approved look the same. Do "
        "not read more into the message than there is.",
        "delinea",
        "pam.resolve",
        {"provider": "Delinea", "failure": "approval_required"},
    ),
    Entry(
        "PAM is asked too often",
        "Command looks every secret up for every mail, and so do all its other workflows. Pause between test "
        "mails; the vault's limit is shared.",
        "delinea",
        "pam.resolve",
        {"provider": 3, "failure": "rate_limited"},
    ),
    Entry(
        "The vault is down for maintenance",
        "Nobody listens there. The mail account works, the mail server works, and no mail goes out: watch for "
        "the step pam.resolve.",
        "delinea",
        "pam.resolve",
        {"provider": 3, "failure": "unreachable"},
    ),
    Entry(
        "The vault takes longer than Command waits",
        "A cluster without a leader takes the question and never answers; the 30 seconds are the vault's own "
        "words. Give the client a timeout that is longer than all steps of Command together.",
        "cyberark",
        "pam.resolve",
        {"provider": 2, "hang": True},
        HASTE,
    ),
    Entry(
        "The secret is there, and empty",
        "An import made the entry and left out its value. A vault that says so is kind; others hand out an "
        "empty password, and the mail server gets the blame.",
        "local",
        "pam.resolve",
        {"provider": 1, "failure": "empty_value"},
    ),
)
