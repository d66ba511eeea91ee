"""The HTML of a mail as its frame shows it: hostile until proven otherwise, so its policy forbids everything."""

import base64
import re
from urllib.parse import unquote

from mockkf.inbox.models.message import RASTER
from mockkf.model import Message

SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"
CLOSED = "img-src data:; style-src 'unsafe-inline'; font-src data:"
OPEN = (
    "img-src data: http: https:; media-src data: http: https:; "
    "style-src 'unsafe-inline' http: https:; font-src data: http: https:"
)
"""What a user allows with "load remote content": pictures, films, styles and fonts, but no script and no frame."""

CID = re.compile(r"cid:([^\s\"'<>)\\]+)", re.IGNORECASE)
SCHEME = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.IGNORECASE)
ALWAYS, NEVER = "(min-width:0)", "(max-width:0)"
ADDED = '<base target="_blank"><style>:root{{color-scheme:only {scheme}}}</style>'


def policy(*, with_remote: bool) -> str:
    """Return the content security policy of the frame. It forbids scripts, whatever the frame's attributes say."""
    return (
        f"{SANDBOX}; default-src 'none'; {OPEN if with_remote else CLOSED}; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
    )


def document(message: Message, scheme: str) -> str:
    """Return the HTML body as a reader with the colours `scheme` sees it, `light` or `dark`.

    Its embedded pictures are inside, because a frame with a sandbox sends no cookie to fetch them. Its conditions for
    colours are decided here, because browsers decide them by the system and not by the frame. What is added stands at
    the end, because anything before the doctype would change the mode of the document.
    """
    content = message.content
    pictures = {
        file.content_id: f"data:{file.content_type};base64,{base64.b64encode(file.content).decode('ascii')}"
        for file in content.attachments
        if file.content_id and file.content_type in RASTER
    }

    def picture(found: re.Match[str]) -> str:
        return pictures.get(found[1]) or pictures.get(unquote(found[1])) or found[0]

    html = CID.sub(picture, content.html or "") if pictures else content.html or ""
    html = SCHEME.sub(lambda found: ALWAYS if found[1].lower() == scheme else NEVER, html)
    return html + ADDED.format(scheme=scheme)
