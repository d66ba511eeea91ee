"""The inbox: pages for a browser with the captured mail, the calls, the faults and the set-up of a mock.

It stores nothing of its own. Each file in `pages` is one screen; a new file needs no other edit. The first request
builds the application.
"""

from mockkf.inbox.lazy import application
from mockkf.inbox.routing import has_page, is_page

__all__ = ["application", "has_page", "is_page"]
