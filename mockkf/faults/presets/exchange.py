"""Exchange Online and Exchange Server: texts from Microsoft's pages and from quoted errors, not recorded here."""

from mockkf.faults.presets.preset import Preset

PRESETS = {
    "bad_credentials": Preset(
        "relay.login",
        "the user name, password or token is wrong",
        {"reply": "535 5.7.3 Authentication unsuccessful"},
    ),
    "basic_auth_disabled": Preset(
        "relay.login",
        "SMTP AUTH is switched off for the tenant",
        {"reply": "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant."},
    ),
    "security_defaults": Preset(
        "relay.login",
        "the organization's security defaults lock the user out",
        {
            "reply": "535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults "
            "policy. Contact your administrator."
        },
    ),
    "basic_auth_retired": Preset(
        "relay.login",
        "the server does not accept user name and password any more",
        {"reply": "550 5.7.30 Basic authentication is not supported for Client Submission."},
    ),
    "too_many_connections": Preset(
        "relay.login",
        "one mailbox has too many connections at the same time",
        {"reply": "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"},
    ),
    "not_authenticated": Preset(
        "relay.sender",
        "the client did not log on",
        {"reply": "530 5.7.57 Client not authenticated to send mail."},
    ),
    "send_as_denied": Preset(
        "relay.message",
        "the account that logged on may not send as the sender",
        {
            "reply": "554 5.2.252 SendAsDenied; {user} not allowed to send as {sender}; "
            "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied"
        },
    ),
    "no_permission_to_send_as": Preset(
        "relay.message",
        "the account that logged on may not send as the sender, with the text of Exchange Server",
        {"reply": "550 5.7.60 SMTP; Client does not have permissions to send as this sender"},
    ),
    "relay_denied": Preset(
        "relay.recipient",
        "the connector does not know the sending server",
        {"reply": "550 5.7.64 TenantAttribution; Relay Access Denied"},
    ),
    "not_accepted_domain": Preset(
        "relay.recipient",
        "the recipient's domain does not belong to the organization",
        {"reply": "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"},
    ),
    "unknown_recipient": Preset(
        "relay.recipient",
        "the mailbox does not exist",
        {"reply": "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {to} not found by SMTP address lookup"},
    ),
    "too_big": Preset(
        "relay.message",
        "the mail is larger than the limit",
        {"reply": "552 5.3.4 Message size exceeds fixed maximum message size"},
    ),
    "server_busy": Preset("relay.banner", "the service is overloaded", {"reply": "421 4.3.2 Service not active"}),
}
