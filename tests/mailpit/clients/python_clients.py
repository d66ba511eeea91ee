"""The calls of PyPI's mailpit-api-client and mailhog; prints what each one returned. It runs without mockkf."""

import json
import sys
from urllib.parse import urlsplit

from mailhog import Mailhog
from mailpit.client.api import API


def main(url: str) -> None:
    """Ask the server at `url`, whose mailbox has two mails."""
    seen = {}
    api = API(url, timeout=10)
    listed = api.get_messages()
    seen["count"] = listed.count
    newest = api.get_message(listed.messages[0].id)
    seen["subject"], seen["to"] = newest.subject, newest.to[0].address
    api.put_messages([newest.id], "Read", value=True)
    seen["read"] = api.get_messages().messages[0].read
    api.delete_messages([newest.id])
    seen["left"] = api.get_messages().count
    hog = Mailhog("127.0.0.1", urlsplit(url).port or 80)
    seen["hog"] = hog.messages().total
    seen["found"] = hog.search("ada@read.example", "to").count
    hog.delete_all()
    seen["hog_left"] = hog.messages().total
    print(json.dumps(seen))


main(sys.argv[1])
