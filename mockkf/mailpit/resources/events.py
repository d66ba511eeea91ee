"""The WebSocket that tells every change of the mailbox."""

import contextlib
from typing import Any

from flask import Response, request
from werkzeug.exceptions import BadRequest

from mockkf.mailpit.context import current_context, current_mock
from mockkf.mailpit.resource import MailpitResource
from mockkf.mailpit.resources.info import VERSION

resource = MailpitResource("events", "The WebSocket that tells every change of the mailbox.")


class Ended(Response):
    """No answer: the WebSocket was the answer."""

    def __call__(self, *_: Any, **__: Any) -> Any:
        """End the connection without writing to it."""
        raise ConnectionAbortedError("the WebSocket has ended")


@resource.serve("GET", "/api/events", options={"websocket": True}, is_shown=False)
def follow_events() -> Response:
    """Send an event for every change, until the client leaves or the mock stops.

    With `calls=1`, which Mailpit does not have, send `calls` too if a call ends or a planned fault changes.
    """
    from simple_websocket import ConnectionClosed
    from simple_websocket import ConnectionError as NotAccepted
    from wsproto.utilities import RemoteProtocolError

    from mockkf.mailpit.events import EventStream

    context = current_context()
    try:
        has_calls = request.args.get("calls") == "1"
        stream = EventStream(request.environ, current_mock(), context.reader.digests, VERSION, has_calls=has_calls)
    except (RemoteProtocolError, NotAccepted):
        raise BadRequest("Bad Request") from None
    with contextlib.suppress(ConnectionClosed, OSError):
        stream.follow()
    return Ended()
