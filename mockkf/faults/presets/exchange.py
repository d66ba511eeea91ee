"""Exchange Online and Exchange Server: worded after Microsoft's pages and what people quote, not recorded here."""

from mockkf.faults.presets.preset import Preset

PRESETS = {
    "bad_credentials": Preset(
        "relay.login",
        "user name, password or token are wrong",
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
        "user name and password are not taken any more",
        {"reply": "550 5.7.30 Basic authentication is not supported for Client Submission."},
    ),
    "too_many_connections": Preset(
        "relay.login",
        "too many connections of one mailbox at once",
        {"reply": "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"},
    ),
    "not_authenticated": Preset(
        "relay.sender",
        "nobody logged on",
        {"reply": "530 5.7.57 Client not authenticated to send mail."},
    ),
    "send_as_denied": Preset(
        "relay.message",
        "who logged on may not send as the sender",
        {
            "reply": "554 5.2.252 SendAsDenied; {user} not allowed to send as {sender}; "
            "STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied"
        },
    ),
    "no_permission_to_send_as": Preset(
        "relay.message",
        "who logged on may not send as the sender, as an Exchange server at home says it",
        {"reply": "550 5.7.60 SMTP; Client does not have permissions to send as this sender"},
    ),
    "relay_denied": Preset(
        "relay.recipient",
        "the connector does not know the sending server",
        {"reply": "550 5.7.64 TenantAttribution; Relay Access Denied"},
    ),
    "not_accepted_domain": Preset(
        "relay.recipient",
        "the recipient's domain is none of the organization's",
        {"reply": "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"},
    ),
    "unknown_recipient": Preset(
        "relay.recipient",
        "there is no such mailbox",
        {"reply": "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient {to} not found by SMTP address lookup"},
    ),
    "too_big": Preset(
        "relay.message",
        "the mail is larger than the limit",
        {"reply": "552 5.3.4 Message size exceeds fixed maximum message size"},
    ),
    "server_busy": Preset("relay.banner", "the service is overloaded", {"reply": "421 4.3.2 Service not active"}),
}
