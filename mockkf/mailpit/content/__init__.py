"""A captured mail as Mailpit shows it: its text and parts, and its JSON. It reads mail and changes nothing."""

from mockkf.mailpit.content.digest import DigestCache, MailDigest
from mockkf.mailpit.content.parts import MailPart, MailParts
from mockkf.mailpit.content.times import rfc3339
from mockkf.mailpit.content.views import item_view, message_view, text_of

__all__ = ["DigestCache", "MailDigest", "MailPart", "MailParts", "item_view", "message_view", "rfc3339", "text_of"]
