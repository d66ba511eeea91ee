"""Mails to look at in the inbox."""

import smtplib
from base64 import b64decode
from collections.abc import Sequence
from email.message import EmailMessage

from mockkf.instance import Mock
from mockkf.model import Message

PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC"
)
"""A picture in PNG, one pixel wide."""

REPORT = """\
<!doctype html><html><head><meta charset="utf-8"><style>
body{margin:0;background:#eef1f6;color:#1c2733;font:15px/1.5 Helvetica,Arial,sans-serif}
.card{max-width:560px;margin:28px auto;background:#fff;border-radius:10px;padding:28px 32px}
h1{font-size:21px;margin:12px 0 8px}table{width:100%;border-collapse:collapse;margin:18px 0}
td,th{text-align:left;padding:9px 4px;border-bottom:1px solid #e4e8ee;font-size:14px}
.button{display:inline-block;background:#0b6bcb;color:#fff;padding:11px 20px;border-radius:6px;text-decoration:none}
@media(prefers-color-scheme:dark){body{background:#15191f;color:#dfe6ee}.card{background:#1e252e}
td,th{border-color:#313b47}}
</style></head><body><div class="card"><img src="cid:logo@keyexample.com" width="40" height="40" alt="Logo">
<h1>12 certificates expire this month</h1><p>Renew them before 30 November. The nearest three:</p>
<table><tr><th>Common name</th><th>Expires</th></tr><tr><td>vpn.keyexample.com</td><td>27 November</td></tr>
<tr><td>mail.keyexample.com</td><td>28 November</td></tr><tr><td>git.keyexample.com</td><td>29 November</td></tr>
</table>
<p><a class="button" href="https://command.keyexample.com/expiring">Open the report</a></p>
<img src="http://track.keyexample.net/p.gif" width="1" height="1" alt=""></div></body></html>
"""
"""HTML with an embedded picture, a link and a picture on another server."""


def mail(
    subject: str = "Hello",
    text: str = "A text.",
    html: str | None = None,
    sender: str = "Ada Lovelace <ada@keyexample.com>",
    to: Sequence[str] = ("mjones@keyexample.com",),
    files: Sequence[tuple[str, str, bytes]] = (),
) -> EmailMessage:
    """Return a mail; `files` have a name, a media type and content; HTML can use cid:logo@keyexample.com."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, sender, ", ".join(to)
    made.set_content(text)
    if html is not None:
        made.add_alternative(html, subtype="html")
        body = made.get_body(("html",))
        assert isinstance(body, EmailMessage)
        body.add_related(PIXEL, "image", "png", cid="<logo@keyexample.com>", filename="logo.png", disposition="inline")
    for name, media_type, content in files:
        maintype, _, subtype = media_type.partition("/")
        made.add_attachment(content, maintype=maintype, subtype=subtype, filename=name)
    return made


def send(mock: Mock, *mails: EmailMessage) -> Message:
    """Send mails directly to the mail server in one connection, and return the last as it was captured."""
    with smtplib.SMTP(mock.relay.host, mock.relay.smtp, local_hostname="build.keyexample.com") as client:
        for one in mails:
            client.send_message(one)
    return mock.state.messages[-1]
