"""The options of a run with their help texts.

They are copies of those in `mockkf.config`, which loads too slowly for every run of pytest. A test compares both.
"""

from collections.abc import Mapping

OPTIONS: Mapping[str, str] = {
    "release": "the release of Command to emulate",
    "host": "the address to listen on; with an address beyond loopback, other hosts can connect",
    "http_port": "port of the API over http; 0 takes a free port",
    "https_port": "port of the API over https; 0 takes a free port",
    "smtp_port": "port that stands for 25 (plain, STARTTLS offered); 0 takes a free port",
    "submission_port": "port that stands for 587 (plain, STARTTLS offered); 0 takes a free port",
    "smtps_port": "port that stands for 465 (TLS from the first byte); 0 takes a free port",
    "mailpit_port": "port of its own for Mailpit's API, such as 8025; 0 takes a free port, off opens none",
    "mailpit_smtp_port": "port for mail as at Mailpit, such as 1025; 0 takes a free port, off opens none",
    "mailpit_smtp_tls": "TLS at `mailpit_smtp_port`: starttls (offered) or implicit (TLS from the first byte)",
    "mailpit_smtp_certificate": (
        "a PEM file with the certificate and the key to show at `mailpit_smtp_port`; empty: one of mockkf's CA"
    ),
    "public_host": (
        "the host at which clients reach the mock; empty: the host that a client names, or the address to listen on"
    ),
    "public_ports": (
        "the ports at which clients reach the listeners behind a port mapping, such as `http=8480,smtp=1025`"
    ),
    "base_paths": "the base paths of the API, in any letter case",
    "step_timeout": "the time limit of each step of a test mail, in seconds",
    "strict": "how to handle deviations: off, warn or error for all, `name=level` for one",
    "unsupported_version": "how to handle an unsupported api version: refuse it, or use the nearest",
    "sender_address": "whether the answer of GET v1 has the deprecated SenderAddress",
    "hidden_secrets": (
        "RelayPassword and ClientSecret in v2 answers: null, omit (no member), object (of nulls), address (of a vault)"
    ),
    "missing_password": (
        "how to handle a PUT without the stored password or secret: refuse the PUT, or keep the stored value"
    ),
    "tls_profile": "the meaning of UseSSL: port-aware (implicit TLS on 465, else STARTTLS), mailkit or system-net-mail",
    "test_failure_status": "the status of the answer if a test mail fails",
    "test_subject": "the subject of a test mail",
    "test_text": "the text of a test mail",
    "oauth_client_auth": "how Command sends the client secret to a token endpoint: form or basic",
    "oauth_discovery": "whether Command reads discovery document and key set before it requests a token",
    "idp_dialect": "the identity provider whose claims and error texts are used, such as generic or entra",
    "idp_accept": (
        "names of requests that the dialect refuses of everybody, but this identity provider accepts, such as no_scope"
    ),
    "token_lifetime": "the lifetime of a token, in whole seconds or as text such as 10m; 0 for that of the dialect",
    "clock_skew": "by how much the identity provider's clock is ahead, such as 5m, or -5m if it is behind",
    "relay_dialect": (
        "how the mail server refuses a token: generic, gmail (a challenge with the reason, then 535) or exchange (535)"
    ),
    "relay_recipient_limit": "the maximum number of recipients of one mail; the mail server refuses others with 452",
    "auth": "the credentials that the API accepts: any (Basic or Bearer), basic, bearer, or off (none needed)",
    "allowed_origins": "origins of web pages that may call the API, such as http://localhost:5173",
    "message_limit": "the maximum number of stored messages; the oldest are dropped",
    "message_memory": "the maximum size of all stored messages, also in snapshots, in bytes; the oldest are dropped",
    "call_limit": "the maximum number of calls in the journal; the oldest are dropped",
    "call_memory": "the approximate maximum size of the journal, in bytes; the oldest calls are dropped",
    "control_hosts": (
        "host names that the control API and Mailpit's API accept in addition to addresses, localhost and names "
        "without a dot"
    ),
    "control_token": "the token that the control API and Mailpit's API require; empty if they require none",
}
"""Each option with its help text."""
