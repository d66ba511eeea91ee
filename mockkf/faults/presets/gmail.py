"""Gmail and Google Workspace: texts from Google's pages of SMTP errors and from quoted errors, not recorded here."""

from mockkf.faults.presets.preset import Preset

PRESETS = {
    "bad_credentials": Preset(
        "relay.login",
        "the user name, password or token is wrong",
        {
            "reply": "535 5.7.8 Username and Password not accepted. For more information, go to\n"
            "535 5.7.8  https://support.google.com/mail/?p=BadCredentials - gsmtp"
        },
    ),
    "app_password_required": Preset(
        "relay.login",
        "the account uses two-step verification and needs an app password",
        {
            "reply": "534 5.7.9 Application-specific password required. For more information, go to\n"
            "534 5.7.9  https://support.google.com/mail/?p=InvalidSecondFactor - gsmtp"
        },
    ),
    "login_through_browser": Preset(
        "relay.login",
        "Google requires a login with a browser first",
        {
            "reply": "534 5.7.14 Please log in through your web browser and then try again. - gsmtp",
        },
    ),
    "too_many_logins": Preset(
        "relay.login",
        "the account logs on too often in a short time",
        {"reply": "454 4.7.0 Too many login attempts, please try again later. - gsmtp"},
    ),
    "starttls_required": Preset(
        "relay.sender",
        "the client sends mail before STARTTLS",
        {"reply": "530 5.7.0 Must issue a STARTTLS command first. - gsmtp"},
    ),
    "temporary_problem": Preset(
        "relay.banner",
        "the service is overloaded",
        {"reply": "421 4.7.0 Temporary System Problem. Try again later. - gsmtp"},
    ),
    "rate_limited": Preset(
        "relay.recipient",
        "the recipient receives mail too fast, so Gmail delays it",
        {"reply": "450 4.2.1 The user you are trying to contact is receiving mail too quickly. - gsmtp"},
    ),
    "daily_limit": Preset(
        "relay.message",
        "the sender reached the daily limit",
        {"reply": "550 5.4.5 Daily user sending limit exceeded. - gsmtp"},
    ),
    "mailbox_full": Preset(
        "relay.recipient",
        "the mailbox of the recipient is full",
        {"reply": "452 4.2.2 The email account that you tried to reach is over quota. - gsmtp"},
    ),
    "unknown_recipient": Preset(
        "relay.recipient",
        "the mailbox does not exist",
        {"reply": "550 5.1.1 The email account that you tried to reach does not exist. - gsmtp"},
    ),
    "suspicious_content": Preset(
        "relay.message",
        "Gmail classifies the mail as spam",
        {"reply": "550 5.7.1 Our system has detected that this message is likely unsolicited mail. - gsmtp"},
    ),
}
